package dev.scancast.scanner.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scancast.contract.document.Json;
import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanRequest;
import dev.scancast.scanner.engine.ScanEvent;
import dev.scancast.scanner.progress.ProgressRecorder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.params.SetParams;
import redis.clients.jedis.params.XReadGroupParams;

/** A worker from a request in the queue to the end in Redis. */
class WorkerTest {
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
    void aRequestGoesThroughEveryStatusToItsEnd() throws IOException {
        fleet.worker(Map.of());
        fleet.submit(scan, ScanRequest.ofPath(fleet.repository("one", 20).toString()));
        JsonNode end = recorder.awaitStatus("completed");

        assertThat(recorder.statuses())
                .containsExactly("queued", "discovering", "scanning", "aggregating", "writing", "completed");
        assertThat(recorder.documents().stream().map(d -> d.path("seq").asLong()))
                .as("versions without a hole")
                .isEqualTo(LongStream.rangeClosed(1, recorder.documents().size())
                        .boxed()
                        .toList());
        assertThat(recorder.documents().stream().map(d -> d.path("progress").asDouble()))
                .isSorted();
        JsonNode before = recorder.documents().get(recorder.documents().size() - 2);
        assertThat(before.path("status").asText()).isEqualTo("writing");
        assertThat(before.path("progress").asDouble()).isEqualTo(100);
        assertThat(before.path("report").asBoolean()).isTrue();
        assertThat(end.path("files_scanned").asLong()).isEqualTo(20);
        assertThat(end.path("total_files").asLong()).isEqualTo(20);
        assertThat(end.path("nodes_found").asLong()).isEqualTo(60);
        assertThat(end.path("message").asText()).isEqualTo("Scan completed: 20 files, 60 nodes, 0 findings");
    }

    /** Its meter began as queued, which is a hand-back's word: the attempt was forgotten, and a poison one lived on. */
    @Test
    void anAttemptCountsFromItsFirstMoment() throws IOException {
        CountDownLatch gate = new CountDownLatch(1);
        fleet.worker(
                Map.of(),
                scanning -> (task, listener, cancel, store) -> scanning.scan(
                        task,
                        event -> {
                            if (event instanceof ScanEvent.PhaseStarted) {
                                Fleet.await(gate, cancel::isCanceled); // something was told before, but no status
                            }
                            listener.onEvent(event);
                        },
                        cancel,
                        store));
        fleet.submit(scan, ScanRequest.ofPath(fleet.repository("one", 1).toString()));
        try (Jedis jedis = fleet.server.jedis()) {
            await("it is held").until(() -> jedis.exists("scan:lease:" + scan));
            await("longer than a document takes")
                    .during(Duration.ofSeconds(1))
                    .until(() -> "1".equals(jedis.hget("scan:meta:" + scan, "attempt")));
            gate.countDown();
            await("the end").until(() -> fleet.end(scan).contains("completed"));
            assertThat(fleet.end(scan)).contains("\"attempt\":1");
        }
    }

    @Test
    void theEndLeavesRedisInOrder() throws IOException {
        fleet.worker(Map.of());
        fleet.submit(scan, ScanRequest.ofPath(fleet.repository("one", 3).toString()));
        recorder.awaitStatus("completed");
        await("the request is acknowledged").until(() -> fleet.queued() == 0);
        try (Jedis jedis = fleet.server.jedis()) {
            await("the lease is given back").until(() -> !jedis.exists("scan:lease:" + scan));
            await("it is not among the live").until(() -> jedis.zscore("scan:live", scan.value()) == null);
            assertThat(jedis.xpending("scan:queue", "scanners").getTotal()).isZero();
            assertThat(fleet.end(scan))
                    .isEqualTo(jedis.get("scan:status:" + scan))
                    .contains("completed");
            assertThat(jedis.ttl("scan:status:" + scan)).isBetween(3500L, 3600L);
            assertThat(jedis.ttl("scan:meta:" + scan)).isBetween(29 * 86_400L, 30 * 86_400L);
            assertThat(jedis.ttl("scan:report:" + scan)).isBetween(6 * 86_400L, 7 * 86_400L);
            assertThat(jedis.zscore("scan:history", scan.value())).isGreaterThan(1.7e12);
            List<String> log = jedis.xrange("scan:log:" + scan, (StreamEntryID) null, null).stream()
                    .map(entry -> entry.getFields().get("m"))
                    .toList();
            assertThat(log.get(log.size() - 1)).contains("\"end\":true,\"first\":1,\"last\":" + (log.size() - 1));
            assertThat(log.get(log.size() - 2)).contains("Scan completed: 3 files, 9 nodes, 0 findings");
        }
    }

    @Test
    void aCancelTakesEffectWithinASecond() throws IOException {
        fleet.heldWorker(Map.of(), new CountDownLatch(1));
        fleet.submit(scan, ScanRequest.ofPath(fleet.repository("one", 50).toString()));
        recorder.awaitStatus("scanning");
        long began = System.nanoTime();
        fleet.cancel(scan);
        JsonNode end = recorder.awaitStatus("canceled");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(1));
        assertThat(end.path("step").asText()).isEqualTo("scanning");
        assertThat(end.path("progress").asDouble()).isBetween(5.0, 90.0);
        await("the request is acknowledged").until(() -> fleet.queued() == 0);
    }

    @Test
    void aCancelWhoseMessageIsLostIsFoundByAsking() throws IOException {
        fleet.heldWorker(Map.of(), new CountDownLatch(1));
        fleet.submit(scan, ScanRequest.ofPath(fleet.repository("one", 50).toString()));
        recorder.awaitStatus("scanning");
        try (Jedis jedis = fleet.server.jedis()) {
            jedis.set("scan:cancel:" + scan, "1");
        }
        recorder.awaitStatus("canceled");
    }

    @Test
    void aPathOutsideTheRootsEndsInErrorWhateverTheGatewaySaid() {
        fleet.worker(Map.of());
        fleet.submit(scan, ScanRequest.ofPath("/etc"));
        JsonNode end = recorder.awaitStatus("error");
        assertThat(end.path("error").path("code").asText()).isEqualTo("path_not_allowed");
        assertThat(end.path("progress").asDouble()).isZero();
        await("the request is acknowledged").until(() -> fleet.queued() == 0);
    }

    @Test
    void aLinkThatLeadsOutsideTheRootsEndsInError() throws IOException {
        Files.createSymbolicLink(directory.resolve("way-out"), Path.of("/etc"));
        fleet.worker(Map.of());
        fleet.submit(
                scan,
                ScanRequest.ofPath(directory.toRealPath().resolve("way-out").toString()));
        assertThat(recorder.awaitStatus("error").path("error").path("code").asText())
                .isEqualTo("path_not_allowed");
    }

    @Test
    void aRequestThatCannotBeReadEndsInErrorAndHoldsUpNobody() throws IOException {
        fleet.worker(Map.of());
        fleet.submit(scan, "{\"repository_path\":");
        try (Jedis jedis = fleet.server.jedis()) {
            var unused = jedis.xadd("scan:queue", StreamEntryID.NEW_ENTRY, Map.of("scan", "../bad id"));
            var unusedToo = jedis.xadd("scan:queue", StreamEntryID.NEW_ENTRY, Map.of("nothing", "at all"));
        }
        ScanId good = ScanId.create();
        fleet.submit(good, ScanRequest.ofPath(fleet.repository("one", 2).toString()));
        recorder.awaitStatus("error");
        await("the good one completes").until(() -> fleet.end(good).contains("completed"));
        await("all are acknowledged").until(() -> fleet.queued() == 0);
    }

    @Test
    void aRequestThatNoGatewayWouldTakeEndsInErrorThatNamesTheFault() throws IOException {
        fleet.worker(Map.of());
        String path = fleet.repository("one", 2).toString();
        fleet.submit(scan, new ScanRequest(path, null, null, List.of("java"), List.of(), List.of()));
        JsonNode end = recorder.awaitStatus("error");
        assertThat(end.path("error").path("code").asText()).isEqualTo("invalid_request");
        assertThat(end.path("message").asText()).contains("file_types");
    }

    @Test
    void aScanWhoseKeysAreAnothersIsDropped() throws IOException {
        try (Jedis jedis = fleet.server.jedis()) {
            jedis.lpush("scan:meta:" + scan, "another program's");
            var unused = jedis.xadd(
                    "scan:queue", StreamEntryID.NEW_ENTRY, Map.of("scan", scan.value(), "request", "{}", "owner", ""));
        }
        fleet.worker(Map.of());
        await("the request is acknowledged").until(() -> fleet.queued() == 0);
    }

    @Test
    void cancelAllAndCloseEndsEachScanBeforeItReturns() throws IOException {
        Worker worker = fleet.heldWorker(Map.of("worker.scans", "2"), new CountDownLatch(1));
        ScanId other = ScanId.create();
        String path = fleet.repository("one", 50).toString();
        fleet.submit(scan, ScanRequest.ofPath(path));
        fleet.submit(other, ScanRequest.ofPath(path));
        recorder.awaitStatus("scanning");
        await("both run").until(() -> {
            try (Jedis jedis = fleet.server.jedis()) {
                return jedis.exists("scan:lease:" + other) && jedis.exists("scan:lease:" + scan);
            }
        });
        long began = System.nanoTime();
        worker.cancelAllAndClose();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(3));
        assertThat(fleet.end(scan)).contains("\"canceled\"");
        assertThat(fleet.end(other)).contains("\"canceled\"");
        assertThat(fleet.queued()).isZero();
        try (Jedis jedis = fleet.server.jedis()) {
            assertThat(jedis.exists("scan:worker:" + worker.name())).isFalse();
            assertThat(jedis.zrange("scan:workers", 0, -1)).isEmpty();
        }
        assertThat(Thread.getAllStackTraces().keySet().stream()
                        .map(Thread::getName)
                        .filter(name -> name.startsWith("scancast-")))
                .as("threads left")
                .isEmpty();
    }

    @Test
    void closeIsBoundedWhenRedisHangs() throws IOException {
        Worker worker = fleet.heldWorker(Map.of(), new CountDownLatch(1));
        fleet.submit(scan, ScanRequest.ofPath(fleet.repository("one", 50).toString()));
        recorder.awaitStatus("scanning");
        fleet.server.suspend();
        try {
            long began = System.nanoTime();
            worker.cancelAllAndClose();
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(3));
        } finally {
            fleet.server.resume();
        }
    }

    @Test
    void aWorkerThatClosesGivesItsScanToAnotherAtOnce() throws IOException {
        Worker first = fleet.heldWorker(Map.of(), new CountDownLatch(1));
        fleet.submit(scan, ScanRequest.ofPath(fleet.repository("one", 50).toString()));
        recorder.awaitStatus("scanning");
        Worker second = fleet.worker(Map.of());
        first.close();
        JsonNode end = recorder.awaitStatus("completed");
        assertThat(recorder.statuses())
                .containsExactly(
                        "queued",
                        "discovering",
                        "scanning",
                        "queued",
                        "discovering",
                        "scanning",
                        "aggregating",
                        "writing",
                        "completed");
        assertThat(recorder.documents().stream().map(d -> d.path("progress").asDouble()))
                .isSorted();
        assertThat(recorder.documents().stream().map(d -> d.path("seq").asLong()))
                .isSorted();
        assertThat(end.path("attempt").asInt()).as("a hand-back is no attempt").isEqualTo(1);
        assertThat(second.name()).isNotEqualTo(first.name());
        await("the request is acknowledged").until(() -> fleet.queued() == 0);
    }

    @Test
    void theRequestOfADeadWorkerIsClaimedWhenItsLeaseRanOut() throws IOException {
        String path = fleet.repository("one", 5).toString();
        fleet.submit(scan, ScanRequest.ofPath(path));
        try (Jedis jedis = fleet.server.jedis()) {
            // A worker that read the request, took the lease and died.
            jedis.xgroupCreate("scan:queue", "scanners", new StreamEntryID("0-0"), true);
            var unused = jedis.xreadGroup(
                    "scanners",
                    "dead",
                    XReadGroupParams.xReadGroupParams().count(1),
                    Map.of("scan:queue", StreamEntryID.XREADGROUP_UNDELIVERED_ENTRY));
            jedis.set("scan:lease:" + scan, "1 dead", SetParams.setParams().px(1000));
        }
        fleet.worker(Map.of("lease.ttl", "1s", "lease.renewal", "200ms"));
        recorder.awaitStatus("completed");
        await("the request is acknowledged").until(() -> fleet.queued() == 0);
    }

    @Test
    void aRequestThatComesTwiceIsScannedOnce() throws IOException {
        ScanRequest request = ScanRequest.ofPath(fleet.repository("one", 5).toString());
        fleet.submit(scan, request);
        try (Jedis jedis = fleet.server.jedis()) {
            Map<String, String> entry = jedis.xrange("scan:queue", (StreamEntryID) null, null)
                    .get(0)
                    .getFields();
            var unused = jedis.xadd("scan:queue", StreamEntryID.NEW_ENTRY, entry);
        }
        fleet.worker(Map.of());
        recorder.awaitStatus("completed");
        await("both are acknowledged").until(() -> fleet.queued() == 0);
        assertThat(recorder.statuses()).containsOnlyOnce("completed").containsOnlyOnce("scanning");
    }

    @Test
    void aWorkerTellsOfItselfWhileItRuns() throws IOException {
        Path repository = fleet.repository("one", 50);
        Worker worker = fleet.heldWorker(Map.of("worker.name", "w-1", "lease.renewal", "100ms"), new CountDownLatch(1));
        fleet.submit(scan, ScanRequest.ofPath(repository.toString()));
        try (Jedis jedis = fleet.server.jedis()) {
            await("its record names the scan")
                    .until(() -> String.valueOf(jedis.get("scan:worker:w-1")).contains(scan.value()));
            String record = jedis.get("scan:worker:w-1");
            assertThat(record)
                    .contains("\"languages\":[\"Java\"", "\"analyzers\":[\"structure\",\"todo-finder\"]")
                    .contains("\"roots\":[\"" + directory.toRealPath() + "\"]")
                    .contains("\"name\":\"one\",\"path\":\"" + repository + "\"");
            assertThat(jedis.pttl("scan:worker:w-1")).isBetween(5_000L, 10_000L);
            assertThat(jedis.zscore("scan:workers", "w-1")).isGreaterThan(1.7e12);
            worker.close();
            assertThat(jedis.exists("scan:worker:w-1")).isFalse();
        }
    }

    @Test
    void aWorkerWaitsForARedisThatIsNotThereYetAndOutlivesAnEmptiedOne() throws IOException {
        fleet.server.kill();
        fleet.worker(Map.of("lease.renewal", "200ms"));
        fleet.server.restart();
        recorder.awaitSubscribed();
        fleet.submit(scan, ScanRequest.ofPath(fleet.repository("one", 5).toString()));
        recorder.awaitStatus("completed");

        try (Jedis jedis = fleet.server.jedis()) {
            await("acknowledged").until(() -> fleet.queued() == 0);
            jedis.flushAll();
            ScanId next = ScanId.create();
            fleet.submit(next, ScanRequest.ofPath(fleet.repository("two", 5).toString()));
            await("the next one completes in the emptied Redis")
                    .until(() -> fleet.end(next).contains("completed"));
            await("the end that was lost is written again")
                    .until(() -> fleet.end(scan).contains("completed"));
        }
    }

    @Test
    void aScanGoesOnWhenRedisIsEmptiedUnderIt() throws IOException {
        CountDownLatch gate = new CountDownLatch(1);
        fleet.heldWorker(Map.of("lease.renewal", "200ms"), gate);
        fleet.submit(scan, ScanRequest.ofPath(fleet.repository("one", 50).toString()));
        recorder.awaitStatus("scanning");
        fleet.server.restart();
        recorder.awaitSubscribed();
        try (Jedis jedis = fleet.server.jedis()) {
            await("the lease is there again").until(() -> jedis.exists("scan:lease:" + scan));
        }
        gate.countDown();
        recorder.awaitStatus("completed");
        assertThat(fleet.end(scan)).contains("completed");
    }

    @Test
    void aWorkerWhoseScanWasTakenStopsAndWritesNothingMore() throws IOException {
        fleet.heldWorker(Map.of("lease.renewal", "100ms", "publish.heartbeat", "200ms"), new CountDownLatch(1));
        fleet.submit(scan, ScanRequest.ofPath(fleet.repository("one", 50).toString()));
        recorder.awaitStatus("scanning");
        try (Jedis jedis = fleet.server.jedis()) {
            jedis.hset("scan:meta:" + scan, "epoch", "9000000000000");
            jedis.set("scan:lease:" + scan, "9000000000000 another");
            String status = jedis.get("scan:status:" + scan);
            await("it stops").until(this::nobodyPublishes);
            assertThat(fleet.end(scan)).isEmpty();
            assertThat(jedis.get("scan:lease:" + scan)).isEqualTo("9000000000000 another");
            assertThat(read(status).path("status").asText()).isEqualTo("scanning");
        }
    }

    private boolean nobodyPublishes() {
        return Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("scancast-publisher-" + scan));
    }

    private static JsonNode read(String json) throws IOException {
        return Json.mapper().readTree(json);
    }
}
