package dev.scancast.gateway.access;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scancast.contract.document.ScanId;
import dev.scancast.gateway.OwnGateway;
import dev.scancast.gateway.Publisher;
import dev.scancast.testkit.Documents;
import dev.scancast.testkit.HttpCalls;
import dev.scancast.testkit.OwnRedis;
import dev.scancast.testkit.RawHttp;
import dev.scancast.testkit.RawWebSocket;
import dev.scancast.testkit.Scrape;
import dev.scancast.testkit.SseClient;
import dev.scancast.testkit.WatchingClient;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Floods, trickles and what is too large: refused with a code, while everybody else is served. */
class LimitsTest {
    private static final String API = "/api/v1/scanner";
    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    private static OwnRedis redis;
    private OwnGateway gateway;

    @BeforeAll
    static void startRedis() {
        redis = OwnRedis.start();
    }

    @AfterAll
    static void endRedis() {
        redis.close();
    }

    @AfterEach
    void end() {
        gateway.close();
    }

    private void start(String... settings) {
        gateway = OwnGateway.start(redis, settings);
    }

    // ---- too slow

    /** More of them than there are threads, so that one that held a thread would be felt. */
    @Test
    void headsThatTrickleAreCutOffAndNobodyFeelsThem() throws IOException {
        start("gateway.header-timeout", "1s", "gateway.handshake-timeout", "1s");
        List<RawHttp> peers = new ArrayList<>();
        try {
            long began = System.nanoTime();
            for (int i = 0; i < 100; i++) {
                RawHttp peer = RawHttp.connect(gateway.uri("/"));
                peer.send("GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ".getBytes(US_ASCII));
                peers.add(peer);
            }
            assertThat(gateway.get("/health/live").statusCode()).isEqualTo(200);
            await("all are cut off, though they send on")
                    .atMost(TIMEOUT.multipliedBy(5))
                    .until(() -> {
                        peers.removeIf(LimitsTest::isGone);
                        return peers.isEmpty();
                    });
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(TIMEOUT.dividedBy(2));
        } finally {
            peers.forEach(RawHttp::close);
        }
    }

    private static boolean isGone(RawHttp peer) {
        try {
            peer.send(new byte[] {'x'});
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void whoIsTooSlowIsToldSo() throws IOException {
        start("gateway.header-timeout", "300ms", "gateway.handshake-timeout", "300ms");
        try (RawHttp peer = RawHttp.connect(gateway.uri("/"))) {
            peer.send("GET / HT".getBytes(US_ASCII));
            RawHttp.Head head = peer.readHead();
            assertThat(head.status()).isEqualTo(408);
            assertThat(Documents.parse(peer.readBody(head)).path("code").asText())
                    .isEqualTo("request_timeout");
        }
    }

    /** A body that trickles would hold a thread; there are 16. */
    @Test
    void bodiesThatTrickleGiveTheirThreadsBack() throws IOException {
        start("gateway.body-timeout", "1s");
        List<RawHttp> peers = new ArrayList<>();
        try {
            for (int i = 0; i < 40; i++) {
                RawHttp peer = RawHttp.connect(gateway.uri("/"));
                peer.send(("POST " + API + "/scan HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                + "Content-Length: 1000\r\n\r\n{")
                        .getBytes(US_ASCII));
                peers.add(peer);
            }
            await("others are served again")
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> gateway.get("/health/live").statusCode() == 200);
            await("all are cut off").atMost(Duration.ofSeconds(10)).until(() -> {
                peers.removeIf(LimitsTest::isGone);
                return peers.isEmpty();
            });
        } finally {
            peers.forEach(RawHttp::close);
        }
    }

    /** The clock is for requests: a socket that is silent, or sends a frame by the byte, has others. */
    @Test
    void aQuietSocketIsNotCutOff() {
        start("gateway.header-timeout", "1s", "gateway.handshake-timeout", "1s", "gateway.body-timeout", "1s");
        try (Publisher publisher = Publisher.of(redis, ScanId.create());
                WatchingClient watcher = gateway.watchWithNotices(publisher.scan())) {
            publisher.setAndPublish("{\"status\":\"running\",\"progress\":1}");
            watcher.awaitDocuments(1);
            long began = System.nanoTime();
            await("more than any of these went by")
                    .until(() ->
                            System.nanoTime() - began > TIMEOUT.multipliedBy(3).toNanos());
            watcher.send("{\"type\":\"ping\",\"t\":1}");
            watcher.awaitMessage("the answer", text -> text.contains("pong"));
            publisher.setAndPublish("{\"status\":\"running\",\"progress\":2}");
            watcher.awaitDocuments(2);
        }
    }

    // ---- too large

    @Test
    void whatIsTooLargeIsRefused() throws IOException {
        start("gateway.max-body", "2KiB", "gateway.max-batch-body", "4KiB", "gateway.max-message", "2KiB");
        String large = "{\"x\":\"" + "a".repeat(5000) + "\"}";
        for (String path : List.of("/scan", "/batch", "/ticket")) {
            assertRefused(HttpCalls.post(gateway.uri(API + path), large), 413, "body_too_large");
        }
        try (RawWebSocket socket = RawWebSocket.open(gateway.socket(ScanId.create(), ""))) {
            socket.sendText("a".repeat(3000));
            assertThat(socket.readUntil(RawWebSocket.CLOSE).closeCode()).isEqualTo(1009);
        }
        try (RawHttp peer = RawHttp.connect(gateway.uri("/"))) {
            peer.send(("GET / HTTP/1.1\r\nHost: localhost\r\nX-Large: " + "a".repeat(100_000) + "\r\n\r\n")
                    .getBytes(US_ASCII));
            assertThat(peer.readHead().status()).isBetween(400, 499);
        } catch (IOException e) {
            assertThat(e).as("or it is cut off").hasMessageNotContaining("timed out");
        }
    }

    // ---- too many

    @Test
    void connectionsBeyondTheLimitAreToldSoAndRoomIsGivenAgain() throws IOException {
        start("gateway.max-connections", "20");
        List<RawHttp> peers = new ArrayList<>();
        try {
            await("a connection is refused").until(() -> {
                RawHttp peer = RawHttp.connect(gateway.uri("/"));
                peers.add(peer);
                peer.get(gateway.uri("/health/live"), Map.of());
                RawHttp.Head head = peer.readHead();
                return head.status() == 503 && peer.readBody(head).contains("\"unavailable\"");
            });
            assertThat(peers).hasSizeLessThanOrEqualTo(21);
        } finally {
            peers.forEach(RawHttp::close);
        }
        await("there is room again").until(() -> {
            try (RawHttp peer = RawHttp.connect(gateway.uri("/"))) {
                peer.get(gateway.uri("/health/live"), Map.of());
                return peer.readHead().status() == 200;
            } catch (IOException e) {
                return false;
            }
        });
    }

    @Test
    void aClientBehindATrustedProxyIsKnownByItsAddressAndOthersAreServed() throws IOException {
        // Heartbeats tell that a stream's client has gone.
        start("gateway.trusted-proxies", "127.0.0.1", "gateway.address-connections", "5", "gateway.heartbeat", "200ms");
        List<RawHttp> streams = new ArrayList<>();
        try {
            for (int i = 0; i < 5; i++) {
                assertThat(stream("192.0.2.66, 198.51.100.7", streams)).isEqualTo(200);
            }
            assertThat(stream("192.0.2." + 67 + ", 198.51.100.7", streams))
                    .as("what the client itself wrote doesn't help it")
                    .isEqualTo(429);
            assertThat(stream("198.51.100.8", streams)).isEqualTo(200);
        } finally {
            streams.forEach(RawHttp::close);
        }
        await("there is room again").until(() -> stream("198.51.100.7", streams) == 200);
        streams.forEach(RawHttp::close);
    }

    private int stream(String forwarded, List<RawHttp> streams) throws IOException {
        RawHttp stream = RawHttp.connect(gateway.uri("/"));
        streams.add(stream);
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("X-Forwarded-For", forwarded);
        stream.get(gateway.uri(API + "/events"), headers);
        return stream.readHead().status();
    }

    @Test
    void aFloodOfJoinsIsToldToComeBack() {
        start("gateway.joins-per-second", "5");
        List<RawHttp.Answer> refused = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            RawHttp.Answer answer = RawWebSocket.handshake(gateway.socket(ScanId.create(), ""), Map.of());
            if (answer.status() != 101) {
                refused.add(answer);
            }
        }
        assertThat(refused).hasSizeGreaterThan(10);
        assertThat(refused).allSatisfy(answer -> {
            assertThat(answer.status()).isEqualTo(429);
            assertThat(answer.header("Retry-After")).isNotEmpty();
            assertThat(Documents.parse(answer.body()).path("code").asText()).isEqualTo("too_many_joins");
        });
        assertThat(gateway.get("/health").statusCode()).isEqualTo(200);
    }

    @Test
    void onlySoManyScansAreStartedInAMinute() {
        start("gateway.scans-per-minute", "3");
        String body = "{\"repository_url\":\"https://git.example.org/a/b\"}";
        for (int i = 0; i < 3; i++) {
            assertThat(HttpCalls.post(gateway.uri(API + "/scan"), body).statusCode())
                    .isEqualTo(202);
        }
        HttpResponse<String> refused = HttpCalls.post(gateway.uri(API + "/scan"), body);
        assertRefused(refused, 429, "too_many_scans");
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
    }

    @Test
    void aSubjectHasOnlySoManyWatchesOverAllTransports(@TempDir Path directory) {
        start(TestTokens.settings(
                directory,
                "gateway.subject-connections",
                "2",
                "gateway.heartbeat",
                "200ms",
                "gateway.wait",
                "60s",
                "auth.query-token",
                "true"));
        ScanId scan = ScanId.create();
        try (WatchingClient first = watch(scan, "alice");
                SseClient second = events(scan, "alice")) {
            await("both are there")
                    .until(() -> gateway.connections("websocket") == 1 && gateway.connections("sse") == 1);
            await("a third is closed, whatever the transport").untilAsserted(() -> {
                try (WatchingClient third = watch(scan, "alice")) {
                    await("its end").until(third::hasEnded);
                    assertThat(third.endCode() + " " + third.endReason()).isEqualTo("1013 too_many_connections");
                }
            });
            try (SseClient third = events(scan, "alice")) {
                await("its end").until(third::hasEnded);
                assertThat(third.answer().status()).isEqualTo(429);
                assertThat(third.answer().body()).contains("\"too_many_connections\"");
            }
            try (WatchingClient another = watch(scan, "bob")) {
                await("another subject is let in").until(() -> gateway.connections("websocket") == 2);
                assertThat(another.hasEnded()).isFalse();
            }
            assertThat(Scrape.of(gateway.uri("/metrics"))
                            .value("scancast_refusals_total", "reason", "subject_connections"))
                    .isGreaterThanOrEqualTo(2);
            assertThat(first.hasEnded() || second.hasEnded())
                    .as("who was there stays")
                    .isFalse();
        }
        try (WatchingClient later = watch(scan, "alice")) {
            await("there is room again").until(() -> gateway.connections("websocket") == 1);
            assertThat(later.hasEnded()).isFalse();
        }
    }

    private WatchingClient watch(ScanId scan, String subject) {
        return WatchingClient.to(gateway.socket(scan, ""))
                .header("Authorization", "Bearer " + TestTokens.of(subject))
                .connect();
    }

    private SseClient events(ScanId scan, String subject) {
        return SseClient.open(gateway.events(scan, "?token=" + TestTokens.of(subject)));
    }

    private static void assertRefused(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode() + " "
                        + Documents.parse(answer.body()).path("code").asText())
                .isEqualTo(status + " " + code);
    }
}
