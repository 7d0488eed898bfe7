package dev.scancast.scanner.queue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scancast.contract.document.Json;
import dev.scancast.contract.document.ProgressDocument;
import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanRequest;
import dev.scancast.contract.document.ScanStatus;
import dev.scancast.contract.redis.Acquisition;
import dev.scancast.contract.redis.Fence;
import dev.scancast.contract.redis.FencedWriter;
import dev.scancast.contract.redis.Redis;
import dev.scancast.contract.redis.RedisSettings;
import dev.scancast.contract.redis.ScanIndex;
import dev.scancast.contract.settings.Settings;
import dev.scancast.scanner.ScannerWorker;
import dev.scancast.scanner.engine.CancelSignal;
import dev.scancast.scanner.engine.ScanEvent;
import dev.scancast.scanner.engine.ScanListener;
import dev.scancast.testkit.ChildProcess;
import dev.scancast.testkit.OwnRedis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.params.XReadGroupParams;
import redis.clients.jedis.resps.StreamEntry;

/** A Redis, a directory of repositories, and workers: what the tests of this package start from. */
final class Fleet implements AutoCloseable {
    final OwnRedis server = OwnRedis.start();
    final Path root;
    private final List<Worker> workers = new ArrayList<>();
    private final List<CountDownLatch> gates = new ArrayList<>();
    private final Redis redis;

    Fleet(Path root) {
        this.root = root;
        this.redis = Redis.open(RedisSettings.from(settings(Map.of())), "test");
    }

    /** The settings of this fleet's workers, with changes. */
    Settings settings(Map<String, String> changes) {
        Map<String, String> flags = new HashMap<>(Map.of("redis", server.url(), "repos", root.toString()));
        flags.putAll(changes);
        return Settings.load(ScannerWorker.CATALOG, flags, Map.of(), null);
    }

    /** A worker as {@link Worker#start(Settings)} makes it. */
    Worker worker(Map<String, String> changes) {
        Worker worker = Worker.start(settings(changes));
        workers.add(worker);
        return worker;
    }

    /** A worker whose scans stand still at their first file, until the gate opens or they are stopped. */
    Worker heldWorker(Map<String, String> changes, CountDownLatch gate) {
        gates.add(gate);
        return worker(changes, scanning -> hold(scanning, gate));
    }

    /** A worker that scans in another way. */
    Worker worker(Map<String, String> changes, UnaryOperator<ScanTools.Scanning> way) {
        Settings settings = settings(changes);
        WorkerSettings own = WorkerSettings.from(settings);
        Redis workersRedis = Redis.open(RedisSettings.from(settings), "test-" + own.name());
        ScanTools tools =
                ScanTools.create(settings, workersRedis, List.of(root.toString()), own.attempts(), own.stall());
        Worker worker = Worker.start(own, workersRedis, with(tools, workersRedis, way.apply(tools.scanning())));
        workers.add(worker);
        return worker;
    }

    /** A worker in a JVM of its own; the caller closes it. */
    ChildProcess program(WorkerProgram.Scans scans, Map<String, String> changes) {
        List<String> arguments = new ArrayList<>(List.of(scans.name()));
        Map<String, String> flags = new HashMap<>(Map.of("redis", server.url(), "repos", root.toString()));
        flags.putAll(changes);
        flags.forEach((name, value) -> arguments.add(name + "=" + value));
        return ChildProcess.java(
                "worker", List.of("-Xmx128m", "-XX:TieredStopAtLevel=1"), WorkerProgram.class.getName(), arguments);
    }

    /** The same tools with another way to scan. */
    static ScanTools with(ScanTools tools, Redis redis, ScanTools.Scanning scanning) {
        return new ScanTools(
                redis,
                tools.roots(),
                tools.analyzers(),
                scanning,
                tools.clones(),
                tools.reports(),
                tools.publishing(),
                tools.attempts(),
                tools.stall());
    }

    static ScanTools.Scanning hold(ScanTools.Scanning scanning, CountDownLatch gate) {
        return atFirstFile(scanning, (listener, cancel) -> await(gate, cancel::isCanceled));
    }

    /** Does something at each file that is begun, on the thread that scans it. */
    static ScanTools.Scanning atFirstFile(ScanTools.Scanning scanning, BiConsumer<ScanListener, CancelSignal> action) {
        return (task, listener, cancel, store) -> scanning.scan(
                task,
                event -> {
                    listener.onEvent(event);
                    if (event instanceof ScanEvent.FileStarted) {
                        action.accept(listener, cancel);
                    }
                },
                cancel,
                store);
    }

    static void await(CountDownLatch gate, java.util.function.BooleanSupplier isStopped) {
        try {
            while (!isStopped.getAsBoolean() && !gate.await(5, TimeUnit.MILLISECONDS)) {
                Thread.onSpinWait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A repository with so many small Java files. */
    Path repository(String name, int files) throws IOException {
        Path repository = Files.createDirectories(root.resolve(name));
        for (int i = 0; i < files; i++) {
            Files.writeString(repository.resolve("A" + i + ".java"), "class A" + i + " { int x; void f() {} }\n");
        }
        return repository;
    }

    /** Queues a scan as a gateway does. */
    void submit(ScanId scan, ScanRequest request) {
        submit(scan, new String(Json.write(request), UTF_8));
    }

    void submit(ScanId scan, String body) {
        FencedWriter writer = new FencedWriter(redis);
        FencedWriter.Origin origin = new FencedWriter.Origin("", body);
        new ScanIndex(redis).enterLive(scan, Clock.systemUTC().instant());
        Fence fence = ((Acquisition.Granted) writer.acquireNew(scan, origin)).fence();
        var unused = writer.write(
                ProgressDocument.builder(scan)
                        .version(fence.epoch(), 1)
                        .status(ScanStatus.QUEUED)
                        .message("Waiting for a worker")
                        .updatedAt(Instant.now())
                        .build(),
                origin);
        var unusedId = redis.commands()
                .xadd(
                        "scan:queue",
                        StreamEntryID.NEW_ENTRY,
                        Map.of("scan", scan.value(), "request", body, "owner", ""));
    }

    /** Puts a scan into the queue that began without it. */
    void queueAgain(ScanId scan, ScanRequest request) {
        String body = new String(Json.write(request), UTF_8);
        var unused = redis.commands()
                .xadd(
                        "scan:queue",
                        StreamEntryID.NEW_ENTRY,
                        Map.of("scan", scan.value(), "request", body, "owner", ""));
    }

    /** So many requests that a worker has read, and whose scans it holds. */
    void leavePending(int requests, String path) {
        createGroup();
        try (Jedis jedis = server.jedis()) {
            for (int i = 0; i < requests; i++) {
                ScanId scan = ScanId.create();
                queueAgain(scan, ScanRequest.ofPath(path));
                jedis.set("scan:lease:" + scan, "1 busy");
            }
            var unused = readAll(jedis, "busy", requests);
        }
    }

    /** What nobody has read is read by a worker that dies. */
    void readByDeadWorker() {
        createGroup();
        try (Jedis jedis = server.jedis()) {
            var unused = readAll(jedis, "dead", 1);
        }
    }

    private static List<StreamEntry> readAll(Jedis jedis, String consumer, int most) {
        return jedis.xreadGroup(
                        "scanners",
                        consumer,
                        XReadGroupParams.xReadGroupParams().count(most),
                        Map.of("scan:queue", StreamEntryID.XREADGROUP_UNDELIVERED_ENTRY))
                .get(0)
                .getValue();
    }

    private void createGroup() {
        try (Jedis jedis = server.jedis()) {
            jedis.xgroupCreate("scan:queue", "scanners", new StreamEntryID("0-0"), true);
        } catch (JedisDataException e) {
            assertThat(e).hasMessageContaining("BUSYGROUP");
        }
    }

    /** Asks for a cancel as a gateway does. */
    void cancel(ScanId scan) {
        try (Jedis jedis = server.jedis()) {
            jedis.set("scan:cancel:" + scan, "1");
            jedis.publish("scan:control", "cancel " + scan);
        }
    }

    /** The document that Redis remembers as the end; empty if there is none. */
    String end(ScanId scan) {
        try (Jedis jedis = server.jedis()) {
            String end = jedis.hget("scan:meta:" + scan, "terminal");
            return end == null ? "" : end;
        }
    }

    /** How many entries the queue has, pending ones included. */
    long queued() {
        try (Jedis jedis = server.jedis()) {
            return jedis.xlen("scan:queue");
        }
    }

    @Override
    public void close() {
        gates.forEach(CountDownLatch::countDown);
        workers.forEach(Worker::close);
        redis.close();
        server.close();
    }
}
