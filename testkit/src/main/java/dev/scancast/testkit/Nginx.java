package dev.scancast.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** An nginx of the test's own, by a configuration that is used elsewhere too. Thread-safe. */
public final class Nginx implements AutoCloseable {
    private static final Duration READY = Duration.ofSeconds(20);

    private final ChildProcess process;
    private final Path directory;
    private final int port;

    private Nginx(ChildProcess process, Path directory, int port) {
        this.process = process;
        this.directory = directory;
        this.port = port;
    }

    /** Whether this machine has it. */
    public static boolean isAvailable() {
        return Commands.onPath("nginx").isPresent();
    }

    /**
     * Starts it; nothing need listen at those ports yet. In the configuration {@code listen 8080} becomes a free port
     * of loopback, {@code gateway-1:8000} and so on become 127.0.0.1 and the ports given, and {@code /var/log/nginx} a
     * directory of the test's own. The test is skipped if this machine has no nginx.
     */
    public static Nginx configured(Path config, List<Integer> ports) {
        Assumptions.assumeTrue(isAvailable(), "nginx is not on the PATH: install it to run this test");
        int port = FreePorts.next();
        try {
            Path directory = Files.createTempDirectory("nginx-").toAbsolutePath();
            String text = Files.readString(config)
                    .replace("listen 8080;", "listen 127.0.0.1:" + port + ";")
                    .replace("/var/log/nginx/", directory + "/")
                    .replace("http {", "http {\n" + temporary(directory));
            for (int i = 0; i < ports.size(); i++) {
                text = text.replace("gateway-" + (i + 1) + ":8000", "127.0.0.1:" + ports.get(i));
            }
            Path adapted = directory.resolve("nginx.conf");
            Files.writeString(adapted, text);
            // In one process: workers would outlive a master that is killed, as it is when a test's JVM dies.
            String globals =
                    "daemon off; master_process off; pid " + directory.resolve("nginx.pid") + "; error_log stderr;";
            ChildProcess process = ChildProcess.start(
                    "nginx", List.of("nginx", "-p", directory + "/", "-c", adapted.toString(), "-g", globals));
            Nginx proxy = new Nginx(process, directory, port);
            proxy.process.awaitListening(port, READY);
            return proxy;
        } catch (IOException e) {
            throw new TestkitException("cannot write nginx's configuration", e);
        }
    }

    /** What it keeps on disk for a moment goes where whoever runs the test may write. */
    private static String temporary(Path directory) {
        StringBuilder text = new StringBuilder();
        for (String kind : List.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")) {
            text.append(kind)
                    .append("_temp_path ")
                    .append(directory.resolve(kind))
                    .append(";\n");
        }
        return text.toString();
    }

    /** Where clients connect, on 127.0.0.1. */
    public int port() {
        return port;
    }

    /** Its access log so far. */
    public String accessLog() {
        try {
            return Files.readString(directory.resolve("access.log"));
        } catch (IOException e) {
            throw new TestkitException("cannot read nginx's log", e);
        }
    }

    /** What it had to complain of. */
    public String output() {
        return process.output();
    }

    @Override
    public void close() {
        process.close();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            directory.toFile().deleteOnExit(); // it lies in the build directory and harms no test
        }
    }
}
