package dev.scancast.gateway.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scancast.contract.document.ScanId;
import dev.scancast.gateway.OwnGateway;
import dev.scancast.testkit.HttpCalls;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.params.SetParams;

/** Scans that wait, and how gateways share the sweeping. */
class SweeperTest extends SweeperStage {
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
}
