package dev.scancast.gateway.faults;

import static dev.scancast.testkit.PromiseAssert.assertPromise;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanStatus;
import dev.scancast.contract.redis.Redis;
import dev.scancast.contract.redis.RedisSettings;
import dev.scancast.gateway.OwnGateway;
import dev.scancast.gateway.Publisher;
import dev.scancast.testkit.Documents;
import dev.scancast.testkit.OwnCluster;
import dev.scancast.testkit.OwnRedis;
import dev.scancast.testkit.Received;
import dev.scancast.testkit.WatchingClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Many scans that publish all the while in a cluster whose slots move and whose primary dies. System property
 * {@code cluster.scans}: how many.
 */
class ClusterUnderLoadTest {
    private static final int SCANS = Integer.getInteger("cluster.scans", 36);
    private static final int THREADS = 4;
    private static final long PACE_MILLIS = 50;
    private static final Duration GAP = Duration.ofSeconds(1);

    private OwnCluster cluster;
    private OwnGateway gateway;
    private Redis redis;
    private ExecutorService threads;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final List<Watched> scans = new ArrayList<>();

    /** A scan with its publisher, its watcher, and when which percent was in Redis. */
    private record Watched(Publisher publisher, WatchingClient watcher, Queue<Written> written) {}

    private record Written(double percent, long at) {}

    @BeforeEach
    void start() {
        cluster = OwnCluster.start();
        gateway = OwnGateway.startUnready(0, "redis", cluster.url());
        gateway.awaitReady();
        redis = Redis.open(
                RedisSettings.from(OwnGateway.settings(0, "redis", cluster.url())), "test-publishers-in-a-cluster");
        threads = Executors.newFixedThreadPool(THREADS);
        for (int i = 0; i < SCANS; i++) {
            Publisher publisher = Publisher.by(redis, ScanId.create());
            publisher.write(ScanStatus.SCANNING, 0);
            WatchingClient watcher = gateway.watchWithNotices(publisher.scan());
            watcher.awaitDocuments(1);
            scans.add(new Watched(publisher, watcher, new ConcurrentLinkedQueue<>()));
        }
    }

    @AfterEach
    void end() {
        stopped.countDown();
        threads.shutdownNow();
        scans.forEach(scan -> scan.watcher().close());
        gateway.close();
        redis.close();
        cluster.close();
    }

    @Test
    void nobodyMissesAnythingWhileAllSlotsMove() {
        List<Future<?>> publishing = publishAll();
        for (Watched scan : scans) {
            cluster.move(redis.keys().status(scan.publisher().scan()));
        }
        endAll(publishing);
        assertThat(scans).allSatisfy(scan -> {
            assertPromise(scan.watcher()).isKept("completed");
            assertThat(scan.watcher().messages()).as("notices").isEmpty();
        });
        new Deadline(SCANS + " slots move under load: the longest that a watcher was behind", GAP).check(longestLag());
    }

    @Test
    void nobodyMissesAnEndWhileAPrimaryDies() {
        List<Future<?>> publishing = publishAll();
        String name = redis.keys().status(scans.get(0).publisher().scan());
        List<Watched> hit = scans.stream()
                .filter(scan ->
                        cluster.primaryOf(redis.keys().status(scan.publisher().scan())) == cluster.primaryOf(name))
                .toList();
        OwnRedis dead = cluster.killPrimaryOf(name);
        cluster.awaitTakeover(name, dead);
        long promoted = System.nanoTime();
        hit.forEach(scan -> scan.watcher().awaitMessage("\"recovered\""));
        new Deadline(hit.size() + " scans of " + SCANS + " recovered after their primary's replica took over", GAP)
                .check(System.nanoTime() - promoted);
        endAll(publishing);
        assertThat(scans).allSatisfy(scan -> {
            assertPromise(scan.watcher()).isKept("completed");
            assertThat(scan.watcher().messages()).hasSize(hit.contains(scan) ? 2 : 0);
        });
    }

    /** Until they are stopped; each then writes its end, as often as it takes. */
    private List<Future<?>> publishAll() {
        return IntStream.range(0, THREADS)
                .<Future<?>>mapToObj(thread -> threads.submit(() -> {
                    List<Watched> own = IntStream.range(0, SCANS)
                            .filter(i -> i % THREADS == thread)
                            .mapToObj(scans::get)
                            .toList();
                    for (int i = 1; !isStopped(); i++) {
                        double percent = Math.min(99, i * 0.01);
                        own.forEach(scan -> write(scan, ScanStatus.SCANNING, percent));
                    }
                    own.forEach(scan -> {
                        boolean isWritten = false;
                        while (!isWritten) {
                            isWritten = write(scan, ScanStatus.COMPLETED, 100);
                        }
                    });
                }))
                .toList();
    }

    private boolean write(Watched scan, ScanStatus status, double percent) {
        try {
            scan.publisher().write(status, percent);
            scan.written().add(new Written(percent, System.nanoTime()));
            return true;
        } catch (JedisException e) {
            return false; // its primary is gone, and a newer document comes
        }
    }

    private boolean isStopped() {
        try {
            return stopped.await(PACE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private void endAll(List<Future<?>> publishing) {
        stopped.countDown();
        await("every end is written")
                .atMost(Duration.ofMinutes(1))
                .until(() -> publishing.stream().allMatch(Future::isDone));
        scans.forEach(scan -> scan.watcher().awaitEnd());
    }

    /** From a document's being in Redis to the watcher's having it, or a newer one. */
    private long longestLag() {
        long longest = 0;
        for (Watched scan : scans) {
            List<Received> received = scan.watcher().documents();
            int at = 0;
            for (Written written : scan.written()) {
                while (percent(received.get(at)) < written.percent()) {
                    at++;
                }
                longest = Math.max(longest, received.get(at).atNanos() - written.at());
            }
        }
        return longest;
    }

    private static double percent(Received document) {
        return Documents.parse(document.text()).path("progress").doubleValue();
    }
}
