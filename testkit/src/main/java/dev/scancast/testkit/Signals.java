package dev.scancast.testkit;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Sends signals to processes by their id, as {@code kill} does. POSIX only. */
final class Signals {
    private Signals() {}

    /**
     * Sends a signal.
     *
     * @param name without SIG, such as {@code TERM}
     * @throws TestkitException if there is no such process
     */
    static void send(long pid, String name) {
        Process kill =
                Children.start(new ProcessBuilder("kill", "-" + name, Long.toString(pid)).redirectErrorStream(true));
        try {
            String output = new String(kill.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (kill.waitFor() != 0) {
                throw new TestkitException("cannot send SIG" + name + " to process " + pid + ": " + output.strip());
            }
        } catch (IOException e) {
            throw new TestkitException("cannot send SIG" + name + " to process " + pid, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TestkitException("interrupted while sending SIG" + name, e);
        }
    }

    /** Stops a process and returns when it stands still. */
    static void suspend(long pid) {
        send(pid, "STOP");
        Path stat = Path.of("/proc", Long.toString(pid), "stat");
        if (Files.exists(stat)) {
            await("process " + pid + " stands still")
                    .atMost(Duration.ofSeconds(5))
                    .pollInSameThread()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(5))
                    .until(() ->
                            Files.readString(stat, StandardCharsets.ISO_8859_1).matches("(?s).*\\) [Tt] .*"));
        }
    }

    static void resume(long pid) {
        send(pid, "CONT");
    }
}
