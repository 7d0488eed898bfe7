package dev.scancast.launcher;

import static org.awaitility.Awaitility.await;

import dev.scancast.testkit.OwnRedis;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A Redis, and a gateway and a worker as the script starts them, each a process of its own. Confined to a test. */
final class ScancastParts implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final OwnRedis redis = OwnRedis.start();
    private final ScancastProcess gateway;
    private final ScancastProcess worker;
    private final String url;

    private ScancastParts(Path repositories, List<String> flags) {
        List<String> arguments = new ArrayList<>(List.of("gateway", "--gateway-port", "0", "--redis", redis.url()));
        arguments.addAll(flags);
        gateway = ScancastProcess.start(arguments.toArray(String[]::new));
        worker = ScancastProcess.start(
                "worker", "--redis", redis.url(), "--repos", repositories.toString(), "--threads", "1");
        url = gateway.awaitPrinted("listens on (http://127\\.0\\.0\\.1:\\d+)");
        await("the worker's record")
                .atMost(PATIENCE)
                .until(() -> redis.command("ZCARD", "scan:workers").equals(1L));
    }

    /**
     * Starts all; returns when the worker is known.
     *
     * @param flags of the gateway's command line, beyond where it and Redis are
     */
    static ScancastParts start(Path repositories, String... flags) {
        return new ScancastParts(repositories, List.of(flags));
    }

    OwnRedis redis() {
        return redis;
    }

    /** Where the gateway listens. */
    String url() {
        return url;
    }

    ScancastProcess gateway() {
        return gateway;
    }

    ScancastProcess worker() {
        return worker;
    }

    @Override
    public void close() {
        worker.close();
        gateway.close();
        redis.close();
    }
}
