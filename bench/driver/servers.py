"""Starts and ends Redis, the gateway and its peers; each is a process of ours, on a free port, and ended by its pid."""
import os, resource, shutil, signal, socket, subprocess, threading, time
from contextlib import contextmanager
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
BENCH = TOP / "bench"
OUT = BENCH / "target"
NODE = OUT / "peers"
NCHAN = Path("/usr/lib/nginx/modules/ngx_nchan_module.so")
PYTHON = "/usr/bin/python3"  # the distribution's, whose packages are meant
WATCH = "/api/v1/scanner/ws/scan/%s"


class Absent(Exception):
    """A program that isn't installed here; says which."""


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def prepare():
    """Compiles the load client, builds Scancast, loads the peers' libraries; raises Absent without a C compiler."""
    OUT.mkdir(parents=True, exist_ok=True)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    if not shutil.which("make") or not shutil.which("cc"):
        raise Absent("the load client is written in C: install make and a C compiler")
    if not shutil.which("redis-server"):
        raise Absent("there is no redis-server on the path")
    subprocess.run(["make", "-s", "-C", str(BENCH / "load"), f"OUT={OUT}"], check=True)
    subprocess.run([str(TOP / "scancast"), "--help"], check=True, stdout=subprocess.DEVNULL)  # builds where needed
    if shutil.which("npm") and not (NODE / "node_modules").exists():
        NODE.mkdir(exist_ok=True)
        shutil.copy(BENCH / "peers/package.json", NODE)
        subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--silent"], cwd=NODE)


class Server:
    """A running process that listens; `pid` is the root of its tree."""

    def __init__(self, process, port):
        self.process, self.port, self.pid = process, port, process.pid

    def stop(self):
        # At once: what closing costs isn't measured. A start script ends by itself, once its program is gone, which it
        # may only be about to start.
        program = children(self.pid)
        if not Path(self.process.args[0]).name == "scancast":
            _kill(self.pid, signal.SIGKILL)
        deadline = time.time() + 10
        while True:
            for child in program:
                _kill(child, signal.SIGKILL)
            if self.process.poll() is not None or time.time() > deadline:
                break
            time.sleep(0.01)
            program = children(self.pid)


def _kill(pid, sig):
    try:
        os.kill(pid, sig)
    except ProcessLookupError:
        pass


def children(pid):
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(fields[1]) == pid:
            child = int(stat.parent.name)
            found += [child] + children(child)
    return found


def _start(command, port, env=None, cwd=None, ready=None):
    log = OUT / f"{Path(command[0]).name}-{port}.log"
    with open(log, "w") as to:
        process = subprocess.Popen([str(c) for c in command], env={**os.environ, **(env or {})}, cwd=cwd,
                                   stdin=subprocess.DEVNULL, stdout=to, stderr=subprocess.STDOUT, start_new_session=True)
    started = Server(process, port)
    deadline = time.time() + 60
    try:
        while time.time() < deadline:
            if process.poll() is not None:
                raise Absent(f"{Path(command[0]).name} did not start: " + log.read_text()[-300:].replace("\n", " "))
            if (ready or listens)(port):
                return started
            time.sleep(0.005 if ready else 0.05)
        raise Absent(f"{command[0]} does not listen")
    except BaseException:  # also when we are told to end
        started.stop()
        raise


def listens(port):
    try:
        socket.create_connection(("127.0.0.1", port), 0.2).close()
        return True
    except OSError:
        return False


def is_ready(port):
    try:
        with socket.create_connection(("127.0.0.1", port), 1) as s:
            s.sendall(b"GET /health/ready HTTP/1.1\r\nHost: l\r\nConnection: close\r\n\r\n")
            return b" 200 " in s.recv(64)
    except OSError:
        return False


class Redis(Server):
    def __init__(self):
        port = free_port()
        started = _start(["redis-server", "--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no",
                          "--maxclients", "20000", "--dir", OUT], port)
        super().__init__(started.process, port)

    def call(self, *command):
        with socket.create_connection(("127.0.0.1", self.port), 5) as s:
            s.sendall(b"*%d\r\n" % len(command) + b"".join(b"$%d\r\n%s\r\n" % (len(c), c.encode()) for c in command))
            f = s.makefile("rb")
            line = f.readline()
            return f.read(int(line[1:])).decode() if line[:1] == b"$" else line.decode().strip()

    @contextmanager
    def counting_reads(self):
        """Counts how often a scan's status is read, be it by a script; a list of one number, set at the end."""
        count = [0]
        with socket.create_connection(("127.0.0.1", self.port)) as s:
            lines = s.makefile("rb")

            def read():
                for line in lines:
                    count[0] += b'"get" "scan:status:' in line.lower()

            s.sendall(b"MONITOR\r\n")
            reader = threading.Thread(target=read, daemon=True)
            reader.start()
            yield count
            s.shutdown(socket.SHUT_RDWR)
            reader.join(10)


def gateway(redis, *flags, env=None):
    port = free_port()
    command = [TOP / "scancast", "gateway", "--redis", f"redis://127.0.0.1:{redis.port}", "--gateway-port", port, *flags]
    return _start(command, port, env=env, ready=is_ready)


def _node(name):
    def start(redis):
        if not shutil.which("node") or not (NODE / "node_modules").exists():
            raise Absent("node or npm")
        port = free_port()
        env = {"PORT": str(port), "REDIS_PORT": str(redis.port), "NODE_ENV": "production", "NODE_PATH": str(NODE / "node_modules")}
        preload = os.environ.get("BENCH_UWS_PRELOAD")  # what a newer glibc has, where the binary wants one
        if name == "uws" and preload:
            env["LD_PRELOAD"] = preload
        return _start(["node", BENCH / f"peers/{name}.js"], port, env)
    return start


def _naive(redis):
    if subprocess.run([PYTHON, "-c", "import fastapi, uvicorn, redis.asyncio, uvloop, httptools, websockets"],
                      stderr=subprocess.DEVNULL).returncode:
        raise Absent("python3-{fastapi,uvicorn,redis,uvloop,httptools,websockets}")
    port = free_port()
    return _start([PYTHON, "-m", "uvicorn", "--host", "127.0.0.1", "--port", port, "--loop", "uvloop", "--http", "httptools",
                   "--ws", "websockets", "--log-level", "error", "--no-access-log", "--backlog", "4096", "naive:app"],
                  port, {"REDIS_PORT": str(redis.port)}, BENCH / "peers")


def _nchan(redis):
    if not NCHAN.exists() or not shutil.which("nginx"):
        raise Absent("nginx with libnginx-mod-nchan")
    port = free_port()
    return _start([BENCH / "peers/nchan.sh"], port, {"PORT": str(port), "TMPDIR": str(OUT), "REDIS_PORT": str(redis.port)})


def _limit(*more):
    def start(redis):
        port = free_port()
        return _start([OUT / "fanlimit", port, redis.port, *more], port)
    return start


class Peer:
    """A program under load: how it is started, and what fanload must be told."""

    def __init__(self, title, start, flags=("--set",), joins=False):
        self.title, self.start, self.flags, self.joins = title, start, flags, joins


PEERS = {
    "scancast": Peer("Scancast", gateway, ("--set", "--path", WATCH), True),
    "limit": Peer("C, bare write()", _limit()),
    "limit-joined": Peer("C, joined write()", _limit("batch"), joins=True),
    "uws": Peer("uWebSockets.js", _node("uws")),
    "nchan": Peer("nchan", _nchan, ("--post", "{port}")),
    "nodews": Peer("Node ws", _node("nodews")),
    "sio": Peer("Socket.IO", _node("sio"), ("--set", "--sio", "--path", "/socket.io/?EIO=4&transport=websocket&scan=%s")),
    "naive": Peer("FastAPI, naive", _naive),
}


def load(peer, server, redis, *arguments, timeout=120):
    """Runs the load client; its figures."""
    import json
    flags = [f.format(port=server.port) for f in peer.flags] if server is not redis else ["--resp"]
    command = [str(OUT / "fanload"), "--port", str(server.port), "--redis-port", str(redis.port), "--pid", str(server.pid),
               "--redis-pid", str(redis.pid), *flags, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=timeout)
    try:
        return json.loads(done.stdout)
    except ValueError:
        return {"error": (done.stderr or done.stdout or f"exit {done.returncode}")[-300:]}
