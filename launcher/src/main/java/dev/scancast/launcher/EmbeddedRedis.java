package dev.scancast.launcher;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import redis.embedded.core.ExecutableProvider;

/**
 * A Redis that is a child of this process, on loopback alone. Its id stands in {@code redis.pid} in the run directory,
 * so that the start script ends it where this process could not.
 */
final class EmbeddedRedis implements AutoCloseable {
    private static final int USUAL_PORT = 6379;
    private static final Duration START_PATIENCE = Duration.ofSeconds(10);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(2);
    private static final long POLL_MILLIS = 20;
    private static final String LOOPBACK = "127.0.0.1";

    private final Process process;
    private final int port;
    private final Path pidFile;

    private EmbeddedRedis(Process process, int port, Path pidFile) {
        this.process = process;
        this.port = port;
        this.pidFile = pidFile;
    }

    /**
     * Starts it on the usual port if that is free, else on a free one.
     *
     * @param run where its files go while it runs
     * @param data where what it holds is kept for the next time; null keeps nothing
     * @throws CommandFailedException if it doesn't start
     */
    static EmbeddedRedis start(Path run, @Nullable Path data) {
        int port = isFree(USUAL_PORT) ? USUAL_PORT : freePort();
        Path log = run.resolve("redis.log");
        Path pidFile = run.resolve("redis.pid");
        try {
            File executable =
                    ExecutableProvider.newJarResourceProvider(run.toFile()).get();
            Process process = new ProcessBuilder(command(executable, port, run, data))
                    .directory(run.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            Files.writeString(pidFile, Long.toString(process.pid()));
            EmbeddedRedis redis = new EmbeddedRedis(process, port, pidFile);
            redis.awaitStart(log);
            return redis;
        } catch (IOException e) {
            throw new CommandFailedException(
                    ExitCode.UNREACHABLE,
                    "cannot start the Redis that is brought along: " + e.getMessage()
                            + "; give one of yours with --redis",
                    e);
        }
    }

    private static List<String> command(File executable, int port, Path run, @Nullable Path data) throws IOException {
        List<String> command = new ArrayList<>(ownSession());
        command.addAll(List.of(
                executable.getPath(),
                "--port",
                Integer.toString(port),
                "--bind",
                LOOPBACK,
                "--maxmemory-policy",
                "noeviction"));
        if (data == null) {
            command.addAll(List.of("--save", "", "--appendonly", "no", "--dir", run.toString()));
        } else {
            Files.createDirectories(data);
            command.addAll(List.of(
                    "--appendonly", "yes", "--dir", data.toAbsolutePath().toString()));
        }
        return command;
    }

    /**
     * Ctrl-C in a terminal goes to every process of the group, and Redis would end at once, before the scans could be
     * ended in it. So it gets a session of its own, where the system has the command for that.
     */
    private static List<String> ownSession() {
        Path setsid = Path.of("/usr/bin/setsid");
        return Files.isExecutable(setsid) ? List.of(setsid.toString()) : List.of();
    }

    String url() {
        return "redis://" + LOOPBACK + ":" + port;
    }

    int port() {
        return port;
    }

    /** Ends it; what it keeps is written. Returns in bounded time. */
    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(STOP_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        Files.deleteIfExists(pidFile);
    }

    private void awaitStart(Path log) throws IOException {
        long deadline = System.nanoTime() + START_PATIENCE.toNanos();
        while (!accepts(port)) {
            if (!process.isAlive() || System.nanoTime() - deadline > 0) {
                close();
                throw new IOException("it did not start" + lastLine(log));
            }
            try {
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                close();
                throw new IOException("interrupted", e);
            }
        }
    }

    private static String lastLine(Path log) throws IOException {
        try (Stream<String> lines = Files.lines(log, StandardCharsets.ISO_8859_1)) {
            return lines.filter(line -> !line.isBlank())
                    .reduce((a, b) -> b)
                    .map(line -> ": " + line)
                    .orElse("");
        }
    }

    private static boolean accepts(int port) {
        try (java.net.Socket socket = new java.net.Socket()) {
            socket.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port), (int) START_PATIENCE.toMillis());
            return true;
        } catch (IOException e) {
            return false; // not yet
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new CommandFailedException(ExitCode.UNREACHABLE, "there is no free port: " + e.getMessage(), e);
        }
    }
}
