package dev.scancast.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanStatus;
import dev.scancast.gateway.OwnGateway;
import dev.scancast.gateway.Publisher;
import dev.scancast.testkit.Documents;
import dev.scancast.testkit.HttpCalls;
import dev.scancast.testkit.OwnRedis;
import dev.scancast.testkit.Received;
import dev.scancast.testkit.SseClient;
import dev.scancast.testkit.WatchingClient;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tickets, owners and tokens that run out, over what clients use. */
class AccessTest {
    private static final String API = "/api/v1/scanner";
    private static final String ALICE = TestTokens.of("alice");
    private static final String BOB = TestTokens.of("bob");
    private static final String READER = TestTokens.of("reader", Caller.READ_ALL);
    private static final int NOT_AUTHENTICATED = 4401;
    private static final int NOT_FOUND = 4404;

    private static OwnRedis redis;
    private static OwnGateway gateway;

    @BeforeAll
    static void start(@TempDir Path directory) {
        redis = OwnRedis.start();
        gateway = OwnGateway.start(redis, TestTokens.settings(directory, "auth.expiry-notice", "1s"));
    }

    @AfterAll
    static void end() {
        gateway.close();
        redis.close();
    }

    // ---- proofs

    @Test
    void withoutATokenThereIsA401ThatSaysHow() {
        for (String path : List.of("/scans", "/scan/" + ScanId.create(), "/nothing-there", "/environment")) {
            HttpResponse<String> answer = gateway.get(API + path);
            assertThat(answer.statusCode()).as(path).isEqualTo(401);
            assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValue("Bearer realm=\"scancast\"");
            assertThat(Documents.parse(answer.body()).path("code").asText()).isEqualTo("not_authenticated");
        }
        assertThat(gateway.get(API + "/scans", "Authorization", "Bearer rubbish")
                        .headers()
                        .firstValue("WWW-Authenticate"))
                .hasValueSatisfying(header -> assertThat(header).contains("invalid_token"));
        assertThat(gateway.get("/health").statusCode()).isEqualTo(200);
    }

    @Test
    void aTicketOpensOneStreamOnce() {
        ScanId scan = submit(ALICE);
        String ticket = ticket(ALICE, "{\"scan_id\":\"" + scan + "\"}");
        try (WatchingClient first = watch(scan, "?ticket=" + ticket);
                WatchingClient again = watch(scan, "?ticket=" + ticket)) {
            first.awaitDocuments(1);
            assertEnds(again, NOT_AUTHENTICATED, "invalid_ticket");
        }
        try (SseClient events = SseClient.open(gateway.events(scan, "?ticket=" + ticketFor(ALICE, scan)))) {
            events.awaitDocuments(1);
        }
    }

    @Test
    void aTicketIsGoodForItsScanAloneAndIsGoneAfterAWrongUse() {
        ScanId scan = submit(ALICE);
        String ticket = ticketFor(ALICE, scan);
        try (WatchingClient other = watch(submit(ALICE), "?ticket=" + ticket);
                WatchingClient late = watch(scan, "?ticket=" + ticket)) {
            assertEnds(other, NOT_AUTHENTICATED, "invalid_ticket");
            assertThat(other.documents()).isEmpty();
            assertThat(late.documents()).isEmpty();
        }
    }

    @Test
    void aTokenInTheAddressIsNotTakenUnlessAllowed(@TempDir Path directory) {
        ScanId scan = submit(ALICE);
        try (WatchingClient watcher = watch(scan, "?token=" + ALICE)) {
            assertEnds(watcher, NOT_AUTHENTICATED, "token_in_query");
        }
        assertThat(gateway.get(API + "/scans?token=" + ALICE).statusCode()).isEqualTo(401);
        try (SseClient events = SseClient.open(gateway.events(scan, "?token=" + ALICE))) {
            await("the answer").until(events::hasEnded);
            assertThat(events.answer().status()).isEqualTo(401);
        }
        try (OwnGateway lax = OwnGateway.start(redis, TestTokens.settings(directory, "auth.query-token", "true"));
                SseClient events = SseClient.open(lax.events(scan, "?token=" + ALICE));
                WatchingClient watcher = WatchingClient.connect(lax.socket(scan, "?token=" + ALICE));
                WatchingClient forged = WatchingClient.connect(lax.socket(scan, "?token=" + ALICE + "x"))) {
            events.awaitDocuments(1);
            watcher.awaitDocuments(1);
            assertEnds(forged, NOT_AUTHENTICATED, "invalid_token");
            assertThat(lax.get(API + "/scan/" + scan + "?token=" + ALICE).statusCode())
                    .isEqualTo(200);
            assertThat(lax.get(API + "/scan/" + scan + "?token=" + BOB).statusCode())
                    .isEqualTo(404);
            assertThat(lax.get(API + "/scan/" + scan + "?token=rubbish").statusCode())
                    .isEqualTo(401);
        }
    }

    @Test
    void anEventStreamWithoutProofIsA401() {
        try (SseClient events = SseClient.open(gateway.events(submit(ALICE), ""))) {
            await("the answer").until(events::hasEnded);
            assertThat(events.answer().status()).isEqualTo(401);
            assertThat(events.answer().header("WWW-Authenticate")).isEqualTo("Bearer realm=\"scancast\"");
        }
    }

    /** On the logs of the servers below, down to debug; Grizzly's trace shows requests as they came. */
    @Test
    void neitherTicketNorTokenIsLogged() {
        ConcurrentLinkedQueue<String> lines = new ConcurrentLinkedQueue<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                if (String.valueOf(line.getLoggerName()).startsWith("jdk.")) {
                    return; // the test's own client, which tells all that it sends
                }
                lines.add(line.getLoggerName() + " " + line.getMessage() + " "
                        + java.util.Arrays.toString(line.getParameters()) + " " + line.getThrown());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger root = Logger.getLogger("");
        Level before = root.getLevel();
        handler.setLevel(Level.ALL);
        root.addHandler(handler);
        root.setLevel(Level.FINE);
        Logger.getLogger("org.glassfish.tests").fine("it is heard");
        ScanId scan = submit(ALICE);
        String ticket = ticketFor(ALICE, scan);
        String forged = "A".repeat(43);
        try (WatchingClient watcher = watch(scan, "?ticket=" + ticket + "&notices=true");
                WatchingClient refused = watch(scan, "?ticket=" + forged);
                SseClient events = SseClient.open(gateway.events(scan, "?token=" + BOB))) {
            watcher.awaitDocuments(1);
            await("the others' ends").until(() -> refused.hasEnded() && events.hasEnded());
        } finally {
            root.setLevel(before);
            root.removeHandler(handler);
        }
        assertThat(lines).anyMatch(line -> line.contains("it is heard"));
        assertThat(lines)
                .noneMatch(line ->
                        line.contains(ticket) || line.contains(forged) || line.contains(BOB) || line.contains(ALICE));
    }

    // ---- owners

    @Test
    void anothersScanLooksLikeOneThatIsNotThereInTimeToo() {
        ScanId scan = submit(ALICE);
        for (ScanId each : List.of(scan, ScanId.create())) {
            long began = System.nanoTime();
            try (WatchingClient watcher = watchWithToken(each, "?wait=1", BOB)) {
                assertEnds(watcher, NOT_FOUND, "scan_not_found");
                assertThat(watcher.everything()).isEmpty();
                assertThat(Duration.ofNanos(System.nanoTime() - began))
                        .isBetween(Duration.ofSeconds(1), Duration.ofMillis(2500));
            }
        }
    }

    @Test
    void whoWaitsForAnIdThatAnotherTakesSeesNothingOfIt() {
        ScanId scan = ScanId.create();
        try (WatchingClient bob = watchWithToken(scan, "?wait=3", BOB);
                WatchingClient alice = watchWithToken(scan, "?wait=3", ALICE)) {
            submit(ALICE, scan);
            alice.awaitDocuments(1);
            assertEnds(bob, NOT_FOUND, "scan_not_found");
            assertThat(bob.everything()).isEmpty();
        }
    }

    @Test
    void theSameIdAndBodyOfAnotherIsAConflict() {
        ScanId scan = submit(ALICE);
        assertThat(post(ALICE, "/scan", body(scan)).statusCode()).isEqualTo(200);
        assertThat(post(BOB, "/scan", body(scan)).statusCode()).isEqualTo(409);
    }

    @Test
    void aForeignScanIsSeenByThoseWhoSeeAll() {
        try (Publisher publisher = Publisher.of(redis, ScanId.create());
                WatchingClient reader = watchWithToken(publisher.scan(), "?wait=5", READER);
                WatchingClient alice = watchWithToken(publisher.scan(), "?wait=1", ALICE)) {
            publisher.setAndPublish("{\"status\":\"running\",\"progress\":40}");
            reader.awaitDocuments(1);
            assertEnds(alice, NOT_FOUND, "scan_not_found");
            assertThat(alice.everything()).isEmpty();
        }
    }

    @Test
    void allScansAreOnesOwnAndNewOnesComeAtOnce() {
        String carol = TestTokens.of("carol");
        ScanId before = submit(carol);
        ScanId alices = submit(ALICE);
        try (WatchingClient own = watchAll(carol)) {
            own.awaitMessage("the snapshot", text -> text.contains("snapshot"));
            assertThat(own.messages().get(0).text()).contains(before.value()).doesNotContain(alices.value());
            ScanId anothers = submit(ALICE);
            ScanId after = submit(carol);
            await("the new one shows").atMost(Duration.ofSeconds(5)).until(() -> shows(own, after));
            assertThat(shows(own, anothers)).isFalse();
        }
        try (WatchingClient all = watchAll(READER)) {
            all.awaitMessage("the snapshot", text -> text.contains("snapshot"));
            assertThat(all.messages().get(0).text()).contains(before.value(), alices.value());
            ScanId after = submit(carol);
            await("the new one shows").atMost(Duration.ofSeconds(5)).until(() -> shows(all, after));
        }
    }

    private static boolean shows(WatchingClient client, ScanId scan) {
        return client.messages().stream().anyMatch(message -> message.text().contains(scan.value()));
    }

    @Test
    void listsHoldOnesOwn() {
        String dave = TestTokens.of("dave");
        ScanId own = submit(dave);
        ScanId alices = submit(ALICE);
        assertThat(get(dave, "/scans").body()).contains(own.value()).doesNotContain(alices.value());
        assertThat(get(READER, "/scans").body()).contains(own.value(), alices.value());
        assertThat(get(dave, "/scans?owner=alice").body()).isEqualTo("{\"scans\":[]}");
    }

    // ---- time

    @Test
    void aWatcherIsToldWhenItsTokenRunsOutAndThenClosed() {
        ScanId scan = submit(ALICE);
        String brief = TestTokens.expiringIn(Duration.ofSeconds(3), "alice");
        try (WatchingClient watcher = watchWithToken(scan, "?notices=true", brief)) {
            watcher.awaitDocuments(1);
            assertEnds(watcher, NOT_AUTHENTICATED, "token_expired");
            assertThat(codes(watcher)).containsExactly("token_expiring", "token_expired");
        }
        try (WatchingClient renewed = watchWithToken(scan, "", ALICE)) {
            renewed.awaitDocuments(1);
        }
    }

    @Test
    void aRenewedTokenGoesOnWithoutAGap() {
        ScanId scan = submit(ALICE);
        String brief = TestTokens.expiringIn(Duration.ofSeconds(3), "alice");
        Instant runsOut = Instant.now().plusSeconds(3);
        List<String> written = new ArrayList<>();
        try (Publisher publisher = Publisher.of(redis, scan);
                WatchingClient watcher = watchWithToken(scan, "?notices=true", brief)) {
            watcher.awaitDocuments(1);
            watcher.send("{\"type\":\"token\",\"token\":\"" + BOB + "\"}");
            await("another's is refused").until(() -> codes(watcher).contains("token_refused"));
            watcher.send("{\"type\":\"token\",\"token\":\"" + ALICE + "\"}");
            await("it is taken").until(() -> {
                written.add(publisher.write(ScanStatus.SCANNING, 10));
                return codes(watcher).contains("token_taken");
            });
            await("the old one has run out").until(() -> {
                written.add(publisher.write(ScanStatus.SCANNING, 20));
                return Instant.now().isAfter(runsOut.plusMillis(300));
            });
            written.add(publisher.write(ScanStatus.COMPLETED, 100));
            assertEnds(watcher, 1000, "completed");
            assertThat(watcher.texts()).as("every document").containsSubsequence(written);
        }
    }

    private static List<String> codes(WatchingClient watcher) {
        return watcher.messages().stream()
                .map(Received::text)
                .map(Documents::parse)
                .map(message -> message.path("code").asText())
                .toList();
    }

    // ---- what all use

    private static void assertEnds(WatchingClient watcher, int code, String reason) {
        await("the end").atMost(Duration.ofSeconds(10)).until(watcher::hasEnded);
        assertThat(watcher.endCode() + " " + watcher.endReason()).isEqualTo(code + " " + reason);
    }

    private static ScanId submit(String token) {
        ScanId scan = ScanId.create();
        submit(token, scan);
        return scan;
    }

    private static void submit(String token, ScanId scan) {
        assertThat(post(token, "/scan", body(scan)).statusCode()).isEqualTo(202);
    }

    private static String body(ScanId scan) {
        return "{\"scan_id\":\"" + scan + "\",\"repository_url\":\"https://git.example.org/a/b\"}";
    }

    private static HttpResponse<String> get(String token, String path) {
        return gateway.get(API + path, "Authorization", "Bearer " + token);
    }

    private static HttpResponse<String> post(String token, String path, String body) {
        return HttpCalls.call(
                "POST",
                gateway.uri(API + path),
                body,
                "Content-Type",
                "application/json",
                "Authorization",
                "Bearer " + token);
    }

    private static String ticketFor(String token, ScanId scan) {
        return ticket(token, "{\"scan_id\":\"" + scan + "\"}");
    }

    private static String ticket(String token, String body) {
        JsonNode answer = Documents.parse(post(token, "/ticket", body).body());
        assertThat(answer.path("expires_in").asInt()).isEqualTo(30);
        return answer.path("ticket").asText();
    }

    private static WatchingClient watch(ScanId scan, String query) {
        return WatchingClient.connect(gateway.socket(scan, query));
    }

    private static WatchingClient watchWithToken(ScanId scan, String query, String token) {
        return WatchingClient.to(gateway.socket(scan, query))
                .header("Authorization", "Bearer " + token)
                .connect();
    }

    private static WatchingClient watchAll(String token) {
        return WatchingClient.to(gateway.socket(API + "/ws/scans"))
                .header("Authorization", "Bearer " + token)
                .connect();
    }
}
