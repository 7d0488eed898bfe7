"""What is measured: each load, on which peers, and what it yields. A figure is one number of one run."""
import time
from dataclasses import dataclass

import servers

ALL = ("scancast", "limit", "uws", "nchan", "nodews", "sio", "naive")
RIVALS = ("scancast", "uws", "nchan", "nodews")


READS = "status_reads"


@dataclass
class Load:
    name: str
    title: str
    arguments: str
    figures: dict  # name in the table -> what fanload calls it
    peers: tuple = ALL
    rivals: tuple = RIVALS  # measured in every run; the others once
    quick: tuple = ("scancast", "uws", "nchan", "nodews")  # whom a quick run measures
    gateway: tuple = ()  # flags beyond the shipped configuration

    def run(self, name, peer, redis, quick):
        redis.call("FLUSHALL")
        server = redis if name == "redis" else peer.start(redis, *(self.gateway if name == "scancast" else ()))
        try:
            settle(name)
            arguments = self.arguments
            if quick:
                arguments = arguments.replace("--warm 6", "--warm 3").replace("--secs 9", "--secs 6").replace("--grace 30", "--grace 8")
            if READS not in self.figures.values():
                return servers.load(peer, server, redis, *arguments.split())
            with redis.counting_reads() as reads:
                result = servers.load(peer, server, redis, *arguments.split())
            return {**result, READS: reads[0]}
        finally:
            if server is not redis:
                server.stop()


def settle(name):
    """What starts up, a JIT for one, isn't to be measured as load."""
    time.sleep(2 if name == "scancast" else 0.7)


CPU = {"CPU µs per delivery": "server_cpu_us_per_delivery", "p50 ms": "p50_ms", "p99 ms": "p99_ms", "lost": "lost",
       "repeats": "dup", "older after newer": "ooo"}
LOADS = [
    Load("W1", "1 scan, 1,000 clients, 20 documents/s", "--n 1000 --rate 20 --warm 6 --secs 9 --grace 5 --no-end", CPU),
    Load("W2", "500 scans of 4 clients, 5 documents/s each", "--n 2000 --scans 500 --rate 5 --warm 6 --secs 9 --grace 5 --no-end", CPU),
    Load("flood", "5,000 documents to 1,000 clients as fast as Redis takes them, every one relayed",
         "--n 1000 --flood 5000 --warm 4 --secs 1 --grace 30",
         {"CPU µs per delivery": "server_cpu_us_per_delivery", "Redis µs per delivery": "redis_cpu_us_per_delivery",
          "s until all have the last": "time_to_last_s", "delivered": "delivered", "lost": "lost", "have the last": "got_last"},
         ("scancast", "limit", "limit-joined", "uws", "nchan", "nodews"), ("scancast", "limit-joined", "uws")),
    Load("conflated", "the same flood, thinned to 20 documents/s (`--gateway-max-documents-per-second 20`)",
         "--n 1000 --flood 5000 --warm 4 --warm-rate 200 --secs 1 --grace 30",
         {"s until all have the last": "time_to_last_s", "have the last": "got_last", "delivered": "delivered"},
         ("scancast",), gateway=("--gateway-max-documents-per-second", "20")),
    Load("race", "2,000 clients that join around live and last documents", "--race --n 2000 --scans 20 --rate 50 --secs 12",
         {"with a gap": "clients_with_gap", "without the end": "clients_without_final", "with repeats": "clients_with_dup",
          "with older after newer": "clients_with_older_after_newer", "right": "clients_ok"},
         rivals=("scancast",), quick=("scancast", "nodews")),
    Load("stalled", "60 clients of which 50 never read, 14 MB each", "--n 60 --stall 50 --rate 150 --secs 12 --msglen 8000 --grace 5",
         {"others' p99 ms": "p99_ms", "stalled that got the end": "stalled_got_last", "server MB more": "rss_growth_mb",
          "Redis MB more": "redis_growth_mb", "lost by the others": "lost"}, ("scancast", "uws", "nchan", "nodews", "naive"), ("scancast",),
         ("scancast", "uws")),
    Load("unstalled", "the same 60 clients, all reading", "--n 60 --rate 150 --secs 12 --msglen 8000 --grace 5",
         {"p99 ms": "p99_ms", "server MB more": "rss_growth_mb"}, ("scancast", "uws", "nchan"), ("scancast",), ("scancast",)),
    Load("idle", "10,000 watchers of 100 scans", "--n 10000 --scans 100 --epoch 1 --idle 3 --grace 5 --settle 3000 --open-timeout 60",
         {"RSS KB per connection": "rss_per_conn_kb", "CPU s to open": "server_open_cpu_s", "reads of a status in Redis": READS,
          "refused": "failed"}, ("scancast", "uws", "nchan", "nodews", "sio"), ("scancast", "nchan", "nodews")),
    Load("latency", "10 clients of 1 scan, 20 documents/s: from publish to the client's read",
         "--n 10 --rate 20 --warm 4 --warm-rate 200 --secs 8 --grace 3 --no-end", {"p50 ms": "p50_ms", "p99 ms": "p99_ms", "max ms": "max_ms"},
         ("scancast", "redis", "uws", "nodews"), ("scancast", "redis"), ("scancast", "redis")),
]


def growths(result):
    """Figures that are differences of fanload's."""
    if "rss_after_kb" in result:
        result["rss_growth_mb"] = (result["rss_after_kb"] - result["rss_open_kb"]) / 1024
        result["redis_growth_mb"] = (result["redis_rss_after_kb"] - result["redis_rss_open_kb"]) / 1024
    return result


def highest_rate(name, peer, redis, start, note, steps=7):
    """The most deliveries a second to 1,000 clients with p99 < 250 ms and nothing lost, found by halving."""
    good, bad, rate = 0, None, start
    for _ in range(steps):
        redis.call("FLUSHALL")
        server = peer.start(redis)
        try:
            settle(name)
            r = servers.load(peer, server, redis, *f"--n 1000 --rate {rate} --secs 4 --grace 3 --no-end".split())
        finally:
            server.stop()
        fine = "error" not in r and r["p99_ms"] < 250 and r["lost"] == 0 and r["publish_lag_max_ms"] < 250 and not r["never_ready"]
        note(f"  {name} at {rate * 1000:,.0f}/s: {'good' if fine else 'not good'}, p99 {r.get('p99_ms')} ms, lost {r.get('lost')}, "
             f"publisher late by {r.get('publish_lag_max_ms')} ms")
        good, bad = (rate, bad) if fine else (good, rate)
        if bad and good and bad / good < 1.15:
            break
        rate = round((good + bad) / 2, 1) if good and bad else round(rate * (1.7 if fine else 0.6), 1)
    return {"deliveries_per_s": good * 1000}


FIRST_RATES = {"scancast": 3000, "uws": 2500, "nchan": 110, "nodews": 100}  # near what was found before


def ready_time(redis, archive):
    """Seconds from the start of the process to a gateway that is ready."""
    began = time.monotonic()
    server = servers.gateway(redis, env={} if archive else {"SCANCAST_ARCHIVE": "none"})
    took = time.monotonic() - began
    server.stop()
    return {"ready_s": took}


GROWING = ("scancast", "limit")  # what growth itself costs is seen beside the bare limit


def growth(redis):
    """CPU per delivery over clients and over scans, at about 10,000 deliveries a second where they are enough."""
    points = []
    for clients in (100, 300, 1000, 3000, 10000):
        rate = max(0.5, 10000 / clients)
        points.append(("clients", clients, f"--n {clients} --rate {min(rate, 100)}"))
    for scans in (1, 10, 100, 1000, 5000):
        points.append(("scans", scans, f"--n 5000 --scans {scans} --rate 2"))
    for kind, x, arguments in points:
        for name in GROWING:
            redis.call("FLUSHALL")
            peer = servers.PEERS[name]
            server = peer.start(redis)
            try:
                settle(name)
                times = "--warm 6 --secs 6" if name == "scancast" else "--warm 1 --secs 4"
                result = servers.load(peer, server, redis, *f"{arguments} {times} --grace 5 --no-end --open-timeout 60".split())
            finally:
                server.stop()
            yield kind, name, x, result
