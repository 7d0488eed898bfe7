package dev.scancast.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanStatus;
import dev.scancast.contract.redis.ScanKeys;
import dev.scancast.testkit.Documents;
import dev.scancast.testkit.HttpCalls;
import dev.scancast.testkit.OwnRedis;
import dev.scancast.testkit.ScanWatcher;
import dev.scancast.testkit.SseClient;
import dev.scancast.testkit.WatchingClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Many repositories in one request: what is taken, refused, watched, polled and canceled. */
class BatchTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    private static Path disk;

    private static Path root;
    private static OwnRedis redis;
    private static OwnGateway gateway;

    private final String batch = ScanId.create().value();
    private final List<Publisher> publishers = new ArrayList<>();

    @BeforeAll
    static void start() throws IOException {
        root = disk.toRealPath();
        for (int i = 0; i < 6; i++) {
            Files.createDirectory(root.resolve("r" + i));
        }
        redis = OwnRedis.start();
        gateway = OwnGateway.start(redis, "queue.limit", "1200", "backlog.interval", "200ms");
    }

    @AfterAll
    static void end() {
        gateway.close();
        redis.close();
    }

    /** Each test has the queue for itself, and a worker that says what may be scanned. */
    @BeforeEach
    void begin() {
        // The mover's lock: a gateway that is just moving the test's before would bring a scan of it into the queue.
        await("nobody moves scans")
                .atMost(PATIENCE)
                .until(() -> redis.command("SET", ScanKeys.MOVER, "test", "NX", "PX", "10000") != null);
        redis.command("FLUSHALL");
        redis.command("SET", "scan:worker:w1", "{\"name\":\"w1\",\"roots\":[\"" + root + "\"],\"repositories\":[]}");
        redis.command("ZADD", "scan:workers", "1", "w1");
    }

    @AfterEach
    void closePublishers() {
        publishers.forEach(Publisher::close);
    }

    @Test
    void aBatchIsTakenAndItsFirstScansComeToTheQueue() {
        HttpResponse<String> answer = post(body(6, ",\"batch_id\":\"" + batch + "\",\"file_types\":[\".java\"]"));
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.headers().firstValue("Location"))
                .hasValueSatisfying(location ->
                        assertThat(URI.create(location).getPath()).isEqualTo("/api/v1/scanner/batch/" + batch));
        List<ScanId> scans = scans(answer);
        assertThat(scans).hasSize(6).doesNotHaveDuplicates();
        assertThat(Documents.parse(answer.body()).path("batch_id").asText()).isEqualTo(batch);

        await("four are ready for a worker").atMost(PATIENCE).until(() -> queue().size() == 4);
        assertThat(queue()).isEqualTo(scans.subList(0, 4));
        assertThat(String.valueOf(redis.command("XRANGE", "scan:queue", "-", "+")))
                .contains(root.resolve("r0").toString(), ".java");

        JsonNode read =
                Documents.parse(gateway.get("/api/v1/scanner/batch/" + batch).body());
        assertThat(read.path("status").asText()).isEqualTo("running");
        assertThat(read.path("concurrency").asInt()).isEqualTo(4);
        assertCounts(read, 6, 0, 0, 0, 0);
        assertThat(read.path("scans").findValuesAsText("scan_id"))
                .isEqualTo(scans.stream().map(ScanId::value).toList());
        assertThat(read.path("scans").get(5).path("status").asText()).isEqualTo("queued");
        assertThat(read.path("scans").get(5).path("repository").asText()).isEqualTo("r5");
    }

    enum Transport {
        WEBSOCKET {
            @Override
            ScanWatcher open(String batch) {
                return WatchingClient.connect(gateway.socket("/api/v1/scanner/ws/scans?batch=" + batch));
            }
        },
        SSE {
            @Override
            ScanWatcher open(String batch) {
                return SseClient.open(gateway.uri("/api/v1/scanner/events?batch=" + batch));
            }
        };

        abstract ScanWatcher open(String batch);
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.EnumSource
    void whoWatchesABatchSeesFailuresAsProcessedUntilAllAre(Transport transport) {
        List<ScanId> scans = scans(post("{\"batch_id\":\"" + batch + "\",\"repositories\":[{\"repository_path\":\""
                + root.resolve("r0") + "\",\"title\":\"The first\"},{\"repository_path\":\"" + root.resolve("r1")
                + "\"},{\"repository_path\":\"" + root.resolve("r2") + "\"}]}"));
        try (ScanWatcher watcher = transport.open(batch)) {
            await("the snapshot")
                    .atMost(PATIENCE)
                    .until(() -> GroupView.of(watcher).state() != null);
            JsonNode first = GroupView.of(watcher).state().scan(scans.get(0));
            assertThat(first.path("status").asText()).isEqualTo("queued");
            assertThat(first.path("title").asText()).isEqualTo("The first");

            end(scans.get(0), ScanStatus.ERROR);
            end(scans.get(1), ScanStatus.COMPLETED);
            await("two are processed")
                    .atMost(PATIENCE)
                    .until(() -> GroupView.of(watcher)
                                    .state()
                                    .counts()
                                    .path("processed")
                                    .asInt()
                            == 2);
            end(scans.get(2), ScanStatus.CANCELED);
            watcher.awaitEnd();
            assertThat(watcher.endReason()).isEqualTo("completed");
            JsonNode counts = GroupView.of(watcher).state().counts();
            assertThat(counts.toString())
                    .isEqualTo("{\"total\":3,\"processed\":3,\"success\":1,\"errors\":1,\"canceled\":1}");
        }
        JsonNode read =
                Documents.parse(gateway.get("/api/v1/scanner/batch/" + batch).body());
        assertCounts(read, 3, 3, 1, 1, 1);
        assertThat(read.path("status").asText()).isEqualTo("completed");
    }

    @Test
    void theSameIdAndBodyIsTheSameBatchAnotherBodyIsAConflict() {
        String body = body(3, ",\"batch_id\":\"" + batch + "\"");
        List<ScanId> scans = scans(post(body));
        HttpResponse<String> again = post(body);
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(scans(again)).isEqualTo(scans);
        assertThat(redis.command("ZCARD", "scan:live")).isEqualTo(3L);

        assertProblem(post(body(2, ",\"batch_id\":\"" + batch + "\"")), 409, "batch_exists");
        assertProblem(post(body(3, ",\"concurrency\":1,\"batch_id\":\"" + batch + "\"")), 409, "batch_exists");
    }

    @Test
    void aBatchThatSomebodyWroteByHandIsReadAndNotOverwritten() {
        Publisher publisher = publisher(ScanId.create());
        redis.command("HSET", "scan:batch:" + batch, publisher.scan().value(), "By hand", "scan-of-nobody", "");
        publisher.setAndPublish("{\"status\":\"finished\",\"progress\":{\"percent\":100}}");
        assertProblem(post(body(1, ",\"batch_id\":\"" + batch + "\"")), 409, "batch_exists");
        JsonNode read =
                Documents.parse(gateway.get("/api/v1/scanner/batch/" + batch).body());
        assertCounts(read, 2, 1, 1, 0, 0);
        assertThat(read.path("scans").findValuesAsText("status")).containsExactlyInAnyOrder("finished", "unknown");
    }

    static Stream<Arguments> wrongBodies() throws IOException {
        Path base = disk.toRealPath();
        String good = "{\"repository_path\":\"" + base.resolve("r0") + "\"}";
        String many = IntStream.range(0, 1001).mapToObj(i -> good).collect(Collectors.joining(","));
        return Stream.of(
                Arguments.of("[]", 400, "malformed_body", "object"),
                Arguments.of("{}", 400, "invalid_value", "repositories"),
                Arguments.of("{\"repositories\":[]}", 400, "invalid_value", "1 to 1000 entries, got 0"),
                Arguments.of("{\"repositories\":{}}", 400, "wrong_type", "repositories"),
                Arguments.of("{\"repositories\":[" + many + "]}", 400, "invalid_value", "got 1001"),
                Arguments.of("{\"repositories\":[" + good + ",7]}", 400, "wrong_type", "repositories[1]"),
                Arguments.of("{\"repositories\":[" + good + ",{}]}", 400, "invalid_value", "repositories[1]"),
                Arguments.of(
                        "{\"repositories\":[" + good + "," + good + ",{\"repository_path\":\"/x\",\"path\":1}]}",
                        400,
                        "unknown_field",
                        "repositories[2]: there is no field \"path\""),
                Arguments.of(
                        "{\"repositories\":[{\"repository_path\":\"relative\"}]}",
                        400,
                        "invalid_value",
                        "repositories[0]: repository_path must be absolute"),
                Arguments.of(
                        "{\"repositories\":[" + good + ",{\"repository_path\":\"/etc\"}]}",
                        403,
                        "path_not_allowed",
                        "repositories[1]: /etc"),
                Arguments.of(
                        "{\"repositories\":[{\"repository_path\":\"" + base.resolve("gone") + "\"}]}",
                        400,
                        "path_not_found",
                        "repositories[0]"),
                Arguments.of(
                        "{\"repositories\":[{\"repository_path\":\"" + base.resolve("r0") + "\",\"title\":7}]}",
                        400,
                        "wrong_type",
                        "repositories[0]: title"),
                Arguments.of(
                        "{\"repositories\":[" + good + "],\"batch_id\":\"../x\"}", 400, "bad_batch_id", "batch id"),
                Arguments.of("{\"repositories\":[" + good + "],\"batch_id\":7}", 400, "wrong_type", "batch_id"),
                Arguments.of("{\"repositories\":[" + good + "],\"concurrency\":0}", 400, "invalid_value", "1 to 4"),
                Arguments.of("{\"repositories\":[" + good + "],\"concurrency\":5}", 400, "invalid_value", "1 to 4"),
                Arguments.of("{\"repositories\":[" + good + "],\"concurrency\":1.5}", 400, "wrong_type", "concurrency"),
                Arguments.of(
                        "{\"repositories\":[" + good + "],\"file_types\":[\"java\"]}",
                        400,
                        "invalid_value",
                        "file_types"),
                Arguments.of("{\"repositories\":[" + good + "],\"scan_id\":\"x\"}", 400, "unknown_field", "scan_id"),
                Arguments.of("{\"batch_id\":\"" + "x".repeat(1 << 20) + "\"}", 413, "body_too_large", "1048576 bytes"));
    }

    @ParameterizedTest
    @MethodSource("wrongBodies")
    void oneThatIsWrongIsRefusedAsAWhole(String body, int status, String code, String says) {
        HttpResponse<String> answer = post(body);
        assertProblem(answer, status, code);
        assertThat(Documents.parse(answer.body()).path("detail").asText()).contains(says);
        assertThat(redis.command("EXISTS", "scan:live", "scan:backlogs", "scan:batches", "scan:queue"))
                .as("nothing was written")
                .isEqualTo(0L);
    }

    @Test
    void whatAllScansOfALargeBatchShareIsLimited() {
        String patterns = IntStream.range(0, 100)
                .mapToObj(i -> "\"" + "x".repeat(250) + i + "\"")
                .collect(Collectors.joining(","));
        assertProblem(post(body(1000, ",\"exclude_patterns\":[" + patterns + "]")), 413, "body_too_large");
        assertThat(post(body(3, ",\"exclude_patterns\":[" + patterns + "]")).statusCode())
                .isEqualTo(202);
    }

    @Test
    void whereTooManyWaitABatchIsRefusedWholeAndSaysWhenToComeBack() {
        assertThat(post(body(1000, "")).statusCode()).isEqualTo(202);
        HttpResponse<String> refused = post(body(201, ",\"batch_id\":\"" + batch + "\""));
        assertProblem(refused, 429, "queue_full");
        assertThat(refused.headers().firstValue("Retry-After")).hasValue("10");
        assertProblem(gateway.get("/api/v1/scanner/batch/" + batch), 404, "batch_not_found");

        assertThat(post(body(200, ",\"batch_id\":\"" + batch + "\"")).statusCode())
                .isEqualTo(202);
        String single = "{\"repository_path\":\"" + root.resolve("r0") + "\"}";
        HttpResponse<String> one = HttpCalls.post(gateway.uri("/api/v1/scanner/scan"), single);
        assertProblem(one, 429, "queue_full");
        assertThat(one.headers().firstValue("Retry-After")).hasValue("10");
        assertThat(redis.command("ZCARD", "scan:live")).isEqualTo(1200L);
        assertThat(post(body(200, ",\"batch_id\":\"" + batch + "\"")).statusCode())
                .as("the same again")
                .isEqualTo(200);
    }

    @Test
    void aCanceledBatchEndsAtOnceWhereNobodyHoldsItsScans() {
        List<ScanId> scans = scans(post(body(20, ",\"batch_id\":\"" + batch + "\"")));
        await("some are in the queue").atMost(PATIENCE).until(() -> queue().size() == 4);
        Publisher running = publisher(scans.get(0));
        running.write(ScanStatus.SCANNING, 10);
        end(scans.get(1), ScanStatus.COMPLETED);

        HttpResponse<String> canceling = HttpCalls.delete(gateway.uri("/api/v1/scanner/batch/" + batch));
        assertThat(canceling.statusCode()).isEqualTo(202);
        assertCounts(Documents.parse(canceling.body()), 20, 19, 1, 0, 18);
        assertThat(redis.command("EXISTS", "scan:cancel:" + scans.get(0))).isEqualTo(1L);

        running.write(ScanStatus.CANCELED, 10);
        HttpResponse<String> canceled = HttpCalls.delete(gateway.uri("/api/v1/scanner/batch/" + batch));
        assertThat(canceled.statusCode()).isEqualTo(200);
        assertCounts(Documents.parse(canceled.body()), 20, 20, 1, 0, 19);
        await("nothing waits any more")
                .atMost(PATIENCE)
                .until(() -> redis.command("SCARD", "scan:backlogs").equals(0L));
        assertThat(queue()).as("what waited never came to the queue").hasSizeLessThanOrEqualTo(5);
    }

    @Test
    void aBatchThatHasEndedCanNotBeCanceled() {
        List<ScanId> scans = scans(post(body(2, ",\"batch_id\":\"" + batch + "\"")));
        scans.forEach(scan -> end(scan, ScanStatus.COMPLETED));
        HttpResponse<String> answer = HttpCalls.delete(gateway.uri("/api/v1/scanner/batch/" + batch));
        assertProblem(answer, 409, "batch_ended");
        assertThat(answer.body()).contains("2 completed and 0 failed");
    }

    @Test
    void anUnknownBatchAndABadIdAreTold() {
        for (String method : List.of("GET", "DELETE")) {
            assertProblem(call(method, "/api/v1/scanner/batch/" + batch), 404, "batch_not_found");
            assertProblem(call(method, "/api/v1/scanner/batch/-x"), 400, "bad_batch_id");
        }
        assertProblem(gateway.get("/api/v1/scanner/batch"), 405, "method_not_allowed");
    }

    // ---- helpers

    private static HttpResponse<String> call(String method, String path) {
        return HttpCalls.call(method, gateway.uri(path), "");
    }

    private static HttpResponse<String> post(String body) {
        return HttpCalls.post(gateway.uri("/api/v1/scanner/batch"), body);
    }

    /** A request of so many scans of the test's six repositories; more fields begin with a comma. */
    private static String body(int scans, String more) {
        String entries = IntStream.range(0, scans)
                .mapToObj(i -> "{\"repository_path\":\"" + root.resolve("r" + i % 6) + "\"}")
                .collect(Collectors.joining(","));
        return "{\"repositories\":[" + entries + "]" + more + "}";
    }

    private static List<ScanId> scans(HttpResponse<String> answer) {
        List<ScanId> scans = new ArrayList<>();
        Documents.parse(answer.body()).path("scans").forEach(id -> scans.add(new ScanId(id.asText())));
        return scans;
    }

    private static List<ScanId> queue() {
        List<ScanId> scans = new ArrayList<>();
        try (var client = redis.client()) {
            client.xrange("scan:queue", "-", "+")
                    .forEach(entry -> scans.add(new ScanId(entry.getFields().get("scan"))));
        }
        return scans;
    }

    private Publisher publisher(ScanId scan) {
        Publisher publisher = Publisher.of(redis, scan);
        publishers.add(publisher);
        return publisher;
    }

    private void end(ScanId scan, ScanStatus end) {
        publisher(scan).write(end, end == ScanStatus.COMPLETED ? 100 : 0);
    }

    private static void assertCounts(JsonNode answer, int total, int processed, int success, int errors, int canceled) {
        assertThat(answer.path("counts").toString())
                .isEqualTo("{\"total\":" + total + ",\"processed\":" + processed + ",\"success\":" + success
                        + ",\"errors\":" + errors + ",\"canceled\":" + canceled + "}");
    }

    private static void assertProblem(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(Documents.parse(answer.body()).path("code").asText()).isEqualTo(code);
    }
}
