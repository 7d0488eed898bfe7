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
import dev.scancast.testkit.OwnRedis;
import dev.scancast.testkit.ScanWatcher;
import dev.scancast.testkit.SentinelTrio;
import dev.scancast.testkit.SseClient;
import dev.scancast.testkit.WatchingClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/** Another Redis becomes primary: the gateway follows, and what the new one lost takes nothing from the watchers. */
class SentinelFaultsTest {
    private static final String DEGRADED = "\"degraded\"";
    private static final String RECOVERED = "\"recovered\"";

    private static SentinelTrio trio;
    private static OwnGateway gateway;
    private static Redis redis;

    private Publisher publisher;
    private ScanId scan;

    @BeforeAll
    static void start() {
        trio = SentinelTrio.start();
        gateway = OwnGateway.startUnready(0, "redis", trio.url());
        redis = Redis.open(
                RedisSettings.from(OwnGateway.settings(0, "redis", trio.url())), "test-publisher-under-sentinel");
    }

    @AfterAll
    static void end() {
        gateway.close();
        redis.close();
        trio.close();
    }

    @BeforeEach
    void begin() {
        gateway.awaitReady();
        scan = ScanId.create();
        publisher = Publisher.by(redis, scan);
    }

    @AfterEach
    void heal() {
        trio.heal();
    }

    @Test
    void aFailOverThatLosesTheLastWritesTakesNothingBack() {
        publisher.write(ScanStatus.SCANNING, 20);
        try (WatchingClient told = gateway.watchWithNotices(scan);
                SseClient stream = gateway.sse(scan)) {
            List<ScanWatcher> all = List.of(told, stream);
            all.forEach(watcher -> watcher.awaitDocuments(1));
            trio.stopReplicating();
            publisher.write(ScanStatus.SCANNING, 30);
            all.forEach(watcher -> watcher.awaitDocuments(2));

            OwnRedis old = trio.primary();
            long began = System.nanoTime();
            old.kill();
            Deadline.degraded("primary killed").await(told, DEGRADED, began);
            trio.awaitOtherThan(old);
            long promoted = System.nanoTime();
            Deadline.recovered("fail-over (Sentinel names another)").await(told, RECOVERED, promoted);
            assertThat(told.texts())
                    .as("30 % is shown, though Redis fell back to 20")
                    .hasSize(2);

            writeAtLast(ScanStatus.SCANNING, 40);
            all.forEach(watcher -> watcher.awaitDocument("\"progress\":40"));
            String end = writeAtLast(ScanStatus.COMPLETED, 100);
            for (ScanWatcher watcher : all) {
                watcher.awaitEnd();
                assertThat(watcher.last()).isEqualTo(end);
                assertPromise(watcher).isKept("completed");
            }
        }
    }

    /** The end itself is among the lost writes: its worker, which keeps it, writes it again. */
    @Test
    void anEndThatTheFailOverLostIsThereAgainForWhoComesLate() {
        publisher.write(ScanStatus.SCANNING, 20);
        try (WatchingClient early = gateway.watch(scan)) {
            early.awaitDocuments(1);
            trio.stopReplicating();
            String end = publisher.write(ScanStatus.CANCELED, 20);
            early.awaitEnd();
            assertPromise(early).isKept("canceled");

            OwnRedis old = trio.primary();
            old.kill();
            trio.awaitOtherThan(old);
            await("the worker writes the end again")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> {
                        try {
                            publisher.writeAgain();
                            return true;
                        } catch (JedisException e) {
                            return false;
                        }
                    });
            gateway.awaitReady();
            try (WatchingClient late = gateway.watch(scan)) {
                late.awaitEnd();
                assertThat(late.texts()).containsExactly(end);
                assertPromise(late).isKept("canceled");
            }
        }
    }

    /** It is writable and answers every probe; what tells is that Sentinel names another. */
    @Test
    void aReplacedPrimaryThatStillAnswersIsLeft() {
        publisher.write(ScanStatus.SCANNING, 20);
        try (WatchingClient told = gateway.watchWithNotices(scan)) {
            told.awaitDocuments(1);
            OwnRedis old = trio.primary();
            trio.failOver();
            long replaced = System.nanoTime();
            new Deadline("off a replaced primary that still answers", Duration.ofSeconds(3))
                    .await(told, RECOVERED, replaced);
            try (Jedis jedis = old.jedis()) {
                assertThat(jedis.set("still", "writable"))
                        .as("the old one takes writes")
                        .isEqualTo("OK");
            }
            writeAtLast(ScanStatus.SCANNING, 40);
            told.awaitDocument("\"progress\":40");
            writeAtLast(ScanStatus.COMPLETED, 100);
            told.awaitEnd();
            assertPromise(told).isKept("completed");
        }
    }

    /** A former primary that is a replica now refuses writes: the probe, which writes, finds out. */
    @Test
    void aDemotedPrimaryIsLeft() {
        publisher.write(ScanStatus.SCANNING, 20);
        try (WatchingClient told = gateway.watchWithNotices(scan)) {
            told.awaitDocuments(1);
            trio.failOver();
            trio.heal();
            told.awaitMessage(RECOVERED);
            gateway.awaitReady();
            writeAtLast(ScanStatus.COMPLETED, 100);
            told.awaitEnd();
            assertPromise(told).isKept("completed");
        }
    }

    private String writeAtLast(ScanStatus status, double percent) {
        AtomicReference<String> written = new AtomicReference<>();
        await("Redis takes a document").atMost(Duration.ofSeconds(30)).until(() -> {
            try {
                written.set(publisher.write(status, percent));
                return true;
            } catch (JedisException e) {
                return false; // its pool still holds connections to the former primary
            }
        });
        return written.get();
    }
}
