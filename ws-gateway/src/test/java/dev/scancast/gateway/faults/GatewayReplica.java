package dev.scancast.gateway.faults;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scancast.testkit.ChildProcess;
import dev.scancast.testkit.Documents;
import dev.scancast.testkit.FreePorts;
import dev.scancast.testkit.HttpCalls;
import dev.scancast.testkit.TestkitException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A gateway in a JVM of its own, always on the same port, that can be killed and comes back. Thread-safe. */
final class GatewayReplica implements AutoCloseable {
    private static final Duration READY = Duration.ofSeconds(60);

    /** A small JVM that starts soon: tests start hundreds. */
    private static final List<String> OPTIONS = List.of(
            "-Xmx192m",
            "-Xss512k",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xshare:auto",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=info",
            "-Dorg.slf4j.simpleLogger.showDateTime=true",
            "-Dorg.slf4j.simpleLogger.dateTimeFormat=HH:mm:ss.SSS");

    private final int port = FreePorts.next();
    private final List<String> settings;
    private volatile ChildProcess process;
    private volatile boolean absent;

    private GatewayReplica(String redis, List<String> settings) {
        this.settings = new ArrayList<>(settings);
        this.settings.add("redis=" + redis);
        this.settings.add("gateway.port=" + port);
        this.process = launch();
    }

    /** Starts one; doesn't wait for it. The settings are {@code name=value}. */
    static GatewayReplica start(String redis, String... settings) {
        return new GatewayReplica(redis, List.of(settings));
    }

    int port() {
        return port;
    }

    /** Whether it says that it is ready: its link to Redis is proved. */
    boolean isReady() {
        try {
            return HttpCalls.get(uri("/health/ready")).statusCode() == 200;
        } catch (TestkitException e) {
            return false; // it doesn't run, or not yet
        }
    }

    void awaitReady() {
        await("the gateway on port " + port + " is ready")
                .atMost(READY)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> {
                    if (!process.isAlive()) {
                        throw new IllegalStateException("the gateway ended:\n" + process.output());
                    }
                    return isReady();
                });
    }

    /** All its clients, over whatever transport. */
    int connections() {
        JsonNode connections =
                Documents.parse(HttpCalls.get(uri("/health")).body()).path("connections");
        int all = 0;
        for (JsonNode count : connections) {
            all += count.asInt();
        }
        return all;
    }

    /** Whether it was ended by a test and hasn't become ready since. */
    boolean isAbsent() {
        return absent && !becomesPresent();
    }

    private boolean becomesPresent() {
        if (process.isAlive() && isReady()) {
            absent = false;
        }
        return !absent;
    }

    /** SIGKILL. */
    void kill() {
        absent = true;
        process.kill();
    }

    /** SIGTERM; doesn't wait. */
    void drain() {
        absent = true;
        process.terminate();
    }

    void awaitEnd(Duration patience) {
        process.awaitEnd(patience);
    }

    /** Starts it again after {@link #kill()} or {@link #drain()}; doesn't wait until it is ready. */
    void restart() {
        process.close();
        process = launch();
    }

    /** What it wrote since it was started last. */
    String output() {
        return process.output();
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    @Override
    public void close() {
        process.close();
    }

    private ChildProcess launch() {
        return ChildProcess.java("gateway", OPTIONS, GatewayProgram.class.getName(), settings);
    }
}
