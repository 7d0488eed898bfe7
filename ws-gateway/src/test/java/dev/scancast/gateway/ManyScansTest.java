package dev.scancast.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanStatus;
import dev.scancast.testkit.Documents;
import dev.scancast.testkit.HttpCalls;
import dev.scancast.testkit.OwnRedis;
import dev.scancast.testkit.RawWebSocket;
import dev.scancast.testkit.Received;
import dev.scancast.testkit.ScanWatcher;
import dev.scancast.testkit.SseClient;
import dev.scancast.testkit.WatchingClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Many scans on one connection, on both transports that have it. */
class ManyScansTest {
    private static OwnRedis redis;
    private static OwnGateway gateway;

    private final String batch = ScanId.create().value();
    private final List<Publisher> publishers = new ArrayList<>();
    private final List<ScanWatcher> clients = new ArrayList<>();

    @BeforeAll
    static void start() {
        redis = OwnRedis.start();
        gateway = OwnGateway.start(redis, "gateway.watchdog", "500ms", "gateway.history", "3");
    }

    @AfterAll
    static void end() {
        gateway.close();
        redis.close();
    }

    @AfterEach
    void closeAll() {
        clients.forEach(ScanWatcher::close);
        publishers.forEach(Publisher::close);
    }

    /** The transports of many scans. */
    enum Many {
        WEBSOCKET {
            @Override
            ScanWatcher open(OwnGateway gateway, String query) {
                return WatchingClient.connect(gateway.socket("/api/v1/scanner/ws/scans" + query));
            }
        },
        SSE {
            @Override
            ScanWatcher open(OwnGateway gateway, String query) {
                return SseClient.open(gateway.uri("/api/v1/scanner/events" + query));
            }
        };

        abstract ScanWatcher open(OwnGateway gateway, String query);
    }

    @ParameterizedTest
    @EnumSource
    void aSnapshotThenWhatChangesThenTheEndOfTheBatch(Many transport) {
        Publisher first = scanOfBatch("First");
        Publisher second = scanOfBatch("");
        first.write(ScanStatus.SCANNING, 10);
        second.write(ScanStatus.QUEUED, 0);

        ScanWatcher client = open(transport, "?batch=" + batch);
        GroupView.State start = awaitState(client, "the snapshot", state -> true);
        assertThat(start.status(first.scan())).isEqualTo("scanning");
        assertThat(start.scan(first.scan()).path("title").asText()).isEqualTo("First");
        assertThat(start.scan(first.scan()).path("repository").asText()).isEqualTo("test");
        assertThat(start.scan(second.scan()).has("title")).isFalse();
        assertCounts(start, 2, 0, 0, 0, 0);

        first.write(ScanStatus.SCANNING, 55);
        awaitState(
                client,
                "55 %",
                state -> state.scan(first.scan()).path("progress").asDouble() == 55);
        first.write(ScanStatus.ERROR, 55);
        assertCounts(awaitState(client, "an end", state -> processed(state) == 1), 2, 1, 0, 1, 0);
        second.write(ScanStatus.COMPLETED, 100);
        client.awaitEnd();

        assertThat(client.endCode()).isEqualTo(1000);
        assertThat(client.endReason()).isEqualTo("completed");
        JsonNode last = Documents.parse(
                client.messages().get(client.messages().size() - 1).text());
        assertThat(last.path("type").asText()).isEqualTo("snapshot");
        assertThat(last.path("scans").size()).isEqualTo(2);
        GroupView.State end = GroupView.of(client).state();
        assertCounts(end, 2, 2, 1, 1, 0);
        assertThat(client.documents()).as("untyped messages").isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void anUpdateHoldsOnlyWhatChanged(Many transport) {
        Publisher quiet = scanOfBatch("");
        Publisher busy = scanOfBatch("");
        quiet.setAndPublish("{\"status\":\"running\",\"phase\":1}");
        busy.setAndPublish("{\"status\":\"running\",\"phase\":{\"n\":1},\"exact\":1.000000000000000000001,\"old\":1}");
        ScanWatcher client = open(transport, "?batch=" + batch);
        awaitState(client, "the snapshot", state -> true);
        assertThat(client.messages().get(0).text()).contains("\"exact\":1.000000000000000000001");

        busy.setAndPublish(
                "{\"status\":\"running\",\"phase\":{\"n\":2},\"exact\":1.000000000000000000001,\"new\":\"é\"}");
        awaitState(
                client,
                "the change",
                state -> state.scan(busy.scan()).path("phase").path("n").asInt() == 2);

        JsonNode update = Documents.parse(client.messages().get(1).text());
        assertThat(update.path("scans").toString())
                .isEqualTo("{\"" + busy.scan() + "\":{\"phase\":{\"n\":2},\"new\":\"é\",\"old\":null}}");
        assertThat(update.path("removed")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aBatchThatHasEndedIsASnapshotAndTheEnd(Many transport) {
        Publisher only = scanOfBatch("");
        only.write(ScanStatus.CANCELED, 3);
        ScanWatcher client = open(transport, "?batch=" + batch);
        client.awaitEnd();
        assertThat(client.endCode()).isEqualTo(1000);
        assertThat(client.messages()).hasSize(1);
        assertCounts(GroupView.of(client).state(), 1, 1, 0, 0, 1);
    }

    @ParameterizedTest
    @EnumSource
    void aBatchThatNobodyKnowsIs4404AfterTheWait(Many transport) {
        for (String wait : List.of("0", "1")) {
            ScanWatcher client = open(transport, "?batch=" + batch + "&wait=" + wait);
            client.awaitEnd();
            assertThat(client.endCode()).isEqualTo(4404);
            assertThat(client.endReason()).isEqualTo("batch_not_found");
            assertThat(client.messages()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aBatchIsWaitedForAndSoAreItsScans(Many transport) {
        ScanWatcher client = open(transport, "?batch=" + batch);
        Publisher late = scanOfBatch("Late");
        GroupView.State start = awaitState(client, "the snapshot", state -> true);
        assertThat(start.status(late.scan())).isEqualTo("unknown");
        await("the gateway waits for the scan").until(() -> late.subscribers() == 1);
        late.write(ScanStatus.SCANNING, 1);
        awaitState(client, "the scan", state -> state.status(late.scan()).equals("scanning"));
    }

    @Test
    void aBadBatchIdIsRefused() {
        ScanWatcher socket = open(Many.WEBSOCKET, "?batch=a%3Ab");
        socket.awaitEnd();
        assertThat(socket.endCode()).isEqualTo(4404);
        assertThat(socket.endReason()).isEqualTo("bad_batch_id");
        ScanWatcher events = open(Many.SSE, "?batch=a%3Ab");
        events.awaitEnd();
        assertThat(events.endCode()).isEqualTo(4400);
        assertThat(events.endReason()).isEqualTo("bad_batch_id");
    }

    @ParameterizedTest
    @EnumSource
    void whatLeavesABatchIsRemovedAndWhatJoinsItAppears(Many transport) {
        Publisher stays = scanOfBatch("");
        Publisher leaves = scanOfBatch("");
        stays.write(ScanStatus.SCANNING, 1);
        leaves.write(ScanStatus.SCANNING, 1);
        ScanWatcher client = open(transport, "?batch=" + batch);
        awaitState(client, "both", state -> state.scans().size() == 2);

        redis.command("HDEL", "scan:batch:" + batch, leaves.scan().value());
        GroupView.State alone = awaitState(client, "one", state -> state.scans().size() == 1);
        assertThat(alone.scan(stays.scan()).isObject()).isTrue();
        assertCounts(alone, 1, 0, 0, 0, 0);

        Publisher joins = scanOfBatch("New");
        joins.write(ScanStatus.SCANNING, 1);
        awaitState(client, "the new one", state -> state.status(joins.scan()).equals("scanning"));
    }

    @ParameterizedTest
    @EnumSource
    void allScansTellANewOneAtOnceAndNeverEnd(Many transport, @TempDir Path directory) {
        ScanWatcher client = open(transport, "");
        awaitState(client, "the snapshot", state -> true);

        String answer = HttpCalls.post(
                        gateway.uri("/api/v1/scanner/scan"), "{\"repository_path\":\"" + directory + "\"}")
                .body();
        ScanId scan = new ScanId(Documents.parse(answer).path("scan_id").asText());
        GroupView.State state =
                awaitState(client, "the new scan", now -> now.status(scan).equals("queued"));
        assertThat(state.counts().isMissingNode()).isTrue();
        assertThat(redis.command("ZSCORE", "scan:owner:47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU", scan.value()))
                .as("its place in the owner's index")
                .isNotNull();

        Publisher publisher = publisher(scan);
        publisher.write(ScanStatus.COMPLETED, 100);
        awaitState(client, "its end", now -> now.status(scan).equals("completed"));
        assertThat(client.hasEnded()).isFalse();
    }

    @Test
    void allScansAreTheLiveOnesAndTheNewestOfTheHistory() {
        long now = System.currentTimeMillis();
        List<Publisher> past = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Publisher publisher = publisher(ScanId.create());
            publisher.write(ScanStatus.COMPLETED, 100);
            redis.command(
                    "ZADD",
                    "scan:history",
                    Long.toString(now + i),
                    publisher.scan().value());
            past.add(publisher);
        }
        Publisher live = publisher(ScanId.create());
        live.write(ScanStatus.SCANNING, 3);
        redis.command("ZADD", "scan:live", Long.toString(now), live.scan().value());

        ScanWatcher client = open(Many.WEBSOCKET, "");
        GroupView.State state = awaitState(
                client,
                "the live one and the newest of the past",
                any -> any.status(live.scan()).equals("scanning")
                        && any.scan(past.get(4).scan()).isObject());
        for (int i = 0; i < 5; i++) {
            assertThat(state.scan(past.get(i).scan()).isObject())
                    .as("scan %d", i)
                    .isEqualTo(i >= 2);
        }

        redis.command("ZREM", "scan:history", past.get(4).scan().value());
        GroupView.State later = awaitState(
                client,
                "the next one",
                any -> any.scan(past.get(4).scan()).isMissingNode()
                        && any.scan(past.get(1).scan()).isObject());
        assertThat(later.status(live.scan())).isEqualTo("scanning");
    }

    @Test
    void anSseClientThatComesBackGetsWhatItMissed() {
        Publisher publisher = scanOfBatch("");
        publisher.write(ScanStatus.SCANNING, 1);
        String path = "/api/v1/scanner/events?batch=" + batch;
        SseClient before = SseClient.open(gateway.uri(path));
        clients.add(before);
        awaitState(before, "the snapshot", state -> true);
        String lastEventId = before.lastEventId();
        before.close();
        publisher.write(ScanStatus.SCANNING, 2);

        SseClient after = SseClient.open(gateway.uri(path), lastEventId);
        clients.add(after);
        after.awaitMessage("\"progress\":2");
        assertThat(after.events("snapshot")).isEmpty();

        SseClient stranger = SseClient.open(gateway.uri(path), "0123456789ab-1");
        clients.add(stranger);
        awaitState(stranger, "a snapshot", state -> true);

        publisher.write(ScanStatus.COMPLETED, 100);
        after.awaitEnd();
        SseClient again = SseClient.open(gateway.uri(path), after.lastEventId());
        clients.add(again);
        again.awaitEnd();
        assertThat(again.answer().status()).isEqualTo(204);
    }

    @Test
    void aClientThatTakesNothingGetsASnapshotOfTheEndWhenItReadsAgain() throws IOException {
        Publisher publisher = scanOfBatch("");
        String padding = "x".repeat(60_000);
        publisher.setAndPublish(large(0, "running", padding));
        String path = "/api/v1/scanner/ws/scans?batch=" + batch;
        try (OwnGateway quick = OwnGateway.start(redis, "gateway.tick", "10ms");
                RawWebSocket slow = RawWebSocket.open(quick.socket(path), 4096);
                WatchingClient healthy = WatchingClient.connect(quick.socket(path))) {
            awaitState(healthy, "the snapshot", state -> true);
            int sent = 300;
            for (int i = 1; i <= sent; i++) {
                int n = i;
                publisher.setAndPublish(large(n, "running", n + padding));
                await("state " + n)
                        .pollInterval(Duration.ofMillis(2))
                        .until(() -> newest(healthy).contains("\"n\":" + n + ","));
            }
            publisher.setAndPublish(large(sent + 1, "finished", padding));
            healthy.awaitEnd();

            List<String> messages = new ArrayList<>();
            RawWebSocket.Frame frame = slow.readFrame();
            while (frame.opcode() != RawWebSocket.CLOSE) {
                if (frame.opcode() == RawWebSocket.TEXT) {
                    messages.add(frame.text());
                }
                frame = slow.readFrame();
            }
            assertThat(frame.closeReason()).isEqualTo("completed");
            GroupView view = GroupView.of(messages);
            assertThat(view.state()).isEqualTo(GroupView.of(healthy).state());
            assertThat(view.updates).as("updates that it took").isLessThan(sent / 2);
            assertCounts(view.state(), 1, 1, 1, 0, 0);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aClientIsToldThatTheGatewayGoesAway(Many transport) {
        scanOfBatch("").write(ScanStatus.SCANNING, 1);
        ScanWatcher client;
        try (OwnGateway other = OwnGateway.start(redis)) {
            client = transport.open(other, "?batch=" + batch);
            clients.add(client);
            awaitState(client, "the snapshot", state -> true);
        }
        client.awaitEnd();
        assertThat(client.endCode()).isEqualTo(1012);
        client.awaitMessage("\"code\":\"going_away\"");
    }

    // ---- what the tests share

    private static String large(int n, String status, String padding) {
        return "{\"n\":" + n + ",\"status\":\"" + status + "\",\"padding\":\"" + padding + "\"}";
    }

    private static String newest(ScanWatcher client) {
        List<Received> messages = client.messages();
        return messages.get(messages.size() - 1).text();
    }

    private ScanWatcher open(Many transport, String query) {
        ScanWatcher client = transport.open(gateway, query);
        clients.add(client);
        return client;
    }

    private Publisher publisher(ScanId scan) {
        Publisher publisher = Publisher.of(redis, scan);
        publishers.add(publisher);
        return publisher;
    }

    private Publisher scanOfBatch(String title) {
        Publisher publisher = publisher(ScanId.create());
        redis.command("HSET", "scan:batch:" + batch, publisher.scan().value(), title);
        return publisher;
    }

    private static int processed(GroupView.State state) {
        return state.counts().path("processed").asInt();
    }

    private static GroupView.State awaitState(ScanWatcher client, String name, Predicate<GroupView.State> wanted) {
        return await(name)
                .atMost(ScanWatcher.PATIENCE)
                .until(() -> GroupView.of(client).state(), state -> state != null && wanted.test(state));
    }

    private static void assertCounts(
            GroupView.State state, int total, int processed, int success, int errors, int canceled) {
        assertThat(state.counts().toString())
                .isEqualTo("{\"total\":" + total + ",\"processed\":" + processed + ",\"success\":" + success
                        + ",\"errors\":" + errors + ",\"canceled\":" + canceled + "}");
    }
}
