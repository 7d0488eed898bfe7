#!/usr/bin/env python3
"""Measures Scancast beside its peers on this machine and writes docs/benchmarks.md."""
import argparse, json, signal, sys, time

import loads, report, scanning, servers
from servers import OUT, PEERS, Absent

SPECIAL = ("highest", "ready", "scan", "growth")
RESULTS = OUT / "results.jsonl"


def note(text):
    print(text, file=sys.stderr, flush=True)


class Bench:
    def __init__(self, options):
        self.options, self.absent = options, {}
        self.redis = servers.Redis()

    def record(self, what, peer, result):
        with open(RESULTS, "a") as to:
            to.write(json.dumps({"load": what, "peer": peer, "at": time.strftime("%Y-%m-%d %H:%M:%S"), **result}) + "\n")
        return result

    def wanted(self, name):
        return (not self.options.only or name in self.options.only.split(",")) and name not in self.options.without.split(",")

    def peers(self, names):
        chosen = self.options.peers.split(",") if self.options.peers else names
        return [n for n in names if n in chosen or n == "redis"]

    def measure(self, what, name, action):
        if name in self.absent:
            return
        try:
            result = loads.growths(action())
        except Absent as e:
            self.absent[name] = str(e)
            note(f"{name} is left out: {e}")
            return
        shown = {k: result[k] for k in ("server_cpu_us_per_delivery", "p99_ms", "lost", "error", "rss_per_conn_kb",
                                        "server_open_cpu_s", "time_to_last_s", "ready_s", "deliveries_per_s") if k in result}
        note(f"{time.strftime('%H:%M:%S')} {what} {name} {shown}")
        self.record(what, name, result)

    def run(self):
        # Round after round, so that whatever the machine does meanwhile meets all peers alike.
        for turn in range(self.options.runs):
            for load in loads.LOADS:
                if not self.wanted(load.name):
                    continue
                for name in self.peers(load.quick if self.options.quick and not self.options.peers else load.peers):
                    if turn and name not in load.rivals:
                        continue
                    peer = PEERS["scancast" if name == "redis" else name]
                    self.measure(load.name, name, lambda: load.run(name, peer, self.redis, self.options.quick))
            if self.wanted("ready"):
                for archive in (True, False):
                    self.measure("ready", "scancast" if archive else "without-archive",
                                 lambda: loads.ready_time(self.redis, archive))
        if self.wanted("highest"):
            for name in self.peers(("scancast", "uws") if self.options.quick else tuple(loads.FIRST_RATES)):
                self.measure("highest", name, lambda: loads.highest_rate(
                    name, PEERS[name], self.redis, loads.FIRST_RATES[name], note, 4 if self.options.quick else 7))
        if self.wanted("scan"):
            try:
                for name, values in scanning.measure(self.redis, self.options.runs, note).items():
                    for value in values:
                        self.record("scan", name, {"cpu_s": value})
            except Absent as e:
                note(f"the scan is left out: {e}")
        if self.wanted("growth") and not self.options.quick:
            for source in (loads.growth(self.redis), scanning.growth(self.redis)):
                for kind, name, x, result in source:
                    note(f"growth {kind} {name} {x}: {result.get('server_cpu_us_per_delivery', result)}")
                    self.record("growth", name, {"over": kind, "x": x, **result})


def main():
    parser = argparse.ArgumentParser(prog="scancast-bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one run of each, no growth: at most 8 minutes")
    parser.add_argument("--runs", type=int, help="how many of each (default 5, quick 1)")
    parser.add_argument("--only", default="", help="loads, separated by commas: "
                        + ", ".join([l.name for l in loads.LOADS] + list(SPECIAL)))
    parser.add_argument("--without", default="", help="loads that are left out")
    parser.add_argument("--peers", default="", help="peers, separated by commas: " + ", ".join(PEERS))
    parser.add_argument("--keep", action="store_true", help="adds to the results of the run before")
    parser.add_argument("--table", action="store_true", help="measures nothing: writes the table from what was measured")
    parser.add_argument("--soak", type=int, metavar="MINUTES", help="nothing but a soak of so many minutes (20 is the target's)")
    parser.add_argument("--jmh", nargs=argparse.REMAINDER, help="nothing but the JMH benchmarks, with JMH's own options")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("scancast-bench: ended"))  # what was started is ended with us
    options.runs = options.runs or (1 if options.quick else 5)
    if options.jmh is not None:
        import jmh
        jmh.run(options.jmh)
    if not options.table:
        try:
            servers.prepare()
        except Absent as e:
            sys.exit(f"scancast-bench: {e}")
        if not options.keep:
            RESULTS.unlink(missing_ok=True)
        bench = Bench(options)
        try:
            if options.soak:
                import soak
                bench.record("soak", "scancast", soak.run(bench.redis, options.soak, note))
            else:
                bench.run()
        finally:
            bench.redis.stop()
        (OUT / "absent.json").write_text(json.dumps(bench.absent))
    note(f"written: {report.write(RESULTS)}")


if __name__ == "__main__":
    main()
