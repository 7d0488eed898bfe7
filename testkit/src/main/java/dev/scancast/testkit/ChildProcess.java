package dev.scancast.testkit;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A program that runs beside the test, ends with this JVM at the latest, and can be killed, terminated and suspended.
 * Thread-safe.
 */
public final class ChildProcess implements AutoCloseable {
    private static final Duration END_PATIENCE = Duration.ofSeconds(10);

    private final Process process;
    private final Path output;

    private ChildProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /**
     * Starts a program.
     *
     * @param name begins the name of the file that takes its output
     * @throws TestkitException if it can't be started
     */
    public static ChildProcess start(String name, List<String> command) {
        try {
            Path output = Files.createTempFile(name + "-", ".log");
            return new ChildProcess(
                    Children.start(new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile())),
                    output);
        } catch (IOException e) {
            throw new TestkitException("cannot make a file for the output of " + name, e);
        }
    }

    /** Starts a main class of this JVM's class path in a JVM of its own. */
    public static ChildProcess java(String name, List<String> options, String mainClass, List<String> arguments) {
        List<String> command = new java.util.ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
        command.addAll(arguments);
        return start(name, command);
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** What it wrote so far. */
    public String output() {
        try {
            return Files.readString(output, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "(its output cannot be read: " + e + ")";
        }
    }

    /**
     * Returns when somebody listens at the port of loopback.
     *
     * @throws TestkitException if it ends before
     */
    void awaitListening(int port, Duration patience) {
        await("process " + pid() + " listens").atMost(patience).until(() -> isTaken(port) || failIfEnded());
    }

    private static boolean isTaken(int port) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false; // not yet
        }
    }

    private boolean failIfEnded() {
        if (!isAlive()) {
            throw new TestkitException("process " + pid() + " ended before it listened:\n" + output());
        }
        return false;
    }

    /** SIGKILL; returns when it is gone. May be called twice. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd(END_PATIENCE);
    }

    /** SIGTERM; doesn't wait. */
    public void terminate() {
        process.destroy();
    }

    /** Waits for its end. */
    public void awaitEnd(Duration patience) {
        try {
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new TestkitException("process " + pid() + " did not end within " + patience + ":\n" + output());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TestkitException("interrupted while process " + pid() + " was to end", e);
        }
    }

    /** SIGSTOP. */
    public void suspend() {
        Signals.suspend(pid());
    }

    /** SIGCONT. */
    public void resume() {
        Signals.resume(pid());
    }

    @Override
    public void close() {
        kill();
        try {
            Files.deleteIfExists(output);
        } catch (IOException e) {
            output.toFile().deleteOnExit(); // it lies in the build directory and harms no test
        }
    }
}
