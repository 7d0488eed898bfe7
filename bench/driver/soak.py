"""A long run with clients that come and go: what grows? A profile of its own, since it takes 20 minutes."""
import json, statistics, subprocess, time
from pathlib import Path

import servers

CLIENTS, SCANS, JOINS = 2000, 100, 50


def sample(server, redis):
    jvm = servers.children(server.pid)[-1]
    subprocess.run(["jcmd", str(jvm), "GC.run"], stdout=subprocess.DEVNULL)
    time.sleep(0.5)
    histogram = subprocess.run(["jcmd", str(jvm), "GC.class_histogram"], capture_output=True, text=True).stdout
    rows = [line.split() for line in histogram.splitlines()]
    total = sum(int(row[2]) for row in rows if row and row[0] == "Total")
    # What the serial collector leaves in place instead of moving it is filled with int arrays, which are nobody's.
    fillers = sum(int(row[2]) for row in rows if len(row) > 3 and row[3] == "[I")
    return {"heap MB": (total - fillers) / 2**20,
            "threads": len(list(Path(f"/proc/{jvm}/task").iterdir())),
            "open files": len(list(Path(f"/proc/{jvm}/fd").iterdir())),
            "Redis subscriptions": _channels(redis)}


def _channels(redis):
    import socket
    with socket.create_connection(("127.0.0.1", redis.port)) as s:
        s.sendall(b"*2\r\n$6\r\nPUBSUB\r\n$8\r\nCHANNELS\r\n")
        return int(s.makefile("rb").readline()[1:])


def run(redis, minutes, note):
    """What the first and the last third of the time had, and the most that counts as no growth."""
    server = servers.gateway(redis)
    peer = servers.PEERS["scancast"]
    command = [str(servers.OUT / "fanload"), "--port", str(server.port), "--redis-port", str(redis.port), "--pid", str(server.pid),
               *peer.flags, *f"--n {CLIENTS} --scans {SCANS} --rate 2 --secs {minutes * 60} --churn {JOINS} --grace 5".split()]
    samples = []
    try:
        client = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        time.sleep(20)
        while client.poll() is None:
            samples.append(sample(server, redis))
            note(f"  soak {len(samples)}: {samples[-1]}")
            try:
                client.wait(minutes * 60 / 20)
            except subprocess.TimeoutExpired:
                pass
        result = json.loads(client.stdout.read())
    finally:
        server.stop()
    samples = samples[:-1] if len(samples) > 3 else samples  # the last may be from after the end
    third = max(1, len(samples) // 3)
    ends = {}
    for what in samples[0]:
        first = statistics.median(s[what] for s in samples[:third])
        last = statistics.median(s[what] for s in samples[-third:])
        ends[what] = (first, last, first * 1.05 + (1 if what == "heap MB" else 3))
    ends["documents lost"] = (0, result["gaps"], 0)
    return {"minutes": minutes, "ends": ends, "samples": samples, "joins": result["joins"], "lost": result["lost"]}
