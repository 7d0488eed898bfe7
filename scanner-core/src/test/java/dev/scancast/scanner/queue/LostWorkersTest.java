package dev.scancast.scanner.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanRequest;
import dev.scancast.scanner.engine.ScanListener;
import dev.scancast.scanner.progress.ProgressRecorder;
import dev.scancast.testkit.ChildProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;

/** Workers that are killed, suspended or hang, in JVMs of their own where it takes one. */
class LostWorkersTest {
    /** Thrice what a JVM takes to start on a busy machine. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Map<String, String> QUICK = Map.of("lease.ttl", "1s", "lease.renewal", "200ms");

    private final ScanId scan = ScanId.create();

    @TempDir
    private Path directory;

    private Fleet fleet;
    private ProgressRecorder recorder;

    @BeforeEach
    void open() throws IOException {
        fleet = new Fleet(directory.toRealPath());
        recorder = new ProgressRecorder(fleet.server, scan);
    }

    @AfterEach
    void close() {
        fleet.close();
        recorder.close();
    }

    @Test
    void whatAKilledWorkerBeganAnotherEndsAndPercentNeverFalls() throws IOException {
        try (ChildProcess victim = fleet.program(WorkerProgram.Scans.HOLD, QUICK)) {
            submitAndAwaitScanning();
            fleet.worker(QUICK);
            long killed = System.nanoTime();
            victim.kill();
            JsonNode end = awaitEnd("completed");
            long second = firstOfAttempt(2);
            assertThat(Duration.ofNanos(second - killed))
                    .as("the lease's life, a look a second at most, and a margin of three")
                    .isLessThan(Duration.ofSeconds(6));
            assertThat(end.path("attempt").asInt()).isEqualTo(2);
            assertThatPercentNeverFalls();
            awaitNothingLeft();
        }
    }

    /** It wakes in the middle of its scan, with a lease that it believes in. */
    @Test
    void aSuspendedWorkerThatWakesAfterItsSuccessorEndedWritesNothing() throws IOException {
        try (ChildProcess zombie = fleet.program(WorkerProgram.Scans.HOLD, QUICK)) {
            submitAndAwaitScanning();
            zombie.suspend();
            fleet.worker(QUICK);
            awaitEnd("completed");
            awaitNothingLeft();
            String end = fleet.end(scan);
            int heard = recorder.documents().size();

            zombie.resume();
            await("the zombie leaves the scan")
                    .atMost(PATIENCE)
                    .until(() -> zombie.output().contains("scan=" + scan + " left: "));
            assertThat(fleet.end(scan)).isEqualTo(end);
            assertThat(recorder.documents()).hasSize(heard);
            try (Jedis jedis = fleet.server.jedis()) {
                assertThat(jedis.get("scan:status:" + scan)).isEqualTo(end);
                assertThat(jedis.exists("scan:lease:" + scan)).isFalse();
                assertThat(jedis.zscore("scan:live", scan.value())).isNull();
            }
            assertThat(zombie.output()).contains("was taken over by another; this one stops");
        }
    }

    /** One that never looks at its lease, and writes whatever happens: the script refuses it. */
    @Test
    void whatAZombieWritesIsRefused() throws IOException {
        try (ChildProcess zombie = ChildProcess.java(
                "writer",
                List.of("-Xmx64m", "-XX:TieredStopAtLevel=1"),
                StubbornWriter.class.getName(),
                List.of(fleet.server.url(), scan.value()))) {
            await("it writes").atMost(PATIENCE).until(() -> zombie.output().contains("OK"));
            zombie.suspend();
            fleet.queueAgain(scan, ScanRequest.ofPath(fleet.repository("one", 5).toString()));
            fleet.worker(QUICK);
            awaitEnd("completed");
            String end = fleet.end(scan);

            zombie.resume();
            await("its writes are refused")
                    .atMost(PATIENCE)
                    .until(() -> zombie.output().contains("STALE"));
            try (Jedis jedis = fleet.server.jedis()) {
                assertThat(jedis.get("scan:status:" + scan)).isEqualTo(end);
            }
            assertThat(recorder.documents().get(recorder.documents().size() - 1).toString())
                    .as("the last that was published")
                    .contains("completed");
        }
    }

    @Test
    void aRequestThatKillsEveryWorkerEndsInErrorAfterItsAttempts() throws IOException {
        fleet.submit(scan, ScanRequest.ofPath(fleet.repository("one", 5).toString()));
        List<ChildProcess> workers = new ArrayList<>();
        List<String> told = new ArrayList<>();
        try {
            await("the end")
                    .atMost(PATIENCE.multipliedBy(2))
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> {
                        if (workers.stream().noneMatch(ChildProcess::isAlive)) {
                            workers.add(fleet.program(WorkerProgram.Scans.DIE, QUICK));
                        }
                        return !fleet.end(scan).isEmpty();
                    });
        } finally {
            workers.forEach(worker -> {
                told.add(worker.output());
                worker.close();
            });
        }
        JsonNode end = awaitEnd("error");
        assertThat(end.path("error").path("code").asText()).isEqualTo("attempts_exhausted");
        assertThat(end.path("message").asText()).contains("after 2 attempts");
        assertThat(told).as("two that died, and one that gave up").hasSize(3);
        assertThatPercentNeverFalls();
    }

    @Test
    void theCancelOfADeadWorkersScanIsResolvedByTheNextOne() throws IOException {
        try (ChildProcess victim = fleet.program(WorkerProgram.Scans.HOLD, QUICK)) {
            submitAndAwaitScanning();
            victim.kill();
            fleet.cancel(scan);
            fleet.worker(QUICK);
            awaitEnd("canceled");
            assertThat(recorder.statuses()).containsOnlyOnce("scanning");
            awaitNothingLeft();
        }
    }

    @Test
    void aScanThatHangsIsInterruptedAndBegunAgain() throws IOException {
        AtomicBoolean hasHung = new AtomicBoolean();
        fleet.worker(
                Map.of("worker.stall", "1s"),
                scanning -> Fleet.atFirstFile(scanning, (listener, cancel) -> {
                    if (hasHung.compareAndSet(false, true)) {
                        awaitForEver(new CountDownLatch(1));
                    }
                }));
        fleet.submit(scan, ScanRequest.ofPath(fleet.repository("one", 5).toString()));
        JsonNode end = awaitEnd("completed");
        assertThat(end.path("attempt").asInt()).as("one that hung counts").isEqualTo(2);
        assertThatPercentNeverFalls();
        awaitNothingLeft();
        try (Jedis jedis = fleet.server.jedis()) {
            assertThat(jedis.xrange("scan:log:" + scan, (StreamEntryID) null, null)
                            .toString())
                    .contains("Nothing has happened for 1 s");
        }
    }

    /** The thread is lost, the worker is not. */
    @Test
    void aScanThatHearsNoInterruptLosesItsThreadOnly() throws IOException {
        AtomicBoolean isOver = new AtomicBoolean();
        AtomicBoolean isFirst = new AtomicBoolean(true);
        fleet.worker(Map.of("worker.stall", "1s"), scanning -> (task, listener, cancel, store) -> {
            if (isFirst.compareAndSet(true, false)) {
                while (!isOver.get()) {
                    Thread.onSpinWait();
                }
            }
            return scanning.scan(task, listener, cancel, store);
        });
        fleet.submit(scan, ScanRequest.ofPath(fleet.repository("one", 1).toString()));
        try {
            assertThat(awaitEnd("completed").path("attempt").asInt()).isEqualTo(2);
            ScanId next = ScanId.create();
            fleet.submit(next, ScanRequest.ofPath(fleet.repository("two", 1).toString()));
            await("the worker goes on")
                    .atMost(PATIENCE)
                    .until(() -> fleet.end(next).contains("completed"));
        } finally {
            isOver.set(true);
        }
    }

    @Test
    void aProgramThatRunsCountsAsAliveUntilItsOwnTimeOut() throws IOException {
        AtomicBoolean isFirst = new AtomicBoolean(true);
        fleet.worker(Map.of("worker.stall", "1s"), scanning -> (task, listener, cancel, store) -> {
            if (isFirst.compareAndSet(true, false)) {
                ScanListener.Busy clone = listener.busy(Duration.ofMinutes(1));
                awaitFor(Duration.ofSeconds(4));
                clone.close();
            }
            return scanning.scan(task, listener, cancel, store);
        });
        fleet.submit(scan, ScanRequest.ofPath(fleet.repository("one", 5).toString()));
        assertThat(awaitEnd("completed").path("attempt").asInt()).isEqualTo(1);
    }

    @Test
    void aProgramThatOutlivesItsTimeOutHangsToo() throws IOException {
        AtomicBoolean isFirst = new AtomicBoolean(true);
        fleet.worker(Map.of("worker.stall", "1s"), scanning -> (task, listener, cancel, store) -> {
            if (isFirst.compareAndSet(true, false)) {
                ScanListener.Busy clone = listener.busy(Duration.ofMillis(500));
                awaitForEver(new CountDownLatch(1));
                clone.close();
            }
            return scanning.scan(task, listener, cancel, store);
        });
        fleet.submit(scan, ScanRequest.ofPath(fleet.repository("one", 5).toString()));
        assertThat(awaitEnd("completed").path("attempt").asInt()).isEqualTo(2);
    }

    /** The first pages of what is pending are others' and busy. */
    @Test
    void whatADeadWorkerLeftIsFoundBehindWhatOthersWorkAt() throws IOException {
        String path = fleet.repository("one", 2).toString();
        fleet.leavePending(150, path);
        fleet.submit(scan, ScanRequest.ofPath(path));
        fleet.readByDeadWorker();
        fleet.worker(QUICK);
        awaitEnd("completed");
    }

    /** A worker died after it had deleted the request, and before it acknowledged it. */
    @Test
    void whatADeadWorkerHadDeletedIsAcknowledged() throws IOException {
        fleet.submit(scan, ScanRequest.ofPath(fleet.repository("one", 2).toString()));
        fleet.readByDeadWorker();
        try (Jedis jedis = fleet.server.jedis()) {
            jedis.xtrim("scan:queue", 0, false);
            fleet.worker(QUICK);
            await("nothing is pending")
                    .until(() -> jedis.xpending("scan:queue", "scanners").getTotal() == 0);
        }
    }

    // ----

    private void submitAndAwaitScanning() throws IOException {
        fleet.submit(scan, ScanRequest.ofPath(fleet.repository("one", 50).toString()));
        await("it is scanned").atMost(PATIENCE).until(() -> recorder.statuses().contains("scanning"));
    }

    private JsonNode awaitEnd(String status) {
        await("the end in " + status)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> recorder.statuses().contains(status));
        return recorder.awaitStatus(status);
    }

    private void awaitNothingLeft() {
        await("the request is acknowledged").until(() -> fleet.queued() == 0);
        try (Jedis jedis = fleet.server.jedis()) {
            await("the lease is gone").until(() -> !jedis.exists("scan:lease:" + scan));
            await("it is not among the live").until(() -> jedis.zscore("scan:live", scan.value()) == null);
        }
    }

    private long firstOfAttempt(int attempt) {
        for (int i = 0; i < recorder.documents().size(); i++) {
            if (recorder.documents().get(i).path("attempt").asInt() == attempt) {
                return recorder.times().get(i);
            }
        }
        throw new AssertionError("no document of attempt " + attempt);
    }

    private void assertThatPercentNeverFalls() {
        assertThat(recorder.documents().stream().map(d -> d.path("progress").asDouble()))
                .isSorted();
        assertThat(recorder.documents().stream().map(d -> d.path("seq").asLong()))
                .isSorted()
                .doesNotHaveDuplicates();
    }

    private static void awaitForEver(CountDownLatch never) {
        try {
            never.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void awaitFor(Duration time) {
        try {
            assertThat(new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS))
                    .isFalse();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
