package dev.scancast.scanner.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.settings.SettingException;
import dev.scancast.testkit.OwnRedis;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** Somebody else's scanner. */
class ProgressPublisherTest {
    private final OwnRedis server = OwnRedis.start();
    private final ScanId scan = ScanId.create();

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void threeLinesMakeALiveScan() {
        try (ProgressRecorder recorder = new ProgressRecorder(server, scan)) {
            try (var publisher = ProgressPublisher.open(server.url(), scan.value())) {
                publisher.progress(12.5, "Reading a.java");
                recorder.awaitStatus("scanning");
                await("the progress").until(() -> status().contains("\"progress\":12.5"));
                publisher.completed("Done");
            }
            recorder.awaitStatus("completed");
            assertThat(recorder.statuses()).containsExactly("scanning", "writing", "completed");
            assertThat(recorder.documents())
                    .extracting(document -> document.path("progress").asDouble())
                    .isSorted()
                    .contains(0.0, 12.5, 100.0);
            assertThat(recorder.documents())
                    .extracting(document -> document.path("seq").asLong())
                    .isSorted()
                    .doesNotHaveDuplicates();
        }
        assertThat(status()).contains("\"completed\"", "\"message\":\"Done\"");
        try (Jedis jedis = server.jedis()) {
            assertThat(jedis.hget("scan:meta:" + scan, "terminal")).isEqualTo(status());
            assertThat(jedis.zscore("scan:history", scan.value())).isNotNull();
            assertThat(jedis.zscore("scan:live", scan.value())).isNull();
            assertThat(jedis.exists("scan:lease:" + scan)).isFalse();
        }
        assertThat(threads()).isEmpty();
    }

    @Test
    void closingWithoutAnEndIsAnError() {
        try (var publisher = ProgressPublisher.open(server.url(), scan.value())) {
            publisher.progress(40, "Half way");
        }
        assertThat(status()).contains("\"error\"", "\"code\":\"unfinished\"", "\"progress\":40.0");
    }

    @Test
    void percentNeverFallsAndNothingFollowsTheEnd() {
        try (var publisher = ProgressPublisher.open(server.url(), scan.value())) {
            publisher.progress(40, "forty");
            publisher.progress(30, "thirty");
            publisher.failed("disk_full", "No space left");
            publisher.completed("Done");
            publisher.progress(99, "late");
        }
        assertThat(status()).contains("\"progress\":40.0", "\"code\":\"disk_full\"", "No space left");
    }

    @Test
    void redisNeedNotBeThereYet() {
        server.kill();
        long began = System.nanoTime();
        var publisher = ProgressPublisher.open(server.url(), scan.value());
        publisher.progress(10, "working");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(2));
        server.restart();
        await("it is told").atMost(Duration.ofSeconds(10)).until(() -> status().contains("\"progress\":10.0"));
        publisher.canceled("Stopped");
        publisher.close();
        assertThat(status()).contains("\"canceled\"");
    }

    @Test
    void closeIsBoundedWhenRedisIsGone() {
        var publisher = ProgressPublisher.open(server.url(), scan.value());
        server.kill();
        publisher.completed("Done");
        long began = System.nanoTime();
        publisher.close();
        publisher.close();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(7));
    }

    @Test
    void anIdIsUsedOnce() {
        try (var publisher = ProgressPublisher.open(server.url(), scan.value())) {
            publisher.completed("first");
        }
        try (var publisher = ProgressPublisher.open(server.url(), scan.value())) {
            publisher.progress(1, "second");
            await("it is told that it can't").until(publisher::isCanceled);
            publisher.completed("second");
        }
        assertThat(status()).contains("\"message\":\"first\"");
    }

    @Test
    void aCancelIsSeen() {
        try (var publisher = ProgressPublisher.open(server.url(), scan.value())) {
            await("it is there").until(() -> status().contains("scanning"));
            assertThat(publisher.isCanceled()).isFalse();
            try (Jedis jedis = server.jedis()) {
                jedis.set("scan:cancel:" + scan, "1");
            }
            await("the cancel").atMost(Duration.ofSeconds(3)).until(publisher::isCanceled);
            publisher.canceled("Stopped");
        }
        assertThat(status()).contains("\"canceled\"");
    }

    @Test
    void whatIsWrongIsToldAtOnce() {
        assertThatThrownBy(() -> ProgressPublisher.open(server.url(), "a b")).hasMessageContaining("a b");
        assertThatThrownBy(() -> ProgressPublisher.open("http://x", "id")).isInstanceOf(SettingException.class);
        try (var publisher = ProgressPublisher.open(server.url(), scan.value())) {
            assertThatThrownBy(() -> publisher.progress(Double.NaN, "x")).hasMessageContaining("NaN");
            assertThatThrownBy(() -> publisher.progress(-1, "x")).hasMessageContaining("-1");
        }
    }

    private String status() {
        try (Jedis jedis = server.jedis()) {
            return String.valueOf(jedis.get("scan:status:" + scan));
        }
    }

    @Test
    void nothingFollowsTheLogsEnd() {
        try (var publisher = ProgressPublisher.open(server.url(), scan.value())) {
            publisher.completed("Done");
            await("the end").until(() -> status().contains("completed"));
            publisher.log("late");
        }
        try (Jedis jedis = server.jedis()) {
            var entries = jedis.xrange("scan:log:" + scan, "-", "+");
            assertThat(entries.get(entries.size() - 1).toString()).contains("\"end\":true");
        }
    }

    @Test
    void aRedisWithoutMemoryForAMomentEndsNoLog() {
        try (var publisher = ProgressPublisher.open(server.url(), scan.value());
                Jedis jedis = server.jedis()) {
            await("it is live").until(() -> status().contains("scanning"));
            long lines = jedis.xlen("scan:log:" + scan);
            jedis.configSet("maxmemory", "1");
            publisher.log("while it is full");
            publisher.progress(25, "x");
            await("Redis refuses writes")
                    .until(() -> jedis.info("stats").contains("total_error_replies:")
                            && !jedis.info("errorstats").contains("errorstat_OOM:count=0")
                            && jedis.info("errorstats").contains("errorstat_OOM"));
            assertThat(jedis.xlen("scan:log:" + scan)).isEqualTo(lines);
            jedis.configSet("maxmemory", "0");
            publisher.log("afterwards");
            publisher.completed("Done");
        }
        try (Jedis jedis = server.jedis()) {
            assertThat(jedis.xrange("scan:log:" + scan, "-", "+").toString())
                    .contains("while it is full", "afterwards", "\"end\":true");
        }
    }

    private static Set<Thread> threads() {
        Set<Thread> threads = new java.util.HashSet<>(Thread.getAllStackTraces().keySet());
        threads.removeIf(thread -> !thread.getName().startsWith("scancast-"));
        return threads;
    }
}
