package dev.scancast.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanStatus;
import dev.scancast.contract.settings.SettingException;
import dev.scancast.testkit.CapturedErrors;
import dev.scancast.testkit.FreePorts;
import dev.scancast.testkit.OwnRedis;
import dev.scancast.testkit.RawHttp;
import dev.scancast.testkit.RawWebSocket;
import dev.scancast.testkit.SseClient;
import dev.scancast.testkit.TcpProxy;
import dev.scancast.testkit.WatchingClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How a gateway starts, tells of itself, drains and ends. */
class LifecycleTest {
    private final OwnRedis redis = OwnRedis.start();

    @AfterEach
    void endRedis() {
        redis.close();
    }

    @Test
    void oneThatIsReadySaysSoForPeopleAndPrograms() {
        try (OwnGateway gateway = OwnGateway.start(redis);
                Publisher publisher = Publisher.of(redis, ScanId.create())) {
            assertThat(gateway.get("/health/live").statusCode()).isEqualTo(200);
            publisher.write(ScanStatus.SCANNING, 1);
            try (WatchingClient socket = gateway.watch(publisher.scan());
                    SseClient stream = gateway.sse(publisher.scan())) {
                socket.awaitDocuments(1);
                stream.awaitDocuments(1);
                assertThat(gateway.health().path("status").asText()).isEqualTo("ready");
                assertThat(gateway.health().at("/redis/link").asText()).isEqualTo("up");
                assertThat(gateway.health().at("/redis/probe_ms").asDouble()).isPositive();
                assertThat(gateway.health().path("subscriptions").asInt()).isEqualTo(1);
                assertThat(gateway.health().at("/connections/websocket").asInt())
                        .isEqualTo(1);
                assertThat(gateway.health().at("/connections/sse").asInt()).isEqualTo(1);
            }
        }
    }

    @Test
    void oneThatStartsBeforeItsRedisIsLiveAndBecomesReady() {
        try (TcpProxy door = TcpProxy.to(redis.port())) {
            door.refuse();
            try (OwnGateway gateway = OwnGateway.startUnready(door.port())) {
                assertThat(gateway.get("/health/live").statusCode()).isEqualTo(200);
                assertThat(gateway.get("/health/ready").statusCode()).isEqualTo(503);
                assertThat(gateway.health().path("reason").asText()).isEqualTo("the link to Redis is not proved");
                assertThat(gateway.get("/api/v1/scanner/scan/x").statusCode()).isEqualTo(503);
                assertThat(gateway.get("/api/v1/scanner/scan/x").body()).contains("\"unavailable\"");
                try (Publisher publisher = Publisher.of(redis, ScanId.create());
                        WatchingClient early = gateway.watchWithNotices(publisher.scan())) {
                    early.awaitMessage("degraded");
                    String last = publisher.write(ScanStatus.COMPLETED, 100);

                    door.accept();

                    gateway.awaitReady();
                    early.awaitEnd();
                    assertThat(early.texts()).containsExactly(last);
                    assertThat(early.endCode()).isEqualTo(1000);
                }
            }
        }
    }

    @Test
    void whoeverWouldNotWaitIsToldThatTheStatusCannotBeRead() {
        try (OwnGateway gateway = OwnGateway.startUnready(FreePorts.next());
                WatchingClient client = WatchingClient.connect(gateway.socket(ScanId.create(), "?wait=0"))) {
            client.awaitEnd();
            assertThat(client.endCode()).isEqualTo(1011);
            assertThat(client.endReason()).isEqualTo("status_unreadable");
        }
    }

    @Test
    void isNotReadyWhileRedisIsAwayAndReadyAgainAfterwards() {
        try (OwnGateway gateway = OwnGateway.start(redis)) {
            redis.kill();
            gateway.awaitNotReady();
            assertThat(gateway.get("/health/live").statusCode()).isEqualTo(200);
            redis.restart();
            gateway.awaitReady();
        }
    }

    @Test
    void isNotReadyWhileRedisTakesNoWrites() {
        try (OwnGateway gateway = OwnGateway.start(redis)) {
            redis.configSet("maxmemory", "1");
            gateway.awaitNotReady();
            assertThat(gateway.health().path("reason").asText()).contains("OOM");
            assertThat(gateway.health().at("/redis/link").asText()).isEqualTo("up");
            redis.configSet("maxmemory", "0");
            gateway.awaitReady();
        }
    }

    @Test
    void isNotReadyWithARedisThatMayForgetScans() {
        redis.configSet("maxmemory-policy", "allkeys-lru");
        try (OwnGateway gateway = OwnGateway.startUnready(redis.port())) {
            await("it says why")
                    .until(() -> gateway.health().path("reason").asText().contains("maxmemory-policy"));
            assertThat(gateway.get("/health/ready").statusCode()).isEqualTo(503);
            redis.configSet("maxmemory-policy", "noeviction");
            gateway.awaitReady();
        }
    }

    @Test
    void aPortThatIsTakenIsOneClearMessageAndLeavesNothingBehind() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            assertThatThrownBy(() -> OwnGateway.startUnready(redis.port(), "gateway.port", port))
                    .isInstanceOf(SettingException.class)
                    .hasMessage("cannot listen on 127.0.0.1:" + port
                            + ": Address already in use; choose another with --gateway-port");
        }
        assertNothingIsLeft();
    }

    @Test
    void aHostThatIsNotOursIsOneClearMessage() {
        assertThatThrownBy(() -> OwnGateway.startUnready(redis.port(), "gateway.host", "192.0.2.1"))
                .isInstanceOf(SettingException.class)
                .hasMessageContaining("192.0.2.1");
        assertNothingIsLeft();
    }

    @Test
    void drainingTellsEveryClientWhenToComeBackAndRefusesNewOnes() {
        try (Publisher publisher = Publisher.of(redis, ScanId.create())) {
            publisher.write(ScanStatus.SCANNING, 1);
            OwnGateway gateway = OwnGateway.start(redis, "gateway.drain", "2s");
            ScanId scan = publisher.scan();
            List<WatchingClient> clients = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                clients.add(i % 2 == 0 ? gateway.watchWithNotices(scan) : gateway.watch(scan));
            }
            SseClient stream = gateway.sse(scan);
            clients.forEach(client -> client.awaitDocuments(1));
            stream.awaitDocuments(1);

            Thread closing = new Thread(gateway::close, "test-close");
            long began = System.nanoTime();
            closing.start();
            gateway.awaitNotReady();
            assertThat(gateway.health().path("reason").asText()).isEqualTo("this gateway goes away");
            RawHttp.Answer refused = RawWebSocket.handshake(gateway.socket(scan, ""), Map.of());
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.body()).contains("\"unavailable\"");

            for (WatchingClient client : clients) {
                client.awaitEnd();
                assertThat(client.endCode()).isEqualTo(1012);
                assertThat(client.documents()).hasSize(1);
                boolean asked = !client.subprotocol().isEmpty();
                assertThat(client.messages()).hasSize(asked ? 1 : 0);
                assertThat(client.messages())
                        .allMatch(notice -> notice.text().contains("\"going_away\"")
                                && notice.text().matches(".*\"reconnect_in_ms\":\\d{1,4}}"));
            }
            stream.awaitEnd();
            assertThat(stream.endCode()).isEqualTo(1012);
            assertThat(stream.events("notice")).hasSize(1);
            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .as("spread over the drain time")
                    .isGreaterThan(Duration.ofSeconds(1));
            awaitEnd(closing);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(6));
        }
    }

    @Test
    void aClientThatTakesNothingDoesNotHoldUpTheEnd() throws IOException {
        OwnGateway gateway = OwnGateway.start(redis);
        ScanId scan = ScanId.create();
        try (Publisher publisher = Publisher.of(redis, scan);
                RawWebSocket stalled = RawWebSocket.open(gateway.socket(scan, ""), 4096)) {
            await("it is subscribed").until(() -> publisher.subscribers() == 1);
            for (int i = 0; i < 400; i++) {
                publisher.publish("{\"n\":" + i + ",\"filler\":\"" + "x".repeat(60_000) + "\"}");
            }
            long began = System.nanoTime();
            gateway.close();
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
            assertThat(stalled.endsWithin(Duration.ofSeconds(5))).isTrue();
        }
        assertNothingIsLeft();
    }

    /** No thread, no connection to Redis, no subscription; and in a normal run nothing was worth a warning. */
    @Test
    void nothingIsLeftAfterTheEndAndNothingWasWorthAWarning() {
        try (CapturedErrors errors = CapturedErrors.start()) {
            OwnGateway gateway = OwnGateway.start(redis);
            try (Publisher publisher = Publisher.of(redis, ScanId.create())) {
                publisher.write(ScanStatus.SCANNING, 1);
                WatchingClient client = gateway.watch(publisher.scan());
                SseClient stream = gateway.sse(publisher.scan());
                client.awaitDocuments(1);
                stream.awaitDocuments(1);
                gateway.close();
                client.awaitEnd();
                stream.awaitEnd();
                assertThat(publisher.subscribers()).isZero();
            }
            assertNothingIsLeft();
            assertThat(errors.linesWith(" WARN "))
                    .filteredOn(line -> !line.contains("redis.clients.jedis.Jedis -")) // testkit's own client
                    .isEmpty();
            assertThat(errors.linesWith("WARNING:")).isEmpty();
            assertThat(errors.linesWith(" ERROR ")).isEmpty();
        }
    }

    @Test
    void endingTwiceIsHarmless() {
        OwnGateway gateway = OwnGateway.start(redis);
        gateway.close();
        gateway.close();
        assertNothingIsLeft();
    }

    private void assertNothingIsLeft() {
        await("no thread of a gateway is left")
                .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                        .extracting(Thread::getName)
                        .noneMatch(name -> name.startsWith("scancast")));
        await("no connection of a gateway is left")
                .untilAsserted(() -> assertThat(String.valueOf(redis.command("CLIENT", "LIST")))
                        .doesNotContain("name=scancast-gateway"));
    }

    private static void awaitEnd(Thread thread) {
        await(thread.getName() + " ends").atMost(Duration.ofSeconds(10)).until(() -> !thread.isAlive());
    }
}
