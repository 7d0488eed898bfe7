package dev.scancast.gateway;

import static dev.scancast.testkit.PromiseAssert.assertPromise;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scancast.contract.document.ScanId;
import dev.scancast.testkit.CapturedErrors;
import dev.scancast.testkit.OwnRedis;
import dev.scancast.testkit.ScanWatcher;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever can SET and PUBLISH is a scanner, and is relayed as it speaks. */
class ForeignPublisherTest {
    private static final String END = "{\"status\":\"finished\",\"n\":1000}";

    private static OwnRedis redis;
    private static OwnGateway gateway;

    private final Publisher publisher = Publisher.of(redis, ScanId.create());
    private final ScanId scan = publisher.scan();

    @BeforeAll
    static void start() {
        redis = OwnRedis.start();
        gateway = OwnGateway.start(redis);
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
    void anyJsonObjectReachesClientsByteForByte(Transport transport) {
        List<String> documents = List.of(
                "{}",
                "{ \"status\" : \"Running\" ,\t\"progress\" : {\"percent\":3,\"phase\":\"x\"} }",
                "{\"status\":\"gr\u00fcn \u2603 \\ud83d\\ude00 \ud83d\ude00\"}",
                "{\"big\":1e400,\"long\":123456789012345678901234567890,\"neg\":-0.0}",
                "{\"status\":\"running\",\"status\":\"walking\"}",
                "{\"status\":7,\"seq\":\"x\",\"epoch\":-1,\"scan_id\":null}",
                "{\"type\":\"mine\",\"status\":null}",
                "{\"deep\":" + "[".repeat(63) + "]".repeat(63) + "}",
                "{\"filler\":\"" + "x".repeat(64 * 1024 - 13) + "\"}",
                "\n{\n  \"status\": \"pretty\"\n}\n",
                "{\"scan_id\":\"" + scan + "\",\"status\":\"walking\"}");
        assertThat(documents.get(8)).hasSize(64 * 1024);
        publisher.setAndPublish("{\"n\":0}");
        try (ScanWatcher watcher = transport.watch(gateway, scan, "")) {
            watcher.awaitDocuments(1);
            int count = 1;
            for (String document : documents) {
                publisher.setAndPublish(document);
                watcher.awaitDocuments(++count);
                assertThat(watcher.last()).isEqualTo(document);
            }
            publisher.setAndPublish(END);
            watcher.awaitEnd();
            assertThat(watcher.last()).isEqualTo(END);
            assertThat(watcher.documents()).hasSize(documents.size() + 2);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "finished,completed",
        "Completed,completed",
        "FAILED,error",
        "aborted,error",
        "Error,error",
        "cancelled,canceled",
        "CANCELED,canceled"
    })
    void foreignWordsEndAScanInAnyCase(String word, String reason) {
        String last = "{\"status\":\"" + word + "\"}";
        try (ScanWatcher live = Transport.WEBSOCKET.watch(gateway, scan, "");
                ScanWatcher stream = Transport.SSE.watch(gateway, scan, "")) {
            await("both are subscribed").until(() -> publisher.subscribers() == 1);
            publisher.setAndPublish("{\"status\":\"walking\"}");
            publisher.setAndPublish(last);
            for (ScanWatcher watcher : List.of(live, stream)) {
                watcher.awaitEnd();
                assertThat(watcher.last()).isEqualTo(last);
                assertPromise(watcher).isKept(reason);
            }
        }
        try (ScanWatcher late = Transport.WEBSOCKET.watch(gateway, scan, "")) {
            late.awaitEnd();
            assertThat(late.texts()).containsExactly(last);
            assertPromise(late).isKept(reason);
        }
    }

    @Test
    void documentsWithSeqButWithoutEpochAreOrderedByItAndOldOnesDropped() {
        publisher.setAndPublish("{\"seq\":5,\"status\":\"running\"}");
        try (ScanWatcher watcher = Transport.WEBSOCKET.watch(gateway, scan, "")) {
            watcher.awaitDocuments(1);
            publisher.setAndPublish("{\"seq\":6,\"status\":\"running\"}");
            publisher.publish("{\"seq\":5,\"status\":\"running\"}");
            publisher.setAndPublish("{\"seq\":7,\"status\":\"finished\"}");
            watcher.awaitEnd();
            assertThat(watcher.texts())
                    .containsExactly(
                            "{\"seq\":5,\"status\":\"running\"}",
                            "{\"seq\":6,\"status\":\"running\"}",
                            "{\"seq\":7,\"status\":\"finished\"}");
        }
    }

    @Test
    void aPublisherThatBeginsAgainIsFollowed() {
        publisher.setAndPublish("{\"seq\":9,\"status\":\"running\"}");
        try (ScanWatcher watcher = Transport.WEBSOCKET.watch(gateway, scan, "")) {
            watcher.awaitDocuments(1);
            publisher.setAndPublish("{\"seq\":1,\"status\":\"running\"}");
            watcher.awaitDocument("\"seq\":1,");
            publisher.setAndPublish("{\"seq\":2,\"status\":\"finished\"}");
            watcher.awaitEnd();
            assertThat(watcher.last()).contains("\"seq\":2,");
        }
    }

    @Test
    void onceAnEpochWasSeenDocumentsWithoutOneAreDropped() {
        publisher.setAndPublish("{\"epoch\":1,\"seq\":1,\"status\":\"running\"}");
        try (ScanWatcher watcher = Transport.WEBSOCKET.watch(gateway, scan, "")) {
            watcher.awaitDocuments(1);
            publisher.publish("{\"status\":\"finished\"}");
            publisher.setAndPublish("{\"epoch\":1,\"seq\":2,\"status\":\"error\"}");
            watcher.awaitEnd();
            assertThat(watcher.documents()).hasSize(2);
            assertPromise(watcher).isKept("error");
        }
    }

    /** Between its PUBLISH and its SET a watcher joins: only a second read can find what it missed. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "POLL")
    void whoJoinsBetweenAPublishAndItsSetGetsTheEndAllTheSame(Transport transport) {
        publisher.setAndPublish("{\"n\":1,\"status\":\"running\"}");
        publisher.publish(END);
        try (ScanWatcher watcher = transport.watch(gateway, scan, "")) {
            watcher.awaitDocuments(1);
            assertThat(watcher.last()).contains("\"n\":1,");
            publisher.set(END);
            watcher.awaitEnd();
            assertPromise(watcher).isKept("completed");
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "POLL")
    void aStatusThatIsOnlySetIsSeenByWhoeverJoins(Transport transport) {
        publisher.set(END);
        try (ScanWatcher watcher = transport.watch(gateway, scan, "")) {
            watcher.awaitEnd();
            assertPromise(watcher).isKept("completed");
        }
    }

    static Stream<byte[]> whatCannotBeRelayed() {
        return Stream.<byte[]>concat(
                Stream.of(
                                "",
                                "hello",
                                "7",
                                "\"text\"",
                                "null",
                                "[{\"status\":\"finished\"}]",
                                "{\"status\":\"finished\"",
                                "{\"status\":\"finished\"} {}",
                                "{'status':'finished'}",
                                "{\"status\":\"finished\",\"deep\":" + "[".repeat(64) + "]".repeat(64) + "}",
                                "{\"status\":\"finished\",\"filler\":\"" + "x".repeat(64 * 1024) + "\"}",
                                "{\"status\":\"finished\",\"scan_id\":\"another\"}",
                                "{\"type\":\"notice\",\"status\":\"finished\"}",
                                "{\"type\":\"pong\"}",
                                "{\"type\":\"snapshot\"}",
                                "{\"type\":\"update\"}")
                        .map(text -> text.getBytes(StandardCharsets.UTF_8)),
                Stream.of(new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'}, new byte[] {0, '{', 0, '}'}));
    }

    @ParameterizedTest
    @MethodSource("whatCannotBeRelayed")
    void whatCannotBeRelayedIsDropped(byte[] bad) {
        publisher.setAndPublish("{\"n\":1}");
        try (ScanWatcher watcher = Transport.WEBSOCKET.watch(gateway, scan, "")) {
            watcher.awaitDocuments(1);
            publisher.publish(bad);
            publisher.setAndPublish(END);
            watcher.awaitEnd();
            assertThat(watcher.texts()).containsExactly("{\"n\":1}", END);
        }
    }

    @Test
    void whatIsDroppedIsLoggedOncePerScan() {
        try (CapturedErrors errors = CapturedErrors.start()) {
            publisher.setAndPublish("{\"n\":1}");
            try (ScanWatcher watcher = Transport.WEBSOCKET.watch(gateway, scan, "")) {
                watcher.awaitDocuments(1);
                publisher.publish("hello");
                publisher.publish("[]");
                publisher.publish("hello again");
                publisher.setAndPublish(END);
                watcher.awaitEnd();
            }
            assertThat(errors.linesWith("scan=" + scan))
                    .singleElement()
                    .asString()
                    .contains("WARN", "dropped", "it is not JSON");
        }
    }

    @Test
    void aStatusThatCannotBeRelayedIsNoStatus() {
        publisher.set("{broken");
        try (ScanWatcher watcher = Transport.WEBSOCKET.watch(gateway, scan, "?wait=0")) {
            watcher.awaitEnd();
            assertThat(watcher.endCode()).isEqualTo(4404);
        }
        assertThat(gateway.get("/api/v1/scanner/scan/" + scan).statusCode()).isEqualTo(404);
    }
}
