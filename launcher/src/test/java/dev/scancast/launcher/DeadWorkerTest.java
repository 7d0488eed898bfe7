package dev.scancast.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scancast.contract.document.ScanId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the default times: what somebody is told whose scan waits, when the only worker is killed -9. */
class DeadWorkerTest {
    private static final Duration PROMISED = Duration.ofSeconds(5);

    @TempDir
    private Path directory;

    @Test
    void thatNoWorkerIsConnectedIsToldWithinFiveSecondsOfItsDeath() throws IOException {
        Path busy = Repositories.endless(Files.createDirectory(directory.resolve("busy")));
        Path waiting = Repositories.small(Files.createDirectory(directory.resolve("waiting")));
        try (TestFleet fleet = TestFleet.start(directory.toRealPath(), Duration.ofSeconds(15), Duration.ofHours(1))) {
            fleet.startWorkers(1);
            ScanId running = ScanId.create();
            ScanId behind = ScanId.create();
            fleet.submit(running, busy.toRealPath());
            await("the worker is busy")
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> fleet.status(running).contains("\"scanning\""));
            fleet.submit(behind, waiting.toRealPath());
            await("a worker is awaited")
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> fleet.status(behind).contains("next in the queue"));

            fleet.killWorkers();
            long killed = System.nanoTime();
            await("no worker is connected")
                    .atMost(PROMISED.multipliedBy(3))
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> fleet.status(behind).contains("No worker is connected"));
            Duration told = Duration.ofNanos(System.nanoTime() - killed);
            System.out.printf("kill -9 of the only worker to \"No worker is connected\": %d ms%n", told.toMillis());
            assertThat(told).isLessThan(PROMISED.plusSeconds(1));
        }
    }
}
