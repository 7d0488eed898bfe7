package dev.scancast.gateway;

import static dev.scancast.testkit.PromiseAssert.assertPromise;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanStatus;
import dev.scancast.contract.redis.Redis;
import dev.scancast.contract.redis.RedisSettings;
import dev.scancast.contract.redis.ScanLog;
import dev.scancast.contract.redis.ScanLog.Level;
import dev.scancast.testkit.Documents;
import dev.scancast.testkit.OwnRedis;
import dev.scancast.testkit.RawWebSocket;
import dev.scancast.testkit.Received;
import dev.scancast.testkit.ScanWatcher;
import dev.scancast.testkit.SseClient;
import dev.scancast.testkit.TcpProxy;
import dev.scancast.testkit.WatchingClient;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;

/** A scan's log, watched; what Redis holds is what everybody is given. */
class LogTest {
    private static final Instant NOON = Instant.parse("2026-01-05T12:00:00Z");
    private static final Duration LOG_WAIT = Duration.ofMillis(700);

    private static OwnRedis redis;
    private static TcpProxy proxy;
    private static OwnGateway gateway;
    private static Redis way;

    private final Publisher publisher = Publisher.of(redis, ScanId.create());
    private final ScanId scan = publisher.scan();
    private final ScanLog log = new ScanLog(way);

    @BeforeAll
    static void start() {
        redis = OwnRedis.start();
        proxy = TcpProxy.to(redis.port());
        gateway = OwnGateway.startUnready(proxy.port(), "gateway.log-wait", LOG_WAIT.toMillis() + "ms");
        gateway.awaitReady();
        way = Redis.open(RedisSettings.from(OwnGateway.settings(redis.port(), "log.lines", "1000")), "test-log");
    }

    @AfterAll
    static void end() {
        way.close();
        gateway.close();
        proxy.close();
        redis.close();
    }

    @AfterEach
    void closePublisher() {
        publisher.close();
    }

    @Test
    void everybodyIsGivenWhatRedisHolds() {
        publisher.write(ScanStatus.SCANNING, 10);
        write("one", "two");
        try (ScanWatcher socket = Transport.WEBSOCKET.watch(gateway, scan, "?log=true");
                ScanWatcher events = Transport.SSE.watch(gateway, scan, "?log=true")) {
            socket.awaitMessage("\"two\"");
            events.awaitMessage("\"two\"");
            write("three");
            log.end(scan);
            publisher.write(ScanStatus.COMPLETED, 100);
            socket.awaitEnd();
            events.awaitEnd();

            assertThat(stream()).hasSize(4).last().asString().contains("\"end\":true");
            assertThat(logOf(socket)).isEqualTo(stream());
            assertThat(logOf(events)).isEqualTo(stream());
            assertThat(lines(poll(""))).isEqualTo(stream().subList(0, 3)).hasSize(3);
            assertPromise(socket).isKept("completed");
            assertPromise(events).isKept("completed");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"WEBSOCKET", "SSE"})
    void aLateWatcherIsGivenTheWholeLogAndTheEndAtOnce(Transport transport) {
        write("one", "two");
        log.end(scan);
        publisher.write(ScanStatus.COMPLETED, 100);
        long began = System.nanoTime();
        try (ScanWatcher watcher = transport.watch(gateway, scan, "?log=true")) {
            watcher.awaitEnd();
            assertThat(logOf(watcher)).isEqualTo(stream());
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(LOG_WAIT);
            assertPromise(watcher).isKept("completed");
        }
    }

    @Test
    void theLinesThatCameBeforeTheTerminalDocumentAreGivenBeforeIt() {
        publisher.write(ScanStatus.SCANNING, 10);
        try (WatchingClient watcher = WatchingClient.connect(gateway.socket(scan, "?log=true"))) {
            watcher.awaitDocuments(1);
            await("subscribed").until(() -> subscribers() == 1);
            write("one");
            log.end(scan);
            publisher.write(ScanStatus.COMPLETED, 100);
            watcher.awaitEnd();
            assertThat(watcher.everything())
                    .last()
                    .extracting(Received::text)
                    .satisfies(last -> assertThat(Documents.isTerminal(last)).isTrue());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"WEBSOCKET", "SSE"})
    void aLogWithoutAnEndHoldsUpItsWatcherForSoLongOnly(Transport transport) {
        write("one");
        publisher.setAndPublish("{\"status\":\"error\",\"progress\":40}"); // ours would end the log too
        long began = System.nanoTime();
        try (ScanWatcher watcher = transport.watch(gateway, scan, "?log=true")) {
            watcher.awaitEnd();
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(LOG_WAIT);
            assertThat(logOf(watcher)).isEqualTo(stream());
            assertPromise(watcher).isKept("error");
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "POLL")
    void whoDoesNotAskForTheLogIsGivenNoneOfIt(Transport transport) {
        publisher.write(ScanStatus.SCANNING, 10);
        write("one");
        try (ScanWatcher watcher = transport.watch(gateway, scan, "")) {
            watcher.awaitDocuments(1);
            write("two");
            log.end(scan);
            publisher.write(ScanStatus.COMPLETED, 100);
            watcher.awaitEnd();
            assertThat(watcher.messages()).isEmpty();
            assertPromise(watcher).isKept("completed");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"WEBSOCKET", "SSE"})
    void oneWhoComesBackSaysWhatItHas(Transport transport) {
        publisher.write(ScanStatus.SCANNING, 10);
        write("one", "two", "three");
        try (ScanWatcher watcher = transport.watch(gateway, scan, "?log=true&log_after=2")) {
            watcher.awaitMessage("\"three\"");
            assertThat(logOf(watcher)).isEqualTo(stream().subList(2, 3));
        }
    }

    /** An EventSource comes back to the same address, so what it has must stand in its last id. */
    @Test
    void anEventStreamThatWasCutGoesOnWithTheNextLine() {
        publisher.write(ScanStatus.SCANNING, 10);
        write("one");
        String id;
        try (SseClient first = SseClient.open(gateway.events(scan, "?log=true"))) {
            first.awaitMessage("\"one\"");
            String document = publisher.write(ScanStatus.SCANNING, 20);
            first.awaitDocument(document);
            id = first.lastEventId();
            String version = Documents.parse(document).path("epoch").asText() + "-2";
            assertThat(first.events("message").get(1).id()).isEqualTo(version);
            assertThat(id).isEqualTo(version + "/1");
        }
        write("two");
        try (SseClient again = SseClient.open(gateway.events(scan, "?log=true"), id)) {
            again.awaitMessage("\"two\"");
            assertThat(logOf(again)).isEqualTo(stream().subList(1, 2));
            assertThat(again.documents()).isEmpty();
        }
        try (SseClient plain = SseClient.open(gateway.events(scan, ""), id)) {
            String next = publisher.write(ScanStatus.SCANNING, 30);
            plain.awaitDocuments(1);
            assertThat(plain.texts()).containsExactly(next);
        }
    }

    @Test
    void whatTheStreamHasNoMoreIsTold() {
        publisher.write(ScanStatus.SCANNING, 10);
        try (Redis narrow =
                Redis.open(RedisSettings.from(OwnGateway.settings(redis.port(), "log.lines", "10")), "test-narrow")) {
            new ScanLog(narrow).append(scan, Collections.nCopies(300, new ScanLog.Line(NOON, Level.INFO, "line")));
        }
        long first = Documents.parse(stream().get(0)).path("line").asLong();
        assertThat(first).isGreaterThan(100);
        try (ScanWatcher watcher = Transport.WEBSOCKET.watch(gateway, scan, "?log=true")) {
            watcher.awaitMessage("\"line\":300,");
            JsonNode told = Documents.parse(watcher.messages().get(0).text());
            assertThat(told.path("code").asText()).isEqualTo("log_dropped");
            assertThat(told.path("from").asLong()).isOne();
            assertThat(told.path("to").asLong()).isEqualTo(first - 1);
            assertThat(logOf(watcher)).isEqualTo(stream());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"WEBSOCKET", "SSE"})
    void aLinkThatWasLostCostsNoLine(Transport transport) {
        publisher.write(ScanStatus.SCANNING, 10);
        write("one");
        try (ScanWatcher watcher = transport.watch(gateway, scan, "?log=true")) {
            watcher.awaitMessage("\"one\"");
            await("subscribed").until(() -> subscribers() == 1);
            proxy.refuse();
            proxy.cut();
            write("two", "three");
            await("the link is lost").until(() -> subscribers() == 0);
            proxy.accept();
            watcher.awaitMessage("\"three\"");
            write("four");
            log.end(scan);
            publisher.write(ScanStatus.COMPLETED, 100);
            watcher.awaitEnd();
            assertThat(logOf(watcher)).isEqualTo(stream());
            assertPromise(watcher).isKept("completed");
        }
    }

    @Test
    void aLogIsSubscribedOnceAndOnlyWhileSomebodyWatchesIt() {
        publisher.write(ScanStatus.SCANNING, 10);
        try (ScanWatcher plain = Transport.WEBSOCKET.watch(gateway, scan, "")) {
            plain.awaitDocuments(1);
            assertThat(subscribers()).isZero();
            try (ScanWatcher one = Transport.WEBSOCKET.watch(gateway, scan, "?log=true");
                    ScanWatcher another = Transport.SSE.watch(gateway, scan, "?log=true")) {
                await("subscribed").until(() -> subscribers() == 1);
                write("one");
                one.awaitMessage("\"one\"");
                another.awaitMessage("\"one\"");
                assertThat(subscribers()).isOne();
            }
            await("not subscribed any more").until(() -> subscribers() == 0);
        }
    }

    /** What it can't take stays in Redis: it gets every line, or hears which are gone, and the end in any case. */
    @Test
    void oneThatIsSlowHoldsUpNobodyAndHearsWhatItMissed() throws IOException {
        publisher.write(ScanStatus.SCANNING, 10);
        try (RawWebSocket slow = RawWebSocket.open(gateway.socket(scan, "?log=true"), 4096);
                ScanWatcher quick = Transport.WEBSOCKET.watch(gateway, scan, "?log=true")) {
            await("subscribed").until(() -> subscribers() == 1);
            String text = "x".repeat(1900);
            for (int i = 0; i < 50; i++) { // 10 MB: more than the kernel's buffers and the outbox hold
                append(text, 100);
                quick.awaitMessage("\"line\":" + 100 * (i + 1) + ",");
            }
            log.end(scan);
            publisher.write(ScanStatus.COMPLETED, 100);
            quick.awaitEnd();

            List<JsonNode> got = new ArrayList<>();
            RawWebSocket.Frame frame = slow.readFrame();
            while (frame.opcode() != RawWebSocket.CLOSE) {
                if (frame.opcode() == RawWebSocket.TEXT) {
                    got.add(Documents.parse(frame.text()));
                }
                frame = slow.readFrame();
            }
            assertThat(frame.closeCode()).isEqualTo(1000);
            assertThat(got)
                    .anySatisfy(message ->
                            assertThat(message.path("status").asText()).isEqualTo("completed"));
            assertThat(got)
                    .anySatisfy(
                            message -> assertThat(message.path("code").asText()).isEqualTo("log_dropped"));
            assertThat(got)
                    .anySatisfy(message ->
                            assertThat(message.path("end").asBoolean()).isTrue());
            assertNoSilentHole(got);
        }
    }

    /** Redis was emptied, or lost its last writes: lower numbers come than were given. */
    @Test
    void aLogThatBeginsAgainIsToldAndFollowed() {
        publisher.write(ScanStatus.SCANNING, 10);
        write("one", "two");
        try (ScanWatcher watcher = Transport.WEBSOCKET.watch(gateway, scan, "?log=true")) {
            watcher.awaitMessage("\"two\"");
            redis.command("DEL", "scan:log:" + scan);
            write("again");
            watcher.awaitMessage("log_restarted");
            watcher.awaitMessage("\"again\"");
        }
    }

    /** Anybody may write a log by hand. */
    @Test
    void aForeignLogIsRelayedByteForByteAndWhatIsNoneIsDropped() {
        publisher.write(ScanStatus.SCANNING, 10);
        String line = "{ \"type\":\"log\", \"line\":1, \"message\":\"by hand ✓\", \"mine\":[1,2] }";
        try (ScanWatcher watcher = Transport.WEBSOCKET.watch(gateway, scan, "?log=true")) {
            await("subscribed").until(() -> subscribers() == 1);
            watcher.awaitDocuments(1);
            for (String wrong : List.of("no JSON", "[]", "{\"line\":1}", "{\"type\":\"notice\",\"line\":1}")) {
                redis.command("PUBLISH", "scan:log:" + scan, wrong);
            }
            redis.command("XADD", "scan:log:" + scan, "1-0", "m", line);
            redis.command("PUBLISH", "scan:log:" + scan, line);
            watcher.awaitMessage("by hand");
            assertThat(logOf(watcher)).containsExactly(line);
        }
    }

    private static void assertNoSilentHole(List<JsonNode> got) {
        long next = 1;
        for (JsonNode message : got) {
            if (message.path("code").asText().equals("log_dropped")) {
                assertThat(message.path("from").asLong()).isEqualTo(next);
                next = message.path("to").asLong() + 1;
            } else if (message.has("line")) {
                assertThat(message.path("line").asLong()).isEqualTo(next);
                next++;
            } else if (message.path("end").asBoolean()) {
                assertThat(message.path("last").asLong()).isEqualTo(next - 1);
            }
        }
        assertThat(next).isEqualTo(5001);
    }

    private void write(String... messages) {
        for (String message : messages) {
            append(message, 1);
        }
    }

    private void append(String message, int times) {
        log.append(scan, Collections.nCopies(times, new ScanLog.Line(NOON, Level.INFO, message)));
    }

    private HttpResponse<String> poll(String query) {
        return gateway.get("/api/v1/scanner/scan/" + scan + "/log" + query);
    }

    private static JsonNode body(HttpResponse<String> answer) {
        return Documents.parse(answer.body());
    }

    private static List<String> lines(HttpResponse<String> answer) {
        List<String> lines = new ArrayList<>();
        body(answer).path("lines").forEach(line -> lines.add(line.toString()));
        return lines;
    }

    private static List<String> logOf(ScanWatcher watcher) {
        return watcher.messages().stream()
                .map(Received::text)
                .filter(text -> Documents.parse(text).path("type").asText().equals("log"))
                .toList();
    }

    /** What redis-cli shows by XRANGE. */
    private List<String> stream() {
        try (Jedis jedis = redis.jedis()) {
            return jedis.xrange("scan:log:" + scan, (StreamEntryID) null, null).stream()
                    .map(entry -> entry.getFields().get("m"))
                    .toList();
        }
    }

    private static long count(Object answer) {
        return (Long) ((List<?>) answer).get(1);
    }

    private long subscribers() {
        return count(redis.command("PUBSUB", "NUMSUB", "scan:log:" + scan));
    }
}
