package dev.scancast.gateway.faults;

import static dev.scancast.testkit.PromiseAssert.assertPromise;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanStatus;
import dev.scancast.gateway.OwnGateway;
import dev.scancast.gateway.Publisher;
import dev.scancast.testkit.OwnRedis;
import dev.scancast.testkit.ScanWatcher;
import dev.scancast.testkit.SseClient;
import dev.scancast.testkit.TcpProxy;
import dev.scancast.testkit.WatchingClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/** What breaks between the gateway and its Redis: watchers keep their connection, are told, and lose nothing. */
class LinkFaultsTest {
    private static final String DEGRADED = "\"degraded\"";
    private static final String RECOVERED = "\"recovered\"";

    private final OwnRedis redis = OwnRedis.start();
    private final TcpProxy link = TcpProxy.to(redis.port());
    private final OwnGateway gateway = OwnGateway.startUnready(link.port());
    private final Publisher publisher = Publisher.of(redis, ScanId.create());
    private final ScanId scan = publisher.scan();

    @AfterEach
    void end() {
        publisher.close();
        gateway.close();
        link.close();
        redis.close();
    }

    @Test
    void redisIsKilledAndComesBackEmpty() {
        isToldAndRecovers("Redis killed, back empty", redis::kill, redis::restart);
    }

    @Test
    void redisIsSuspended() {
        isToldAndRecovers("Redis SIGSTOPped", redis::suspend, redis::resume);
    }

    @Test
    void theSubscriberIsKilled() {
        isToldAndRecovers("CLIENT KILL TYPE pubsub", redis::killPubSubClients, LinkFaultsTest::nothing);
    }

    @Test
    void clientsArePaused() {
        Duration pause = Duration.ofSeconds(6);
        long[] until = new long[1];
        isToldAndRecovers(
                "CLIENT PAUSE",
                () -> {
                    redis.pauseClients(pause);
                    until[0] = System.nanoTime() + pause.toNanos();
                },
                () -> await("the pause is over")
                        .atMost(pause.multipliedBy(2))
                        .until(() -> System.nanoTime() - until[0] > 0));
    }

    @Test
    void theLinkIsReset() {
        isToldAndRecovers("link reset", link::cut, LinkFaultsTest::nothing);
    }

    @Test
    void redisIsRefused() {
        isToldAndRecovers("connections to Redis refused", link::refuse, link::accept);
    }

    @Test
    void theLinkIsHalfOpen() {
        isToldAndRecovers("half-open TCP", link::pause, link::resume);
    }

    /** Redis cuts a subscriber that leaves more unread than it will keep. */
    @Test
    void theOutputBufferLimitIsHit() {
        redis.configSet("client-output-buffer-limit", "pubsub 1mb 0 0");
        isToldAndRecovers(
                "output-buffer limit hit",
                () -> {
                    long subscribers = subscribers();
                    assertThat(subscribers).isEqualTo(1);
                    link.pause();
                    flood();
                    assertThat(subscribers()).as("Redis has cut the subscriber").isZero();
                    link.resume();
                },
                LinkFaultsTest::nothing);
    }

    /** What was written while nothing could be heard is with the watchers before they are told that all is well. */
    @Test
    void whatWasWrittenMeanwhileComesBeforeTheNotice() {
        gateway.awaitReady();
        publisher.write(ScanStatus.SCANNING, 20);
        try (WatchingClient watcher = gateway.watchWithNotices(scan)) {
            watcher.awaitDocuments(1);
            link.pause();
            watcher.awaitMessage(DEGRADED);
            String meanwhile = publisher.write(ScanStatus.SCANNING, 30);
            link.cut();
            link.resume();
            watcher.awaitMessage(RECOVERED);
            List<String> all =
                    watcher.everything().stream().map(Object::toString).toList();
            assertThat(all.get(all.size() - 2)).isEqualTo(meanwhile);
            assertThat(all.get(all.size() - 1)).contains(RECOVERED);
        }
    }

    @Test
    void theEndThatWasWrittenMeanwhileIsNotLost() {
        gateway.awaitReady();
        publisher.write(ScanStatus.SCANNING, 20);
        try (WatchingClient socket = gateway.watch(scan);
                SseClient stream = gateway.sse(scan)) {
            socket.awaitDocuments(1);
            stream.awaitDocuments(1);
            link.pause();
            String end = publisher.write(ScanStatus.COMPLETED, 100);
            gateway.awaitNotReady();
            link.resume();
            for (ScanWatcher watcher : List.of(socket, stream)) {
                watcher.awaitEnd();
                assertThat(watcher.last()).isEqualTo(end);
                assertPromise(watcher).isKept("completed");
            }
        }
    }

    @Test
    void whoJoinsMeanwhileIsToldAndThenServed() {
        gateway.awaitReady();
        publisher.write(ScanStatus.SCANNING, 20);
        link.pause();
        gateway.awaitNotReady();
        try (WatchingClient watcher = gateway.watchWithNotices(scan)) {
            watcher.awaitMessage(DEGRADED);
            String end = publisher.write(ScanStatus.ERROR, 20);
            link.resume();
            watcher.awaitEnd();
            assertThat(watcher.texts()).containsExactly(end);
            assertPromise(watcher).isKept("error");
        }
    }

    /** A Redis that lost everything: that is told, and the scan's next write shows it again. */
    @Test
    void whatIsGoneIsToldAndALiveScanReappears() {
        gateway.awaitReady();
        publisher.write(ScanStatus.SCANNING, 20);
        try (WatchingClient watcher = gateway.watchWithNotices(scan)) {
            watcher.awaitDocuments(1);
            redis.kill();
            redis.restart();
            watcher.awaitMessage("status_gone");
            String next = writeAtLast(ScanStatus.SCANNING, 30);
            watcher.awaitDocument("\"progress\":30");
            assertThat(watcher.last()).isEqualTo(next);
            try (WatchingClient late = gateway.watch(scan)) {
                late.awaitDocuments(1);
                assertThat(late.last()).isEqualTo(next);
            }
        }
    }

    /** Some faults are over as soon as they have happened. */
    private static void nothing() {}

    // ---- the same for each

    private void isToldAndRecovers(String name, Runnable fault, Runnable cure) {
        gateway.awaitReady();
        publisher.write(ScanStatus.SCANNING, 20);
        try (WatchingClient told = gateway.watchWithNotices(scan);
                WatchingClient plain = gateway.watch(scan);
                SseClient stream = SseClient.open(gateway.events(scan, "?notices=true"))) {
            List<ScanWatcher> all = List.of(told, plain, stream);
            all.forEach(watcher -> watcher.awaitDocuments(1));

            long began = System.nanoTime();
            fault.run();
            Deadline.degraded(name).await(told, DEGRADED, began);
            stream.awaitMessage(DEGRADED);
            cure.run();
            long cured = System.nanoTime();
            String current = writeAtLast(ScanStatus.SCANNING, 40);
            Deadline.recovered(name).await(told, RECOVERED, cured);
            stream.awaitMessage(RECOVERED);
            for (ScanWatcher watcher : all) {
                watcher.awaitDocument("\"progress\":40");
                assertThat(watcher.last()).isEqualTo(current);
            }

            gateway.awaitReady();
            String end = writeAtLast(ScanStatus.COMPLETED, 100);
            for (ScanWatcher watcher : all) {
                watcher.awaitEnd();
                assertThat(watcher.last()).isEqualTo(end);
                assertPromise(watcher).isKept("completed");
            }
            assertThat(plain.messages())
                    .as("a plain client gets documents alone")
                    .isEmpty();
        }
    }

    /** A scanner tries until Redis takes it; what it takes at last is what counts. */
    private String writeAtLast(ScanStatus status, double percent) {
        AtomicReference<String> written = new AtomicReference<>();
        await("Redis takes a document").atMost(Duration.ofSeconds(30)).until(() -> {
            try {
                written.set(publisher.write(status, percent));
                return true;
            } catch (JedisException e) {
                return false; // its pool still holds connections that are broken
            }
        });
        return written.get();
    }

    private long subscribers() {
        try (Jedis jedis = redis.jedis()) {
            return jedis.clientList()
                    .lines()
                    .filter(line -> !line.contains(" sub=0 "))
                    .count();
        }
    }

    private void flood() {
        String junk = "x".repeat(256 * 1024);
        try (Jedis jedis = redis.jedis()) {
            List<String> channels = jedis.pubsubChannels("scan:gateway:*");
            assertThat(channels).hasSize(1);
            await("Redis cuts the subscriber")
                    .atMost(Duration.ofSeconds(20))
                    .pollDelay(Duration.ZERO)
                    .until(() -> {
                        jedis.publish(channels.get(0), junk);
                        return subscribers() == 0;
                    });
        }
    }
}
