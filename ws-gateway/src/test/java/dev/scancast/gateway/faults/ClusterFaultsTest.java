package dev.scancast.gateway.faults;

import static dev.scancast.testkit.PromiseAssert.assertPromise;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanStatus;
import dev.scancast.contract.redis.Redis;
import dev.scancast.contract.redis.RedisSettings;
import dev.scancast.contract.redis.ScanLog;
import dev.scancast.gateway.OwnGateway;
import dev.scancast.gateway.Publisher;
import dev.scancast.testkit.ChildProcess;
import dev.scancast.testkit.OwnCluster;
import dev.scancast.testkit.OwnRedis;
import dev.scancast.testkit.ScanWatcher;
import dev.scancast.testkit.SseClient;
import dev.scancast.testkit.WatchingClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.exceptions.JedisException;

/** A gateway at a Redis Cluster whose slots move and whose primaries die: nobody misses anything. */
class ClusterFaultsTest {
    private static final String DEGRADED = "\"degraded\"";
    private static final String RECOVERED = "\"recovered\"";

    private static OwnCluster cluster;
    private static OwnGateway gateway;
    private static Redis redis;

    private final ScanId scan = ScanId.create();
    private Publisher publisher;

    @BeforeAll
    static void start() {
        cluster = OwnCluster.start();
        gateway = OwnGateway.startUnready(0, "redis", cluster.url());
        redis = Redis.open(
                RedisSettings.from(OwnGateway.settings(0, "redis", cluster.url())), "test-publisher-in-a-cluster");
    }

    @AfterAll
    static void end() {
        gateway.close();
        redis.close();
        cluster.close();
    }

    @BeforeEach
    void begin() {
        cluster.heal();
        gateway.awaitReady();
        publisher = Publisher.by(redis, scan);
    }

    @Test
    void everyTransportShowsTheStateEachChangeAndTheEnd() {
        publisher.write(ScanStatus.SCANNING, 20);
        try (WatchingClient socket = gateway.watch(scan);
                SseClient stream = gateway.sse(scan)) {
            List<ScanWatcher> all = List.of(socket, stream);
            all.forEach(watcher -> watcher.awaitDocuments(1));
            for (int percent = 21; percent < 60; percent++) {
                publisher.write(ScanStatus.SCANNING, percent);
            }
            String end = publisher.write(ScanStatus.COMPLETED, 100);
            for (ScanWatcher watcher : all) {
                watcher.awaitEnd();
                assertThat(watcher.last()).isEqualTo(end);
                assertPromise(watcher).isKept("completed");
                assertThat(watcher.documents()).as("each was relayed").hasSize(41);
            }
        }
        try (WatchingClient late = gateway.watch(scan)) {
            late.awaitEnd();
            assertPromise(late).isKept("completed");
        }
    }

    /** By SET and SPUBLISH, without versions: the markers that order them come by a channel in the scan's slot. */
    @Test
    void aForeignPublishersDocumentsComeInOrder() {
        publisher.setAndPublish("{\"status\":\"scanning\",\"n\":1}");
        try (WatchingClient early = gateway.watch(scan)) {
            early.awaitDocuments(1);
            for (int n = 2; n < 50; n++) {
                publisher.setAndPublish("{\"status\":\"scanning\",\"n\":" + n + "}");
            }
            publisher.setAndPublish("{\"status\":\"completed\",\"n\":50}");
            early.awaitEnd();
            assertPromise(early).isKept("completed");
            assertThat(early.documents()).hasSize(50);
        }
    }

    /** As docs/contract.md has it: whichever node is asked, {@code -c} goes to where the slot is. */
    @Test
    void redisCliWatchesAScanFromAnyNode() {
        List<ChildProcess> watching = cluster.primaries().stream()
                .map(node -> ChildProcess.start(
                        "redis-cli",
                        List.of(
                                "redis-cli",
                                "-c",
                                "-p",
                                Integer.toString(node.port()),
                                "SSUBSCRIBE",
                                "scan:progress:{" + scan + "}")))
                .toList();
        try {
            watching.forEach(cli -> await("redis-cli is subscribed")
                    .until(() -> cli.output().contains("scan:progress:{" + scan + "}")));
            String document = publisher.write(ScanStatus.SCANNING, 20);
            watching.forEach(
                    cli -> await("redis-cli shows it").until(() -> cli.output().contains(document)));
        } finally {
            watching.forEach(ChildProcess::close);
        }
    }

    @Test
    void theLogIsRelayed() {
        publisher.write(ScanStatus.SCANNING, 20);
        ScanLog log = new ScanLog(redis);
        log.append(scan, List.of(line("first")));
        try (WatchingClient told = WatchingClient.connect(gateway.socket(scan, "?log=true"))) {
            told.awaitMessage("first");
            log.append(scan, List.of(line("second")));
            told.awaitMessage("second");
            cluster.move(redis.keys().status(scan));
            log.append(scan, List.of(line("third")));
            told.awaitMessage("third");
            log.end(scan);
            publisher.write(ScanStatus.COMPLETED, 100);
            told.awaitEnd();
            assertThat(told.messages().stream().filter(message -> message.text().contains("\"line\":")))
                    .hasSize(3);
        }
    }

    /** The server ends the subscription in the old place; it stands in the new one before anybody notices. */
    @Test
    void aSlotMovesAndNobodyIsTold() {
        publisher.write(ScanStatus.SCANNING, 20);
        try (WatchingClient told = gateway.watchWithNotices(scan)) {
            told.awaitDocuments(1);
            cluster.move(redis.keys().status(scan));
            long moved = System.nanoTime();
            publisher.write(ScanStatus.SCANNING, 30);
            told.awaitDocument("\"progress\":30");
            new Deadline("a document after its slot has moved", Duration.ofSeconds(1))
                    .check(told.documents().get(1).atNanos() - moved);
            cluster.move(redis.keys().status(scan));
            publisher.write(ScanStatus.SCANNING, 40);
            told.awaitDocument("\"progress\":40");
            publisher.write(ScanStatus.COMPLETED, 100);
            told.awaitEnd();
            assertPromise(told).isKept("completed");
            assertThat(told.messages()).isEmpty();
        }
    }

    /** A move that stands still: the script that reads is refused, and each key is asked for by itself. */
    @Test
    void whoComesWhileASlotMovesIsShownTheState() {
        String document = publisher.write(ScanStatus.SCANNING, 20);
        String name = redis.keys().status(scan);
        OwnCluster.Move move = cluster.beginMove(name, cluster.otherThan(cluster.primaryOf(name)));
        try {
            assertThat(move.moveKey()).isTrue();
            try (WatchingClient late = gateway.watch(scan)) {
                late.awaitDocuments(1);
                assertThat(late.last()).isEqualTo(document);
                move.finish();
                publisher.write(ScanStatus.COMPLETED, 100);
                late.awaitEnd();
                assertPromise(late).isKept("completed");
            }
        } finally {
            move.finish();
        }
    }

    @Test
    void aPrimaryDiesAndOnlyTheWatchersOfItsScansAreTold() {
        cluster.awaitWhole();
        publisher.write(ScanStatus.SCANNING, 20);
        OwnRedis doomed = cluster.primaryOf(redis.keys().status(scan));
        Publisher elsewhere = Publisher.by(redis, scanNotOn(doomed));
        elsewhere.write(ScanStatus.SCANNING, 20);
        try (WatchingClient told = gateway.watchWithNotices(scan);
                SseClient stream = gateway.sse(scan);
                WatchingClient untouched = gateway.watchWithNotices(elsewhere.scan())) {
            List<ScanWatcher> all = List.of(told, stream, untouched);
            all.forEach(watcher -> watcher.awaitDocuments(1));
            doomed.kill();
            long killed = System.nanoTime();
            Deadline.degraded("a cluster's primary killed").await(told, DEGRADED, killed);
            cluster.awaitTakeover(redis.keys().status(scan), doomed);
            long promoted = System.nanoTime();
            Deadline.recovered("fail-over (the cluster names another)").await(told, RECOVERED, promoted);
            writeAtLast(publisher, ScanStatus.SCANNING, 40);
            writeAtLast(elsewhere, ScanStatus.SCANNING, 40);
            all.forEach(watcher -> watcher.awaitDocument("\"progress\":40"));
            writeAtLast(publisher, ScanStatus.COMPLETED, 100);
            writeAtLast(elsewhere, ScanStatus.COMPLETED, 100);
            for (ScanWatcher watcher : all) {
                watcher.awaitEnd();
                assertPromise(watcher).isKept("completed");
            }
            assertThat(untouched.messages()).isEmpty();
        }
        gateway.awaitReady();
    }

    /** It lives on as a replica, and its connections stand. */
    @Test
    void aDemotedPrimaryIsLeft() {
        cluster.awaitWhole();
        publisher.write(ScanStatus.SCANNING, 20);
        try (WatchingClient watcher = gateway.watch(scan)) {
            watcher.awaitDocuments(1);
            cluster.failOver(redis.keys().status(scan));
            writeAtLast(publisher, ScanStatus.SCANNING, 40);
            watcher.awaitDocument("\"progress\":40");
            writeAtLast(publisher, ScanStatus.COMPLETED, 100);
            watcher.awaitEnd();
            assertPromise(watcher).isKept("completed");
        }
    }

    /** Half-open: nothing is answered, and nothing breaks. */
    @Test
    void aPrimaryThatHangsIsLeftForItsReplica() {
        cluster.awaitWhole();
        publisher.write(ScanStatus.SCANNING, 20);
        OwnRedis hung = cluster.primaryOf(redis.keys().status(scan));
        try (WatchingClient told = gateway.watchWithNotices(scan)) {
            told.awaitDocuments(1);
            hung.suspend();
            long began = System.nanoTime();
            Deadline.degraded("a cluster's primary hangs").await(told, DEGRADED, began);
            told.awaitMessage(RECOVERED);
            writeAtLast(publisher, ScanStatus.COMPLETED, 100);
            told.awaitEnd();
            assertPromise(told).isKept("completed");
        } finally {
            hung.resume();
        }
    }

    private static ScanId scanNotOn(OwnRedis node) {
        return Stream.generate(ScanId::create)
                .filter(id -> cluster.primaryOf(redis.keys().status(id)) != node)
                .findFirst()
                .orElseThrow();
    }

    private static ScanLog.Line line(String message) {
        return new ScanLog.Line(Instant.ofEpochSecond(1_767_607_200), ScanLog.Level.INFO, message);
    }

    private static String writeAtLast(Publisher publisher, ScanStatus status, double percent) {
        AtomicReference<String> written = new AtomicReference<>();
        await("the cluster takes a document").atMost(Duration.ofSeconds(30)).until(() -> {
            try {
                written.set(publisher.write(status, percent));
                return true;
            } catch (JedisException e) {
                return false; // its replica hasn't taken over yet
            }
        });
        return written.get();
    }
}
