package dev.scancast.gateway;

import static dev.scancast.testkit.PromiseAssert.assertPromise;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanStatus;
import dev.scancast.testkit.Documents;
import dev.scancast.testkit.OwnRedis;
import dev.scancast.testkit.RawHttp;
import dev.scancast.testkit.RawWebSocket;
import dev.scancast.testkit.WatchingClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is particular to WebSocket. */
class WebSocketTest {
    private static OwnRedis redis;
    private static OwnGateway gateway;

    private final Publisher publisher = Publisher.of(redis, ScanId.create());
    private final ScanId scan = publisher.scan();

    @BeforeAll
    static void start() {
        redis = OwnRedis.start();
        gateway = OwnGateway.start(
                redis, "gateway.ping", "300ms", "gateway.origins", "https://page.example,http://other.example:81");
    }

    @AfterAll
    static void end() {
        gateway.close();
        redis.close();
    }

    @BeforeEach
    void begin() {
        publisher.write(ScanStatus.SCANNING, 10);
    }

    @AfterEach
    void closePublisher() {
        publisher.close();
    }

    @Test
    void aPingIsAnsweredWithItsPayloadAndTheGatewaysTime() {
        try (WatchingClient client = gateway.watch(scan)) {
            client.send("{\"type\":\"ping\",\"t\":{\"a\":[1,2.50,\"x\"]}}");
            client.awaitMessage("pong");
            JsonNode pong = Documents.parse(client.messages().get(0).text());
            assertThat(pong.path("type").asText()).isEqualTo("pong");
            assertThat(pong.path("t").toString()).isEqualTo("{\"a\":[1,2.5,\"x\"]}");
            assertThat(pong.path("time").asText()).matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
            client.send("{\"type\":\"ping\"}");
            await("a second pong").until(() -> client.messages().size() == 2);
        }
    }

    @Test
    void aFloodOfPingsIsOutlived() {
        try (WatchingClient client = gateway.watch(scan)) {
            for (int i = 1; i <= 20_000; i++) {
                client.send("{\"type\":\"ping\",\"t\":" + i + "}");
            }
            await("an answer to one that comes after it").until(() -> {
                client.send("{\"type\":\"ping\",\"t\":\"after\"}");
                return client.messages().stream().anyMatch(pong -> pong.text().contains("\"t\":\"after\","));
            });
            assertThat(client.hasEnded()).isFalse();
        }
    }

    @Test
    void aTokenIsTaken() {
        try (WatchingClient client = gateway.watch(scan)) {
            client.send("{\"type\":\"token\",\"token\":\"x\"}");
            client.send("{\"type\":\"ping\"}");
            client.awaitMessage("pong");
            assertThat(client.hasEnded()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hello",
                "",
                "7",
                "[]",
                "null",
                "{}",
                "{\"type\":\"subscribe\"}",
                "{\"type\":7}",
                "{\"type\":\"ping\"",
                "[{\"type\":\"ping\"}]"
            })
    void anythingElseIsUnexpected(String text) {
        try (WatchingClient client = gateway.watch(scan)) {
            client.awaitDocuments(1);
            client.send(text);
            client.awaitEnd();
            assertThat(client.endCode()).isEqualTo(1008);
            assertThat(client.endReason()).isEqualTo("unexpected_message");
        }
    }

    @Test
    void binaryIsUnexpected() {
        try (WatchingClient client = gateway.watch(scan)) {
            client.awaitDocuments(1);
            client.sendBinary(new byte[] {1, 2, 3});
            client.awaitEnd();
            assertThat(client.endCode()).isEqualTo(1008);
        }
    }

    @Test
    void tooMuchAtOnceIs1009() throws IOException {
        try (RawWebSocket client = RawWebSocket.open(gateway.socket(scan, ""))) {
            client.sendText("x".repeat(17 * 1024));
            RawWebSocket.Frame close = client.readUntil(RawWebSocket.CLOSE);
            assertThat(close.closeCode()).isEqualTo(1009);
            assertThat(client.endsWithin(Duration.ofSeconds(10))).isTrue();
        }
    }

    @Test
    void tooMuchInManyFramesIs1009() throws IOException {
        try (RawWebSocket client = RawWebSocket.open(gateway.socket(scan, ""))) {
            byte[] part = "x".repeat(1000).getBytes(StandardCharsets.US_ASCII);
            client.sendFrame(false, RawWebSocket.TEXT, part);
            for (int i = 0; i < 17; i++) {
                client.sendFrame(false, RawWebSocket.CONTINUATION, part);
            }
            assertThat(client.readUntil(RawWebSocket.CLOSE).closeCode()).isEqualTo(1009);
        }
    }

    @Test
    void aFrameThatAnnouncesMoreThanIsAllowedIs1009AtOnce() throws IOException {
        try (RawWebSocket client = RawWebSocket.open(gateway.socket(scan, ""))) {
            // text, masked, 64-bit length of 1 GiB
            client.sendBytes(new byte[] {(byte) 0x81, (byte) 0xff, 0, 0, 0, 0, 0x40, 0, 0, 0, 1, 2, 3, 4, 5});
            client.sendBytes(new byte[64 * 1024]);
            assertThat(client.readUntil(RawWebSocket.CLOSE).closeCode()).isEqualTo(1009);
            assertThat(client.endsWithin(Duration.ofSeconds(10))).isTrue();
        }
    }

    @Test
    void protocolPingsAreAnswered() {
        try (WatchingClient client = gateway.watch(scan)) {
            client.ping();
            await("a protocol pong").until(() -> client.pongs() == 1);
        }
    }

    @Test
    void aClientThatAnswersPingsIsKept() {
        try (WatchingClient client = gateway.watch(scan)) {
            await("several pings").until(() -> client.pings() >= 6);
            assertThat(client.hasEnded()).isFalse();
        }
    }

    @Test
    void aPeerThatAnswersNoPingIsCutOff() throws IOException {
        try (RawWebSocket dead = RawWebSocket.open(gateway.socket(scan, ""))) {
            assertThat(dead.endsWithin(Duration.ofSeconds(10))).isTrue();
        }
    }

    @Test
    void noticesGoOnlyToClientsThatAskedForThem() {
        try (WatchingClient bySubprotocol = gateway.watchWithNotices(scan);
                WatchingClient byQuery = WatchingClient.connect(gateway.socket(scan, "?notices=true"));
                WatchingClient plain = gateway.watch(scan)) {
            assertThat(bySubprotocol.subprotocol()).isEqualTo("scancast.v1");
            assertThat(byQuery.subprotocol()).isEmpty();
            bySubprotocol.awaitDocuments(1);
            byQuery.awaitDocuments(1);
            plain.awaitDocuments(1);

            redis.killPubSubClients();

            bySubprotocol.awaitMessage("recovered");
            byQuery.awaitMessage("recovered");
            String last = publisher.write(ScanStatus.COMPLETED, 100);
            plain.awaitEnd();
            assertThat(plain.everything()).hasSize(2);
            assertThat(plain.last()).isEqualTo(last);
            assertPromise(plain).isKept("completed");
        }
    }

    @Test
    void aSubprotocolThatWeDoNotSpeakIsNotSelected() {
        try (WatchingClient client = WatchingClient.to(gateway.socket(scan, ""))
                .subprotocol("graphql-ws")
                .connect()) {
            assertThat(client.subprotocol()).isEmpty();
            client.awaitDocuments(1);
        }
    }

    @Test
    void nothingFollowsTheEnd() throws IOException {
        try (RawWebSocket client = RawWebSocket.open(gateway.socket(scan, ""))) {
            assertThat(client.readUntil(RawWebSocket.TEXT).text()).contains("scanning");
            publisher.write(ScanStatus.COMPLETED, 100);
            publisher.publish("{\"status\":\"running\"}");
            assertThat(client.readUntil(RawWebSocket.TEXT).text()).contains("completed");
            RawWebSocket.Frame close = client.readFrame();
            while (close.opcode() == RawWebSocket.PING) {
                close = client.readFrame();
            }
            assertThat(close.closeCode()).isEqualTo(1000);
            assertThat(close.closeReason()).isEqualTo("completed");
            client.sendClose(1000, "");
            assertThat(client.endsWithin(Duration.ofSeconds(3))).isTrue();
        }
    }

    @Test
    void aClientThatNeverAnswersTheCloseIsCutOff() throws IOException {
        publisher.write(ScanStatus.COMPLETED, 100);
        try (RawWebSocket client = RawWebSocket.open(gateway.socket(scan, ""))) {
            assertThat(client.readUntil(RawWebSocket.CLOSE).closeCode()).isEqualTo(1000);
            assertThat(client.endsWithin(Duration.ofSeconds(10))).isTrue();
        }
        await("it is no longer counted").until(() -> gateway.connections("websocket") == 0);
    }

    @Test
    void aClientThatLeavesIsAnsweredAndForgotten() throws IOException {
        try (RawWebSocket client = RawWebSocket.open(gateway.socket(scan, ""))) {
            client.readUntil(RawWebSocket.TEXT);
            client.sendClose(1000, "bye");
            assertThat(client.readUntil(RawWebSocket.CLOSE).closeCode()).isEqualTo(1000);
            assertThat(client.endsWithin(Duration.ofSeconds(3))).isTrue();
        }
        await("it is no longer counted").until(() -> gateway.connections("websocket") == 0);
    }

    @Test
    void aClientThatIsResetIsForgotten() throws IOException {
        RawWebSocket client = RawWebSocket.open(gateway.socket(scan, ""));
        client.readUntil(RawWebSocket.TEXT);
        client.reset();
        await("it is no longer counted").until(() -> gateway.connections("websocket") == 0);
    }

    @Test
    void aPageOfAnotherOriginIsRefusedBeforeTheUpgrade() {
        for (String origin : new String[] {"https://evil.example", "null", "http://127.0.0.1:1", "x y"}) {
            RawHttp.Answer answer = RawWebSocket.handshake(gateway.socket(scan, ""), Map.of("Origin", origin));
            assertThat(answer.status()).as(origin).isEqualTo(403);
            assertThat(answer.header("Sec-WebSocket-Accept")).isEmpty();
            assertThat(answer.body()).contains("\"origin_not_allowed\"", "gateway.origins");
        }
    }

    @Test
    void ourOwnPageAndAllowedOnesMayConnect() {
        for (String origin :
                new String[] {"http://127.0.0.1:" + gateway.port(), "https://page.example", "http://other.example:81"
                }) {
            assertThat(RawWebSocket.handshake(gateway.socket(scan, ""), Map.of("Origin", origin))
                            .status())
                    .as(origin)
                    .isEqualTo(101);
        }
    }

    @Test
    void aHandshakeThatIsNoneIsRefused() {
        assertThat(gateway.get("/ws/scan/" + scan).statusCode()).isEqualTo(426);
        RawHttp.Answer wrongVersion =
                RawWebSocket.handshake(gateway.socket(scan, ""), Map.of("Sec-WebSocket-Version", "12"));
        assertThat(wrongVersion.status()).isEqualTo(426);
        assertThat(wrongVersion.header("Sec-WebSocket-Version")).isEqualTo("13");
        assertThat(status(Map.of("Sec-WebSocket-Version", ""))).isIn(400, 426);
        assertThat(status(Map.of("Sec-WebSocket-Key", ""))).isEqualTo(400);
        assertThat(status(Map.of("Sec-WebSocket-Key", "short"))).isEqualTo(400);
        assertThat(status(Map.of("Connection", "close"))).isIn(400, 426);
        assertThat(RawWebSocket.handshake(gateway.socket("/ws/nothing"), Map.of())
                        .status())
                .isEqualTo(404);
    }

    private int status(Map<String, String> changes) {
        return RawWebSocket.handshake(gateway.socket(scan, ""), changes).status();
    }
}
