package dev.scancast.gateway.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scancast.contract.document.ScanId;
import dev.scancast.gateway.OwnGateway;
import dev.scancast.testkit.Documents;
import dev.scancast.testkit.HttpCalls;
import dev.scancast.testkit.OwnRedis;
import dev.scancast.testkit.RawHttp;
import dev.scancast.testkit.WatchingClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import redis.clients.jedis.Jedis;

/**
 * Who × what × transport → answer: each cell of the table in docs/security.md is tried. What it came to stands in
 * {@code target/access-matrix.md}.
 */
class AccessMatrixTest {
    private static final Path PAGE = Path.of("..", "docs", "security.md");
    private static final Path MADE = Path.of("target", "access-matrix.md");
    private static final String HEAD = "| what | transport |";
    private static final String API = "/api/v1/scanner";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Those who ask, in the table's order; null for one without a token. */
    private static final Map<String, String> WHO = new LinkedHashMap<>();

    private static OwnRedis redis;
    private static OwnGateway gateway;
    private static ScanId first;
    private static ScanId ended;
    private static ScanId endedToo;
    private static ScanId foreign;
    private static String batch;

    /** How something is asked for, and of what. */
    private interface Question {
        /** @param token null for none */
        String ask(String token);
    }

    private static final Map<String, Question> QUESTIONS = new LinkedHashMap<>();

    @BeforeAll
    static void start(@TempDir Path directory) throws IOException {
        redis = OwnRedis.start();
        gateway = OwnGateway.start(redis, TestTokens.settings(directory));
        WHO.put("owner", TestTokens.of("alice"));
        WHO.put("another", TestTokens.of("bob"));
        WHO.put("`scans:read:all`", TestTokens.of("carol", Caller.READ_ALL));
        WHO.put("`scans:cancel:all`", TestTokens.of("dave", Caller.CANCEL_ALL));
        WHO.put("expired", TestTokens.expiringIn(Duration.ofSeconds(-5), "alice"));
        WHO.put(
                "forged",
                TestTokens.signed("not the secret, but as long as that", TestTokens.claims(PATIENCE, "alice")));
        WHO.put("nobody", null);

        String alice = WHO.get("owner");
        first = submit(alice);
        ended = submit(alice);
        endedToo = submit(alice);
        try (Jedis commands = redis.jedis()) {
            for (ScanId scan : List.of(ended, endedToo)) {
                String queued = commands.get("scan:status:" + scan);
                commands.set("scan:status:" + scan, queued.replace("\"queued\"", "\"completed\""));
                commands.set(("scan:report:" + scan).getBytes(UTF_8), gzip("{\"summary\":{},\"findings\":[]}"));
            }
        }
        foreign = ScanId.create();
        redis.command("SET", "scan:status:" + foreign, "{\"status\":\"running\",\"progress\":40}");
        batch = submitBatch(alice);
        fillIn();
    }

    @AfterAll
    static void end() {
        gateway.close();
        redis.close();
    }

    private static void fillIn() {
        scan("a scan", first);
        scan("a scan that isn't there", ScanId.create());
        scan("a foreign scan", foreign);
        QUESTIONS.put(key("a scan", "log"), token -> rest("GET", "/scan/" + first + "/log", token));
        QUESTIONS.put(key("a scan", "report"), token -> rest("GET", "/scan/" + ended + "/report", token));
        QUESTIONS.put(key("a scan", "SARIF"), token -> rest("GET", "/scan/" + ended + "/report.sarif", token));
        QUESTIONS.put(
                key("a scan", "comparison"),
                token -> rest("GET", "/scan/" + endedToo + "/compare?with=" + ended, token));
        QUESTIONS.put(key("a scan", "cancel"), token -> rest("DELETE", "/scan/" + submit(WHO.get("owner")), token));
        QUESTIONS.put(
                key("a scan that isn't there", "cancel"), token -> rest("DELETE", "/scan/" + ScanId.create(), token));
        batch("a batch", batch);
        batch("a batch that isn't there", ScanId.create().value());
        QUESTIONS.put(
                key("a batch", "cancel"), token -> rest("DELETE", "/batch/" + submitBatch(WHO.get("owner")), token));
        QUESTIONS.put(
                key("a batch that isn't there", "cancel"), token -> rest("DELETE", "/batch/" + ScanId.create(), token));
        QUESTIONS.put(key("all scans", "WebSocket"), token -> socket("/ws/scans", token));
        QUESTIONS.put(key("all scans", "events"), token -> events("/events", token));
        QUESTIONS.put(key("all scans", "list"), token -> rest("GET", "/scans", token));
        QUESTIONS.put(
                key("a scan of one's own", "start"),
                token -> post("/scan", "{\"repository_url\":\"https://git.example.org/a/b\"}", token));
        QUESTIONS.put(key("a ticket", "get"), token -> post("/ticket", "{}", token));
        QUESTIONS.put(key("what can be scanned", "get"), token -> rest("GET", "/environment", token));
        QUESTIONS.put(
                key("health", "get"),
                token -> Integer.toString(gateway.get("/health").statusCode()));
    }

    private static void scan(String what, ScanId scan) {
        QUESTIONS.put(key(what, "WebSocket"), token -> socket("/ws/scan/" + scan + "?wait=0", token));
        QUESTIONS.put(key(what, "events"), token -> events("/events/" + scan + "?wait=0", token));
        QUESTIONS.put(key(what, "poll"), token -> rest("GET", "/scan/" + scan, token));
    }

    private static void batch(String what, String id) {
        QUESTIONS.put(key(what, "WebSocket"), token -> socket("/ws/scans?wait=0&batch=" + id, token));
        QUESTIONS.put(key(what, "events"), token -> events("/events?wait=0&batch=" + id, token));
        QUESTIONS.put(key(what, "poll"), token -> rest("GET", "/batch/" + id, token));
    }

    private static String key(String what, String transport) {
        return what + " | " + transport;
    }

    // ---- the table

    /** Each line of the page's table. */
    static Stream<String> rows() throws IOException {
        return Files.readAllLines(PAGE).stream()
                .dropWhile(line -> !line.startsWith(HEAD))
                .skip(2)
                .takeWhile(line -> line.startsWith("|"));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void answersAsThePageSays(String row) {
        String[] cells = row.substring(2, row.length() - 2).split(" \\| ", -1);
        assertThat(answered(key(cells[0], cells[1]))).isEqualTo(row);
    }

    @org.junit.jupiter.api.Test
    void thePageHasEveryQuestionAndEverybody() throws IOException {
        StringBuilder made = new StringBuilder(HEAD + " " + String.join(" | ", WHO.keySet()) + " |\n");
        made.append("|---|---|").append("---|".repeat(WHO.size())).append('\n');
        QUESTIONS.keySet().forEach(key -> made.append(answered(key)).append('\n'));
        Files.createDirectories(MADE.getParent());
        Files.writeString(MADE, made);
        assertThat(Files.readString(PAGE))
                .as("put target/access-matrix.md there")
                .contains(made);
    }

    private static String answered(String key) {
        StringBuilder row = new StringBuilder("| " + key);
        WHO.forEach((who, token) -> row.append(" | ").append(QUESTIONS.get(key).ask(token)));
        return row.append(" |").toString();
    }

    // ---- the transports

    private static String socket(String path, String token) {
        WatchingClient.Builder builder = WatchingClient.to(gateway.socket(API + path));
        if (token != null) {
            builder.header("Authorization", "Bearer " + token);
        }
        try (WatchingClient client = builder.connect()) {
            await("an answer")
                    .atMost(PATIENCE)
                    .until(() -> client.hasEnded() || !client.everything().isEmpty());
            return client.everything().isEmpty() ? client.endCode() + " " + client.endReason() : "shown";
        }
    }

    private static String events(String path, String token) {
        URI uri = gateway.uri(API + path);
        Map<String, String> headers = new LinkedHashMap<>(Map.of("Accept", "text/event-stream"));
        if (token != null) {
            headers.put("Authorization", "Bearer " + token);
        }
        try (RawHttp http = RawHttp.connect(uri)) {
            http.get(uri, headers);
            RawHttp.Head head = http.readHead();
            return head.status() == 200 ? "shown" : head.status() + " " + code(http.readBody(head));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String rest(String method, String path, String token) {
        return text(call(method, API + path, "", token));
    }

    private static String post(String path, String body, String token) {
        return text(call("POST", API + path, body, token));
    }

    private static String text(HttpResponse<String> answer) {
        return answer.statusCode() / 100 == 2
                ? Integer.toString(answer.statusCode())
                : answer.statusCode() + " " + code(answer.body());
    }

    private static String code(String problem) {
        return Documents.parse(problem).path("code").asText();
    }

    private static HttpResponse<String> call(String method, String path, String body, String token) {
        return token == null
                ? HttpCalls.call(method, gateway.uri(path), body, "Content-Type", "application/json")
                : HttpCalls.call(
                        method,
                        gateway.uri(path),
                        body,
                        "Content-Type",
                        "application/json",
                        "Authorization",
                        "Bearer " + token);
    }

    private static ScanId submit(String token) {
        String body = "{\"repository_url\":\"https://git.example.org/a/b\"}";
        return new ScanId(
                Documents.parse(call("POST", API + "/scan", body, token).body())
                        .path("scan_id")
                        .asText());
    }

    private static String submitBatch(String token) {
        String body = "{\"repositories\":[{\"repository_url\":\"https://git.example.org/a/b\"}]}";
        return Documents.parse(call("POST", API + "/batch", body, token).body())
                .path("batch_id")
                .asText();
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(text.getBytes(UTF_8));
        }
        return out.toByteArray();
    }
}
