package dev.scancast.gateway;

import static dev.scancast.testkit.PromiseAssert.assertPromise;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanStatus;
import dev.scancast.testkit.OwnRedis;
import dev.scancast.testkit.ScanWatcher;
import dev.scancast.testkit.SseClient;
import dev.scancast.testkit.WatchingClient;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The promise to watchers of one scan, the same on every transport. */
class WatchingTest {
    private static OwnRedis redis;
    private static OwnGateway gateway;

    private final Publisher publisher = Publisher.of(redis, ScanId.create());
    private final ScanId scan = publisher.scan();

    @BeforeAll
    static void start() {
        redis = OwnRedis.start();
        // Room for a whole flood: what is shown here is joining; skipping for a busy client has tests of its own.
        gateway = OwnGateway.start(redis, "gateway.outbox", "16MiB");
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

    @ParameterizedTest
    @EnumSource
    void lateWatcherGetsTerminalDocumentThenTheEnd(Transport transport) {
        publisher.write(ScanStatus.SCANNING, 40);
        String last = publisher.write(ScanStatus.COMPLETED, 100);

        try (ScanWatcher watcher = transport.watch(gateway, scan, "")) {
            watcher.awaitEnd();
            assertThat(watcher.texts()).containsExactly(last);
            assertPromise(watcher).isKept("completed");
        }
    }

    @ParameterizedTest
    @EnumSource
    void theEndIsRememberedWhenTheStatusIsGone(Transport transport) {
        String last = publisher.write(ScanStatus.CANCELED, 12);
        redis.command("DEL", "scan:status:" + scan);

        try (ScanWatcher watcher = transport.watch(gateway, scan, "")) {
            watcher.awaitEnd();
            assertThat(watcher.texts()).containsExactly(last);
            assertPromise(watcher).isKept("canceled");
        }
    }

    @ParameterizedTest
    @EnumSource
    void getsTheSnapshotThenWhatIsNewerThenTheEnd(Transport transport) {
        publisher.write(ScanStatus.DISCOVERING, 1);
        String snapshot = publisher.write(ScanStatus.SCANNING, 20);
        try (ScanWatcher watcher = transport.watch(gateway, scan, "")) {
            watcher.awaitDocuments(1);
            assertThat(watcher.texts()).containsExactly(snapshot);

            String second = publisher.write(ScanStatus.SCANNING, 60);
            watcher.awaitDocuments(2);
            String third = publisher.write(ScanStatus.ERROR, 60);
            watcher.awaitEnd();

            assertThat(watcher.texts()).containsExactly(snapshot, second, third);
            assertPromise(watcher).isKept("error");
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "POLL")
    void waitsSubscribedForAScanThatIsNotKnownYet(Transport transport) {
        try (ScanWatcher watcher = transport.watch(gateway, scan, "")) {
            await("the gateway has subscribed").until(() -> publisher.subscribers() == 1);
            String first = publisher.write(ScanStatus.QUEUED, 0);
            String last = publisher.write(ScanStatus.COMPLETED, 100);
            watcher.awaitEnd();
            assertThat(watcher.texts()).containsExactly(first, last);
            assertPromise(watcher).isKept("completed");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"WEBSOCKET", "WEBSOCKET_WITH_NOTICES"})
    void aScanThatDoesNotAppearInTimeIs4404(Transport transport) {
        try (ScanWatcher watcher = transport.watch(gateway, scan, "?wait=1")) {
            watcher.awaitEnd();
            assertThat(watcher.documents()).isEmpty();
            assertThat(watcher.endCode()).isEqualTo(4404);
            assertThat(watcher.endReason()).isEqualTo("scan_not_found");
        }
    }

    @Test
    void aScanThatDoesNotAppearInTimeIs404OnSseWhileNothingWasSent() {
        try (SseClient watcher = SseClient.open(gateway.events(scan, "?wait=0"))) {
            watcher.awaitEnd();
            assertThat(watcher.endCode()).isEqualTo(4404);
            assertThat(watcher.endReason()).isEqualTo("scan_not_found");
        }
    }

    @Test
    void onceTheStreamHasBegunAScanThatDoesNotAppearIsToldByItsEnd() {
        try (SseClient watcher = SseClient.open(gateway.events(scan, "?wait=3"))) {
            watcher.awaitEnd();
            assertThat(watcher.answer()).isNotNull();
            assertThat(watcher.answer().status()).isEqualTo(200);
            assertThat(watcher.documents()).isEmpty();
            assertThat(watcher.endCode()).isEqualTo(4404);
        }
    }

    @Test
    void aScanThatIsNotKnownIs404AtOnceOnPoll() {
        try (ScanWatcher watcher = Transport.POLL.watch(gateway, scan, "")) {
            watcher.awaitEnd();
            assertThat(watcher.endCode()).isEqualTo(4404);
            assertThat(watcher.endReason()).isEqualTo("scan_not_found");
        }
    }

    @Test
    void aBadIdIsRefusedOnEveryTransport() {
        for (String bad : List.of("-begins-with-dash", "sp%20ace", "x".repeat(129), "a%3Ab", "%C3%A4")) {
            try (WatchingClient watcher = WatchingClient.connect(gateway.socket("/ws/scan/" + bad))) {
                watcher.awaitEnd();
                assertThat(watcher.endCode()).as(bad).isEqualTo(4404);
                assertThat(watcher.endReason()).as(bad).isEqualTo("bad_scan_id");
                assertThat(watcher.everything()).isEmpty();
            }
            try (SseClient watcher = SseClient.open(gateway.uri("/events/" + bad))) {
                watcher.awaitEnd();
                assertThat(watcher.endCode()).as(bad).isEqualTo(4400);
                assertThat(watcher.endReason()).as(bad).isEqualTo("bad_scan_id");
            }
            assertThat(gateway.get("/api/v1/scanner/scan/" + bad).body()).contains("\"bad_scan_id\"");
        }
    }

    @Test
    void theShortAddressesAreTheSame() {
        String last = publisher.write(ScanStatus.COMPLETED, 100);
        try (ScanWatcher socket = WatchingClient.connect(gateway.socket("/ws/scan/" + scan));
                ScanWatcher stream = SseClient.open(gateway.uri("/events/" + scan))) {
            socket.awaitEnd();
            stream.awaitEnd();
            assertThat(socket.texts()).containsExactly(last);
            assertThat(stream.texts()).containsExactly(last);
        }
    }

    /** Whoever joins, whenever, while a publisher writes as fast as it can, sees no gap, no repeat, and the end. */
    @ParameterizedTest
    @EnumSource
    void joiningInTheMidstOfAFloodLosesNothing(Transport transport) throws InterruptedException {
        publisher.write(ScanStatus.QUEUED, 0);
        Thread flood = new Thread(
                () -> {
                    for (int i = 1; i <= 1_500; i++) {
                        publisher.write(ScanStatus.SCANNING, i / 16.0);
                    }
                    publisher.write(ScanStatus.COMPLETED, 100);
                },
                "test-flood");
        List<ScanWatcher> watchers = new ArrayList<>();
        flood.start();
        while (flood.isAlive() && watchers.size() < 60) {
            watchers.add(transport.watch(gateway, scan, ""));
        }
        flood.join();
        for (ScanWatcher watcher : watchers) {
            watcher.awaitEnd();
            assertPromise(watcher).isKept("completed");
            if (transport != Transport.POLL) {
                assertHasNoHole(watcher);
            }
            watcher.close();
        }
        assertThat(watchers).hasSizeGreaterThan(5);
    }

    private static void assertHasNoHole(ScanWatcher watcher) {
        List<Long> seqs = watcher.texts().stream()
                .map(text ->
                        dev.scancast.testkit.Documents.parse(text).path("seq").longValue())
                .toList();
        for (int i = 1; i < seqs.size(); i++) {
            assertThat(seqs.get(i)).as("after %s of %s", i, seqs.size()).isEqualTo(seqs.get(i - 1) + 1);
        }
    }
}
