package dev.scancast.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scancast.contract.document.ScanId;
import dev.scancast.launcher.FleetRecorder.Heard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A gateway, three workers, many scans, and a worker killed -9 every few seconds. In the build it is small and its
 * times are short; docs/reliability.md tells how to run it with 300 scans and the default lease.
 */
class FleetTest {
    private static final int SCANS = Integer.getInteger("fleet.scans", 30);
    private static final Duration LEASE = Duration.parse("PT" + System.getProperty("fleet.lease", "2s"));
    private static final Duration KILL_EVERY = Duration.parse("PT" + System.getProperty("fleet.kill-every", "4s"));
    private static final Duration STATUS_TTL = Duration.ofSeconds(10);
    private static final int FILES = Integer.getInteger("fleet.files", 300);
    private static final int WORKERS = 3;
    private static final int MARGIN = 3;

    /** What comes to a lease's life: a look of the sweeper, its grace, a document's way. */
    private static final Duration AFTER_LEASE = Duration.ofSeconds(5);

    @TempDir
    private Path directory;

    private TestFleet fleet;

    @BeforeEach
    void start() throws IOException {
        fleet = TestFleet.start(directory.toRealPath(), LEASE, STATUS_TTL);
    }

    @AfterEach
    void end() {
        fleet.close();
    }

    @Test
    void everyScanEndsOnceThoughWorkersAreKilled() throws IOException {
        Path repository = repository(FILES);
        List<ScanId> scans =
                IntStream.range(0, SCANS).mapToObj(i -> ScanId.create()).toList();
        try (FleetRecorder recorder = FleetRecorder.start(fleet.redis(), scans)) {
            scans.forEach(scan -> fleet.submit(scan, repository));
            long submitted = System.nanoTime();
            await("the first one has waited for longer than its status would live")
                    .atMost(STATUS_TTL.multipliedBy(MARGIN))
                    .until(() -> System.nanoTime() - submitted
                            > STATUS_TTL.plusSeconds(1).toNanos());
            assertThat(fleet.status(scans.get(0))).as("kept alive").contains("No worker is connected");

            fleet.startWorkers(WORKERS);
            List<TestFleet.Kill> kills = killUntilAllHaveEnded(recorder);

            scans.forEach(scan -> assertThatItEndedOnce(scan, recorder.heard(scan)));
            Duration patience = LEASE.plus(AFTER_LEASE).multipliedBy(MARGIN);
            await("nothing is left in the queue").atMost(patience).until(() -> fleet.queued() == 0);
            await("nothing is left among the live").atMost(patience).until(() -> fleet.live() == 0);
            report("kill to takeover", takeovers(kills, recorder));
            report("cancel of a running scan to canceled", cancels(repository));
        }
    }

    private List<TestFleet.Kill> killUntilAllHaveEnded(FleetRecorder recorder) {
        List<TestFleet.Kill> kills = new ArrayList<>();
        await("the first scan under way, whose worker is killed")
                .pollInterval(Duration.ofMillis(5))
                .until(() -> fleet.killAWorkerThatScans().map(kills::add).isPresent());
        long deadline = System.nanoTime() + Duration.ofSeconds(60 + SCANS * 10L).toNanos();
        while (!recorder.haveAllEnded()) {
            assertThat(System.nanoTime()).as("all end in time; %s", recorder).isLessThan(deadline);
            long killedAt = System.nanoTime();
            await("time for another kill")
                    .atMost(KILL_EVERY.multipliedBy(MARGIN))
                    .until(() -> recorder.haveAllEnded() || System.nanoTime() - killedAt > KILL_EVERY.toNanos());
            fleet.killAWorkerThatScans().ifPresent(kills::add);
        }
        return kills;
    }

    private static void assertThatItEndedOnce(ScanId scan, List<Heard> heard) {
        assertThat(heard.stream().map(Heard::progress))
                .as("percent of %s", scan)
                .isSorted();
        assertThat(heard.stream().map(Heard::version))
                .as("versions of %s", scan)
                .isSorted();
        List<Heard> ends = heard.stream().filter(Heard::isTerminal).toList();
        assertThat(ends.stream().map(Heard::status).distinct())
                .as("ends of %s", scan)
                .containsExactly("completed");
        assertThat(ends.stream().map(Heard::version).distinct())
                .as("ends of %s", scan)
                .hasSize(1);
        assertThat(heard.get(heard.size() - 1).isTerminal())
                .as("nothing follows the end of %s", scan)
                .isTrue();
    }

    /** From each kill to the next attempt of what the worker was at, or to its being queued again. */
    private static List<Duration> takeovers(List<TestFleet.Kill> kills, FleetRecorder recorder) {
        List<Duration> times = new ArrayList<>();
        for (TestFleet.Kill kill : kills) {
            Optional<Heard> next = recorder.heard(kill.scan()).stream()
                    .filter(heard -> heard.atNanos() > kill.atNanos())
                    .filter(heard ->
                            heard.attempt() > kill.attempt() || heard.status().equals("queued"))
                    .findFirst();
            assertThat(next).as("what follows %s", kill).isPresent();
            times.add(Duration.ofNanos(next.get().atNanos() - kill.atNanos()));
        }
        assertThat(times)
                .allSatisfy(time ->
                        assertThat(time).isLessThan(LEASE.plus(AFTER_LEASE).multipliedBy(MARGIN)));
        return times;
    }

    private List<Duration> cancels(Path repository) {
        List<Duration> times = new ArrayList<>();
        for (int i = 0; i < 20 && times.size() < 5; i++) {
            fleet.cancelWhileItScans(repository).ifPresent(times::add);
        }
        assertThat(times).as("cancels that came in time").isNotEmpty();
        assertThat(times)
                .allSatisfy(time ->
                        assertThat(time).isLessThan(Duration.ofSeconds(1).multipliedBy(MARGIN)));
        return times;
    }

    private static void report(String what, List<Duration> times) {
        List<Long> millis = times.stream().map(Duration::toMillis).sorted().toList();
        System.out.printf(
                "fleet of %d scans, lease %d ms: %s, %d times: median %d ms, most %d ms%n",
                SCANS,
                LEASE.toMillis(),
                what,
                millis.size(),
                millis.get(millis.size() / 2),
                millis.get(millis.size() - 1));
    }

    private Path repository(int files) throws IOException {
        Path repository = Files.createDirectories(fleet.root().resolve("repository"));
        String method = "    void f(int a) { if (a > 1) { f(a - 1); } }\n";
        Path first = Files.writeString(repository.resolve("A0.java"), "class A {\n" + method.repeat(800) + "}\n");
        for (int i = 1; i < files; i++) {
            Files.createLink(repository.resolve("A" + i + ".java"), first);
        }
        return repository;
    }
}
