package dev.scancast.gateway.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanStatus;
import dev.scancast.gateway.OwnGateway;
import dev.scancast.gateway.Publisher;
import dev.scancast.testkit.Documents;
import dev.scancast.testkit.HttpCalls;
import dev.scancast.testkit.OwnRedis;
import dev.scancast.testkit.WatchingClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.params.SetParams;
import redis.clients.jedis.params.XReadGroupParams;

/** Scans that nobody holds, with a gateway and without workers: the test plays those. */
class SweeperTest {
    private static final String[] QUICK = {
        "sweeper.interval",
        "100ms",
        "sweeper.grace",
        "300ms",
        "sweeper.tell",
        "300ms",
        "gateway.lost",
        "1s",
        "gateway.watchdog",
        "300ms",
        "lease.ttl",
        "1s",
        "lease.renewal",
        "200ms"
    };

    private final OwnRedis redis = OwnRedis.start();
    private Jedis jedis;
    private OwnGateway gateway;

    @BeforeEach
    void start() {
        jedis = redis.jedis();
        gateway = OwnGateway.start(redis, QUICK);
    }

    @AfterEach
    void end() {
        gateway.close();
        jedis.close();
        redis.close();
    }

    // ---- scans that wait

    @Test
    void thatNoWorkerIsConnectedIsToldAndTakenBack() {
        ScanId scan = submit();
        awaitMessage(scan, "No worker is connected; the scan begins when one is");
        workerIsAlive();
        awaitMessage(scan, "Waiting for a worker: next in the queue");
        workerIsGone();
        awaitMessage(scan, "No worker is connected; the scan begins when one is");
        assertThat(queued()).as("nothing else was done").isEqualTo(1);
    }

    /** Its record stands for a while after a kill -9; nobody renews it. */
    @Test
    void thatTheOnlyWorkerDiedIsToldWithinFiveSecondsThoughItsRecordStands() {
        ScanId scan = submit();
        await("a worker that renews its record is told of").until(() -> {
            jedis.set("scan:worker:w", "{}", SetParams.setParams().px(10_000));
            jedis.zadd("scan:workers", 1, "w");
            return document(scan).path("message").asText().equals("Waiting for a worker: next in the queue");
        });
        long died = System.nanoTime();
        awaitMessage(scan, "No worker is connected; the scan begins when one is");
        assertThat(Duration.ofNanos(System.nanoTime() - died)).isLessThan(Duration.ofSeconds(5));
        assertThat(jedis.exists("scan:worker:w")).isTrue();
    }

    @Test
    void whereAScanStandsIsToldAndChangesAsOthersLeave() {
        workerIsAlive();
        List<ScanId> scans = List.of(submit(), submit(), submit());
        awaitMessage(scans.get(0), "Waiting for a worker: next in the queue");
        awaitMessage(scans.get(2), "Waiting for a worker: number 3 in the queue");
        HttpCalls.delete(gateway.poll(scans.get(0)));
        removeEntryOf(scans.get(0));
        awaitMessage(scans.get(2), "Waiting for a worker: number 2 in the queue");
    }

    @Test
    void aScanThatWaitsOutlivesItsStatus() {
        ScanId scan = submit();
        awaitMessage(scan, "No worker is connected; the scan begins when one is");
        jedis.pexpire("scan:status:" + scan, 5000);
        jedis.pexpire("scan:meta:" + scan, 5000);
        await("both live on")
                .until(() ->
                        jedis.pttl("scan:status:" + scan) > 3_000_000 && jedis.pttl("scan:meta:" + scan) > 3_000_000);
    }

    @Test
    void aScanWhoseStatusRanOutWhileItWaitedGetsAnother() {
        ScanId scan = submit();
        awaitMessage(scan, "No worker is connected; the scan begins when one is");
        jedis.del("scan:status:" + scan);
        awaitMessage(scan, "No worker is connected; the scan begins when one is");
        assertThat(document(scan).path("repository").asText()).isEqualTo("r");
        assertThat(queued()).isEqualTo(1);
    }

    @Test
    void aScanThatFellOutOfTheQueueIsQueuedAgain() {
        ScanId scan = submit();
        removeEntryOf(scan);
        await("it is queued again").until(() -> queued() == 1);
        assertThat(entry(0))
                .containsEntry("scan", scan.value())
                .containsEntry("owner", "")
                .containsEntry("request", "{\"repository_path\":\"/r\"}");
        assertThat(document(scan).path("status").asText()).isEqualTo("queued");
    }

    /** Acknowledged but not deleted: it stands in the stream, and no worker will ever read it. */
    @Test
    void anEntryThatNoWorkerWillEverSeeIsReplaced() {
        ScanId scan = submit();
        StreamEntryID read = readAs("dead");
        jedis.xack("scan:queue", "scanners", read);
        await("there is another").until(() -> queued() == 1 && !entryId(0).equals(read));
        assertThat(entry(0)).containsEntry("scan", scan.value());
    }

    @Test
    void whatStandsInABacklogIsLeftThere() {
        ScanId ahead = submit();
        jedis.hset("scan:share:owner-hash", Map.of(":limit", "1", ahead.value(), ""));
        ScanId backlogged = submit();
        jedis.rpush("scan:backlog:owner-hash", backlogged.value());
        jedis.sadd("scan:backlogs", "owner-hash");
        removeEntryOf(backlogged);
        ScanId fallen = submit();
        removeEntryOf(fallen);
        await("the other one is queued again").until(() -> queued() == 2);
        awaitMessage(backlogged, "No worker is connected; the scan begins when one is");
        workerIsAlive();
        awaitMessage(backlogged, "Waiting for its turn behind other scans");
        assertThat(entry(0)).containsEntry("scan", ahead.value());
        assertThat(entry(1)).containsEntry("scan", fallen.value());
        assertThat(queued()).isEqualTo(2);
    }

    @Test
    void scansOfABatchThatIsBeingTakenInAreLeftThere() {
        ScanId coming = submit();
        jedis.hset("scan:batch:b1", coming.value(), "");
        jedis.sadd("scan:batches", "b1");
        removeEntryOf(coming);
        ScanId fallen = submit();
        removeEntryOf(fallen);
        await("the other one is queued again").until(() -> queued() == 1);
        assertThat(entry(0)).containsEntry("scan", fallen.value());
        jedis.srem("scan:batches", "b1");
        await("it is queued again where nobody takes it in").until(() -> queued() == 2);
    }

    @Test
    void aScanThatIsReadButNotBegunIsLeftToWorkers() {
        ScanId scan = submit();
        readAs("worker");
        workerIsAlive();
        ScanId fallen = submit();
        removeEntryOf(fallen);
        await("the other one is queued again").until(() -> queued() == 2);
        assertThat(entry(0)).containsEntry("scan", scan.value());
        assertThat(entry(1)).containsEntry("scan", fallen.value());
    }

    // ---- scans that had begun

    @Test
    void anAbandonedScanIsQueuedAgainWhereAWorkerIsThere() {
        workerIsAlive();
        ScanId scan = submit();
        readAs("dead");
        begin(scan, "dead");
        awaitMessage(scan, "The worker was lost; waiting for another");
        JsonNode queued = document(scan);
        assertThat(queued.path("status").asText()).isEqualTo("queued");
        assertThat(queued.path("progress").asDouble()).isEqualTo(40);
        assertThat(queued.path("attempt").asInt()).isEqualTo(1);
        assertThat(queued()).as("its entry waits to be claimed").isEqualTo(1);
    }

    @Test
    void anAbandonedScanWithoutAnEntryGetsOne() {
        workerIsAlive();
        ScanId scan = submit();
        removeEntryOf(scan);
        begin(scan, "dead");
        await("it is queued again").until(() -> queued() == 1);
        assertThat(entry(0)).containsEntry("scan", scan.value());
    }

    @Test
    void anAbandonedScanEndsInErrorWhereNoWorkerIsLeft() {
        ScanId scan = submit();
        readAs("dead");
        begin(scan, "dead");
        try (WatchingClient watcher = gateway.watch(scan)) {
            watcher.awaitDocument("worker_lost");
            await("the watcher is told the end").until(() -> watcher.endCode() == 1000);
            assertThat(watcher.endReason()).isEqualTo("error");
        }
        JsonNode end = document(scan);
        assertThat(end.path("error").path("code").asText()).isEqualTo("worker_lost");
        assertThat(end.path("step").asText()).isEqualTo("scanning");
        assertThat(end.path("progress").asDouble()).isEqualTo(40);
        awaitNothingLeft(scan);
        assertThat(log(scan)).contains("Scan failed: The worker was lost").contains("\"end\":true");
        assertThat(jedis.zscore("scan:history", scan.value())).isNotNull();
    }

    @Test
    void aScanOfAProgramThatIsGoneEndsInErrorThoughWorkersAreThere() {
        workerIsAlive();
        ScanId scan = ScanId.create();
        begin(scan, "program");
        await("its end").until(() -> document(scan).path("status").asText().equals("error"));
        assertThat(document(scan).path("message").asText()).isEqualTo("The program that ran this scan was lost");
        assertThat(queued()).isZero();
    }

    @Test
    void aScanThatIsHeldIsLeftAlone() {
        workerIsAlive();
        ScanId held = submit();
        ScanId abandoned = submit();
        begin(held, "worker");
        jedis.set("scan:lease:" + held, "1 worker");
        begin(abandoned, "dead");
        awaitMessage(abandoned, "The worker was lost; waiting for another");
        assertThat(document(held).path("status").asText()).isEqualTo("scanning");
    }

    /** While it is away leases run out, though their holders live. */
    @Test
    void afterRedisWasAwayHoldersGetTheTimeToTakeTheirScansAgain() {
        gateway.close();
        gateway = OwnGateway.start(
                redis, "sweeper.interval", "100ms", "sweeper.grace", "100ms", "lease.ttl", "8s", "lease.renewal", "1s");
        ScanId scan = ScanId.create();
        begin(scan, "program");
        jedis.persist("scan:lease:" + scan);
        redis.suspend();
        try {
            gateway.awaitNotReady();
        } finally {
            redis.resume();
        }
        jedis.del("scan:lease:" + scan);
        long began = System.nanoTime();
        await("its end")
                .atMost(Duration.ofSeconds(20))
                .until(() -> document(scan).path("status").asText().equals("error"));
        assertThat(Duration.ofNanos(System.nanoTime() - began))
                .as("the lease's life, counted from the sweeper's last failure, a time-out and a pause ago at most")
                .isGreaterThan(Duration.ofSeconds(3));
    }

    @Test
    void whatIsSweptWhileItsCancelIsSetEndsCanceled() {
        workerIsAlive();
        ScanId scan = submit();
        readAs("dead");
        begin(scan, "dead");
        assertThat(HttpCalls.delete(gateway.poll(scan)).statusCode())
                .as("its lease stands, nobody hears")
                .isEqualTo(202);
        await("its end").until(() -> document(scan).path("status").asText().equals("canceled"));
        assertThat(document(scan).path("progress").asDouble()).isEqualTo(40);
        awaitNothingLeft(scan);
        assertThat(HttpCalls.delete(gateway.poll(scan)).statusCode()).isEqualTo(200);
    }

    @Test
    void aScanThatWaitsIsCanceledAtOnce() {
        ScanId scan = submit();
        assertThat(HttpCalls.delete(gateway.poll(scan)).statusCode()).isEqualTo(200);
        assertThat(document(scan).path("status").asText()).isEqualTo("canceled");
        await("it is not among the live").until(() -> jedis.zscore("scan:live", scan.value()) == null);
    }

    // ---- the live ones

    @Test
    void whatHasEndedLeavesTheLiveOnesAndAForeignScanThatGoesOnDoesNot() {
        ScanId ended = ScanId.create();
        ScanId foreign = ScanId.create();
        jedis.set("scan:status:" + ended, "{\"status\":\"finished\"}");
        jedis.set("scan:status:" + foreign, "{\"status\":\"queued\",\"progress\":{\"percent\":3}}");
        jedis.zadd("scan:live", Map.of(ended.value(), 1.0, foreign.value(), 2.0));
        await("the ended one leaves").until(() -> jedis.zscore("scan:live", ended.value()) == null);
        assertThat(jedis.zscore("scan:history", ended.value())).isNotNull();
        assertThat(jedis.zscore("scan:live", foreign.value())).isNotNull();
        assertThat(jedis.get("scan:status:" + foreign)).contains("\"percent\":3");
    }

    @Test
    void keysOfAnotherProgramHoldUpNobody() {
        ScanId strange = ScanId.create();
        jedis.lpush("scan:meta:" + strange, "another program's");
        jedis.zadd("scan:live", 1, strange.value());
        jedis.zadd("scan:live", 1, "../no id");
        ScanId scan = submit();
        removeEntryOf(scan);
        await("the other one is queued again").until(() -> queued() == 1);
    }

    @Test
    void oneGatewaySweepsAndAnotherGoesOnWhenItLeaves() {
        String first = jedis.get("scan:sweeper");
        try (OwnGateway second = OwnGateway.start(redis, QUICK)) {
            assertThat(jedis.get("scan:sweeper")).isEqualTo(first);
            gateway.close();
            await("the second sweeps").until(() -> {
                String holder = jedis.get("scan:sweeper");
                return holder != null && !holder.equals(first);
            });
            ScanId scan = submit(second);
            removeEntryOf(scan);
            await("it is queued again").until(() -> queued() == 1);
        }
    }

    // ---- scans that Redis has lost

    @Test
    void aWatchedScanThatRedisLostEndsInError() {
        ScanId scan = ScanId.create();
        begin(scan, "worker");
        try (WatchingClient watcher = gateway.watchWithNotices(scan)) {
            watcher.awaitDocument("scanning");
            jedis.flushAll();
            watcher.awaitMessage("status_gone");
            watcher.awaitDocument("\"code\":\"lost\"");
            await("the watcher is told the end").until(() -> watcher.endCode() == 1000);
        }
        JsonNode end = document(scan);
        assertThat(end.path("status").asText()).isEqualTo("error");
        assertThat(end.path("progress").asDouble()).isEqualTo(40);
        assertThat(end.path("seq").asLong()).isEqualTo(2);
    }

    @Test
    void aScanThatIsHeldStillIsNotLost() {
        ScanId scan = ScanId.create();
        ScanId lost = ScanId.create();
        begin(scan, "worker");
        begin(lost, "worker");
        try (WatchingClient watcher = gateway.watchWithNotices(scan);
                WatchingClient other = gateway.watchWithNotices(lost)) {
            watcher.awaitDocument("scanning");
            other.awaitDocument("scanning");
            jedis.flushAll();
            jedis.set("scan:lease:" + scan, "1 worker");
            other.awaitDocument("\"code\":\"lost\"");
            assertThat(watcher.texts()).noneMatch(text -> text.contains("lost"));
        }
    }

    // ----

    private ScanId submit() {
        return submit(gateway);
    }

    private static ScanId submit(OwnGateway to) {
        ScanId scan = ScanId.create();
        String body = "{\"repository_path\":\"/r\",\"scan_id\":\"" + scan + "\"}";
        assertThat(HttpCalls.post(to.uri("/api/v1/scanner/scan"), body).statusCode())
                .isEqualTo(202);
        return scan;
    }

    /** A worker that began a scan, came to 40 % and was never heard again. */
    private void begin(ScanId scan, String worker) {
        jedis.zadd("scan:live", 1, scan.value());
        try (Publisher publisher = Publisher.of(redis, scan)) {
            publisher.acquire();
            publisher.write(ScanStatus.SCANNING, 40);
        }
        jedis.set("scan:lease:" + scan, "1 " + worker, SetParams.setParams().px(1000));
    }

    private StreamEntryID readAs(String consumer) {
        jedis.xgroupCreate("scan:queue", "scanners", new StreamEntryID("0-0"), true);
        return jedis.xreadGroup(
                        "scanners",
                        consumer,
                        XReadGroupParams.xReadGroupParams().count(1),
                        Map.of("scan:queue", StreamEntryID.XREADGROUP_UNDELIVERED_ENTRY))
                .get(0)
                .getValue()
                .get(0)
                .getID();
    }

    private void workerIsAlive() {
        jedis.set("scan:worker:w", "{}");
        jedis.zadd("scan:workers", 1, "w");
    }

    private void workerIsGone() {
        jedis.del("scan:worker:w");
    }

    private void removeEntryOf(ScanId scan) {
        jedis.xrange("scan:queue", (StreamEntryID) null, null).stream()
                .filter(entry -> scan.value().equals(entry.getFields().get("scan")))
                .forEach(entry -> jedis.xdel("scan:queue", entry.getID()));
    }

    private long queued() {
        return jedis.xlen("scan:queue");
    }

    private Map<String, String> entry(int index) {
        return jedis.xrange("scan:queue", (StreamEntryID) null, null).get(index).getFields();
    }

    private StreamEntryID entryId(int index) {
        return jedis.xrange("scan:queue", (StreamEntryID) null, null).get(index).getID();
    }

    private JsonNode document(ScanId scan) {
        String status = jedis.get("scan:status:" + scan);
        return Documents.parse(status == null ? "{}" : status);
    }

    private String log(ScanId scan) {
        return jedis.xrange("scan:log:" + scan, (StreamEntryID) null, null).toString();
    }

    private void awaitMessage(ScanId scan, String message) {
        await(scan + " is told: " + message)
                .atMost(Duration.ofSeconds(15))
                .until(() -> document(scan).path("message").asText().equals(message));
    }

    private void awaitNothingLeft(ScanId scan) {
        await("its entry is gone").until(() -> queued() == 0);
        await("it is not among the live").until(() -> jedis.zscore("scan:live", scan.value()) == null);
    }
}
