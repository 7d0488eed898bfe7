package dev.scancast.gateway;

import static dev.scancast.testkit.PromiseAssert.assertPromise;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanStatus;
import dev.scancast.testkit.Documents;
import dev.scancast.testkit.HttpCalls;
import dev.scancast.testkit.OwnRedis;
import dev.scancast.testkit.RawHttp;
import dev.scancast.testkit.SseClient;
import dev.scancast.testkit.TcpProxy;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is particular to server-sent events. */
class SseTest {
    private static OwnRedis redis;
    private static OwnGateway gateway;

    private final Publisher publisher = Publisher.of(redis, ScanId.create());
    private final ScanId scan = publisher.scan();

    @BeforeAll
    static void start() {
        redis = OwnRedis.start();
        gateway = OwnGateway.start(redis, "gateway.heartbeat", "200ms");
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

    @Test
    void theHeadForbidsBufferingAndCaching() {
        publisher.write(ScanStatus.SCANNING, 1);
        try (SseClient client = gateway.sse(scan)) {
            client.awaitDocuments(1);
            RawHttp.Head head = client.answer().head();
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.header("Content-Type")).startsWith("text/event-stream");
            assertThat(head.header("Cache-Control")).isEqualTo("no-cache, no-transform");
            assertThat(head.header("X-Accel-Buffering")).isEqualTo("no");
        }
    }

    @Test
    void documentsArePlainEventsWhoseIdIsTheirVersion() {
        String document = publisher.write(ScanStatus.SCANNING, 1);
        try (SseClient client = gateway.sse(scan)) {
            client.awaitDocuments(1);
            SseClient.Event event = client.events("message").get(0);
            assertThat(event.data()).isEqualTo(document);
            assertThat(event.id())
                    .isEqualTo(Documents.parse(document).path("epoch").asText() + "-1");
        }
    }

    @Test
    void aDocumentWithoutVersionHasNoId() {
        publisher.setAndPublish("{\"status\":\"running\"}");
        try (SseClient client = gateway.sse(scan)) {
            client.awaitDocuments(1);
            assertThat(client.lastEventId()).isEmpty();
        }
    }

    @Test
    void theEndIsANamedEventAfterTheTerminalDocument() {
        publisher.write(ScanStatus.SCANNING, 1);
        try (SseClient client = gateway.sse(scan)) {
            client.awaitDocuments(1);
            publisher.write(ScanStatus.COMPLETED, 100);
            client.awaitEnd();
            List<String> names = client.events().stream()
                    .map(SseClient.Event::name)
                    .filter(name -> !name.equals("heartbeat"))
                    .toList();
            assertThat(names).containsExactly("message", "message", "end");
            assertThat(client.events("end").get(0).data()).isEqualTo("{\"code\":1000,\"reason\":\"completed\"}");
        }
    }

    @Test
    void heartbeatsShowThatTheStreamLives() {
        publisher.write(ScanStatus.SCANNING, 1);
        try (SseClient client = gateway.sse(scan)) {
            await("three heartbeats").until(() -> client.events("heartbeat").size() >= 3);
            assertThat(client.documents()).hasSize(1);
        }
    }

    @Test
    void lineBreaksInADocumentBecomeDataLines() {
        publisher.setAndPublish("{\n\"status\":\r\n\"running\",\r\"n\":1}");
        try (SseClient client = gateway.sse(scan)) {
            client.awaitDocuments(1);
            assertThat(client.last()).isEqualTo("{\n\"status\":\n\"running\",\n\"n\":1}");
        }
    }

    @Test
    void oneThatComesBackWithTheCurrentDocumentIsNotGivenItAgain() {
        publisher.write(ScanStatus.SCANNING, 1);
        String id;
        try (SseClient client = gateway.sse(scan)) {
            client.awaitDocuments(1);
            id = client.lastEventId();
        }
        try (SseClient back = SseClient.open(gateway.events(scan, ""), id)) {
            await("the stream goes on").until(() -> !back.events("heartbeat").isEmpty());
            String next = publisher.write(ScanStatus.SCANNING, 2);
            back.awaitDocuments(1);
            assertThat(back.texts()).containsExactly(next);
        }
    }

    @Test
    void oneThatComesBackWithAnOlderDocumentIsGivenTheCurrentOne() {
        publisher.write(ScanStatus.SCANNING, 1);
        String current = publisher.write(ScanStatus.SCANNING, 2);
        String epoch = Documents.parse(current).path("epoch").asText();
        for (String id : List.of(epoch + "-1", epoch + "-3", "0-2", "nonsense")) {
            try (SseClient back = SseClient.open(gateway.events(scan, ""), id)) {
                back.awaitDocuments(1);
                assertThat(back.texts()).as(id).containsExactly(current);
            }
        }
    }

    @Test
    void oneThatComesBackWithTheTerminalDocumentIsTold204() {
        publisher.write(ScanStatus.COMPLETED, 100);
        String id;
        try (SseClient client = gateway.sse(scan)) {
            client.awaitEnd();
            id = client.lastEventId();
        }
        try (SseClient back = SseClient.open(gateway.events(scan, ""), id)) {
            back.awaitEnd();
            assertThat(back.answer().status()).isEqualTo(204);
            assertThat(back.events()).isEmpty();
        }
    }

    /** As a load balancer does after 29 s, here sooner: what the parts show together is what one stream would. */
    @Test
    void oneWhoseConnectionIsCutAgainAndAgainSeesEverythingOnceAndNoAlarm() throws InterruptedException {
        try (TcpProxy proxy = TcpProxy.to(gateway.port())) {
            proxy.cutEveryConnectionAfter(Duration.ofMillis(150));
            URI uri = URI.create("http://127.0.0.1:" + proxy.port() + "/events/" + scan);
            publisher.write(ScanStatus.QUEUED, 0);
            Thread scanner = new Thread(
                    () -> {
                        for (int i = 1; i <= 40; i++) {
                            publisher.write(ScanStatus.SCANNING, i);
                            java.util.concurrent.locks.LockSupport.parkNanos(40_000_000);
                        }
                        publisher.write(ScanStatus.COMPLETED, 100);
                    },
                    "test-scanner");
            scanner.start();
            List<Long> seqs = new ArrayList<>();
            List<String> notices = new ArrayList<>();
            String lastEventId = "";
            int connections = 0;
            boolean over = false;
            while (!over) {
                try (SseClient client = SseClient.open(uri, lastEventId)) {
                    connections++;
                    client.awaitEnd();
                    client.texts()
                            .forEach(text ->
                                    seqs.add(Documents.parse(text).path("seq").asLong()));
                    client.messages().forEach(notice -> notices.add(notice.text()));
                    lastEventId = client.lastEventId();
                    over = client.endCode() == 1000;
                }
            }
            scanner.join();
            assertThat(connections).isGreaterThan(5);
            assertThat(seqs).isSorted().doesNotHaveDuplicates().endsWith(42L);
            assertThat(notices).isEmpty();
        }
    }

    @Test
    void onlyGetIsAllowedAndOnlyAtItsAddress() {
        URI uri = gateway.events(scan, "");
        assertThat(HttpCalls.call("POST", uri, "{}").statusCode()).isEqualTo(405);
        assertThat(HttpCalls.call("POST", uri, "{}").headers().firstValue("Allow"))
                .hasValue("GET");
        assertThat(gateway.get("/events/a/" + scan).statusCode()).isEqualTo(404);
        assertThat(gateway.get("/api/v1/scanner/events/a/" + scan).statusCode()).isEqualTo(404);
    }

    @Test
    void aClientThatGoesAwayIsForgotten() {
        publisher.write(ScanStatus.SCANNING, 1);
        SseClient client = gateway.sse(scan);
        client.awaitDocuments(1);
        client.close();
        await("it is no longer counted").until(() -> gateway.connections("sse") == 0);
    }

    @Test
    void aDroppedLinkIsToldByNoticesAndTheEndIsNotLost() {
        publisher.write(ScanStatus.SCANNING, 1);
        try (SseClient client = gateway.sse(scan)) {
            client.awaitDocuments(1);
            redis.killPubSubClients();
            client.awaitMessage("recovered");
            assertThat(client.events("notice").get(0).data()).contains("degraded");
            publisher.write(ScanStatus.COMPLETED, 100);
            client.awaitEnd();
            assertPromise(client).isKept("completed");
        }
    }
}
