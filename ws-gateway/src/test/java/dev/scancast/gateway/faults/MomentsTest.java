package dev.scancast.gateway.faults;

import static dev.scancast.testkit.PromiseAssert.assertPromise;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanStatus;
import dev.scancast.gateway.OwnGateway;
import dev.scancast.gateway.Publisher;
import dev.scancast.gateway.Transport;
import dev.scancast.testkit.OwnRedis;
import dev.scancast.testkit.ScanWatcher;
import dev.scancast.testkit.SseClient;
import dev.scancast.testkit.TcpProxy;
import dev.scancast.testkit.WatchingClient;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The moments in which the end is lost elsewhere, and the clients that make trouble. */
class MomentsTest {
    private static final Duration WATCHDOG = Duration.ofSeconds(2);

    private static OwnRedis redis;
    private static OwnGateway gateway;

    private final Publisher publisher = Publisher.of(redis, ScanId.create());
    private final ScanId scan = publisher.scan();

    @BeforeAll
    static void start() {
        redis = OwnRedis.start();
        gateway = OwnGateway.start(redis, "gateway.watchdog", WATCHDOG.toSeconds() + "s", "gateway.ping", "500ms");
    }

    @AfterAll
    static void end() {
        gateway.close();
        redis.close();
    }

    @AfterEach
    void closePublisher() {
        publisher.close();
    }

    /** The window between reading the status and subscribing, in which the usual gateway loses the end. */
    @ParameterizedTest
    @EnumSource
    void joiningInTheVeryMomentOfTheLastMessageMissesNothing(Transport transport) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            for (int i = 0; i < 40; i++) {
                boolean foreign = i % 2 == 0;
                try (Publisher own = Publisher.of(redis, ScanId.create())) {
                    if (foreign) {
                        own.setAndPublish("{\"n\":1,\"status\":\"running\"}");
                    } else {
                        own.write(ScanStatus.SCANNING, 50);
                    }
                    CountDownLatch now = new CountDownLatch(1);
                    List<Future<ScanWatcher>> joining = new ArrayList<>();
                    for (int j = 0; j < 3; j++) {
                        joining.add(threads.submit(() -> {
                            now.await();
                            return transport.watch(gateway, own.scan(), "");
                        }));
                    }
                    now.countDown();
                    if (foreign) {
                        own.setAndPublish("{\"n\":2,\"status\":\"completed\"}");
                    } else {
                        own.write(ScanStatus.COMPLETED, 100);
                    }
                    for (Future<ScanWatcher> joined : joining) {
                        try (ScanWatcher watcher = joined.get()) {
                            watcher.awaitEnd();
                            assertPromise(watcher).isKept("completed");
                        }
                    }
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "POLL")
    void joiningBetweenAForeignSetAndItsPublishShowsTheDocumentOnce(Transport transport) {
        publisher.setAndPublish("{\"n\":1,\"status\":\"running\"}");
        publisher.set("{\"n\":2,\"status\":\"running\"}");
        try (ScanWatcher watcher = transport.watch(gateway, scan, "")) {
            watcher.awaitDocuments(1);
            publisher.publish("{\"n\":2,\"status\":\"running\"}");
            publisher.setAndPublish("{\"n\":3,\"status\":\"running\"}");
            watcher.awaitDocuments(2);
            publisher.set("{\"n\":4,\"status\":\"finished\"}");
            try (ScanWatcher second = transport.watch(gateway, scan, "")) {
                publisher.publish("{\"n\":4,\"status\":\"finished\"}");
                for (ScanWatcher each : List.of(watcher, second)) {
                    each.awaitEnd();
                    assertPromise(each).isKept("completed");
                }
            }
            assertThat(watcher.texts())
                    .containsExactly(
                            "{\"n\":2,\"status\":\"running\"}",
                            "{\"n\":3,\"status\":\"running\"}",
                            "{\"n\":4,\"status\":\"finished\"}");
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "POLL")
    void theWatchdogFindsAnEndWhosePublishWasLost(Transport transport) {
        // With an epoch, so that no second read a second after joining finds it before the watchdog does.
        publisher.setAndPublish("{\"epoch\":1,\"seq\":1,\"status\":\"running\"}");
        try (ScanWatcher watcher = transport.watch(gateway, scan, "")) {
            watcher.awaitDocuments(1);
            long began = System.nanoTime();
            publisher.set("{\"epoch\":1,\"seq\":2,\"status\":\"finished\"}");
            watcher.awaitEnd();
            new Deadline("an end without its publish, watchdog at 2 s, " + transport, Duration.ofMillis(2300))
                    .check(System.nanoTime() - began);
            assertPromise(watcher).isKept("completed");
        }
    }

    @Test
    void aScanThatEndedHoursAgoAnswersWithItsEnd() {
        String end = publisher.write(ScanStatus.ERROR, 41);
        redis.command("DEL", "scan:status:" + scan); // it lives an hour, meta a month
        try (WatchingClient watcher = gateway.watch(scan)) {
            watcher.awaitEnd();
            assertThat(watcher.texts()).containsExactly(end);
            assertPromise(watcher).isKept("error");
        }
    }

    /** Every connection dies after half a second; whoever resumes each time sees a whole scan and no alarm. */
    @Test
    void aProxyThatCutsEveryConnectionLosesNothing() {
        try (TcpProxy impatient = TcpProxy.to(gateway.port())) {
            impatient.cutEveryConnectionAfter(Duration.ofMillis(500));
            publisher.write(ScanStatus.QUEUED, 0);
            List<String> seen = new ArrayList<>();
            URI uri = URI.create("http://127.0.0.1:" + impatient.port() + "/events/" + scan + "?notices=true");
            SseClient stream = SseClient.open(uri);
            int resumed = 0;
            for (int i = 1; i <= 12; i++) {
                publisher.write(i < 12 ? ScanStatus.SCANNING : ScanStatus.COMPLETED, i < 12 ? i * 8 : 100);
                SseClient current = stream;
                String wanted = "\"seq\":" + (i + 1) + ",";
                await("document " + i + " or the cut")
                        .until(() -> current.last().contains(wanted) || current.hasEnded());
                if (i < 12) {
                    await("the cut").until(current::hasEnded);
                    assertThat(current.messages()).as("no alarm").isEmpty();
                    seen.addAll(current.texts());
                    stream = SseClient.open(uri, current.lastEventId());
                    resumed++;
                }
            }
            stream.awaitEnd();
            seen.addAll(stream.texts());
            assertThat(resumed).isEqualTo(11);
            assertThat(seen).doesNotHaveDuplicates();
            assertThat(seen.get(seen.size() - 1)).contains("\"completed\"");
            assertThat(seen).hasSizeGreaterThan(11);
        }
    }

    /** Nothing says that they are gone: no FIN, no RST, and on the way nobody who would answer for them. */
    @Test
    void clientsThatVanishWithoutFinAreFound() {
        publisher.write(ScanStatus.SCANNING, 10);
        try (TcpProxy cable = TcpProxy.to(gateway.port())) {
            WatchingClient watcher =
                    WatchingClient.connect(URI.create("ws://127.0.0.1:" + cable.port() + "/ws/scan/" + scan));
            watcher.awaitDocuments(1);
            assertThat(gateway.connections("websocket")).isEqualTo(1);
            long began = System.nanoTime();
            cable.pause();
            await("the gateway lets it go")
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> gateway.connections("websocket") == 0);
            new Deadline("a client that vanished is let go, ping at 500 ms", Duration.ofMillis(1750))
                    .check(System.nanoTime() - began);
        }
    }
}
