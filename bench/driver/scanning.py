"""The structural scan's CPU beside universal-ctags', over the spring-framework sources of Maven Central."""
import json, os, resource, shutil, subprocess, time
from pathlib import Path

import servers
from servers import OUT, TOP, Absent

VERSION = "6.2.8"
MODULES = ("aop aspects beans context context-indexer context-support core core-test expression instrument jcl jdbc jms "
           "messaging orm oxm r2dbc test tx web webflux webmvc websocket").split()
WARMING = 12  # scans before a worker counts as warm
MEASURED = 16  # of the growth over workers


def corpus():
    """The sources, fetched once through Maven."""
    to = OUT / f"spring-framework-{VERSION}"
    if (to / ".complete").exists():
        return to
    shutil.rmtree(to, ignore_errors=True)
    dependencies = "".join(
        f"<dependency><groupId>org.springframework</groupId><artifactId>spring-{m}</artifactId><version>{VERSION}</version>"
        "<classifier>sources</classifier><exclusions><exclusion><groupId>*</groupId><artifactId>*</artifactId></exclusion>"
        "</exclusions></dependency>" for m in MODULES)
    pom = OUT / "corpus" / "pom.xml"
    pom.parent.mkdir(exist_ok=True)
    pom.write_text('<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion><groupId>dev.scancast'
                   "</groupId><artifactId>corpus</artifactId><version>1</version><packaging>pom</packaging><dependencies>"
                   f"{dependencies}</dependencies></project>")
    done = subprocess.run(["./mvnw", "-q", "-B", "-f", str(pom),
                           "org.apache.maven.plugins:maven-dependency-plugin:3.9.0:unpack-dependencies",
                           f"-DoutputDirectory={to}", "-Dmdep.unpack.includes=**/*.java", f"-DmarkersDirectory={OUT}/corpus/markers"],
                          cwd=TOP, capture_output=True, text=True)
    if done.returncode:
        raise Absent("the spring-framework sources (Maven could not fetch them)")
    (to / ".complete").touch()
    return to


def cpu_of_child(command):
    """CPU seconds of a command and all that it starts."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([str(c) for c in command], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def cpu_of_tree(pid):
    ticks = 0
    for each in [pid] + servers.children(pid):
        try:
            fields = Path(f"/proc/{each}/stat").read_text().rsplit(")", 1)[1].split()
        except FileNotFoundError:
            continue  # a child of the start script that has ended
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def ctags(tree):
    if not shutil.which("ctags"):
        raise Absent("universal-ctags")
    return cpu_of_child(["ctags", "-R", "--languages=Java", "--kinds-Java=+cefgimp", "--output-format=json", "-f", "-", tree])


def cold(tree, redis):
    """A process of its own that scans, publishes and ends."""
    return cpu_of_child([TOP / "scancast", "scan", tree, "--redis", f"redis://127.0.0.1:{redis.port}"])


class Workers:
    """A gateway and workers, to submit to."""

    def __init__(self, redis, tree, count=1):
        self.redis, self.tree = redis, tree
        self.gateway = servers.gateway(redis)
        self.workers = [servers._start([TOP / "scancast", "worker", "--redis", f"redis://127.0.0.1:{redis.port}", "--repos", tree],
                                       redis.port) for _ in range(count)]
        deadline = time.time() + 30
        while int(redis.call("ZCARD", "scan:workers").lstrip(":")) < count and time.time() < deadline:
            time.sleep(0.05)

    def scan(self, times=1):
        """CPU of the workers for so many scans, and the wall time, in seconds."""
        began, wall = sum(cpu_of_tree(w.pid) for w in self.workers), time.monotonic()
        ids = [self._submit() for _ in range(times)]
        for scan in ids:
            while '"status":"completed"' not in (self.redis.call("GET", f"scan:status:{scan}") or ""):
                time.sleep(0.005)
        wall = time.monotonic() - wall
        time.sleep(0.05)
        return sum(cpu_of_tree(w.pid) for w in self.workers) - began, wall

    def _submit(self):
        import http.client
        connection = http.client.HTTPConnection("127.0.0.1", self.gateway.port)
        connection.request("POST", "/api/v1/scanner/scan", json.dumps({"repository_path": str(self.tree)}),
                           {"Content-Type": "application/json"})
        answer = connection.getresponse()
        body = json.loads(answer.read())
        if answer.status != 202:
            raise RuntimeError(f"the scan was refused: {body}")
        return body["scan_id"]

    def stop(self):
        for server in self.workers + [self.gateway]:
            server.stop()


def measure(redis, runs, note):
    """Figures of the scan, a list of values each."""
    tree = corpus()
    values = {"ctags": [], "warm": [], "cold": []}
    workers = Workers(redis, tree)
    try:
        for _ in range(WARMING):
            workers.scan()
        for _ in range(runs):
            values["warm"].append(workers.scan()[0])
            values["ctags"].append(ctags(tree))
    finally:
        workers.stop()
    for _ in range(runs):
        values["cold"].append(cold(tree, redis))
    note(f"  scan: {values}")
    return values


def growth(redis):
    """Wall time and CPU per scan over the number of workers."""
    tree = corpus()
    for count in (1, 2, 3, 4):
        workers = Workers(redis, tree, count)
        try:
            workers.scan(WARMING * count)
            cpu, wall = workers.scan(MEASURED)
        finally:
            workers.stop()
        yield "workers", "scancast", count, {"cpu_s_per_scan": cpu / MEASURED, "scans_per_s": MEASURED / wall}
