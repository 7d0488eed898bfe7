package dev.scancast.gateway.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scancast.contract.document.Json;
import dev.scancast.contract.document.ProgressDocument;
import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanStatus;
import dev.scancast.contract.document.ScanStep;
import dev.scancast.contract.redis.Acquisition;
import dev.scancast.contract.redis.FencedWriter;
import dev.scancast.contract.redis.Redis;
import dev.scancast.contract.redis.RedisSettings;
import dev.scancast.contract.redis.ScanIndex;
import dev.scancast.gateway.OwnGateway;
import dev.scancast.gateway.Publisher;
import dev.scancast.testkit.HttpCalls;
import dev.scancast.testkit.OwnRedis;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;

/** What an end, a cancel and a hand-back must hold to while others write beside them. */
class FleetRacesTest {
    private final OwnRedis server = OwnRedis.start();
    private Jedis jedis;
    private OwnGateway gateway;
    private Redis redis;

    @BeforeEach
    void start() {
        jedis = server.jedis();
        gateway = OwnGateway.start(server, SweeperStage.QUICK);
        redis = Redis.open(RedisSettings.from(OwnGateway.settings(server.port())), "test-fleet");
    }

    @AfterEach
    void end() {
        redis.close();
        gateway.close();
        jedis.close();
        server.close();
    }

    /** Redis is emptied while a scan runs; its worker writes it whole again, is drained, and gives it back to the queue. */
    @Test
    void aScanGivenBackAfterRedisWasEmptiedStaysInTheQueue() throws Exception {
        jedis.set("scan:worker:w", "{}");
        jedis.zadd("scan:workers", 1, "w");
        ScanId scan = submit();
        FencedWriter writer = new FencedWriter(redis);
        var fence = ((Acquisition.Granted) writer.acquireLease(scan, "w")).fence();
        jedis.flushAll();
        jedis.set("scan:worker:w", "{}");
        jedis.zadd("scan:workers", 1, "w");
        // What ScanPublication does next: renew, write, and on SIGTERM handBack, release, XADD.
        jedis.zadd("scan:live", 1, scan.value());
        assertThat(writer.renewLease(scan, "w", fence)).isTrue();
        String request = "{\"repository_path\":\"/r\"}";
        writer.write(
                ProgressDocument.builder(scan)
                        .version(fence.epoch(), 2)
                        .attempt(0)
                        .status(ScanStatus.QUEUED)
                        .message("waits")
                        .updatedAt(Instant.now())
                        .build(),
                new FencedWriter.Origin("", request));
        writer.releaseLease(scan, "w", fence);
        jedis.xadd(
                "scan:queue", StreamEntryID.NEW_ENTRY, Map.of("scan", scan.value(), "request", request, "owner", ""));
        await("longer than a scan may be without a place")
                .during(Duration.ofSeconds(2))
                .until(() -> String.valueOf(jedis.get("scan:status:" + scan)).contains("\"queued\""));
    }

    /** "Every change of status is a line." */
    @Test
    void goingBackToQueuedIsALineOfTheLog() {
        jedis.set("scan:worker:w", "{}");
        jedis.zadd("scan:workers", 1, "w");
        ScanId scan = submit();
        try (Publisher publisher = Publisher.of(server, scan)) {
            publisher.acquire();
            publisher.write(ScanStatus.SCANNING, 40);
        }
        jedis.del("scan:lease:" + scan);
        await("what is waited for").until(() -> jedis.get("scan:status:" + scan).contains("The worker was lost"));
        assertThat(jedis.xrange("scan:log:" + scan, "-", "+").toString()).contains("lost");
    }

    /** The sweepers' lock only saves work. What each did by itself left two last lines, or two markers, in a log. */
    @Test
    void twoThatEndTheSameScanAtOnceLeaveOneEndAndOneLastLine() throws Exception {
        gateway.close(); // it would sweep too
        List<ScanId> scans = Stream.generate(ScanId::create).limit(200).toList();
        for (ScanId scan : scans) {
            try (Publisher publisher = Publisher.of(server, scan)) {
                publisher.write(ScanStatus.SCANNING, 40);
            }
            jedis.del("scan:lease:" + scan);
        }
        List<ScanFacts> facts = ScanFacts.read(redis, scans);
        CyclicBarrier barrier = new CyclicBarrier(3);
        ExecutorService both = Executors.newFixedThreadPool(3);
        List<Future<?>> done = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            ScanRescue rescue = new ScanRescue(redis, Clock.systemUTC());
            done.add(both.submit(() -> {
                for (ScanFacts scan : facts) {
                    barrier.await();
                    rescue.end(scan, new ScanRescue.End("worker_lost", "The worker was lost"), List.of());
                }
                return null;
            }));
        }
        for (Future<?> future : done) {
            future.get();
        }
        both.shutdown();
        for (ScanId scan : scans) {
            String log = jedis.xrange("scan:log:" + scan, "-", "+").toString();
            assertThat(log).containsOnlyOnce("Scan failed: The worker was lost").containsOnlyOnce("\"end\":true");
            assertThat(jedis.hget("scan:meta:" + scan, "terminal")).isEqualTo(jedis.get("scan:status:" + scan));
        }
    }

    /** Sweeper: ZRANGE live; worker: terminal document, ZREM live; sweeper: sees the end, enters it again. */
    @Test
    void aPlaceInTheHistoryStays() {
        ScanIndex index = new ScanIndex(redis);
        ScanId scan = ScanId.create();
        Instant asked = Instant.now().minusSeconds(3600);
        Instant started = Instant.now();
        index.enterLive(scan, asked);
        index.enterHistory(scan, started); // the worker
        index.leaveLive(scan);
        index.enterHistory(scan, started); // the sweeper, which listed scan:live before
        assertThat(jedis.zscore("scan:history", scan.value())).isEqualTo((double) asked.toEpochMilli());
    }

    /** Its log outlives the wait as its status does. */
    @Test
    void theLogOfAScanThatWaitsLives() {
        ScanId scan = submit();
        await("what is waited for").until(() -> jedis.get("scan:status:" + scan).contains("No worker"));
        jedis.pexpire("scan:status:" + scan, 5000);
        jedis.pexpire("scan:log:" + scan, 5000);
        await("what is waited for").until(() -> jedis.pttl("scan:status:" + scan) > 3_000_000);
        assertThat(jedis.pttl("scan:log:" + scan)).isGreaterThan(3_000_000);
    }

    /** A worker takes the scan between the sweeper's acquire and its terminal write. */
    @Test
    void aSweeperThatLosesTheRaceClosesNoLogAndEntersNoHistory() {
        ScanId scan = ScanId.create();
        gateway.close();
        gateway = OwnGateway.start(server, "sweeper.interval", "1m");
        jedis.zadd("scan:live", 1, scan.value());
        try (Publisher publisher = Publisher.of(server, scan)) {
            publisher.acquire();
            publisher.write(ScanStatus.SCANNING, 40);
        }
        jedis.del("scan:lease:" + scan);
        FencedWriter worker = new FencedWriter(redis);
        ScanRescue rescue = new ScanRescue(redis, new Clock() {
            private boolean done;

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                if (!done) {
                    done = true;
                    assertThat(worker.acquireLease(scan, "w2")).isInstanceOf(Acquisition.Granted.class);
                }
                return Instant.now();
            }
        });
        rescue.end(ScanFacts.read(redis, List.of(scan)).get(0), new ScanRescue.End("worker_lost", "lost"), List.of());
        assertThat(jedis.get("scan:status:" + scan)).contains("scanning");
        assertThat(jedis.zscore("scan:history", scan.value())).as("history").isNull();
        assertThat(jedis.xrange("scan:log:" + scan, "-", "+").toString())
                .as("log")
                .doesNotContain("\"end\":true");
    }

    /** DELETE of a scan whose worker is dead and whose lease ran out before the sweeper looked. */
    @Test
    void aCanceledScanThatHadBegunIsToldSo() throws Exception {
        gateway.close();
        gateway = OwnGateway.start(server, "sweeper.interval", "1m");
        ScanId scan = submit();
        FencedWriter writer = new FencedWriter(redis);
        var fence = ((Acquisition.Granted) writer.acquireLease(scan, "w")).fence();
        writer.write(
                ProgressDocument.builder(scan)
                        .version(fence.epoch(), fence.seq() + 1)
                        .attempt(1)
                        .status(ScanStatus.SCANNING)
                        .progress(40)
                        .message("Scanning file 3/9")
                        .currentFile("a.java")
                        .eta(12.0, 9.0, 17.0)
                        .steps(List.of(new ScanStep("structure", ScanStep.State.RUNNING, 40.0)))
                        .updatedAt(Instant.now())
                        .build(),
                FencedWriter.Origin.NONE);
        jedis.del("scan:lease:" + scan);
        assertThat(HttpCalls.delete(gateway.poll(scan)).statusCode()).isEqualTo(200);
        JsonNode end = Json.mapper().readTree(jedis.get("scan:status:" + scan).getBytes(StandardCharsets.UTF_8));
        assertThat(end.path("message").asText()).doesNotContain("before a worker began");
        assertThat(end.toString()).doesNotContain("\"running\"").doesNotContain("current_file");
    }

    /** A gateway died while it took a batch in; the user cancels the batch. */
    @Test
    void aBatchThatIsHalfTakenInIsCanceledWhole() throws Exception {
        // as Batches.take leaves it, dead after the first write
        String body =
                "{\"batch_id\":\"b1\",\"repositories\":[{\"repository_path\":\"/r\"},{\"repository_path\":\"/s\"}]}";
        assertThat(HttpCalls.post(gateway.uri("/api/v1/scanner/batch"), body).statusCode())
                .isEqualTo(202);
        String request = jedis.get("scan:batch:b1:request");
        gateway.close();
        jedis.flushAll();
        gateway = OwnGateway.start(server, SweeperStage.QUICK);
        jedis.sadd("scan:batches", "b1");
        jedis.set("scan:batch:b1:request", request);
        assertThat(HttpCalls.delete(gateway.uri("/api/v1/scanner/batch/b1")).statusCode())
                .isEqualTo(202);
        assertThat(jedis.keys("scan:cancel:*"))
                .as("none runs, whenever it is taken in")
                .hasSize(2);
    }

    private ScanId submit() {
        ScanId scan = ScanId.create();
        String body = "{\"repository_path\":\"/r\",\"scan_id\":\"" + scan + "\"}";
        assertThat(HttpCalls.post(gateway.uri("/api/v1/scanner/scan"), body).statusCode())
                .isEqualTo(202);
        return scan;
    }
}
