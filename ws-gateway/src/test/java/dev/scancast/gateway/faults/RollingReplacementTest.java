package dev.scancast.gateway.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanStatus;
import dev.scancast.gateway.Publisher;
import dev.scancast.testkit.HaProxy;
import dev.scancast.testkit.OwnRedis;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * All gateways behind {@code deploy/haproxy.cfg} are replaced, one after another, while many watch a scan that publishes
 * ten documents a second. {@code -Drolling.watchers=2000 -Drolling.drain=10} is the run of docs/operations.md.
 */
class RollingReplacementTest {
    private static final int WATCHERS = Integer.getInteger("rolling.watchers", 200);
    private static final Duration DRAIN = Duration.ofSeconds(Integer.getInteger("rolling.drain", 4));
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final int REPLICAS = 2;
    private static final int CONNECTIONS_A_STEP = 50;

    /** Not the last thing that a client gets: that comes by itself. */
    private static final int LAST_LIVE_PERCENT = 99;

    @Test
    void nobodyMissesAnythingAndNobodyComesBackInACrowd() throws IOException {
        List<Long> publishedAt = new CopyOnWriteArrayList<>();
        ScheduledExecutorService timers = Executors.newScheduledThreadPool(2);
        try (OwnRedis redis = OwnRedis.start();
                Replicas replicas = new Replicas(redis);
                HaProxy front = HaProxy.configured(Path.of("..", "deploy", "haproxy.cfg"), replicas.ports());
                Publisher publisher = Publisher.of(redis, ScanId.create())) {
            replicas.all.forEach(GatewayReplica::awaitReady);
            front.awaitServers(REPLICAS);
            publisher.write(ScanStatus.SCANNING, 1);
            publishedAt.add(System.nanoTime());
            URI uri = URI.create("ws://127.0.0.1:" + front.port() + "/ws/scan/" + publisher.scan());
            ReturningWatcher.Course course =
                    ReturningWatcher.Course.of(HttpClient.newHttpClient(), uri, timers, publishedAt);
            List<ReturningWatcher> watchers = connectAll(course);
            ScheduledFuture<?> publishing = timers.scheduleAtFixedRate(
                    () -> {
                        publisher.write(ScanStatus.SCANNING, Math.min(LAST_LIVE_PERCENT, publishedAt.size() / 10.0));
                        publishedAt.add(System.nanoTime());
                    },
                    0,
                    100,
                    TimeUnit.MILLISECONDS);
            List<String> rows = new ArrayList<>(List.of(
                    "| replaced | came back | in, s | mean a second | most in a second |", "|---|---|---|---|---|"));
            for (int i = 0; i < REPLICAS; i++) {
                rows.add(replace(replicas.all.get(i), i + 1, front, course));
                caughtUp(watchers, publishedAt);
            }
            publishing.cancel(false);
            await("no document is under way").until(publishing::isDone);
            timers.submit(() -> publisher.write(ScanStatus.COMPLETED, 100)).get();
            await("all have the end")
                    .atMost(PATIENCE)
                    .until(() -> watchers.stream().allMatch(ReturningWatcher::hasEnded));

            assertThat(course.faults()).isEmpty();
            assertThat(course.reason()).hasValue("completed");
            assertThat(watchers).extracting(ReturningWatcher::seq).containsOnly((long) publishedAt.size() + 1);
            long oldest =
                    course.ages().stream().mapToLong(Long::longValue).max().orElse(0);
            assertThat(Duration.ofNanos(oldest))
                    .as("how long a newer document was there when one that came back got its first")
                    .isLessThan(Duration.ofSeconds(1));
            rows.add("\n" + WATCHERS + " watchers, " + publishedAt.size() + " documents, drain " + DRAIN.toSeconds()
                    + " s; the first document of one that came back was at most " + oldest / 1_000_000
                    + " ms older than the newest.");
            Files.write(Path.of("target", "rolling.md"), rows);
        } catch (InterruptedException | java.util.concurrent.ExecutionException e) {
            throw new AssertionError(e);
        } finally {
            timers.shutdownNow();
        }
    }

    private static List<ReturningWatcher> connectAll(ReturningWatcher.Course course) {
        List<ReturningWatcher> watchers = new ArrayList<>();
        while (watchers.size() < WATCHERS) {
            for (int i = 0; i < CONNECTIONS_A_STEP && watchers.size() < WATCHERS; i++) {
                ReturningWatcher watcher = new ReturningWatcher(course);
                watchers.add(watcher);
                watcher.connect();
            }
            await("they watch").atMost(PATIENCE).until(() -> watchers.stream().allMatch(one -> one.seq() > 0));
        }
        return watchers;
    }

    /** Drains it, and starts another in its place when it has ended; how the clients came back. */
    private static String replace(GatewayReplica replica, int number, HaProxy front, ReturningWatcher.Course course) {
        int clients = replica.connections();
        int before = course.joins().size();
        replica.drain();
        replica.awaitEnd(DRAIN.plus(PATIENCE));
        await("all of its clients are back")
                .atMost(PATIENCE)
                .until(() -> course.joins().size() >= before + clients);
        List<Long> joins = course.joins().subList(before, course.joins().size()).stream()
                .sorted()
                .toList();
        double seconds = (joins.get(joins.size() - 1) - joins.get(0)) / 1e9;
        double mean = joins.size() / seconds;
        int peak = mostInASecond(joins);
        assertThat(clients).as("clients of replica " + number).isGreaterThan(WATCHERS / 4);
        assertThat((double) peak)
                .as("the most that came back in any second; on average %s", mean)
                .isLessThanOrEqualTo(2 * mean);
        replica.restart();
        replica.awaitReady();
        front.awaitServers(REPLICAS);
        return String.format("| gateway %d | %d | %.1f | %.0f | %d |", number, joins.size(), seconds, mean, peak);
    }

    /** In any second, wherever it begins. */
    private static int mostInASecond(List<Long> sorted) {
        int most = 0;
        int from = 0;
        for (int to = 0; to < sorted.size(); to++) {
            while (sorted.get(to) - sorted.get(from) > TimeUnit.SECONDS.toNanos(1)) {
                from++;
            }
            most = Math.max(most, to - from + 1);
        }
        return most;
    }

    private static void caughtUp(List<ReturningWatcher> watchers, List<Long> publishedAt) {
        long now = publishedAt.size();
        await("all have what is published now")
                .atMost(PATIENCE)
                .until(() -> watchers.stream().allMatch(watcher -> watcher.seq() >= now));
    }

    private static final class Replicas implements AutoCloseable {
        private final List<GatewayReplica> all;

        Replicas(OwnRedis redis) {
            this.all = Stream.generate(
                            () -> GatewayReplica.start(redis.url(), "gateway.drain=" + DRAIN.toSeconds() + "s"))
                    .limit(REPLICAS)
                    .toList();
        }

        List<Integer> ports() {
            return all.stream().map(GatewayReplica::port).toList();
        }

        @Override
        public void close() {
            all.forEach(GatewayReplica::close);
        }
    }
}
