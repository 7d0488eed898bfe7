package dev.scancast.launcher.operations;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.ValidationMessage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.redis.ScanKeys;
import dev.scancast.testkit.Documents;
import dev.scancast.testkit.HttpCalls;
import dev.scancast.testkit.Received;
import dev.scancast.testkit.SseClient;
import dev.scancast.testkit.WatchingClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPubSub;

/** What the gateway says of itself in OpenAPI, AsyncAPI and JSON Schema, held against what it really answers. */
class ApiDocumentsTest {
    private static final String BASE = "/api/v1/scanner";
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    static Path directory;

    private static OneOfEach system;
    private static DescribedApi openApi;
    private static JsonNode asyncApi;
    private static String first;
    private static String second;

    @BeforeAll
    static void runTwoScans() throws IOException {
        system = new OneOfEach(directory);
        openApi = new DescribedApi(get("/api/openapi.json"));
        asyncApi = get("/api/asyncapi.json");
        first = system.scan().path("scan_id").asText();
        second = system.scan().path("scan_id").asText();
    }

    @AfterAll
    static void end() {
        system.close();
    }

    private static JsonNode get(String path) {
        return Documents.parse(HttpCalls.get(system.uri(path)).body());
    }

    // ---- OpenAPI

    @Test
    void everyOperationAnswersAsItIsDescribed() throws IOException {
        Set<String> tried = new TreeSet<>();
        String one = BASE + "/scan/{scan_id}";
        String body = "{\"repository_path\":\"" + directory.toRealPath().resolve("repository") + "\"";
        answers(tried, "post", BASE + "/scan", BASE + "/scan", body + "}", 202);
        answers(tried, "post", BASE + "/scan", BASE + "/scan", body + ",\"scan_id\":\"twice\"}", 202);
        answers(tried, "post", BASE + "/scan", BASE + "/scan", body + ",\"scan_id\":\"twice\"}", 200);
        answers(
                tried,
                "post",
                BASE + "/scan",
                BASE + "/scan",
                "{\"repository_path\":\"/\",\"scan_id\":\"twice\"}",
                403);
        answers(tried, "post", BASE + "/scan", BASE + "/scan", "{\"path\":\"/\"}", 400);
        await("it has ended")
                .until(() -> Documents.isTerminal(system.document("twice").toString()));
        answers(tried, "get", one, at(one, first), "", 200);
        answers(tried, "get", one, at(one, "unknown"), "", 404);
        answers(tried, "delete", one, at(one, first), "", 409);
        answers(tried, "delete", one, at(one, queuedForNobody("")), "", 200, 202);
        answers(tried, "get", one + "/report", at(one + "/report", first), "", 200);
        answers(tried, "get", one + "/report.sarif", at(one + "/report.sarif", first), "", 200);
        answers(tried, "get", one + "/log", at(one + "/log", first), "", 200);
        answers(tried, "get", one + "/compare", at(one + "/compare", second) + "?with=" + first, "", 200);
        answers(tried, "get", BASE + "/scans", BASE + "/scans?limit=1", "", 200);
        answers(tried, "get", BASE + "/scans", BASE + "/scans?limit=0", "", 400);
        String batches = "{\"batch_id\":\"b\",\"repositories\":[" + body + ",\"title\":\"One\"}]}";
        answers(tried, "post", BASE + "/batch", BASE + "/batch", batches, 202);
        answers(tried, "post", BASE + "/batch", BASE + "/batch", batches, 200);
        String batch = BASE + "/batch/{batch_id}";
        await("the batch has ended")
                .until(() -> get(BASE + "/batch/b").path("status").asText().equals("completed"));
        answers(tried, "get", batch, BASE + "/batch/b", "", 200);
        answers(tried, "delete", batch, BASE + "/batch/b", "", 409);
        queuedForNobody("scan:batch:c");
        answers(tried, "delete", batch, BASE + "/batch/c", "", 200, 202);
        String ticket = BASE + "/ticket";
        answers(tried, "post", ticket, ticket, "{\"scan_id\":\"" + first + "\"}", 200);
        answers(tried, "post", ticket, ticket, "{\"batch\":\"b\"}", 200);
        answers(tried, "post", ticket, ticket, "{}", 200);
        answers(tried, "post", ticket, ticket, "{\"scan_id\":\"x\",\"batch\":\"b\"}", 400);
        for (String path : List.of(
                BASE + "/repositories",
                BASE + "/environment",
                "/health",
                "/health/ready",
                "/health/live",
                "/metrics",
                "/api/openapi.json",
                "/api/asyncapi.json",
                "/api/progress-document.schema.json")) {
            answers(tried, "get", path, path, "", 200);
        }
        streams(tried);
        assertThat(tried).as("every operation was tried").isEqualTo(openApi.operations());
    }

    private static String at(String template, String scan) {
        return template.replace("{scan_id}", scan);
    }

    /** A scan that no worker will begin; in that batch, if one is named. */
    private static String queuedForNobody(String batch) {
        try (Jedis jedis = new Jedis("127.0.0.1", system.redis.port())) {
            String id = ScanId.create().value();
            if (!batch.isEmpty()) {
                jedis.hset(batch, id, "");
            }
            jedis.set("scan:status:" + id, "{\"scan_id\":\"" + id + "\",\"status\":\"queued\"}");
            return id;
        }
    }

    private static void streams(Set<String> tried) {
        try (SseClient one = SseClient.open(system.uri(BASE + "/events/" + first));
                SseClient many = SseClient.open(system.uri(BASE + "/events?batch=b"))) {
            one.awaitEnd();
            many.awaitEnd();
            tried.add("get " + BASE + "/events/{scan_id}");
            tried.add("get " + BASE + "/events");
        }
        try (WatchingClient one = WatchingClient.connect(socket("/ws/scan/" + first));
                WatchingClient many = WatchingClient.connect(socket("/ws/scans?batch=b"))) {
            one.awaitEnd();
            many.awaitEnd();
            tried.add("get " + BASE + "/ws/scan/{scan_id}");
            tried.add("get " + BASE + "/ws/scans");
        }
    }

    private static URI socket(String path) {
        return URI.create("ws://" + system.gateway.url().getAuthority() + BASE + path);
    }

    /** The answer has one of these statuses, which is described, with that media type and a body of that schema. */
    private static void answers(
            Set<String> tried, String method, String template, String path, String body, int... statuses)
            throws IOException {
        HttpResponse<byte[]> answer = call(method, path, body);
        String what = method + " " + path + " answered " + answer.statusCode() + " " + new String(answer.body(), UTF_8);
        assertThat(statuses).as(what).contains(answer.statusCode());
        String operation = method + " " + template;
        String type = answer.headers().firstValue("Content-Type").orElse("");
        openApi.holds(operation, answer.statusCode(), type, new String(plain(answer), UTF_8));
        if (answer.statusCode() < 300) {
            openApi.takes(operation, body);
            tried.add(operation);
        }
    }

    private static HttpResponse<byte[]> call(String method, String path, String body) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(system.uri(path))
                .header("Content-Type", "application/json")
                .method(method.toUpperCase(java.util.Locale.ROOT), HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] plain(HttpResponse<byte[]> answer) throws IOException {
        if (answer.headers().firstValue("Content-Encoding").isEmpty()) {
            return answer.body();
        }
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(answer.body()))) {
            return in.readAllBytes();
        }
    }

    /** Whatever a resource has is described, and nothing else is, but for the streams, which aren't Jersey's. */
    @Test
    void everyResourceIsDescribedAndNothingElse() {
        Set<String> served = new TreeSet<>();
        for (String transport : List.of("/events/{scan_id}", "/events", "/ws/scan/{scan_id}", "/ws/scans")) {
            served.add("get " + BASE + transport);
        }
        new ClassFileImporter()
                .importPackages("dev.scancast.gateway.rest").stream()
                        .filter(type -> type.isAnnotatedWith("jakarta.ws.rs.Path"))
                        .forEach(type -> {
                            String at = type.getAnnotationOfType(jakarta.ws.rs.Path.class)
                                    .value();
                            type.getMethods()
                                    .forEach(method -> List.of("GET", "POST", "DELETE", "PUT")
                                            .forEach(verb -> {
                                                if (method.isAnnotatedWith("jakarta.ws.rs." + verb)) {
                                                    String below = method.isAnnotatedWith(jakarta.ws.rs.Path.class)
                                                            ? "/"
                                                                    + method.getAnnotationOfType(
                                                                                    jakarta.ws.rs.Path.class)
                                                                            .value()
                                                            : "";
                                                    served.add(verb.toLowerCase(java.util.Locale.ROOT) + " /" + at
                                                            + below);
                                                }
                                            }));
                        });
        assertThat(openApi.operations()).isEqualTo(served);
    }

    // ---- AsyncAPI

    @Test
    void everyMessageOfASocketIsOneThatIsDescribed() {
        String id = ScanId.create().value();
        try (WatchingClient one = WatchingClient.to(socket("/ws/scan/" + id + "?log=true&wait=60"))
                        .subprotocol("scancast.v1")
                        .connect();
                WatchingClient many = WatchingClient.connect(socket("/ws/scans"))) {
            String ping = "{\"type\":\"ping\",\"t\":1}";
            assertThat(ofMessage("Ping", Documents.parse(ping))).isEmpty();
            one.send(ping);
            String token = "{\"type\":\"token\",\"token\":\"a.b.c\"}";
            assertThat(ofMessage("Token", Documents.parse(token))).isEmpty();
            one.send(token);
            system.submit(id);
            one.awaitEnd();
            await("the end among many")
                    .until(() -> many.messages().stream()
                            .anyMatch(update ->
                                    update.text().contains(id) && update.text().contains("completed")));
            Set<String> seen = new HashSet<>();
            seen.addAll(areDescribed(one.everything(), "sendScan"));
            seen.addAll(areDescribed(many.everything(), "sendScans"));
            assertThat(seen).contains("AnyDocument", "LogLine", "LogEnd", "Pong", "Snapshot", "Update");
        }
    }

    private static Set<String> areDescribed(List<Received> messages, String operation) {
        Set<String> seen = new HashSet<>();
        for (Received received : messages) {
            JsonNode json = Documents.parse(received.text());
            List<String> fitting = new ArrayList<>();
            for (JsonNode allowed : asyncApi.path("operations").path(operation).path("messages")) {
                String name = allowed.path("$ref").asText().replaceAll(".*/", "");
                if (ofMessage(name, json).isEmpty()) {
                    fitting.add(name);
                }
            }
            assertThat(fitting).as(received.text()).hasSize(1);
            seen.addAll(fitting);
        }
        return seen;
    }

    /** What is wrong with a message by its description, which tells the progress document's schema by its address. */
    private static Set<ValidationMessage> ofMessage(String name, JsonNode message) {
        ObjectNode whole = asyncApi.deepCopy();
        ((ObjectNode) whole.path("components").path("schemas"))
                .set("ProgressDocument", get("/api/progress-document.schema.json"));
        JsonNode schema = whole.path("components").path("messages").path(name).path("payload");
        return DescribedApi.faults(whole, schema, message);
    }

    @Test
    void channelsAreTheOnesOfTheContract() {
        ScanId scan = new ScanId("x");
        ScanKeys keys = ScanKeys.plain();
        assertThat(address("progress")).isEqualTo(keys.progressChannel(scan));
        assertThat(address("log")).isEqualTo(keys.log(scan));
        assertThat(address("control")).isEqualTo(ScanKeys.CONTROL);
        assertThat(address("newScans").replace("{owner}", ""))
                .isEqualTo(ScanKeys.owner("").replaceAll("[^:]+$", ""));
        assertThat(address("watchScan")).isEqualTo(BASE + "/ws/scan/x");
    }

    private static String address(String channel) {
        return asyncApi.path("channels").path(channel).path("address").asText().replace("{scan_id}", "x");
    }

    // ---- the progress document

    /** By the schema that is served, and by the first that ever was. */
    @Test
    void everyDocumentOfAScanIsValid() throws Exception {
        JsonNode schema = get("/api/progress-document.schema.json");
        JsonNode earliest = ContractGrowthTest.first("progress-document.schema.json");
        List<String> published = new CopyOnWriteArrayList<>();
        String id = ScanId.create().value();
        JedisPubSub listener = new JedisPubSub() {
            @Override
            public void onMessage(String channel, String message) {
                published.add(message);
            }
        };
        Thread thread = new Thread(() -> {
            try (Jedis jedis = new Jedis("127.0.0.1", system.redis.port())) {
                jedis.subscribe(listener, "scan:progress:" + id);
            }
        });
        thread.start();
        await("subscribed").until(listener::isSubscribed);
        String body = "{\"scan_id\":\"" + id + "\",\"repository_path\":\""
                + directory.toRealPath().resolve("repository") + "\"}";
        assertThat(HttpCalls.post(system.uri(BASE + "/scan"), body).statusCode())
                .isEqualTo(202);
        await("the end is published").until(() -> published.stream().anyMatch(Documents::isTerminal));
        listener.unsubscribe();
        thread.join(Duration.ofSeconds(10).toMillis());
        assertThat(published).hasSizeGreaterThan(4).allSatisfy(text -> {
            assertThat(DescribedApi.faults(schema, Documents.parse(text)))
                    .as(text)
                    .isEmpty();
            assertThat(DescribedApi.faults(earliest, Documents.parse(text)))
                    .as(text)
                    .isEmpty();
        });
    }
}
