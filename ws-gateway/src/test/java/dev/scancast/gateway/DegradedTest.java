package dev.scancast.gateway;

import static dev.scancast.testkit.PromiseAssert.assertPromise;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanStatus;
import dev.scancast.testkit.HttpCalls;
import dev.scancast.testkit.OwnRedis;
import dev.scancast.testkit.Received;
import dev.scancast.testkit.SseClient;
import dev.scancast.testkit.TcpProxy;
import dev.scancast.testkit.WatchingClient;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What watchers see when Redis goes away and comes back. */
class DegradedTest {
    private final OwnRedis redis = OwnRedis.start();
    private final TcpProxy proxy = TcpProxy.to(redis.port());
    private OwnGateway gateway;
    private Publisher publisher;
    private ScanId scan;

    @BeforeEach
    void start() {
        gateway = OwnGateway.startUnready(proxy.port());
        gateway.awaitReady();
        publisher = Publisher.of(redis, ScanId.create());
        scan = publisher.scan();
    }

    @AfterEach
    void end() {
        publisher.close();
        gateway.close();
        proxy.close();
        redis.close();
    }

    /** How the link is lost and comes back; the publisher's own way to Redis is not the gateway's. */
    @SuppressWarnings("ImmutableEnumChecker") // the lambdas hold nothing
    enum Fault {
        CUT {
            @Override
            void begin(TcpProxy proxy) {
                proxy.cut();
            }

            @Override
            void end(TcpProxy proxy) {
                // the link is back already
            }
        },
        HALF_OPEN {
            @Override
            void begin(TcpProxy proxy) {
                proxy.pause();
            }

            @Override
            void end(TcpProxy proxy) {
                proxy.cut();
                proxy.resume();
            }
        },
        SILENT_FOR_A_WHILE {
            @Override
            void begin(TcpProxy proxy) {
                proxy.pause();
            }

            @Override
            void end(TcpProxy proxy) {
                proxy.resume();
            }
        },
        REFUSED {
            @Override
            void begin(TcpProxy proxy) {
                proxy.refuse();
            }

            @Override
            void end(TcpProxy proxy) {
                proxy.accept();
            }
        };

        abstract void begin(TcpProxy proxy);

        abstract void end(TcpProxy proxy);
    }

    @ParameterizedTest
    @EnumSource
    void watchersAreToldAndGetWhatTheyMissedAndPlainOnesGetNothingElse(Fault fault) {
        publisher.write(ScanStatus.SCANNING, 10);
        try (WatchingClient plain = gateway.watch(scan);
                WatchingClient told = gateway.watchWithNotices(scan);
                SseClient stream = gateway.sse(scan)) {
            plain.awaitDocuments(1);
            told.awaitDocuments(1);
            stream.awaitDocuments(1);

            long began = System.nanoTime();
            fault.begin(proxy);
            told.awaitMessage("degraded");
            stream.awaitMessage("degraded");
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
            String last = publisher.write(ScanStatus.COMPLETED, 100);
            fault.end(proxy);

            for (var watcher : new dev.scancast.testkit.ScanWatcher[] {plain, told, stream}) {
                watcher.awaitEnd();
                assertThat(watcher.last()).isEqualTo(last);
                assertPromise(watcher).isKept("completed");
            }
            assertThat(plain.messages()).isEmpty();
        }
    }

    @Test
    void afterAnOutageWithoutNewsWatchersHearThatItIsOver() {
        publisher.write(ScanStatus.SCANNING, 10);
        try (WatchingClient plain = gateway.watch(scan);
                WatchingClient told = gateway.watchWithNotices(scan)) {
            plain.awaitDocuments(1);
            told.awaitDocuments(1);
            redis.suspend();
            told.awaitMessage("degraded");
            gateway.awaitNotReady();
            redis.resume();
            told.awaitMessage("recovered");
            gateway.awaitReady();
            assertThat(told.everything().stream().map(Received::text))
                    .satisfiesExactly(
                            document -> assertThat(document).contains("scanning"),
                            notice -> assertThat(notice).startsWith("{\"type\":\"notice\",\"code\":\"degraded\""),
                            notice -> assertThat(notice).startsWith("{\"type\":\"notice\",\"code\":\"recovered\""));
            publisher.write(ScanStatus.COMPLETED, 100);
            plain.awaitEnd();
            told.awaitEnd();
            assertThat(plain.everything()).hasSize(2);
        }
    }

    @Test
    void oneWhoJoinsDuringAnOutageIsServedFromMemoryAndTold() {
        String current = publisher.write(ScanStatus.SCANNING, 10);
        try (WatchingClient first = gateway.watchWithNotices(scan)) {
            first.awaitDocuments(1);
            proxy.refuse();
            first.awaitMessage("degraded");
            try (WatchingClient late = gateway.watchWithNotices(scan)) {
                late.awaitMessage("degraded");
                assertThat(late.texts()).containsExactly(current);
                proxy.accept();
                late.awaitMessage("recovered");
                assertThat(late.documents()).hasSize(1);
            }
        }
    }

    @Test
    void aRedisThatComesBackEmptyIsToldAndTheNextWriteGoesOn() {
        publisher.write(ScanStatus.SCANNING, 10);
        try (WatchingClient plain = gateway.watch(scan);
                WatchingClient told = gateway.watchWithNotices(scan)) {
            plain.awaitDocuments(1);
            told.awaitDocuments(1);
            redis.restart();
            told.awaitMessage("status_gone");
            told.awaitMessage("recovered");
            await("the publisher can write again").ignoreExceptions().until(() -> {
                publisher.write(ScanStatus.SCANNING, 20);
                return true;
            });
            publisher.write(ScanStatus.COMPLETED, 100);
            plain.awaitEnd();
            told.awaitEnd();
            assertPromise(plain).isKept("completed");
            assertPromise(told).isKept("completed");
            assertThat(plain.messages()).isEmpty();
        }
    }

    /** The publish is lost, the link is fine: only the watchdog can find the end. */
    @Test
    void anEndWhosePublishWasLostIsFoundByTheWatchdog() {
        try (OwnGateway watching = OwnGateway.start(redis, "gateway.watchdog", "500ms")) {
            publisher.setAndPublish("{\"status\":\"running\"}");
            try (WatchingClient client = watching.watch(scan)) {
                client.awaitDocuments(1);
                await("the second read is over")
                        .pollDelay(Duration.ofMillis(1500))
                        .until(() -> true);
                publisher.set("{\"status\":\"finished\"}");
                client.awaitEnd();
                assertPromise(client).isKept("completed");
            }
        }
    }

    @Test
    void whatCannotBeReadIs503ForWhoeverPolls() {
        publisher.write(ScanStatus.SCANNING, 10);
        proxy.refuse();
        await("503").atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            var answer = HttpCalls.get(gateway.poll(scan));
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            assertThat(answer.body()).contains("\"unavailable\"");
        });
        proxy.accept();
        await("200")
                .atMost(Duration.ofSeconds(10))
                .until(() -> HttpCalls.get(gateway.poll(scan)).statusCode() == 200);
    }
}
