package dev.scancast.gateway.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scancast.testkit.ScanWatcher;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/**
 * A promised time: held to three times of it, since machines that run tests do other things too, and what was measured
 * goes to {@code target/faults.md}.
 *
 * @param what happens in that time
 */
record Deadline(String what, Duration promised) {
    private static final int MARGIN = 3;
    private static final Path REPORT = Path.of("target", "faults.md");

    /** The promise for {@code degraded}. */
    static Deadline degraded(String fault) {
        return new Deadline("degraded after: " + fault, Duration.ofSeconds(3));
    }

    /** From the end of the fault: a retry of the link (2 s), its proof and the read (1 s). */
    static Deadline recovered(String fault) {
        return new Deadline("recovered after the end of: " + fault, Duration.ofSeconds(3));
    }

    /** Notes and judges a measured time. */
    void check(long measured) {
        long nanos = Math.max(0, measured);
        String line = "| %s | %d ms | %.0f ms |%n".formatted(what, promised.toMillis(), nanos / 1e6);
        try {
            Files.createDirectories(REPORT.getParent());
            Files.writeString(REPORT, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertThat(Duration.ofNanos(nanos)).as(what).isLessThan(promised.multipliedBy(MARGIN));
    }

    /** Waits for a message that holds the text, and judges how long after a moment it came. */
    void await(ScanWatcher watcher, String text, long since) {
        watcher.awaitMessage(text);
        check(watcher.messages().stream()
                        .filter(message -> message.text().contains(text))
                        .findFirst()
                        .orElseThrow()
                        .atNanos()
                - since);
    }
}
