package dev.scancast.gateway.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scancast.contract.document.ScanId;
import dev.scancast.gateway.OwnGateway;
import dev.scancast.testkit.HttpCalls;
import dev.scancast.testkit.WatchingClient;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Scans that had begun and that nobody holds any more, and scans that Redis has lost. */
class AbandonedScansTest extends SweeperStage {
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
}
