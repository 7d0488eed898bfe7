/* fanload: one-threaded epoll load client + publisher for scan-progress fan-out servers.
 * See README.md for the options. Prints one JSON line. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { WS, SSE, RESP };                                  /* how the clients listen */
enum { NONE, CONNECTING, SHAKING, OPEN, CLOSED };        /* a client's state */
#define KEY "dGhlIHNhbXBsZSBub25jZQ=="                   /* RFC 6455's sample key and its answer */
#define ACCEPT "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="

typedef struct {
    int fd, scan;
    uint8_t state, stalled, probed, chunked, fragop, status_seen, churned, was_open;
    uint32_t first, last, frames, dup, ooo, gap;          /* of the measured run */
    int32_t left, cap, linelen, linecap, fraglen;         /* unparsed bytes; SSE line; WS fragments */
    int64_t chunk;                                        /* bytes left in this HTTP chunk; -1: reading size line */
    char *buf, *line, *frag;
    int64_t due; uint64_t mask;                           /* race mode: when to connect; seqs seen (at most 64) */
} Conn;

/* ---- options ---- */
static int mode = WS, n = 1000, scans = 1, port = 8080, redis_port = 6379, pub_port, post, sio, do_set, stall, race, probe = 1;
static int no_end, churn; static double warm, warm_rate; static uint32_t base; static long epoch;
static int msglen = 300, conc = 100, srcs = 0, quiet_secs = -1, settle = 1000, verbose, per_src = 10000, mss;
static double rate = 20, secs = 10, grace = 10, open_timeout = 60;
static long flood;
static const char *path = "/ws/scan/%s", *pub_path = "/pub/%s", *chan = "scan:progress:%s", *skey = "scan:status:%s", *prefix = "s", *label = "", *extra = "";
static int pids[32], npids, rpids[8], nrpids;

/* ---- state ---- */
static Conn *cs;
static uint32_t *published;
static int ep, nopen, nfail, nclosed, nended, nprobed, nlast, inflight, opened_total;
static long joins;
static uint32_t final_seq;
static int64_t t_start = INT64_MAX, last_delivery, probe_start = INT64_MAX;
static uint64_t deliveries, bytes_in, reads, bad, pings, statuses, stray, pub_err, receivers, pub_replies, pub_sent;
static char rb[(1 << 20) + 64];

static int64_t now_us(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return t.tv_sec * 1000000LL + t.tv_nsec / 1000; }
static void die(const char *s) { perror(s); exit(1); }

/* ---- log-linear histogram: 64 steps per power of two ---- */
static uint64_t H[64 * 64], hn, hmax;
static void rec(int64_t v) {
    if (v < 0) v = 0;
    hn++; if ((uint64_t)v > hmax) hmax = v;
    int i = v; if (v >= 128) { int s = 57 - __builtin_clzll(v); i = s * 64 + (v >> s); }
    H[i]++;
}
static double pct(double p) {                             /* milliseconds, upper edge of the step */
    uint64_t want = hn * p / 100.0 + 0.5, c = 0; if (want < 1) want = 1;
    if (!hn) return -1;
    for (int i = 0; i < 64 * 64; i++) if ((c += H[i]) >= want) {
        uint64_t hi = i; if (i >= 128) { int s = i / 64 - 1; hi = (((uint64_t)(i - s * 64) + 1) << s) - 1; }
        return (hi > hmax ? hmax : hi) / 1000.0;
    }
    return hmax / 1000.0;
}

/* ---- CPU and memory of process trees ---- */
static double cpu_s; static long rss_kb, hwm_kb;
static void proc_one(int pid) {
    char f[64], b[4096]; snprintf(f, 64, "/proc/%d/stat", pid);
    FILE *h = fopen(f, "r"); if (!h) return;
    size_t k = fread(b, 1, 4095, h); b[k] = 0; fclose(h);
    char *p = strrchr(b, ')'); unsigned long ut = 0, st = 0;
    if (p) sscanf(p + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &ut, &st);
    cpu_s += (double)(ut + st) / sysconf(_SC_CLK_TCK);
    snprintf(f, 64, "/proc/%d/status", pid);
    if ((h = fopen(f, "r"))) { long v; while (fgets(b, 4096, h)) { if (sscanf(b, "VmRSS: %ld", &v) == 1) rss_kb += v; if (sscanf(b, "VmHWM: %ld", &v) == 1) hwm_kb += v; } fclose(h); }
}
static void proc_tree(int pid) {                          /* pid and all its descendants; threads are in the process figures */
    proc_one(pid);
    DIR *d = opendir("/proc"); struct dirent *e;
    while (d && (e = readdir(d))) if (isdigit(e->d_name[0])) {
        char f[300], b[1024]; snprintf(f, 300, "/proc/%s/stat", e->d_name);
        FILE *h = fopen(f, "r"); if (!h) continue;
        size_t k = fread(b, 1, 1023, h); b[k] = 0; fclose(h);
        char *p = strrchr(b, ')'); int pp = 0;
        if (p && sscanf(p + 2, "%*c %d", &pp) == 1 && pp == pid) proc_tree(atoi(e->d_name));
    }
    if (d) closedir(d);
}
static void procs(int *a, int k) { cpu_s = 0; rss_kb = hwm_kb = 0; for (int i = 0; i < k; i++) proc_tree(a[i]); }

/* ---- templates: %s is prefix+number, %d the number ---- */
static const char *idname(int scan) { static char b[4][96]; static int r; r = (r + 1) & 3; snprintf(b[r], 96, "%s%d", prefix, scan); return b[r]; }
static const char *tmpl(const char *t, int scan) {
    static char b[4][512]; static int r; r = (r + 1) & 3; char *o = b[r];
    for (; *t && o < b[r] + 400; t++)
        if (t[0] == '%' && t[1] == 's') o += sprintf(o, "%s", idname(scan)), t++;
        else if (t[0] == '%' && t[1] == 'd') o += sprintf(o, "%d", scan), t++;
        else *o++ = *t;
    *o = 0; return b[r];
}

/* ---- publisher: one pipelined connection, RESP or HTTP POST ---- */
static int pfd = -1; static char *pb; static size_t pb0, pb1, pbcap; static int pub_armed;
static char pin[1 << 16]; static size_t pinlen; static int64_t skip_body;
static void padd(const char *s, size_t k) {
    if (pb1 + k > pbcap) {
        if (pb0) { memmove(pb, pb + pb0, pb1 - pb0); pb1 -= pb0; pb0 = 0; }
        if (pb1 + k > pbcap) pb = realloc(pb, pbcap = (pb1 + k) * 2 + 65536);
    }
    memcpy(pb + pb1, s, k); pb1 += k;
}
static void pflush(void) {
    while (pb0 < pb1) {
        ssize_t k = write(pfd, pb + pb0, pb1 - pb0);
        if (k < 0) { if (errno == EAGAIN || errno == EINTR) break; die("publisher write"); }
        pb0 += k;
    }
    if (pb0 == pb1) pb0 = pb1 = 0;
    int want = pb1 > pb0;
    if (want != pub_armed) { struct epoll_event e = {.events = EPOLLIN | (want ? EPOLLOUT : 0), .data.u32 = UINT32_MAX}; epoll_ctl(ep, EPOLL_CTL_MOD, pfd, &e); pub_armed = want; }
}
static void pconnect(void) {
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(post ? pub_port : redis_port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    pfd = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(pfd, (void *)&a, sizeof a)) die("publisher connect");
    int one = 1; setsockopt(pfd, IPPROTO_TCP, TCP_NODELAY, &one, 4);
    fcntl(pfd, F_SETFL, O_NONBLOCK);
    struct epoll_event e = {.events = EPOLLIN, .data.u32 = UINT32_MAX}; epoll_ctl(ep, EPOLL_CTL_ADD, pfd, &e);
}
static void pread_replies(void) {
    ssize_t k = read(pfd, pin + pinlen, sizeof pin - pinlen);
    if (k == 0 || (k < 0 && errno != EAGAIN)) {           /* some HTTP servers close after n requests */
        if (post) { close(pfd); pinlen = 0; skip_body = 0; pub_armed = 0; pconnect(); pflush(); return; }
        die("publisher closed");
    }
    if (k < 0) return;
    pinlen += k; size_t i = 0;
    while (i < pinlen) {
        if (post) {
            if (skip_body) { size_t s = pinlen - i < (size_t)skip_body ? pinlen - i : (size_t)skip_body; i += s; skip_body -= s; continue; }
            char *e = memmem(pin + i, pinlen - i, "\r\n\r\n", 4); if (!e) break;
            *e = 0; char *cl = strcasestr(pin + i, "content-length:"); if (cl) skip_body = atol(cl + 15);
            if (strncmp(pin + i, "HTTP/1.1 2", 10)) pub_err++;
            pub_replies++; i = e + 4 - pin;
        } else {
            char *e = memchr(pin + i, '\n', pinlen - i); if (!e) break;
            if (pin[i] == ':') { receivers += atol(pin + i + 1); pub_replies++; }
            else if (pin[i] == '-') { pub_err++; pub_replies++; if (verbose) fprintf(stderr, "%.*s\n", (int)(e - pin - i), pin + i); }
            i = e + 1 - pin;
        }
    }
    memmove(pin, pin + i, pinlen - i); pinlen -= i;
}
static size_t make_msg(char *m, int scan, uint32_t seq, int done, int64_t ts) {
    long total = 25000, f = (long)seq * 7 % total;
    int k = epoch ? sprintf(m, "{\"epoch\":%ld,", epoch) : sprintf(m, "{");
    k += sprintf(m + k, "\"seq\":%u,\"ts\":%lld,\"scan_id\":\"%s\",\"status\":\"%s\",\"progress\":%.1f,\"message\":\"Analysing module %u of repository\","
        "\"files_scanned\":%ld,\"total_files\":%ld,\"nodes_found\":%ld,\"current_file\":\"src/main/", seq, (long long)ts, idname(scan), done ? "completed" : "running",
        100.0 * f / total, seq, f, total, f * 13);
    while (k < msglen - 2) { m[k] = "abcdefghijklmnopqrstuvwxyz/_"[k % 28]; k++; }
    m[k++] = '"'; m[k++] = '}'; return k;
}
static void publish(int scan, uint32_t seq, int done, int only_set) {
    char m[8192], h[1024]; size_t k = make_msg(m, scan, seq, done, now_us());
    if (post) {
        if (only_set) return;
        int l = sprintf(h, "POST %s HTTP/1.1\r\nHost: l\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n", tmpl(pub_path, scan), k);
        padd(h, l); padd(m, k);
    } else {
        if (do_set || only_set) {
            const char *key = tmpl(skey, scan);
            int l = sprintf(h, "*5\r\n$3\r\nSET\r\n$%zu\r\n%s\r\n$%zu\r\n", strlen(key), key, k);
            padd(h, l); padd(m, k); padd("\r\n$2\r\nEX\r\n$4\r\n3600\r\n", 20);
        }
        if (only_set) return;
        const char *c = tmpl(chan, scan);
        int l = sprintf(h, "*3\r\n$7\r\nPUBLISH\r\n$%zu\r\n%s\r\n$%zu\r\n", strlen(c), c, k);
        padd(h, l); padd(m, k); padd("\r\n", 2);
    }
    pub_sent++;
}

/* ---- one message arrived at a client ---- */
static int64_t num(const char *p, size_t len, const char *key, size_t kl, const char **end) {
    const char *q = memmem(p, len, key, kl); if (!q) return -1;
    const char *e = p + len; q += kl;
    while (q < e && !isdigit((unsigned char)*q)) q++;
    int64_t v = 0; while (q < e && isdigit((unsigned char)*q)) v = v * 10 + *q++ - '0';
    *end = q; return v;
}
static void on_msg(Conn *c, const char *p, size_t len, int64_t now) {
    const char *e; int64_t seq = num(p, len, "\"seq", 4, &e), ts;
    if (seq < 0) { stray++; return; }
    if ((ts = num(e, p + len - e, "\"ts", 3, &e)) < 0 && (ts = num(p, len, "\"ts", 3, &e)) < 0) { stray++; return; }
    if (ts < t_start) { statuses++; if (ts >= probe_start && !c->probed) { c->probed = 1; if (!c->stalled) nprobed++; } c->status_seen = 1; return; }
    c->frames++;
    if (c->churned && !c->first) { c->first = 1; c->last = seq; if (!c->stalled) { deliveries++; last_delivery = now; } return; }
    if (race && seq > 0 && seq <= 64) c->mask |= 1ull << (seq - 1);
    if (race && !c->first) { c->first = c->last = seq; if (seq == final_seq) nlast++; return; }
    if (seq == c->last + 1) c->last = seq;
    else if (seq == c->last) { c->dup++; return; }
    else if (seq < c->last) { c->ooo++; }
    else { c->gap += seq - c->last - 1; c->last = seq; }
    if (seq == final_seq && !c->stalled) nlast++;
    if (!c->stalled) { deliveries++; last_delivery = now; rec(now - ts); }
}

static void drop(Conn *c) {
    if (c->state == OPEN) { nopen--; if (final_seq && c->last == final_seq) nended++; else nclosed++; } else if (c->state != CLOSED) { nfail++; inflight--; }
    if (c->fd >= 0) close(c->fd);
    c->fd = -1; c->state = CLOSED;
}
static void send_frame(Conn *c, int op, const char *p, size_t len) {   /* masked, short frames only */
    unsigned char f[140] = {0x80 | op, 0x80 | len, 1, 2, 3, 4};
    for (size_t i = 0; i < len; i++) f[6 + i] = p[i] ^ f[2 + (i & 3)];
    if (write(c->fd, f, 6 + len) < 0 && errno != EAGAIN) drop(c);
}
static void ready(Conn *c) {
    c->state = OPEN; c->was_open = 1; nopen++; opened_total++; inflight--;
    if (c->stalled) { struct epoll_event e = {.events = 0, .data.u32 = c - cs}; epoll_ctl(ep, EPOLL_CTL_MOD, c->fd, &e); }
}
static void text(Conn *c, const char *p, size_t len, int64_t now) {
    if (!sio) { on_msg(c, p, len, now); return; }
    if (len && *p == '0') send_frame(c, 1, "40", 2);                 /* Engine.IO open -> Socket.IO connect */
    else if (len == 1 && *p == '2') { pings++; send_frame(c, 1, "3", 1); }
    else if (len > 1 && p[0] == '4' && p[1] == '0') { if (c->state == SHAKING) ready(c); }
    else if (len > 1 && p[0] == '4' && p[1] == '2') on_msg(c, p, len, now);
}
/* returns bytes used, or -1 */
static ssize_t parse_ws(Conn *c, char *b, size_t len, int64_t now) {
    size_t i = 0;
    while (len - i >= 2 && c->fd >= 0) {
        unsigned char *h = (void *)(b + i); uint64_t l = h[1] & 127; size_t hl = 2; int op = h[0] & 15, fin = h[0] >> 7;
        if (h[1] & 128) return -1;                                   /* servers must not mask */
        if (l == 126) { if (len - i < 4) break; l = h[2] << 8 | h[3]; hl = 4; }
        else if (l == 127) { if (len - i < 10) break; l = 0; for (int k = 0; k < 8; k++) l = l << 8 | h[2 + k]; hl = 10; }
        if (l > sizeof rb - 32) return -1;
        if (len - i < hl + l) break;
        char *p = b + i + hl; i += hl + l;
        if (op == 9) { pings++; send_frame(c, 10, p, l > 125 ? 125 : l); }
        else if (op == 8) { send_frame(c, 8, p, l > 2 ? 2 : l); if (c->fd >= 0) drop(c); return i; }
        else if (op == 10) ;
        else if (fin && op) text(c, p, l, now);
        else { c->frag = realloc(c->frag, c->fraglen + l + 1); memcpy(c->frag + c->fraglen, p, l); c->fraglen += l; if (fin) { text(c, c->frag, c->fraglen, now); c->fraglen = 0; } }
    }
    return i;
}
static void sse_bytes(Conn *c, const char *p, size_t len, int64_t now) {   /* the un-chunked stream: lines */
    while (len) {
        const char *e = memchr(p, '\n', len); size_t k = e ? (size_t)(e - p) : len;
        if (e && !c->linelen) { if (k > 5 && !memcmp(p, "data:", 5)) on_msg(c, p + 5, k - 5, now); }
        else {
            if (c->linelen + (int)k > c->linecap) c->line = realloc(c->line, c->linecap = c->linelen + k + 256);
            memcpy(c->line + c->linelen, p, k); c->linelen += k;
            if (e) { if (c->linelen > 5 && !memcmp(c->line, "data:", 5)) on_msg(c, c->line + 5, c->linelen - 5, now); c->linelen = 0; }
        }
        if (!e) return;
        p += k + 1; len -= k + 1;
    }
}
static ssize_t parse_sse(Conn *c, char *b, size_t len, int64_t now) {
    size_t i = 0;
    if (!c->chunked) { sse_bytes(c, b, len, now); return len; }
    while (i < len) {
        if (c->chunk < 0) {                                          /* a size line; the CRLF that ends a chunk reads as an empty one */
            char *e = memchr(b + i, '\n', len - i); if (!e) break;
            if (isxdigit((unsigned char)b[i])) { c->chunk = strtol(b + i, 0, 16); if (!c->chunk) return -1; }
            i = e + 1 - b;
        } else { size_t k = len - i < (size_t)c->chunk ? len - i : (size_t)c->chunk; sse_bytes(c, b + i, k, now); i += k; c->chunk -= k; if (!c->chunk) c->chunk = -1; }
    }
    return i;
}
static ssize_t parse_resp(Conn *c, char *b, size_t len, int64_t now) {   /* *3 $7 message $n channel $m payload */
    size_t i = 0;
    while (i < len) {
        size_t j = i; char *e; int arr, isnew = 0;
        if (b[j] != '*' || !(e = memchr(b + j, '\n', len - j))) break;
        arr = atoi(b + j + 1); j = e + 1 - b;
        char *p = 0; size_t pl = 0; int ok = 1;
        for (int a = 0; a < arr && ok; a++) {
            if (j >= len || !(e = memchr(b + j, '\n', len - j))) { ok = 0; break; }
            if (b[j] == '$') { size_t l = atol(b + j + 1); j = e + 1 - b; if (len < j + l + 2) { ok = 0; break; } p = b + j; pl = l; if (!a && *p == 's') isnew = 1; j += l + 2; }
            else j = e + 1 - b;
        }
        if (!ok) break;
        i = j;
        if (isnew) { if (c->state == SHAKING) ready(c); } else on_msg(c, p, pl, now);
    }
    return i;
}
static void start_conn(int i) {
    Conn *c = cs + i; int s = i / per_src;
    c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0); if (c->fd < 0) die("socket");
    int one = 1;
    setsockopt(c->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, 4);
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, 4);
    int ms = mss; if (c->stalled && !ms) ms = 1460;                  /* a stalled client looks like one on Ethernet, else loopback buffers hide it */
    if (ms) setsockopt(c->fd, IPPROTO_TCP, TCP_MAXSEG, &ms, 4);
    if (c->stalled) { int r = 32768; setsockopt(c->fd, SOL_SOCKET, SO_RCVBUF, &r, 4); }
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK + (srcs ? i % srcs : s))};
    if (bind(c->fd, (void *)&a, sizeof a)) die("bind");
    a.sin_port = htons(mode == RESP ? redis_port : port); a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    c->state = CONNECTING; c->chunk = -1; inflight++;
    if (connect(c->fd, (void *)&a, sizeof a) && errno != EINPROGRESS) { drop(c); return; }
    struct epoll_event e = {.events = EPOLLOUT, .data.u32 = i}; epoll_ctl(ep, EPOLL_CTL_ADD, c->fd, &e);
}
static void on_connected(Conn *c) {
    char b[1200]; int k, err = 0; socklen_t el = 4;
    getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &err, &el); if (err) { drop(c); return; }
    if (mode == RESP) { const char *ch = tmpl(chan, c->scan); k = sprintf(b, "*2\r\n$9\r\nSUBSCRIBE\r\n$%zu\r\n%s\r\n", strlen(ch), ch); }
    else if (mode == SSE) k = sprintf(b, "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAccept: text/event-stream\r\nCache-Control: no-cache\r\n%s\r\n", tmpl(path, c->scan), port, extra);
    else k = sprintf(b, "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: " KEY "\r\nSec-WebSocket-Version: 13\r\nOrigin: http://127.0.0.1:%d\r\n%s\r\n", tmpl(path, c->scan), port, port, extra);
    if (write(c->fd, b, k) != k) { drop(c); return; }
    c->state = SHAKING;
    struct epoll_event e = {.events = EPOLLIN, .data.u32 = c - cs}; epoll_ctl(ep, EPOLL_CTL_MOD, c->fd, &e);
}
static void on_readable(Conn *c) {
    size_t off = c->left; if (off) memcpy(rb, c->buf, off);
    size_t room = c->state == OPEN ? 65536 : 8192; if (off + room > sizeof rb - 1) room = sizeof rb - 1 - off;
    ssize_t k = read(c->fd, rb + off, room);
    if (k <= 0) { if (k < 0 && (errno == EAGAIN || errno == EINTR)) return; drop(c); return; }
    int64_t now = now_us(); reads++; bytes_in += k;
    size_t len = off + k, i = 0; ssize_t u = 0;
    if (c->state == SHAKING && mode != RESP && !c->status_seen) {     /* the HTTP answer (status_seen: headers done, Socket.IO pending) */
        rb[len] = 0; char *e = memmem(rb, len, "\r\n\r\n", 4);
        if (e) {
            *e = 0;
            int good = mode == SSE ? !strncmp(rb, "HTTP/1.1 200", 12) && strcasestr(rb, "text/event-stream")
                                   : !strncmp(rb, "HTTP/1.1 101", 12) && strstr(rb, ACCEPT);
            if (!good) { bad++; if (verbose) fprintf(stderr, "bad handshake: %s\n", rb); drop(c); return; }
            c->chunked = strcasestr(rb, "transfer-encoding: chunked") != 0;
            i = e + 4 - rb;
            if (sio) c->status_seen = 1; else ready(c);
        }
    }
    if ((c->state == OPEN || c->status_seen || mode == RESP) && i < len) {
        u = mode == WS ? parse_ws(c, rb + i, len - i, now) : mode == SSE ? parse_sse(c, rb + i, len - i, now) : parse_resp(c, rb + i, len - i, now);
        if (u < 0) { bad++; drop(c); return; }
        if (c->fd < 0) return;
        i += u;
    }
    c->left = len - i;
    if (c->left) { if (c->left > c->cap) c->buf = realloc(c->buf, c->cap = c->left + 512); memcpy(c->buf, rb + i, c->left); }
}
/* one turn of the loop */
static void turn_us(int64_t us) {
    struct timespec ts = {us / 1000000, us % 1000000 * 1000};
    struct epoll_event ev[256]; int k = epoll_pwait2(ep, ev, 256, &ts, 0);
    for (int i = 0; i < k; i++) {
        if (ev[i].data.u32 == UINT32_MAX) { if (ev[i].events & EPOLLIN) pread_replies(); if (ev[i].events & EPOLLOUT) pflush(); continue; }
        Conn *c = cs + ev[i].data.u32; if (c->fd < 0) continue;
        if (c->state == CONNECTING) on_connected(c);
        else if (c->stalled && c->state == OPEN && c->stalled < 2) drop(c);   /* only HUP/ERR arrive here */
        else on_readable(c);
    }
}
static void turn(int ms) { turn_us(ms * 1000LL); }
static void leave_and_join(Conn *c) {                     /* churn: one goes, one comes */
    if (c->state != OPEN) return;
    close(c->fd); c->fd = -1; c->state = NONE; nopen--; joins++;
    c->left = c->fraglen = 0; c->first = c->last = 0; c->churned = 1; c->status_seen = 0;
    start_conn(c - cs);
}
static void wait_for(double s) { int64_t e = now_us() + s * 1e6; while (now_us() < e) turn(5); }

static void bump_files(void) { struct rlimit r; getrlimit(RLIMIT_NOFILE, &r); r.rlim_cur = r.rlim_max; setrlimit(RLIMIT_NOFILE, &r); }
static int cmp32(const void *a, const void *b) { uint32_t x = *(uint32_t *)a, y = *(uint32_t *)b; return x < y ? -1 : x > y; }
static int pidlist(char *s, int *a) { int k = 0; for (char *t = strtok(s, ","); t && k < 32; t = strtok(0, ",")) a[k++] = atoi(t); return k; }

int main(int argc, char **argv) {
    static struct option o[] = {{"ws", 0, 0, 1}, {"sse", 0, 0, 2}, {"resp", 0, 0, 3}, {"sio", 0, 0, 4}, {"n", 1, 0, 5}, {"scans", 1, 0, 6}, {"port", 1, 0, 7}, {"path", 1, 0, 8},
        {"redis-port", 1, 0, 9}, {"post", 1, 0, 10}, {"post-path", 1, 0, 11}, {"set", 0, 0, 12}, {"rate", 1, 0, 13}, {"secs", 1, 0, 14}, {"flood", 1, 0, 15}, {"idle", 1, 0, 16},
        {"stall", 1, 0, 17}, {"race", 0, 0, 18}, {"pid", 1, 0, 19}, {"redis-pid", 1, 0, 20}, {"msglen", 1, 0, 21}, {"conc", 1, 0, 22}, {"srcs", 1, 0, 23}, {"grace", 1, 0, 24},
        {"settle", 1, 0, 25}, {"no-probe", 0, 0, 26}, {"chan", 1, 0, 27}, {"key", 1, 0, 28}, {"prefix", 1, 0, 29}, {"label", 1, 0, 30}, {"verbose", 0, 0, 31}, {"header", 1, 0, 32},
        {"open-timeout", 1, 0, 33}, {"mss", 1, 0, 34}, {"no-end", 0, 0, 35}, {"churn", 1, 0, 36}, {"warm", 1, 0, 37}, {"epoch", 1, 0, 38}, {"warm-rate", 1, 0, 39}, {0, 0, 0, 0}};
    int c;
    while ((c = getopt_long(argc, argv, "", o, 0)) != -1) switch (c) {
        case 1: mode = WS; break; case 2: mode = SSE; break; case 3: mode = RESP; break; case 4: sio = 1; break;
        case 5: n = atoi(optarg); break; case 6: scans = atoi(optarg); break; case 7: port = atoi(optarg); break; case 8: path = optarg; break;
        case 9: redis_port = atoi(optarg); break; case 10: post = 1; pub_port = atoi(optarg); break; case 11: pub_path = optarg; break; case 12: do_set = 1; break;
        case 13: rate = atof(optarg); break; case 14: secs = atof(optarg); break; case 15: flood = atol(optarg); break; case 16: quiet_secs = atoi(optarg); break;
        case 17: stall = atoi(optarg); break; case 18: race = 1; do_set = 1; probe = 0; break; case 19: npids = pidlist(optarg, pids); break; case 20: nrpids = pidlist(optarg, rpids); break;
        case 21: msglen = atoi(optarg); if (msglen > 8000) msglen = 8000; break; case 22: conc = atoi(optarg); break; case 23: srcs = atoi(optarg); break; case 24: grace = atof(optarg); break;
        case 25: settle = atoi(optarg); break; case 26: probe = 0; break; case 27: chan = optarg; break; case 28: skey = optarg; break; case 29: prefix = optarg; break;
        case 30: label = optarg; break; case 31: verbose = 1; break; case 33: open_timeout = atof(optarg); break; case 34: mss = atoi(optarg); break;
        case 35: no_end = 1; break; case 37: warm = atof(optarg); break; case 38: epoch = atol(optarg); break; case 39: warm_rate = atof(optarg); break; case 36: churn = atoi(optarg); no_end = 1; break;
        case 32: { char *h = malloc(strlen(optarg) + 3); sprintf(h, "%s\r\n", optarg); extra = h; break; }
        default: fprintf(stderr, "see README.md\n"); return 2;
    }
    signal(SIGPIPE, SIG_IGN); bump_files();
    ep = epoll_create1(0); cs = calloc(n, sizeof *cs); published = calloc(scans, 4);
    for (int i = 0; i < n; i++) { cs[i].fd = -1; cs[i].scan = i % scans; cs[i].stalled = i < stall; }
    pconnect();
    if (quiet_secs >= 0) probe = 0;
    if (do_set && !race) { for (int i = 0; i < scans; i++) publish(i, 0, 0, 1); pflush(); }
    wait_for(0.2);
    procs(pids, npids); long rss0 = rss_kb; double cpu00 = cpu_s; procs(rpids, nrpids);

    /* race: scan i lives 1 s from its offset; half its clients connect at any moment of it, half around its last message */
    if (race) {
        uint32_t M = rate > 64 ? 64 : rate; final_seq = M; int64_t t0 = now_us() + 100000, *off = calloc(scans, 8); uint32_t *next = calloc(scans, 4); srand(7);
        t_start = t0;
        for (int i = 0; i < scans; i++) off[i] = t0 + (int64_t)((secs - 1) * 1e6 * i / scans);
        for (int i = 0; i < n; i++) {
            double step = 1e6 / rate, end = (M - 1) * step, r = rand() / (double)RAND_MAX;
            cs[i].due = off[cs[i].scan] + ((i / scans) & 1 ? (int64_t)(end - 1.5 * step + r * 2 * step) : (int64_t)(step + r * (end - step)));
        }
        int64_t end = t0 + (int64_t)(secs * 1e6) + 300000; int64_t now;
        int *order = malloc(n * sizeof(int)), oi = 0;                 /* clients in order of their time */
        for (int i = 0; i < n; i++) order[i] = i;
        int by(const void *a, const void *b) { int64_t x = cs[*(int *)a].due, y = cs[*(int *)b].due; return x < y ? -1 : x > y; }
        qsort(order, n, sizeof(int), by);
        while ((now = now_us()) < end) {
            for (int i = 0; i < scans; i++) while (next[i] < M && off[i] + next[i] * (1e6 / rate) <= now) { next[i]++; publish(i, next[i], next[i] == M, 0); }
            pflush();
            while (oi < n && cs[order[oi]].due <= now) start_conn(order[oi++]);
            turn(1);
        }
        wait_for(2);
        long ok = 0, gaps = 0, gapmsgs = 0, nofinal = 0, nothing = 0, dups = 0, ooos = 0, late = 0, jumps = 0;
        for (int i = 0; i < n; i++) {
            Conn *x = cs + i; if (!x->was_open) continue;       /* some servers close after the end */
            if (!x->first) { nothing++; nofinal++; continue; }
            uint32_t miss = 0; for (uint32_t q = x->first + 1; q < x->last; q++) miss += !(x->mask >> (q - 1) & 1);
            jumps += x->gap && !miss; if (miss) gaps++, gapmsgs += miss;
            if (x->last != M) nofinal++; else if (!miss) ok++;
            dups += x->dup > 0; ooos += x->ooo > 0; late += x->first == M;
        }
        printf("{\"label\":\"%s\",\"mode\":\"race\",\"clients\":%d,\"opened\":%d,\"failed\":%d,\"closed\":%d,\"clients_ok\":%ld,\"clients_with_gap\":%ld,\"messages_in_gaps\":%ld,\"clients_without_final\":%ld,\"clients_with_nothing\":%ld,\"clients_with_dup\":%ld,\"clients_with_older_after_newer\":%ld,\"clients_with_jump_filled_later\":%ld,\"first_was_final\":%ld,\"msgs_per_scan\":%u,\"scans\":%d}\n",
            label, n, opened_total, nfail, nclosed, ok, gaps, gapmsgs, nofinal, nothing, dups, ooos, jumps, late, M, scans);
        return 0;
    }

    /* open everybody */
    int64_t t0 = now_us(); int i = 0;
    while ((i < n || inflight) && now_us() - t0 < open_timeout * 1e6) { while (i < n && inflight < conc) start_conn(i++); turn(10); }
    int64_t t_open = now_us() - t0; int opened = opened_total;
    wait_for(settle / 1000.0);
    int listeners = 0; for (int k = 0; k < n; k++) listeners += cs[k].state == OPEN && !cs[k].stalled;
    /* warm-up: seq 0 to every scan until every client has seen one */
    int64_t t_ready = 0;
    if (probe) {
        probe_start = now_us(); int64_t nextp = 0;
        while (nprobed < listeners && now_us() - probe_start < 20000000) {
            if (now_us() >= nextp) { for (int k = 0; k < scans; k++) publish(k, 0, 0, 0); pflush(); nextp = now_us() + 1000000; }
            turn(5);
        }
        t_ready = now_us() - probe_start; wait_for(1);
    }
    if (quiet_secs > 0) wait_for(quiet_secs);
    if (warm > 0) {                                                   /* the same load, not measured: JITs compile now */
        int64_t w0 = now_us(); double r = warm_rate > 0 ? warm_rate : rate, step = 1e6 / (r * scans); uint64_t g = 0, total = (uint64_t)(r * warm + 0.5) * scans;
        while (g < total) { while (g < total && w0 + (int64_t)(g * step) <= now_us() && pb1 - pb0 < 262144) { int s = g % scans; publish(s, ++published[s], 0, 0); g++; } if (pb1 > pb0) pflush(); turn_us(500); }
        wait_for(0.5);
        base = published[0]; for (int k = 0; k < n; k++) cs[k].last = base;
    }
    procs(pids, npids); long rss1 = rss_kb; double cpu0 = cpu_s; procs(rpids, nrpids); double rcpu0 = cpu_s; long rrss1 = rss_kb;
    struct rusage ru0, ru1; getrusage(RUSAGE_SELF, &ru0);
    uint64_t reads0 = reads, st0 = statuses; receivers = 0; pub_replies = pub_sent = 0;

    /* publish */
    uint64_t per = flood ? flood : quiet_secs >= 0 ? 1 : (uint64_t)(rate * secs + 0.5), total = per * scans, g = 0; final_seq = base + per;
    listeners = 0; for (int k = 0; k < n; k++) listeners += cs[k].state == OPEN && !cs[k].stalled;
    int64_t t1 = now_us(), lagmax = 0, now, t_pub = 0, deadline = 0; t_start = t1; last_delivery = t1;
    double step = flood || quiet_secs >= 0 ? 0 : 1e6 / (rate * scans);
    int window = post ? 256 : 1 << 30;                               /* HTTP requests in flight */
    for (;;) {
        now = now_us();
        while (g < total && t1 + (int64_t)(g * step) <= now && pb1 - pb0 < 262144 && pub_sent - pub_replies < (uint64_t)window) {
            if (step && now - t1 - (int64_t)(g * step) > lagmax) lagmax = now - t1 - (int64_t)(g * step);
            int s = g % scans; uint32_t q = ++published[s]; publish(s, q, q == final_seq && !no_end, 0); g++;
        }
        if (pb1 > pb0) pflush();
        while (churn && joins < (now - t1) / 1e6 * churn) { int before = joins; leave_and_join(cs + (joins * 7919L + stall) % n); if (joins == before) break; }
        if (g == total && !t_pub && pb1 == pb0 && (step || pub_replies >= pub_sent)) { t_pub = now_us() - t1; deadline = now_us() + grace * 1e6; }
        if (t_pub && (nlast >= listeners - nclosed || now > deadline)) break;
        if (now - t1 > (secs + grace) * 1e6 + (flood ? 60e6 : 30e6)) break;   /* a publisher that cannot send must not hang */
        int64_t wait = g == total ? 5000 : pb1 - pb0 >= 262144 || pub_sent - pub_replies >= (uint64_t)window ? 1000 : t1 + (int64_t)(g * step) - now_us();
        turn_us(wait < 0 ? 0 : wait > 5000 ? 5000 : wait);
    }
    int64_t t_end = now_us() - t1;
    wait_for(0.3);                                                    /* late duplicates */
    int64_t t_all = last_delivery - t1;
    getrusage(RUSAGE_SELF, &ru1); procs(pids, npids); long rss2 = rss_kb, hwm = hwm_kb; double cpu = cpu_s - cpu0; procs(rpids, nrpids); double rcpu = cpu_s - rcpu0; long rrss2 = rss_kb;
    uint64_t reads1 = reads - reads0; int closed_run = nclosed;
    /* let the stalled ones read at last, to see what became of them */
    int stalled_last = 0, stalled_closed = 0; uint64_t stalled_frames = 0;
    if (stall) {
        for (int k = 0; k < stall; k++) if (cs[k].fd >= 0) { cs[k].stalled = 2; struct epoll_event e = {.events = EPOLLIN, .data.u32 = k}; epoll_ctl(ep, EPOLL_CTL_MOD, cs[k].fd, &e); }
        wait_for(4);
        for (int k = 0; k < stall; k++) { stalled_frames += cs[k].frames; stalled_last += cs[k].last == final_seq; stalled_closed += cs[k].state == CLOSED; }
    }
    uint64_t expected = 0, dup = 0, ooo = 0, gapc = 0; uint32_t *fr = malloc(n * 4 + 4); int m = 0, got_last = 0;
    for (int k = 0; k < n; k++) { Conn *x = cs + k; if (x->stalled || (x->state != OPEN && x->state != CLOSED)) continue;
        if (!x->churned) expected += published[x->scan] - base; else expected += x->frames + x->gap;
        dup += x->dup; ooo += x->ooo; gapc += x->gap; fr[m++] = x->frames; got_last += x->last == final_seq; }
    qsort(fr, m, 4, cmp32); if (!m) fr[m++] = 0;
    double cl = (ru1.ru_utime.tv_sec - ru0.ru_utime.tv_sec) + (ru1.ru_stime.tv_sec - ru0.ru_stime.tv_sec) + (ru1.ru_utime.tv_usec - ru0.ru_utime.tv_usec + ru1.ru_stime.tv_usec - ru0.ru_stime.tv_usec) / 1e6;
    double el = t_all > 0 ? t_all / 1e6 : 1e-6, d = deliveries ? deliveries : 1;
    printf("{\"label\":\"%s\",\"mode\":\"%s\",\"clients\":%d,\"scans\":%d,\"opened\":%d,\"failed\":%d,\"bad_handshake\":%lu,\"open_ms\":%.1f,\"ready_ms\":%.1f,\"never_ready\":%d,\"initial_texts\":%lu,",
        label, flood ? "flood" : quiet_secs >= 0 ? "idle" : "rate", n, scans, opened, nfail, bad, t_open / 1e3, t_ready / 1e3, probe ? listeners - nprobed : 0, st0);
    printf("\"published\":%lu,\"publish_s\":%.3f,\"publish_lag_max_ms\":%.1f,\"publish_errors\":%lu,\"redis_receivers_per_msg\":%.1f,", g, t_pub / 1e6, lagmax / 1e3, pub_err, pub_replies && !post ? receivers / (double)pub_replies : 0.0);
    printf("\"expected\":%lu,\"delivered\":%lu,\"lost\":%ld,\"dup\":%lu,\"ooo\":%lu,\"gaps\":%lu,\"got_last\":%d,\"listeners\":%d,\"closed\":%d,\"ended\":%d,\"joins\":%ld,\"stray\":%lu,\"pings\":%lu,", expected, (uint64_t)deliveries, (long)(expected - deliveries), dup, ooo, gapc, got_last, listeners, closed_run, nended, joins, stray, pings);
    printf("\"p50_ms\":%.3f,\"p90_ms\":%.3f,\"p99_ms\":%.3f,\"p999_ms\":%.3f,\"max_ms\":%.3f,", pct(50), pct(90), pct(99), pct(99.9), hmax / 1e3);
    printf("\"time_to_last_s\":%.3f,\"deliveries_per_s\":%.0f,\"frames_min\":%u,\"frames_median\":%u,\"frames_max\":%u,", el, deliveries / el, fr[0], fr[m / 2], fr[m - 1]);
    printf("\"server_cpu_s\":%.2f,\"server_cpu_us_per_delivery\":%.3f,\"server_open_cpu_s\":%.2f,\"redis_cpu_s\":%.2f,\"redis_cpu_us_per_delivery\":%.3f,\"client_cpu_s\":%.2f,\"client_reads\":%lu,", cpu, cpu * 1e6 / d, cpu0 - cpu00, rcpu, rcpu * 1e6 / d, cl, reads1);
    printf("\"rss_before_kb\":%ld,\"rss_open_kb\":%ld,\"rss_after_kb\":%ld,\"rss_peak_kb\":%ld,\"rss_per_conn_kb\":%.2f,\"redis_rss_open_kb\":%ld,\"redis_rss_after_kb\":%ld", rss0, rss1, rss2, hwm, opened ? (rss1 - rss0) / (double)opened : 0.0, rrss1, rrss2);
    if (stall) printf(",\"stalled\":%d,\"stalled_closed\":%d,\"stalled_got_last\":%d,\"stalled_frames_avg\":%.1f", stall, stalled_closed, stalled_last, stalled_frames / (double)stall);
    printf(",\"wall_s\":%.2f}\n", t_end / 1e6);
    return 0;
}
