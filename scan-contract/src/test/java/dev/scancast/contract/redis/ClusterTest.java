package dev.scancast.contract.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.scancast.contract.document.Json;
import dev.scancast.contract.document.ProgressDocument;
import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanStatus;
import dev.scancast.contract.redis.WriteResult.Answer;
import dev.scancast.contract.settings.Settings;
import dev.scancast.testkit.OwnCluster;
import dev.scancast.testkit.OwnRedis;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisShardedPubSub;
import redis.clients.jedis.Response;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.params.XReadGroupParams;
import redis.clients.jedis.resps.StreamEntry;

/** The contract's commands, scripts and pipelines in a cluster whose slots move and whose primaries die. */
class ClusterTest {
    private static final FencedWriter.Origin ORIGIN = new FencedWriter.Origin("", "{\"repository_path\":\"/r\"}");

    private static OwnCluster cluster;
    private static Redis redis;

    private final ScanId scan = ScanId.create();
    private final FencedWriter writer = new FencedWriter(redis);
    private final ScanLog log = new ScanLog(redis);

    @BeforeAll
    static void start() {
        cluster = OwnCluster.start();
        Settings settings = Settings.load(RedisSettings.CATALOG, Map.of("redis", cluster.url()), Map.of(), null);
        redis = Redis.open(RedisSettings.from(settings), "test");
    }

    @AfterAll
    static void end() {
        redis.close();
        cluster.close();
    }

    /** An answer that one caller didn't take must not be the next one's. */
    @Test
    void aPipelineThatFailsLeavesNoAnswersBehind() {
        String here = "here";
        String there = IntStream.range(0, 1000)
                .mapToObj(i -> "there-" + i)
                .filter(name -> !cluster.primaryOf(name).equals(cluster.primaryOf(here)))
                .findFirst()
                .orElseThrow();
        redis.commands().set(here, "mine");
        redis.commands().hset("{here}-hash", "field", "value");
        redis.commands().set(there, "theirs");
        cluster.killPrimaryOf(there);
        try {
            List<String> first = List.of(here, there);
            // At first connections break that were there, then none can be made.
            for (List<String> order : List.of(first, List.of(there, here), first, first)) {
                assertThatThrownBy(() -> {
                            try (AbstractPipeline pipeline = redis.commands().pipelined()) {
                                order.forEach(name -> pipeline.exists(name));
                                order.forEach(pipeline::get);
                                pipeline.sync();
                            }
                        })
                        .isInstanceOf(JedisException.class);
                assertThat(redis.commands().get(here)).isEqualTo("mine");
                assertThat(redis.commands().hgetAll("{here}-hash")).containsOnlyKeys("field");
            }
        } finally {
            cluster.heal();
        }
    }

    @Test
    void allNamesOfAScanAreInOneSlotAndProgressIsShardedThere() throws Exception {
        String status = "scan:status:{" + scan + "}";
        List<String> heard = new CopyOnWriteArrayList<>();
        JedisShardedPubSub subscriber = new JedisShardedPubSub() {
            @Override
            public void onSMessage(String channel, String message) {
                heard.add(message);
            }
        };
        try (Jedis jedis = cluster.primaryOf(status).jedis()) {
            CompletableFuture<Void> loop = CompletableFuture.runAsync(
                    () -> subscriber.proceed(jedis.getConnection(), "scan:progress:{" + scan + "}"));
            await("subscribed").until(subscriber::isSubscribed);
            Fence fence = granted(writer.acquireNew(scan, ORIGIN));
            ProgressDocument document = document(fence, 1, ScanStatus.QUEUED);
            assertThat(writer.write(document, ORIGIN)).isEqualTo(new WriteResult(Answer.OK, false, true));
            String written = new String(Json.write(document), UTF_8);
            await("the document").until(() -> heard.contains(written));
            assertThat(redis.commands().get(status)).isEqualTo(written);
            assertThat(redis.commands().hgetAll("scan:meta:{" + scan + "}")).containsEntry("seq", "1");
            subscriber.sunsubscribe();
            loop.get();
        }
    }

    @Test
    void anEndIsConfirmedByAReplica() {
        cluster.awaitWhole();
        Fence fence = granted(writer.acquireLease(scan, "w"));
        assertThat(writer.write(document(fence, 1, ScanStatus.COMPLETED), ORIGIN))
                .isEqualTo(new WriteResult(Answer.OK, false, true));
        writer.releaseLease(scan, "w", fence);
        assertThat(writer.hasEnded(scan)).isTrue();
    }

    @Test
    void theQueueIsReadByAGroup() {
        redis.commands().xgroupCreate(ScanKeys.QUEUE, ScanKeys.QUEUE_GROUP, new StreamEntryID("0-0"), true);
        redis.commands().xadd(ScanKeys.QUEUE, StreamEntryID.NEW_ENTRY, Map.of("scan", scan.value()));
        Map<String, List<StreamEntry>> read = redis.commands()
                .xreadGroupAsMap(
                        ScanKeys.QUEUE_GROUP,
                        "w",
                        new XReadGroupParams().count(1).block(100),
                        Map.of(ScanKeys.QUEUE, StreamEntryID.XREADGROUP_UNDELIVERED_ENTRY));
        assertThat(read.get(ScanKeys.QUEUE))
                .extracting(entry -> entry.getFields().get("scan"))
                .containsExactly(scan.value());
    }

    @Test
    void aPipelineGoesToAllNodesAndFollowsASlotThatMoved() {
        List<ScanId> scans =
                IntStream.range(0, 60).mapToObj(i -> ScanId.create()).toList();
        scans.forEach(each -> redis.commands().set(redis.keys().status(each), each.value()));
        cluster.move(redis.keys().status(scans.get(0)));
        cluster.move(redis.keys().status(scans.get(59)));
        List<Response<String>> answers = new ArrayList<>();
        try (AbstractPipeline pipeline = redis.commands().pipelined()) {
            for (ScanId each : scans) {
                answers.add(pipeline.get(redis.keys().status(each)));
                pipeline.publish(ScanKeys.CONTROL, "cancel " + each);
            }
            pipeline.sync();
        }
        assertThat(answers)
                .extracting(Response::get)
                .containsExactlyElementsOf(scans.stream().map(ScanId::value).toList());
    }

    /** Scripts are refused while only some of a scan's keys have moved: they are tried again until the move is over. */
    @Test
    void whatIsWrittenWhileItsSlotMovesIsWrittenOnceAndInOrder() {
        Fence fence = granted(writer.acquireLease(scan, "w"));
        writer.write(document(fence, 1, ScanStatus.SCANNING), ORIGIN);
        log.append(scan, List.of(line("one")));
        String name = redis.keys().status(scan);
        OwnCluster.Move move = cluster.beginMove(name, cluster.otherThan(cluster.primaryOf(name)));
        assertThat(move.moveKey()).isTrue();

        CompletableFuture<WriteResult> writing =
                CompletableFuture.supplyAsync(() -> writer.write(document(fence, 2, ScanStatus.SCANNING), ORIGIN));
        await("the script waits").during(Duration.ofMillis(200)).until(() -> !writing.isDone());
        while (move.moveKey()) {
            log.append(scan, List.of(line("more")));
        }
        log.append(scan, List.of(line("moved"), line("last")));
        move.finish();
        assertThat(writing.join().answer()).isEqualTo(Answer.OK);
        assertThat(writer.write(document(fence, 3, ScanStatus.COMPLETED), ORIGIN)
                        .answer())
                .isEqualTo(Answer.OK);

        assertThat(redis.commands().hget(redis.keys().meta(scan), "seq")).isEqualTo("3");
        List<ScanLog.Entry> entries = log.read(scan, 0, 100);
        assertThat(entries)
                .extracting(ScanLog.Entry::number)
                .containsExactlyElementsOf(IntStream.rangeClosed(1, entries.size())
                        .mapToObj(i -> (long) i)
                        .toList());
        assertThat(entries.get(0).json()).contains("one");
        assertThat(entries.get(entries.size() - 1).json()).contains("last");
    }

    @Test
    void aDeadPrimaryHoldsUpNobodyForLongAndItsReplicaIsFound() {
        cluster.awaitWhole();
        Fence fence = granted(writer.acquireLease(scan, "w"));
        OwnRedis dead = cluster.killPrimaryOf(redis.keys().status(scan));
        try {
            long began = System.nanoTime();
            assertThatThrownBy(() -> writer.write(document(fence, 1, ScanStatus.SCANNING), ORIGIN))
                    .isInstanceOf(JedisException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
            await("the replica takes the document")
                    .atMost(Duration.ofSeconds(20))
                    .ignoreExceptionsInstanceOf(JedisException.class)
                    .until(() -> writer.write(document(fence, 1, ScanStatus.SCANNING), ORIGIN)
                                    .answer()
                            == Answer.OK);
            assertThat(redis.primaries()).doesNotContain(dead.address());
        } finally {
            cluster.heal();
        }
    }

    private ProgressDocument document(Fence fence, long seq, ScanStatus status) {
        return ProgressDocument.builder(scan)
                .version(fence.epoch(), seq)
                .attempt(fence.attempt())
                .status(status)
                .progress(10)
                .message("document " + seq)
                .repository("test")
                .updatedAt(Instant.ofEpochSecond(1_767_607_200))
                .build();
    }

    private static ScanLog.Line line(String message) {
        return new ScanLog.Line(Instant.ofEpochSecond(1_767_607_200), ScanLog.Level.INFO, message);
    }

    private static Fence granted(Acquisition acquisition) {
        assertThat(acquisition).isInstanceOf(Acquisition.Granted.class);
        return ((Acquisition.Granted) acquisition).fence();
    }
}
