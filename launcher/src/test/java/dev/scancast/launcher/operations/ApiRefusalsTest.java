package dev.scancast.launcher.operations;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scancast.launcher.SignedToken;
import dev.scancast.testkit.Documents;
import dev.scancast.testkit.HttpCalls;
import dev.scancast.testkit.RawHttp;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How a gateway turns callers away, by OpenAPI and in truth: every operation that is described to answer 401, 403, 421
 * or 429 does, with such a body, and no other does.
 */
class ApiRefusalsTest {
    private static final String BASE = "/api/v1/scanner";
    private static final String ONE = BASE + "/scan/{scan_id}";
    private static final String BATCH = BASE + "/batch/{batch_id}";
    private static final String URL = "{\"repository_url\":\"https://git.example.org/a/b\"}";
    private static final String ALICE = SignedToken.of("alice");

    @TempDir
    static Path directory;

    private static OneOfEach system;
    private static DescribedApi api;

    /** One scan a minute for each subject, and one watch for each address behind the proxy that the test is. */
    @BeforeAll
    static void start() throws IOException {
        Path secret = Files.writeString(directory.resolve("secret"), SignedToken.SECRET);
        system = new OneOfEach(
                directory,
                "auth.mode",
                "jwt",
                "auth.secret-file",
                secret.toString(),
                "auth.issuer",
                SignedToken.ISSUER,
                "auth.audience",
                SignedToken.AUDIENCE,
                "gateway.hosts",
                "scans.example.org",
                "gateway.scans-per-minute",
                "1",
                "gateway.trusted-proxies",
                "127.0.0.1",
                "gateway.address-connections",
                "1");
        api = new DescribedApi(
                Documents.parse(HttpCalls.get(system.uri("/api/openapi.json")).body()));
    }

    @AfterAll
    static void end() {
        system.close();
    }

    @Test
    void whoShowsNoTokenGets401FromAllThatIsntEverybodys() throws IOException {
        Set<String> refusing = new TreeSet<>();
        for (String operation : api.operations()) {
            RawHttp.Answer answer = ask(operation, "{}", Map.of());
            if (answer.status() == 401) {
                assertRefused(operation, answer, 401, "not_authenticated");
                assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer realm=\"scancast\"");
                refusing.add(operation);
            }
        }
        assertThat(refusing).isEqualTo(api.answeringWith(401));
    }

    @Test
    void whoAsksByAForeignNameGets421FromAllButHealth() throws IOException {
        Set<String> refusing = new TreeSet<>();
        for (String operation : api.operations()) {
            RawHttp.Answer answer = ask(operation, "{}", Map.of("Host", "evil.example"));
            if (answer.status() == 421) {
                assertRefused(operation, answer, 421, "host_not_allowed");
                refusing.add(operation);
            }
        }
        assertThat(refusing).isEqualTo(api.answeringWith(421));
        assertThat(refusing).hasSize(api.operations().size() - 3);
    }

    @Test
    void whatOneMayNotDoIsA403() throws IOException {
        JsonNode batch = Documents.parse(HttpCalls.call(
                        "POST",
                        system.uri(BASE + "/batch"),
                        "{\"repositories\":[" + URL + "]}",
                        "Content-Type",
                        "application/json",
                        "Authorization",
                        "Bearer " + ALICE)
                .body());
        String scan = batch.path("scans").path(0).asText();
        Map<String, String> alice = as(ALICE);
        Map<String, String> reader = as(SignedToken.of("reader", Instant.now().plusSeconds(600), "scans:read:all"));
        Map<String, String> page = new LinkedHashMap<>(alice);
        page.put("Origin", "https://evil.example");

        Set<String> tried = new TreeSet<>();
        String outside = "{\"repository_path\":\"/\"}";
        refuses(tried, 403, "path_not_allowed", "post " + BASE + "/scan", outside, alice);
        String batchOutside = "{\"repositories\":[" + outside + "]}";
        refuses(tried, 403, "path_not_allowed", "post " + BASE + "/batch", batchOutside, alice);
        refuses(tried, 403, "forbidden", "delete " + ONE, scan, reader);
        refuses(
                tried,
                403,
                "forbidden",
                "delete " + BATCH,
                batch.path("batch_id").asText(),
                reader);
        refuses(tried, 403, "origin_not_allowed", "get " + BASE + "/events/{scan_id}", scan, page);
        refuses(tried, 403, "origin_not_allowed", "get " + BASE + "/events", "", page);
        refuses(tried, 403, "origin_not_allowed", "get " + BASE + "/ws/scan/{scan_id}", scan, page);
        refuses(tried, 403, "origin_not_allowed", "get " + BASE + "/ws/scans", "", page);
        assertThat(tried).isEqualTo(api.answeringWith(403));
    }

    @Test
    void whatIsTooMuchIsA429() throws IOException {
        Set<String> tried = new TreeSet<>();
        Map<String, String> bob = as(SignedToken.of("bob"));
        assertThat(ask("post " + BASE + "/scan", URL, bob).status()).isEqualTo(202);
        refuses(tried, 429, "too_many_scans", "post " + BASE + "/scan", URL, bob);
        String two = "{\"repositories\":[" + URL + "," + URL.replace("a/b", "a/c") + "]}";
        Map<String, String> carol = as(SignedToken.of("carol"));
        assertThat(ask("post " + BASE + "/batch", two, carol).status()).isEqualTo(202);
        refuses(tried, 429, "too_many_scans", "post " + BASE + "/batch", two, carol);
        Map<String, String> client = new LinkedHashMap<>(bob);
        client.put("X-Forwarded-For", "192.0.2.1");
        URI all = system.uri(BASE + "/events");
        try (RawHttp watch = RawHttp.connect(all)) {
            watch.get(all, client);
            assertThat(watch.readHead().status()).isEqualTo(200);
            for (String stream : Set.of("/events/{scan_id}", "/events", "/ws/scan/{scan_id}", "/ws/scans")) {
                refuses(tried, 429, "too_many_connections", "get " + BASE + stream, "x", client);
            }
        }
        assertThat(tried).isEqualTo(api.answeringWith(429));
    }

    private static Map<String, String> as(String token) {
        return Map.of("Authorization", "Bearer " + token);
    }

    /** @param what the body, or the id where there is none */
    private static void refuses(
            Set<String> tried, int status, String code, String operation, String what, Map<String, String> headers)
            throws IOException {
        assertRefused(operation, ask(operation, what, headers), status, code);
        tried.add(operation);
    }

    private static void assertRefused(String operation, RawHttp.Answer answer, int status, String code) {
        assertThat(answer.status()).as(operation + " " + answer.body()).isEqualTo(status);
        api.holds(operation, status, answer.header("Content-Type"), answer.body());
        JsonNode problem = Documents.parse(answer.body());
        assertThat(problem.path("code").asText()).as(operation).isEqualTo(code);
        assertThat(problem.path("status").asInt()).as(operation).isEqualTo(status);
    }

    /** As a program asks that uses the operation; a socket by its handshake. */
    private static RawHttp.Answer ask(String operation, String what, Map<String, String> headers) throws IOException {
        String[] words = operation.split(" ", 2);
        boolean isPost = words[0].equals("post");
        String id = isPost || what.startsWith("{") ? "x" : what;
        URI uri = system.uri(words[1].replace("{scan_id}", id).replace("{batch_id}", id));
        Map<String, String> all = new LinkedHashMap<>(Map.of("Host", uri.getAuthority()));
        if (isPost) {
            all.put("Content-Type", "application/json");
            all.put("Content-Length", Integer.toString(what.getBytes(UTF_8).length));
        } else if (words[1].contains("/ws/")) {
            all.put("Upgrade", "websocket");
            all.put("Connection", "Upgrade");
            all.put("Sec-WebSocket-Version", "13");
            all.put("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
        }
        all.putAll(headers);
        StringBuilder request =
                new StringBuilder(words[0].toUpperCase(Locale.ROOT) + " " + RawHttp.target(uri) + " HTTP/1.1\r\n");
        all.forEach(
                (name, value) -> request.append(name).append(": ").append(value).append("\r\n"));
        request.append("\r\n").append(isPost ? what : "");
        try (RawHttp http = RawHttp.connect(uri)) {
            http.send(request.toString().getBytes(UTF_8));
            RawHttp.Head head = http.readHead();
            boolean isProblem = head.status() >= 400; // what else there is may be a stream
            return new RawHttp.Answer(head, isProblem ? http.readBody(head) : "");
        }
    }
}
