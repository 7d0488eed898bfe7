package dev.scancast.testkit;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * An HAProxy of the test's own in front of some HTTP servers of loopback: it asks each for {@code /health/ready} five
 * times a second and gives new connections to those that are. Thread-safe.
 */
public final class HaProxy implements AutoCloseable {
    private static final Duration READY = Duration.ofSeconds(20);

    private final ChildProcess process;

    /** Made for it alone; null for one that stays. */
    private final @Nullable Path config;

    private final int port;
    private final int statsPort;

    private HaProxy(ChildProcess process, @Nullable Path config, int port, int statsPort) {
        this.process = process;
        this.config = config;
        this.port = port;
        this.statsPort = statsPort;
    }

    /** Whether this machine has it. */
    public static boolean isAvailable() {
        return Commands.onPath("haproxy").isPresent();
    }

    /** Starts it; nothing need listen at those ports yet. The test is skipped if this machine has no HAProxy. */
    public static HaProxy before(List<Integer> ports) {
        Path executable = Commands.onPath("haproxy").orElse(null);
        Assumptions.assumeTrue(executable != null, "haproxy is not on the PATH: install it to run this test");
        int port = FreePorts.next();
        int statsPort = FreePorts.next();
        try {
            Path config = Files.createTempFile("haproxy-", ".cfg");
            Files.writeString(config, config(port, statsPort, ports));
            ChildProcess process =
                    ChildProcess.start("haproxy", List.of(String.valueOf(executable), "-db", "-f", config.toString()));
            HaProxy proxy = new HaProxy(process, config, port, statsPort);
            proxy.process.awaitListening(port, READY);
            return proxy;
        } catch (IOException e) {
            throw new TestkitException("cannot write haproxy's configuration", e);
        }
    }

    /**
     * Starts it with a configuration that is used elsewhere too, which takes its addresses from the environment:
     * {@code SCANCAST_FRONT}, {@code SCANCAST_STATS}, {@code SCANCAST_GATEWAY_1} and so on.
     */
    public static HaProxy configured(Path config, List<Integer> ports) {
        Assumptions.assumeTrue(isAvailable(), "haproxy is not on the PATH: install it to run this test");
        int port = FreePorts.next();
        int statsPort = FreePorts.next();
        List<String> command = new ArrayList<>(
                List.of("env", "SCANCAST_FRONT=127.0.0.1:" + port, "SCANCAST_STATS=127.0.0.1:" + statsPort));
        for (int i = 0; i < ports.size(); i++) {
            command.add("SCANCAST_GATEWAY_" + (i + 1) + "=127.0.0.1:" + ports.get(i));
        }
        command.addAll(List.of("haproxy", "-db", "-f", config.toString()));
        HaProxy proxy = new HaProxy(ChildProcess.start("haproxy", command), null, port, statsPort);
        proxy.process.awaitListening(port, READY);
        return proxy;
    }

    private static String config(int port, int statsPort, List<Integer> ports) {
        StringBuilder text = new StringBuilder()
                .append("global\n  maxconn 2000\n")
                .append("defaults\n  mode http\n  timeout connect 2s\n  timeout client 60s\n  timeout server 60s\n")
                .append("  timeout tunnel 1h\n  retries 2\n  option redispatch\n")
                .append("frontend clients\n  bind 127.0.0.1:")
                .append(port)
                .append("\n  default_backend gateways\n")
                .append("frontend stats\n  bind 127.0.0.1:")
                .append(statsPort)
                .append("\n  stats enable\n  stats uri /stats\n")
                .append("backend gateways\n  balance roundrobin\n  option httpchk GET /health/ready\n")
                .append("  http-check expect status 200\n  default-server inter 200ms fall 1 rise 1\n");
        for (int i = 0; i < ports.size(); i++) {
            text.append("  server gateway")
                    .append(i)
                    .append(" 127.0.0.1:")
                    .append(ports.get(i))
                    .append(" check\n");
        }
        return text.toString();
    }

    /** Where clients connect, on 127.0.0.1. */
    public int port() {
        return port;
    }

    /** Returns when it gives connections to so many of its servers. */
    public void awaitServers(int count) {
        await("haproxy finds " + count + " servers ready").atMost(READY).until(() -> serversUp() == count);
    }

    /** How many of its servers it gives connections to. */
    public int serversUp() {
        return (int) HttpCalls.get(java.net.URI.create("http://127.0.0.1:" + statsPort + "/stats;csv"))
                .body()
                .lines()
                .filter(line -> line.startsWith("gateways,gateway") && line.contains(",UP,"))
                .count();
    }

    /** What it wrote so far: its log, where its configuration sends that there. */
    public String output() {
        return process.output();
    }

    @Override
    public void close() {
        process.close();
        if (config == null) {
            return;
        }
        try {
            Files.deleteIfExists(config);
        } catch (IOException e) {
            config.toFile().deleteOnExit(); // it lies in the build directory and harms no test
        }
    }
}
