package dev.scancast.gateway;

import static dev.scancast.testkit.PromiseAssert.assertPromise;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scancast.contract.document.ScanId;
import dev.scancast.testkit.Documents;
import dev.scancast.testkit.OwnRedis;
import dev.scancast.testkit.RawWebSocket;
import dev.scancast.testkit.WatchingClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Clients that don't take what they are given, beside one that does. */
class SlowClientTest {
    /** More than the kernel's buffers and the outbox hold together. */
    private static final int FLOOD_BYTES = 24 * 1024 * 1024;

    private static final int DOCUMENT_BYTES = 32 * 1024;
    private static final int SMALL_BUFFER = 4096;

    /** Documents that any client takes at once: less than the outbox. */
    private static final int AT_ONCE = 6;

    private static OwnRedis redis;
    private static OwnGateway gateway;

    private final Publisher publisher = Publisher.of(redis, ScanId.create());
    private final ScanId scan = publisher.scan();
    private int published;

    @BeforeAll
    static void start() {
        redis = OwnRedis.start();
        gateway = OwnGateway.start(redis, "gateway.linger", "0s", "gateway.write-timeout", "3s");
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

    /**
     * The end was looked up at the hub when a client that was behind could take more. By then the hub had forgotten the
     * scan, and the client was closed with 1000 without ever having seen the end.
     */
    @Test
    void oneThatReadsAgainLongAfterTheEndGetsTheTerminalDocument() throws IOException {
        publish("running");
        try (RawWebSocket slow = RawWebSocket.open(gateway.socket(scan, ""), SMALL_BUFFER);
                WatchingClient other = gateway.watch(scan)) {
            assertThat(slow.readFrame().opcode()).isEqualTo(RawWebSocket.TEXT);
            other.awaitDocuments(1);

            flood();
            publish("finished");
            other.awaitEnd();
            await("the hub has forgotten the scan").until(() -> publisher.subscribers() == 0);

            List<String> documents = new ArrayList<>();
            RawWebSocket.Frame frame = slow.readFrame();
            while (frame.opcode() == RawWebSocket.TEXT) {
                documents.add(frame.text());
                frame = slow.readFrame();
            }
            assertThat(documents.size()).as("it was behind, and skipped").isLessThan(published / 2);
            assertThat(Documents.isTerminal(documents.get(documents.size() - 1)))
                    .isTrue();
            assertThat(frame.closeCode()).isEqualTo(1000);
            assertThat(frame.closeReason()).isEqualTo("completed");
        }
    }

    @Test
    void oneThatTakesNothingDisturbsNobodyAndIsCutOff() throws IOException {
        publish("running");
        try (RawWebSocket stalled = RawWebSocket.open(gateway.socket(scan, ""), SMALL_BUFFER);
                WatchingClient other = gateway.watch(scan)) {
            other.awaitDocuments(1);
            // Not faster than the other takes it, so that only the stalled one can make it miss any.
            while (published < FLOOD_BYTES / DOCUMENT_BYTES) {
                publish("running");
                if (published % AT_ONCE == 0) {
                    other.awaitDocuments(published);
                }
            }
            await("the client that took nothing is cut off")
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> gateway.connections("websocket") == 1);
            publish("finished");
            other.awaitEnd();
            assertThat(other.documents().size()).isEqualTo(published);
            assertPromise(other).isKept("completed");
            assertThat(stalled.endsWithin(Duration.ofSeconds(10))).isTrue();
        }
    }

    /** A byte now and then is no progress: what is under way would take for ever. */
    @Test
    void oneThatTakesAByteNowAndThenIsCutOff() throws IOException {
        publish("running");
        try (RawWebSocket trickling = RawWebSocket.open(gateway.socket(scan, ""), SMALL_BUFFER)) {
            await("it watches").until(() -> gateway.connections("websocket") == 1);
            flood();
            trickling.trickle(Duration.ofMillis(100), Duration.ofSeconds(4));
            await("it is cut off").atMost(Duration.ofSeconds(20)).until(() -> gateway.connections("websocket") == 0);
        }
    }

    private void flood() {
        for (int sent = 0; sent < FLOOD_BYTES; sent += DOCUMENT_BYTES) {
            publish("running");
        }
    }

    private void publish(String status) {
        published++;
        String head = "{\"n\":" + published + ",\"status\":\"" + status + "\",\"filler\":\"";
        String filler = "x".repeat(DOCUMENT_BYTES - head.length() - 2);
        publisher.setAndPublish(
                new String((head + filler + "\"}").getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8));
    }
}
