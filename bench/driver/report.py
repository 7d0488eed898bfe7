"""Writes what was measured into docs/benchmarks.md, between its marks, and the plots beside it."""
import json, os, platform, re, statistics, subprocess
from pathlib import Path

import loads, plots, servers
from servers import NODE, OUT, PEERS, TOP

DOC = TOP / "docs" / "benchmarks.md"
IMAGES = TOP / "docs" / "images"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
TITLES = {name: peer.title for name, peer in PEERS.items()} | {"redis": "Redis SUBSCRIBE"}


def _output(*command):
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=20)
        return (done.stdout + done.stderr).strip()
    except OSError:
        return ""


def versions():
    found = {"Java": re.search(r'version "([^"]+)', _output("java", "-version")),
             "Redis": re.search(r"v=(\S+)", _output("redis-server", "--version")),
             "node": re.search(r"v(\S+)", _output("node", "--version")),
             "universal-ctags": re.search(r"Ctags ([\d.]+)", _output("ctags", "--version")),
             "nginx": re.search(r"nginx/(\S+)", _output("nginx", "-v"))}
    named = {name: match[1] for name, match in found.items() if match}
    nchan = re.search(r"Version: (?:1:)?([\d.]+)", _output("dpkg", "-s", "libnginx-mod-nchan"))
    if nchan:
        named["nchan"] = nchan[1]
    for package in ("ws", "socket.io", "ioredis", "@btc-vision/uwebsockets.js"):
        try:
            named[package] = json.loads((NODE / "node_modules" / package / "package.json").read_text())["version"]
        except OSError:
            pass
    for line in _output(servers.PYTHON, "-c", "import fastapi, uvicorn; print(fastapi.__version__, uvicorn.__version__)").splitlines()[-1:]:
        if re.fullmatch(r"[\d.]+ [\d.]+", line):
            named["FastAPI"], named["uvicorn"] = line.split()
    return named


def machine():
    model = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    memory = int(re.search(r"MemTotal:\s+(\d+)", Path("/proc/meminfo").read_text())[1]) // 1024 // 1024
    return f"{os.cpu_count()} cores ({model[1] if model else platform.machine()}), {memory} GB, Linux {platform.release()}"


class Results:
    def __init__(self, rows):
        self.rows = rows

    def values(self, load, peer, figure):
        return [r[figure] for r in self.rows if r["load"] == load and r["peer"] == peer and figure in r]

    def median(self, load, peer, figure):
        values = self.values(load, peer, figure)
        return statistics.median(values) if values else None


def number(value):
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.3g}"


def spread(values):
    if not values:
        return ""
    middle = number(statistics.median(values))
    low, high = number(min(values)), number(max(values))
    return middle if low == high else f"{middle} ({low}–{high})"


def _load_tables(results):
    for load in loads.LOADS:
        rows = []
        for name in load.peers:
            done = [r for r in results.rows if r["load"] == load.name and r["peer"] == name]
            failed = [r for r in done if "error" in r]
            if done:
                cells = [spread(results.values(load.name, name, f)) for f in load.figures.values()]
                runs = f"{len(done)}" + (f", {len(failed)} failed" if failed else "")
                rows.append(f"| {TITLES[name]} | {runs} | " + " | ".join(cells) + " |")
        if rows:
            yield f"### {load.name}: {load.title}\n"
            yield "| program | runs | " + " | ".join(load.figures) + " |\n|---|--:|" + "--:|" * len(load.figures)
            yield from rows
            yield ""
    rows = [f"| {TITLES[p]} | {number(v)} |" for p in PEERS if (v := results.median("highest", p, "deliveries_per_s")) is not None]
    if rows:
        yield "### highest: most deliveries a second to 1,000 clients of one scan with p99 < 250 ms and nothing lost\n"
        yield "| program | deliveries/s |\n|---|--:|"
        yield from rows
        yield ""
    rows = [f"| {title} | {spread(results.values(load, p, f))} |" for title, load, p, f in (
        ("gateway ready, with its class archive, s", "ready", "scancast", "ready_s"),
        ("gateway ready, without, s", "ready", "without-archive", "ready_s"),
        ("spring-framework by universal-ctags, CPU s", "scan", "ctags", "cpu_s"),
        ("by a warm worker, CPU s", "scan", "warm", "cpu_s"),
        ("by a cold process (`./scancast scan`), CPU s", "scan", "cold", "cpu_s")) if results.values(load, p, f)]
    if rows:
        yield "### start and scan\n\n| what | median (spread) |\n|---|--:|"
        yield from rows
        yield ""


class Judge:
    """The targets, each a ratio within one run."""

    def __init__(self, results):
        self.results, self.rows = results, []

    def _add(self, what, wanted, got, met):
        self.rows.append(f"| {what} | {wanted} | {got} | {'met' if met else '**missed**'} |")

    def ratio(self, what, ours, theirs, bound, at_most=True):
        a, b = self.results.median(*ours), self.results.median(*theirs)
        if a is None or not b:
            return
        value = a / b
        self._add(what, f"{'≤' if at_most else '≥'} {bound:g} ×", f"{value:.2f} × ({number(a)} : {number(b)})",
                  value <= bound if at_most else value >= bound)

    def bound(self, what, key, bound, wanted=None):
        values = self.results.values(*key)
        if values:
            worst = max(values)
            self._add(what, wanted or f"≤ {bound:g}", number(worst), worst <= bound)

    def exactly(self, what, key, count):
        values = self.results.values(*key)
        if values:
            self._add(what, str(count), number(min(values)) if min(values) == max(values) else f"{min(values)}–{max(values)}",
                      set(values) == {count})

    def all(self):
        cpu = "server_cpu_us_per_delivery"
        for load in ("W1", "W2"):
            for peer in ("nodews", "nchan") if load == "W1" else ("nodews", "uws"):
                self.ratio(f"{load}: CPU per delivery to {TITLES[peer]}'s", (load, "scancast", cpu), (load, peer, cpu), 1)
        self.ratio("most deliveries/s to uWebSockets.js'", ("highest", "scancast", "deliveries_per_s"),
                   ("highest", "uws", "deliveries_per_s"), 1, at_most=False)
        self.ratio("flood: CPU per delivery to uWebSockets.js'", ("flood", "scancast", cpu), ("flood", "uws", cpu), 1)
        self.bound("flood: documents lost", ("flood", "scancast", "lost"), 0, "0")
        self.ratio("thinned flood: time until all have the last to uWebSockets.js' flood", ("conflated", "scancast", "time_to_last_s"),
                   ("flood", "uws", "time_to_last_s"), 0.1)
        for what, figure in loads.LOADS[4].figures.items():
            if what != "right":
                self.bound(f"race: clients {what}", ("race", "scancast", figure), 0, "0")
        self.exactly("stalled: of 50 get the end", ("stalled", "scancast", "stalled_got_last"), 50)
        with_stalled, without = (self.results.median(load, "scancast", "rss_growth_mb") for load in ("stalled", "unstalled"))
        if with_stalled is not None and without is not None:
            more = with_stalled - without
            self._add("stalled: gateway's memory, MB beyond what the same load adds without stalled ones", "≤ 10", number(more), more <= 10)
        self.ratio("stalled: p99 of the others to that without stalled ones", ("stalled", "scancast", "p99_ms"),
                   ("unstalled", "scancast", "p99_ms"), 1.3)
        for peer in ("nchan", "nodews"):
            self.ratio(f"idle: RSS per connection to {TITLES[peer]}'s", ("idle", "scancast", "rss_per_conn_kb"),
                       ("idle", peer, "rss_per_conn_kb"), 1)
        self.ratio("opening 10,000: CPU to Node ws'", ("idle", "scancast", "server_open_cpu_s"), ("idle", "nodews", "server_open_cpu_s"), 1)
        self.bound("opening 10,000 of 100 scans: reads of a status", ("idle", "scancast", loads.READS), 100, "100, one a scan")
        self.ratio("latency: p99 to a SUBSCRIBE on Redis itself", ("latency", "scancast", "p99_ms"), ("latency", "redis", "p99_ms"), 2)
        self.ratio("ready with the class archive to without", ("ready", "scancast", "ready_s"), ("ready", "without-archive", "ready_s"), 0.4)
        self.ratio("scan, warm worker: CPU to universal-ctags'", ("scan", "warm", "cpu_s"), ("scan", "ctags", "cpu_s"), 0.5)
        self.ratio("scan, cold process: CPU to universal-ctags'", ("scan", "cold", "cpu_s"), ("scan", "ctags", "cpu_s"), 1.5)
        for kind, figure in GROWTH.items():
            grew = {name: max(ys) / min(ys) for name in loads.GROWING if (ys := [y for _, y in _points(self.results, kind, name, figure)])}
            if "scancast" in grew:
                others = "".join(f"; {TITLES[name]}: {grew[name]:.2f} ×" for name in grew if name != "scancast")
                self._add(f"growth over {kind}: most to least", "≤ 1.5 ×", f"{grew['scancast']:.2f} ×{others}", grew["scancast"] <= 1.5)
        for row in (r for r in self.results.rows if r["load"] == "soak"):
            for what, (first, last, most) in row["ends"].items():
                self._add(f"soak of {row['minutes']} min: {what}", f"≤ {number(most)}", f"{number(first)} → {number(last)}", last <= most)
        return self.rows


GROWTH = {"clients": "server_cpu_us_per_delivery", "scans": "server_cpu_us_per_delivery", "workers": "cpu_s_per_scan"}


def _points(results, kind, name, figure):
    return sorted((r["x"], r[figure]) for r in results.rows
                  if r["load"] == "growth" and r["over"] == kind and r["peer"] == name and figure in r)


def _growth(results):
    names = {"clients": ("Clients of one scan", "CPU µs per delivery"), "scans": ("Scans, 5,000 clients", "CPU µs per delivery"),
             "workers": ("Workers", "CPU s per scan")}
    for kind, figure in GROWTH.items():
        lines = {TITLES[name]: points for name in loads.GROWING if len(points := _points(results, kind, name, figure)) > 1}
        if lines:
            plots.plot(IMAGES / f"growth-{kind}.svg", f"{names[kind][1]} over {kind}", names[kind][0], names[kind][1], lines,
                       1.5 * min(y for _, y in lines[TITLES["scancast"]]))
            yield f"![{names[kind][1]} over {kind}](images/growth-{kind}.svg)\n"


def write(path):
    rows = [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []
    if not rows:
        return "nothing: nothing was measured"
    results = Results(rows)
    absent = OUT / "absent.json"
    absent = json.loads(absent.read_text()) if absent.exists() else {}
    named = ", ".join(f"{name} {version}" for name, version in versions().items())
    lines = [f"Measured {rows[0]['at']} to {rows[-1]['at']} on {machine()}. {named}.", ""]
    lines += [f"Left out: {TITLES.get(name, name)} ({why})." for name, why in absent.items()]
    lines += ["### The targets", "", "| target | wanted | got | |", "|---|--:|--:|---|", *Judge(results).all(), ""]
    lines += list(_load_tables(results))
    growth = list(_growth(results))
    lines += ["### growth", "", *growth] if growth else []
    text = DOC.read_text()
    before, rest = text.split(BEGIN, 1)
    after = rest.split(END, 1)[1]
    DOC.write_text(f"{before}{BEGIN}\n\n" + "\n".join(lines).rstrip() + f"\n\n{END}{after}")
    return DOC
