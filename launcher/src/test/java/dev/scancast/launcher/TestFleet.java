package dev.scancast.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.settings.Settings;
import dev.scancast.gateway.Gateway;
import dev.scancast.testkit.ChildProcess;
import dev.scancast.testkit.Documents;
import dev.scancast.testkit.HttpCalls;
import dev.scancast.testkit.OwnRedis;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redis.clients.jedis.Jedis;

/** A Redis, a gateway, and workers in JVMs of their own that can be killed. Confined to the test's thread. */
final class TestFleet implements AutoCloseable {
    private final OwnRedis redis = OwnRedis.start();
    private final Path root;
    private final Duration lease;
    private final Duration statusTtl;
    private final Gateway gateway;
    private final Map<String, ChildProcess> workers = new HashMap<>();
    private int started;

    private TestFleet(Path root, Duration lease, Duration statusTtl) {
        this.root = root;
        this.lease = lease;
        this.statusTtl = statusTtl;
        Map<String, String> flags = new HashMap<>(times());
        flags.putAll(Map.of("redis", redis.url(), "gateway.port", "0", "gateway.drain", "0s"));
        this.gateway = Gateway.start(Settings.load(Gateway.CATALOG, flags, Map.of(), null));
    }

    static TestFleet start(Path root, Duration lease, Duration statusTtl) {
        return new TestFleet(root, lease, statusTtl);
    }

    /**
     * A worker that was killed while it scanned.
     *
     * @param attempt of that scan, which was lost with the worker
     */
    record Kill(ScanId scan, int attempt, long atNanos) {}

    OwnRedis redis() {
        return redis;
    }

    Path root() {
        return root;
    }

    void startWorkers(int count) {
        for (int i = 0; i < count; i++) {
            startWorker();
        }
    }

    void submit(ScanId scan, Path repository) {
        String body = "{\"repository_path\":\"" + repository + "\",\"scan_id\":\"" + scan + "\"}";
        assertThat(HttpCalls.post(gateway.url().resolve("/api/v1/scanner/scan"), body)
                        .statusCode())
                .isEqualTo(202);
    }

    /** SIGKILL for a worker that holds a scan, if there is one; another is started in its place. */
    Optional<Kill> killAWorkerThatScans() {
        try (Jedis jedis = redis.jedis()) {
            for (String id : jedis.zrange("scan:live", 0, -1)) {
                String held = jedis.get("scan:lease:" + id);
                String holder = held == null ? "" : held.substring(held.indexOf(' ') + 1);
                ChildProcess worker = workers.get(holder);
                if (worker != null && stopWhileItScans(worker, jedis, id, held)) {
                    workers.remove(holder);
                    long at = System.nanoTime();
                    worker.kill();
                    int attempt = Integer.parseInt(jedis.hget("scan:meta:" + id, "attempt"));
                    worker.close();
                    startWorker();
                    return Optional.of(new Kill(new ScanId(id), attempt, at));
                }
            }
            return Optional.empty();
        }
    }

    /** SIGKILL for all of them; none is started in their place. */
    void killWorkers() {
        workers.values().forEach(ChildProcess::kill);
        workers.values().forEach(ChildProcess::close);
        workers.clear();
    }

    /** Stopped first, so that the scan can't end between the look at it and the kill. */
    private static boolean stopWhileItScans(ChildProcess worker, Jedis jedis, String id, String held) {
        worker.suspend();
        String status = String.valueOf(jedis.get("scan:status:" + id));
        if (held.equals(jedis.get("scan:lease:" + id)) && status.contains("\"status\":\"scanning\"")) {
            return true;
        }
        worker.resume();
        return false;
    }

    /** From the request for a cancel to the end, of a new scan; empty if it ended before. */
    Optional<Duration> cancelWhileItScans(Path repository) {
        ScanId scan = ScanId.create();
        submit(scan, repository);
        await("it is scanned")
                .atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> {
                    String status = document(scan).path("status").asText();
                    return !status.equals("queued") && !status.equals("discovering");
                });
        long began = System.nanoTime();
        URI address = gateway.url().resolve("/api/v1/scanner/scan/" + scan);
        if (HttpCalls.delete(address).statusCode() >= 300) {
            return Optional.empty();
        }
        await("it has ended")
                .pollInterval(Duration.ofMillis(5))
                .until(() -> document(scan).has("step")
                        && List.of("canceled", "completed")
                                .contains(document(scan).path("status").asText()));
        return document(scan).path("status").asText().equals("canceled")
                ? Optional.of(Duration.ofNanos(System.nanoTime() - began))
                : Optional.empty();
    }

    String status(ScanId scan) {
        try (Jedis jedis = redis.jedis()) {
            return String.valueOf(jedis.get("scan:status:" + scan));
        }
    }

    long queued() {
        try (Jedis jedis = redis.jedis()) {
            return jedis.xlen("scan:queue");
        }
    }

    long live() {
        try (Jedis jedis = redis.jedis()) {
            return jedis.zcard("scan:live");
        }
    }

    @Override
    public void close() {
        workers.values().forEach(ChildProcess::close);
        gateway.close();
        redis.close();
    }

    private JsonNode document(ScanId scan) {
        return Documents.parse(status(scan));
    }

    private Map<String, String> times() {
        return Map.of(
                "lease.ttl", lease.toMillis() + "ms",
                "lease.renewal", lease.dividedBy(3).toMillis() + "ms",
                "status.ttl", statusTtl.toMillis() + "ms");
    }

    /** Its name is new, so that it must wait for a lease as any other worker. */
    private void startWorker() {
        String name = "worker-" + ++started;
        List<String> arguments = new java.util.ArrayList<>(List.of(
                "worker",
                "--redis",
                redis.url(),
                "--repos",
                root.toString(),
                "--worker-name",
                name,
                "--worker-attempts",
                "100",
                "--threads",
                "1"));
        times().forEach((setting, value) -> arguments.addAll(List.of("--" + setting.replace('.', '-'), value)));
        workers.put(
                name,
                ChildProcess.java(
                        name, List.of("-Xmx128m", "-XX:TieredStopAtLevel=1"), Main.class.getName(), arguments));
    }
}
