package dev.scancast.contract.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.scancast.contract.document.Json;
import dev.scancast.contract.document.ProgressDocument;
import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanStatus;
import dev.scancast.contract.redis.WriteResult.Answer;
import dev.scancast.contract.settings.Settings;
import dev.scancast.testkit.OwnRedis;
import dev.scancast.testkit.RedisSource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;

/** The scripts of the contract, on every kind of Redis that is here. */
@ParameterizedClass
@EnumSource(value = RedisSource.class, mode = EnumSource.Mode.EXCLUDE, names = "CONTAINER")
class FencedWriterTest {
    private static final FencedWriter.Origin ORIGIN = new FencedWriter.Origin("alice", "{\"repository_path\":\"/r\"}");

    private final RedisSource source;
    private final ScanId scan = ScanId.create();
    private OwnRedis server;
    private Redis redis;
    private FencedWriter writer;
    private Jedis jedis;

    FencedWriterTest(RedisSource source) {
        this.source = source;
    }

    @BeforeEach
    void open() {
        assumeTrue(source.isAvailable(), source + " is not available here");
        server = OwnRedis.builder().source(source).start();
        Settings settings = Settings.load(RedisSettings.CATALOG, Map.of("redis", server.url()), Map.of(), null);
        redis = Redis.open(RedisSettings.from(settings), "test");
        writer = new FencedWriter(redis);
        jedis = server.jedis();
    }

    @AfterEach
    void close() {
        if (server != null) {
            jedis.close();
            redis.close();
            server.close();
        }
    }

    @Test
    void aWriteSetsStatusAndMetaAndPublishesTheSameBytes() {
        Fence fence = granted(writer.acquireNew(scan, ORIGIN));
        ProgressDocument document = document(fence, 1, ScanStatus.QUEUED);
        assertThat(writer.write(document, ORIGIN)).isEqualTo(new WriteResult(Answer.OK, false, true));

        assertThat(jedis.get("scan:status:" + scan)).isEqualTo(new String(Json.write(document), UTF_8));
        assertThat(jedis.pttl("scan:status:" + scan)).isBetween(3_500_000L, 3_600_000L);
        assertThat(jedis.hgetAll("scan:meta:" + scan))
                .containsEntry("epoch", Long.toString(fence.epoch()))
                .containsEntry("seq", "1")
                .containsEntry("owner", "alice")
                .containsEntry("request", "{\"repository_path\":\"/r\"}")
                .doesNotContainKey("terminal");
        assertThat(jedis.ttl("scan:meta:" + scan)).isGreaterThan(29 * 86_400L);
    }

    @Test
    void anEndClosesTheLogOnceHoweverOftenItIsWritten() {
        Fence fence = granted(writer.acquireNew(scan, ORIGIN));
        log("one");
        ProgressDocument end = document(fence, 1, ScanStatus.ERROR);
        assertThat(writer.write(end, ORIGIN).answer()).isEqualTo(Answer.OK);
        assertThat(writer.write(end, ORIGIN).answer()).isEqualTo(Answer.OK);
        assertThat(logged()).hasSize(2).last().isEqualTo("{\"type\":\"log\",\"end\":true,\"first\":1,\"last\":1}");
        log("too late");
        assertThat(logged()).hasSize(2);
    }

    /** It closed the log before it was refused; the successor's lines and another marker followed. */
    @Test
    void anEndThatIsRefusedLeavesTheLogOpen() {
        Fence old = granted(writer.acquireNew(scan, ORIGIN));
        Fence young = granted(writer.acquireLease(scan, "w"));
        log("one");
        assertThat(writer.write(document(old, 1, ScanStatus.ERROR), ORIGIN).answer())
                .isEqualTo(Answer.STALE);
        log("two");
        assertThat(writer.write(document(young, 1, ScanStatus.COMPLETED), ORIGIN)
                        .answer())
                .isEqualTo(Answer.OK);
        assertThat(logged()).hasSize(3).last().asString().contains("\"last\":2}");
    }

    @Test
    void theLastLineOfAnEndComesWithItOrNotAtAll() {
        Fence old = granted(writer.acquireNew(scan, ORIGIN));
        Fence young = granted(writer.acquireLease(scan, "w"));
        ScanLog.Line line = new ScanLog.Line(Instant.EPOCH, ScanLog.Level.ERROR, "Scan failed");
        assertThat(writer.end(document(old, 1, ScanStatus.ERROR), ORIGIN, line).answer())
                .isEqualTo(Answer.STALE);
        assertThat(logged()).isEmpty();
        ProgressDocument end = document(young, 1, ScanStatus.ERROR);
        assertThat(writer.end(end, ORIGIN, line).answer()).isEqualTo(Answer.OK);
        assertThat(writer.end(end, ORIGIN, line).answer()).isEqualTo(Answer.OK);
        assertThat(logged()).hasSize(2).first().asString().contains("\"line\":1,", "Scan failed");
    }

    @Test
    void aLogThatIsAnotherProgramsHoldsUpNoEnd() {
        jedis.set("scan:log:" + scan, "another program's");
        Fence fence = granted(writer.acquireNew(scan, ORIGIN));
        assertThat(writer.write(document(fence, 1, ScanStatus.ERROR), ORIGIN).answer())
                .isEqualTo(Answer.OK);
        assertThat(jedis.hget("scan:meta:" + scan, "terminal")).contains("\"error\"");
    }

    private void log(String line) {
        new ScanLog(redis).append(scan, List.of(new ScanLog.Line(Instant.EPOCH, ScanLog.Level.INFO, line)));
    }

    private List<String> logged() {
        return jedis.xrange("scan:log:" + scan, (StreamEntryID) null, null).stream()
                .map(entry -> entry.getFields().get("m"))
                .toList();
    }

    @Test
    void leasesThatOneFailedRenewalWouldLoseAreRefused() {
        Map<String, String> flags = Map.of("lease.ttl", "9s", "lease.renewal", "5s");
        Settings settings = Settings.load(RedisSettings.CATALOG, flags, Map.of(), null);
        assertThatThrownBy(() -> RedisSettings.from(settings))
                .hasMessage("lease.renewal must be at most half of lease.ttl, got 5000ms and 9000ms");
    }

    @Test
    void anIdIsTakenOnce() {
        granted(writer.acquireNew(scan, ORIGIN));
        assertThat(writer.acquireNew(scan, new FencedWriter.Origin("bob", "{}")))
                .isEqualTo(new Acquisition.Exists(ORIGIN.request()));
    }

    @Test
    void whoeverTookALowerEpochIsStale() {
        Fence old = granted(writer.acquireLease(scan, "w1"));
        writer.write(document(old, 1, ScanStatus.SCANNING), ORIGIN);
        jedis.del("scan:lease:" + scan);
        Fence taken = granted(writer.acquireLease(scan, "w2"));
        assertThat(taken.epoch()).isGreaterThan(old.epoch());
        assertThat(taken.seq()).isEqualTo(1);
        assertThat(taken.attempt()).isEqualTo(2);

        assertThat(writer.write(document(old, 2, ScanStatus.SCANNING), ORIGIN).answer())
                .isEqualTo(Answer.STALE);
        assertThat(writer.write(document(taken, 2, ScanStatus.SCANNING), ORIGIN).answer())
                .isEqualTo(Answer.OK);
    }

    @Test
    void theFirstEndWinsAndItsRetryIsNoOther() {
        Fence fence = granted(writer.acquireLease(scan, "w1"));
        ProgressDocument end = document(fence, 1, ScanStatus.COMPLETED);
        assertThat(writer.write(end, ORIGIN).answer()).isEqualTo(Answer.OK);
        assertThat(writer.write(end, ORIGIN).answer()).isEqualTo(Answer.OK);
        assertThat(writer.write(document(fence, 2, ScanStatus.CANCELED), ORIGIN).answer())
                .isEqualTo(Answer.ENDED);
        assertThat(writer.acquire(scan)).isEqualTo(new Acquisition.Ended());
        assertThat(jedis.hget("scan:meta:" + scan, "terminal")).contains("completed");
    }

    @Test
    void anOlderDocumentOfTheSameEpochIsRefused() {
        Fence fence = granted(writer.acquireLease(scan, "w1"));
        writer.write(document(fence, 2, ScanStatus.SCANNING), ORIGIN);
        assertThat(writer.write(document(fence, 1, ScanStatus.SCANNING), ORIGIN).answer())
                .isEqualTo(Answer.OLD);
    }

    @Test
    void anEmptiedRedisTakesTheNextDocumentWhole() {
        Fence fence = granted(writer.acquireLease(scan, "w1"));
        writer.write(document(fence, 1, ScanStatus.SCANNING), ORIGIN);
        jedis.flushAll();
        assertThat(writer.write(document(fence, 2, ScanStatus.SCANNING), ORIGIN).answer())
                .isEqualTo(Answer.OK);
        assertThat(jedis.hgetAll("scan:meta:" + scan))
                .containsEntry("owner", "alice")
                .containsEntry("seq", "2")
                .containsKey("started_at");
    }

    @Test
    void anothersLeaseHoldsTheScan() {
        Fence fence = granted(writer.acquireLease(scan, "w1"));
        assertThat(writer.acquireLease(scan, "w2")).isEqualTo(new Acquisition.Held(fence.epoch() + " w1"));
        assertThat(writer.acquire(scan)).isInstanceOf(Acquisition.Held.class);
        assertThat(writer.renewLease(scan, "w1", fence)).isTrue();
        assertThat(writer.renewLease(scan, "w2", fence)).isFalse();
        writer.releaseLease(scan, "w2", fence);
        assertThat(jedis.exists("scan:lease:" + scan)).isTrue();
        writer.releaseLease(scan, "w1", fence);
        assertThat(jedis.exists("scan:lease:" + scan)).isFalse();
    }

    @Test
    void aLeaseThatRanOutIsTakenAgainUnlessSomebodyTookTheScan() {
        Fence fence = granted(writer.acquireLease(scan, "w1"));
        jedis.del("scan:lease:" + scan);
        assertThat(writer.renewLease(scan, "w1", fence)).isTrue();
        assertThat(jedis.get("scan:lease:" + scan)).isEqualTo(fence.epoch() + " w1");

        jedis.del("scan:lease:" + scan);
        granted(writer.acquire(scan));
        assertThat(writer.renewLease(scan, "w1", fence)).isFalse();
        assertThat(jedis.exists("scan:lease:" + scan)).isFalse();

        jedis.flushAll();
        assertThat(writer.renewLease(scan, "w1", fence)).isTrue();
    }

    @Test
    void everyWriteTellsOfACancel() {
        Fence fence = granted(writer.acquireLease(scan, "w1"));
        jedis.set("scan:cancel:" + scan, "1");
        assertThat(writer.write(document(fence, 1, ScanStatus.SCANNING), ORIGIN))
                .isEqualTo(new WriteResult(Answer.OK, true, true));
    }

    @Test
    void aRedisThatForgotTheScriptsGetsThemAgain() {
        granted(writer.acquire(scan));
        jedis.scriptFlush();
        granted(writer.acquire(scan));
    }

    @Test
    void anEndIsWaitedForUntilAReplicaHasIt() {
        try (OwnRedis replica =
                OwnRedis.builder().source(source).replicaOf(server).start()) {
            await("the replica has its first copy")
                    .until(() -> jedis.info("replication").contains("state=online"));
            Fence fence = granted(writer.acquire(scan));
            replica.suspend();
            assertThat(writer.write(document(fence, 1, ScanStatus.SCANNING), ORIGIN))
                    .as("what isn't the end doesn't wait")
                    .isEqualTo(new WriteResult(Answer.OK, false, true));

            long began = System.nanoTime();
            ProgressDocument end = document(fence, 2, ScanStatus.COMPLETED);
            assertThat(writer.write(end, ORIGIN)).isEqualTo(new WriteResult(Answer.OK, false, false));
            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .as("half of redis.timeout")
                    .isGreaterThanOrEqualTo(Duration.ofMillis(990));
            assertThat(jedis.hget("scan:meta:" + scan, "terminal")).isEqualTo(new String(Json.write(end), UTF_8));

            replica.resume();
            await("the same write is confirmed")
                    .until(() -> writer.write(end, ORIGIN).isReplicated());
            try (Jedis copy = replica.jedis()) {
                assertThat(copy.hexists("scan:meta:" + scan, "terminal")).isTrue();
            }
        }
    }

    @Test
    void onlyWhatWasAskedForByARequestMayBeQueuedAgain() {
        granted(writer.acquireNew(scan, ORIGIN));
        assertThat(jedis.hget("scan:meta:" + scan, "queued")).isEqualTo("1");
        ScanId another = ScanId.create();
        granted(writer.acquireLease(another, "w1"));
        assertThat(jedis.hexists("scan:meta:" + another, "queued")).isFalse();
    }

    private ProgressDocument document(Fence fence, long seq, ScanStatus status) {
        return ProgressDocument.builder(scan)
                .version(fence.epoch(), seq)
                .attempt(fence.attempt())
                .status(status)
                .progress(status == ScanStatus.COMPLETED ? 100 : 10)
                .startedAt(Instant.parse("2026-01-05T10:00:00Z"))
                .build();
    }

    private static Fence granted(Acquisition acquisition) {
        assertThat(acquisition).isInstanceOf(Acquisition.Granted.class);
        return ((Acquisition.Granted) acquisition).fence();
    }
}
