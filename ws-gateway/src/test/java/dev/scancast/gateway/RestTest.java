package dev.scancast.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanStatus;
import dev.scancast.testkit.Documents;
import dev.scancast.testkit.HttpCalls;
import dev.scancast.testkit.OwnRedis;
import dev.scancast.testkit.RawHttp;
import dev.scancast.testkit.ScanWatcher;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Starting, polling, listing and canceling over REST, and every problem that there is a code for. */
class RestTest {
    private static OwnRedis redis;
    private static OwnGateway gateway;

    @TempDir
    private static Path disk;

    private static Path root;
    private static Path repository;

    private final Publisher publisher = Publisher.of(redis, ScanId.create());
    private final ScanId scan = publisher.scan();

    @BeforeAll
    static void start() throws IOException {
        root = Files.createDirectory(disk.toRealPath().resolve("allowed"));
        repository = Files.createDirectory(root.resolve("repository"));
        redis = OwnRedis.start();
        redis.command(
                "SET",
                "scan:worker:w1",
                "{\"name\":\"w1\",\"version\":\"1\",\"languages\":[\"java\",\"go\"],\"analyzers\":[],\"roots\":[\""
                        + root + "\"],\"repositories\":[{\"name\":\"repository\",\"path\":\"" + repository + "\"}]}");
        redis.command("ZADD", "scan:workers", "1", "w1", "2", "dead");
        gateway = OwnGateway.start(redis);
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

    // ---- starting

    @Test
    void aScanIsQueuedAndCanBeWatchedAtOnce() {
        HttpResponse<String> answer = post("{\"repository_path\":\"" + repository + "\",\"file_types\":[\".cs\"],"
                + "\"exclude_patterns\":[\"bin\",\"!build\"]}");
        assertThat(answer.statusCode()).isEqualTo(202);
        JsonNode body = Documents.parse(answer.body());
        ScanId started = new ScanId(body.path("scan_id").asText());
        assertThat(body.path("status").asText()).isEqualTo("queued");
        assertThat(answer.headers().firstValue("Location"))
                .hasValueSatisfying(location ->
                        assertThat(URI.create(location).getPath()).isEqualTo("/api/v1/scanner/scan/" + started));

        try (ScanWatcher watcher = gateway.watch(started)) {
            watcher.awaitDocuments(1);
            JsonNode document = Documents.parse(watcher.last());
            assertThat(document.path("status").asText()).isEqualTo("queued");
            assertThat(document.path("seq").asLong()).isEqualTo(1);
            assertThat(document.path("repository").asText()).isEqualTo("repository");
        }
        assertThat(redis.command("ZSCORE", "scan:live", started.value())).isNotNull();
        assertThat(String.valueOf(redis.command("XREVRANGE", "scan:queue", "+", "-", "COUNT", "1")))
                .contains(started.value(), repository.toString(), "!build");
    }

    /** Whether its host may be reached only the worker can tell: no name is looked up here. */
    @Test
    void aGitUrlIsQueuedUnderTheNameOfItsRepository() {
        HttpResponse<String> answer =
                post("{\"repository_url\":\"https://GIT.example:443/group/shop.git\",\"ref\":\"v1.2\"}");
        assertThat(answer.statusCode()).isEqualTo(202);
        ScanId started =
                new ScanId(Documents.parse(answer.body()).path("scan_id").asText());
        try (ScanWatcher watcher = gateway.watch(started)) {
            watcher.awaitDocuments(1);
            assertThat(Documents.parse(watcher.last()).path("repository").asText())
                    .isEqualTo("shop");
        }
        assertThat(String.valueOf(redis.command("XREVRANGE", "scan:queue", "+", "-", "COUNT", "1")))
                .contains(started.value(), "https://git.example/group/shop.git", "v1.2");
    }

    @Test
    void theSameIdAndBodyAgainIsTheSameScan() {
        String body = "{\"scan_id\":\"" + scan + "\",\"repository_path\":\"" + repository + "\"}";
        assertThat(post(body).statusCode()).isEqualTo(202);
        Object queued = redis.command("XLEN", "scan:queue");
        HttpResponse<String> again = post(body);
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.body()).contains("\"scan_id\":\"" + scan + "\"", "\"status\":\"queued\"");
        assertThat(redis.command("XLEN", "scan:queue")).isEqualTo(queued);
    }

    @Test
    void theSameIdWithAnotherBodyIsAConflict() {
        String begin = "{\"scan_id\":\"" + scan + "\",\"repository_path\":\"" + repository + "\"";
        assertThat(post(begin + "}").statusCode()).isEqualTo(202);
        assertProblem(post(begin + ",\"file_types\":[\".java\"]}"), 409, "scan_exists");
    }

    @Test
    void theSameIdAndBodyIsTheSameScanAfterItsEndToo() {
        String body = "{\"scan_id\":\"" + scan + "\",\"repository_path\":\"" + repository + "\"}";
        assertThat(post(body).statusCode()).isEqualTo(202);
        publisher.write(ScanStatus.COMPLETED, 100);
        HttpResponse<String> again = post(body);
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.body()).contains("\"completed\"");
    }

    static Stream<Arguments> wrongBodies() throws IOException {
        Path base = disk.toRealPath();
        Path file = Files.writeString(base.resolve("allowed/file.txt"), "x");
        Path outside = Files.createDirectories(base.resolve("outside/repository"));
        Path link = base.resolve("allowed/link");
        if (!Files.exists(link)) {
            Files.createSymbolicLink(link, outside);
        }
        String path = "\"repository_path\":\"" + base.resolve("allowed/repository") + "\"";
        return Stream.of(
                Arguments.of("", 400, "malformed_body", ""),
                Arguments.of("{", 400, "malformed_body", ""),
                Arguments.of("hello", 400, "malformed_body", "line 1"),
                Arguments.of("{" + path + "} {}", 400, "malformed_body", ""),
                Arguments.of("[]", 400, "malformed_body", "object"),
                Arguments.of("{\"a\":" + "[".repeat(100) + "]".repeat(100) + "}", 400, "malformed_body", ""),
                Arguments.of("{" + path + ",\"filetypes\":[]}", 400, "unknown_field", "filetypes"),
                Arguments.of("{\"repository_path\":7}", 400, "wrong_type", "repository_path"),
                Arguments.of("{" + path + ",\"file_types\":\".cs\"}", 400, "wrong_type", "file_types"),
                Arguments.of("{" + path + ",\"file_types\":[1]}", 400, "wrong_type", "file_types"),
                Arguments.of("{" + path + ",\"exclude_patterns\":{}}", 400, "wrong_type", "exclude_patterns"),
                Arguments.of("{}", 400, "invalid_value", "repository_path"),
                Arguments.of("{\"repository_path\":\"\"}", 400, "invalid_value", "repository_path"),
                Arguments.of("{\"repository_path\":\"relative/path\"}", 400, "invalid_value", "absolute"),
                Arguments.of("{\"repository_path\":\"/a\\u0000b\"}", 400, "invalid_value", "repository_path"),
                Arguments.of(
                        "{" + path + ",\"repository_url\":\"https://x.example/y\"}", 400, "invalid_value", "one of"),
                Arguments.of("{" + path + ",\"file_types\":[\"cs\"]}", 400, "invalid_value", "file_types"),
                Arguments.of("{" + path + ",\"analyzers\":[\"../x\"]}", 400, "invalid_value", "analyzers"),
                Arguments.of("{" + path + ",\"scan_id\":\"a:b\"}", 400, "bad_scan_id", "a:b"),
                Arguments.of(
                        "{\"repository_path\":\"" + base.resolve("allowed/none") + "\"}",
                        400,
                        "path_not_found",
                        "none"),
                Arguments.of("{\"repository_path\":\"" + file + "\"}", 400, "not_a_directory", "file"),
                Arguments.of("{\"repository_path\":\"" + outside + "\"}", 403, "path_not_allowed", "outside"),
                Arguments.of("{\"repository_path\":\"" + base + "\"}", 403, "path_not_allowed", ""),
                Arguments.of("{\"repository_path\":\"" + base + "/allowed2\"}", 403, "path_not_allowed", ""),
                Arguments.of("{\"repository_path\":\"" + link + "\"}", 403, "path_not_allowed", "link"),
                Arguments.of("{\"repository_path\":\"" + base + "/allowed/../outside\"}", 403, "path_not_allowed", ""),
                Arguments.of(
                        "{\"repository_path\":\"" + base + "/allowed/link/../repository\"}",
                        403,
                        "path_not_allowed",
                        ""),
                Arguments.of("{\"repository_url\":\"http://x.example/y\"}", 403, "url_not_allowed", "https://"),
                Arguments.of("{\"repository_url\":\"file:///etc\"}", 403, "url_not_allowed", "https://"),
                Arguments.of("{\"repository_url\":\"https://localhost/y\"}", 403, "url_not_allowed", "public"),
                Arguments.of("{\"repository_url\":\"https://u:p@x.example/y\"}", 403, "url_not_allowed", "password"),
                Arguments.of(
                        "{\"repository_url\":\"https://x.example/y\",\"ref\":\"--upload-pack=x\"}",
                        400,
                        "invalid_value",
                        "ref must be"),
                Arguments.of("{\"filler\":\"" + "x".repeat(70_000) + "\"}", 413, "body_too_large", "65536"));
    }

    @ParameterizedTest
    @MethodSource("wrongBodies")
    void aWrongBodyIsToldWhatIsWrong(String body, int status, String code, String detail) {
        HttpResponse<String> answer = post(body);
        assertProblem(answer, status, code);
        assertThat(Documents.parse(answer.body()).path("detail").asText()).contains(detail);
    }

    /**
     * The JDK's HTTP client asks for an upgrade to HTTP/2 in its first request. Grizzly took the body for the new
     * protocol's, and every POST of such a client hung.
     */
    @Test
    void anUpgradeThatWeDoNotSpeakIsOverlooked() {
        String body = "{\"a\":1}";
        for (String upgrade : List.of("h2c", "websocket", "TLS/1.0")) {
            RawHttp.Answer answer = RawHttp.exchange(
                    gateway.uri("/"),
                    "POST /api/v1/scanner/scan HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nUpgrade: "
                            + upgrade + "\r\nConnection: Upgrade\r\nContent-Length: " + body.length() + "\r\n\r\n"
                            + body);
            assertThat(answer.status()).as(upgrade).isEqualTo(400);
            assertThat(answer.body()).as(upgrade).contains("unknown_field");
        }
    }

    @Test
    void otherThanJsonIsNotTaken() {
        URI uri = gateway.uri("/api/v1/scanner/scan");
        HttpResponse<String> form =
                HttpCalls.call("POST", uri, "a=b", "Content-Type", "application/x-www-form-urlencoded");
        assertProblem(form, 415, "unsupported_media_type");
        HttpResponse<String> text = HttpCalls.call("POST", uri, "{}", "Content-Type", "text/plain");
        assertProblem(text, 415, "unsupported_media_type");
    }

    @Test
    void otherMethodsAddressesAndTypesAreTold() {
        URI uri = gateway.poll(scan);
        HttpResponse<String> put = HttpCalls.call("PUT", uri, "{}", "Content-Type", "application/json");
        assertProblem(put, 405, "method_not_allowed");
        assertThat(put.headers().firstValue("Allow").orElse("")).contains("GET", "DELETE");
        publisher.write(ScanStatus.SCANNING, 1);
        assertProblem(HttpCalls.get(uri, "Accept", "image/png"), 406, "not_acceptable");
        assertProblem(gateway.get("/api/v1/scanner/nothing"), 404, "not_found");
        assertProblem(gateway.get("/nothing"), 404, "not_found");
        assertProblem(gateway.get("/assets/..%2fProblem.class"), 404, "not_found");
    }

    // ---- polling

    @Test
    void thePollIsTheDocumentByteForByteWithItsVersionAsTag() {
        String document = publisher.write(ScanStatus.SCANNING, 1);
        HttpResponse<String> answer = HttpCalls.get(gateway.poll(scan));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(document);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(answer.headers().firstValue("ETag"))
                .hasValue("\"" + Documents.parse(document).path("epoch").asText() + "-1\"");
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-cache");
    }

    @Test
    void oneThatHasTheDocumentIsTold304() {
        publisher.write(ScanStatus.SCANNING, 1);
        String tag =
                HttpCalls.get(gateway.poll(scan)).headers().firstValue("ETag").orElseThrow();
        for (String known : List.of(tag, "W/" + tag, "\"other\", " + tag, "*")) {
            HttpResponse<String> answer = HttpCalls.get(gateway.poll(scan), "If-None-Match", known);
            assertThat(answer.statusCode()).as(known).isEqualTo(304);
            assertThat(answer.body()).isEmpty();
            assertThat(answer.headers().firstValue("ETag")).hasValue(tag);
        }
        publisher.write(ScanStatus.SCANNING, 2);
        assertThat(HttpCalls.get(gateway.poll(scan), "If-None-Match", tag).statusCode())
                .isEqualTo(200);
    }

    @Test
    void aForeignDocumentsTagChangesWithItsBytes() {
        publisher.set("{\"status\":\"running\",\"n\":1}");
        String first =
                HttpCalls.get(gateway.poll(scan)).headers().firstValue("ETag").orElseThrow();
        assertThat(HttpCalls.get(gateway.poll(scan), "If-None-Match", first).statusCode())
                .isEqualTo(304);
        publisher.set("{\"status\":\"running\",\"n\":2}");
        assertThat(HttpCalls.get(gateway.poll(scan), "If-None-Match", first).statusCode())
                .isEqualTo(200);
    }

    @Test
    void afterTheEndNobodyNeedAskAgain() {
        publisher.write(ScanStatus.COMPLETED, 100);
        assertThat(HttpCalls.get(gateway.poll(scan)).headers().firstValue("Retry-After"))
                .isEmpty();
    }

    @Test
    void whatIsNotKnownIs404() {
        assertProblem(HttpCalls.get(gateway.poll(scan)), 404, "scan_not_found");
        assertProblem(HttpCalls.delete(gateway.poll(scan)), 404, "scan_not_found");
        assertProblem(gateway.get("/api/v1/scanner/scan/" + scan + "/report"), 404, "scan_not_found");
        publisher.write(ScanStatus.COMPLETED, 100);
        assertProblem(gateway.get("/api/v1/scanner/scan/" + scan + "/report"), 404, "report_not_found");
    }

    // ---- listing

    @Test
    void theListHoldsTheNewestFirst() {
        ScanId older = started();
        ScanId newer = started();
        JsonNode scans =
                Documents.parse(gateway.get("/api/v1/scanner/scans").body()).path("scans");
        List<String> ids = scans.findValuesAsText("scan_id");
        assertThat(ids).containsSubsequence(newer.value(), older.value());
        assertThat(Documents.parse(gateway.get("/api/v1/scanner/scans?limit=1").body())
                        .path("scans"))
                .hasSize(1);
        for (String limit : List.of("0", "101", "x", "-1", "")) {
            assertProblem(gateway.get("/api/v1/scanner/scans?limit=" + limit), 400, "invalid_value");
        }
    }

    // ---- canceling

    @Test
    void aScanThatNobodyHoldsIsCanceledAtOnceAndOnceMoreIsTheSame() {
        ScanId queued = started();
        try (ScanWatcher watcher = gateway.watch(queued)) {
            watcher.awaitDocuments(1);
            HttpResponse<String> answer = HttpCalls.delete(gateway.poll(queued));
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).contains("\"canceled\"");
            watcher.awaitEnd();
            assertThat(watcher.endCode()).isEqualTo(1000);
            assertThat(watcher.endReason()).isEqualTo("canceled");
            assertThat(HttpCalls.delete(gateway.poll(queued)).statusCode()).isEqualTo(200);
            JsonNode log = Documents.parse(
                    gateway.get("/api/v1/scanner/scan/" + queued + "/log").body());
            assertThat(log.path("lines").findValuesAsText("message"))
                    .containsExactly("Queued", "Scan canceled before a worker began");
            assertThat(String.valueOf(redis.command("XREVRANGE", "scan:log:" + queued, "+", "-", "COUNT", "1")))
                    .contains("\"end\":true,\"first\":1,\"last\":2");
        }
    }

    @Test
    void aScanThatAWorkerHoldsIsAskedToStop() {
        publisher.write(ScanStatus.SCANNING, 10);
        HttpResponse<String> answer = HttpCalls.delete(gateway.poll(scan));
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(redis.command("EXISTS", "scan:cancel:" + scan)).isEqualTo(1L);
        assertThat(HttpCalls.get(gateway.poll(scan)).body()).contains("\"scanning\"");
    }

    @Test
    void aScanThatHasEndedOtherwiseIsAConflictThatTellsTheEnd() {
        for (ScanStatus end : List.of(ScanStatus.COMPLETED, ScanStatus.ERROR)) {
            try (Publisher other = Publisher.of(redis, ScanId.create())) {
                other.write(end, 7);
                HttpResponse<String> answer = HttpCalls.delete(gateway.poll(other.scan()));
                assertProblem(answer, 409, "scan_ended");
                String document = HttpCalls.get(gateway.poll(other.scan())).body();
                assertThat(answer.body()).contains("\"document\":" + document);
                assertThat(Documents.parse(answer.body())
                                .path("document")
                                .path("status")
                                .asText())
                        .isEqualTo(end.wireName());
            }
        }
    }

    /** The first attempt stored one and died, the second failed; the first one's was served. */
    @Test
    void aReportOfAnAttemptThatWasNotTheLastIsNone() {
        redis.command("SET", "scan:report:" + scan, "gzipped");
        publisher.write(ScanStatus.SCANNING, 40);
        assertProblem(gateway.get("/api/v1/scanner/scan/" + scan + "/report"), 404, "report_not_found");
        publisher.write(ScanStatus.ERROR, 40);
        assertProblem(gateway.get("/api/v1/scanner/scan/" + scan + "/report"), 404, "report_not_found");
        assertProblem(gateway.get("/api/v1/scanner/scan/" + scan + "/report.sarif"), 404, "report_not_found");
    }

    // ---- what can be scanned

    @Test
    void repositoriesAndEnvironmentAreTheWorkers() {
        JsonNode local = Documents.parse(
                        gateway.get("/api/v1/scanner/repositories?source=local").body())
                .path("repositories");
        assertThat(local).hasSize(1);
        assertThat(local.get(0).path("path").asText()).isEqualTo(repository.toString());
        assertThat(Documents.parse(gateway.get("/api/v1/scanner/repositories?source=git")
                                .body())
                        .path("repositories"))
                .isEmpty();
        assertThat(Documents.parse(gateway.get("/api/v1/scanner/repositories").body())
                        .path("repositories"))
                .hasSize(1);
        assertProblem(gateway.get("/api/v1/scanner/repositories?source=x"), 400, "invalid_value");

        JsonNode environment =
                Documents.parse(gateway.get("/api/v1/scanner/environment").body());
        assertThat(environment.path("languages").toString()).isEqualTo("[\"go\",\"java\"]");
        assertThat(environment.path("roots").toString()).isEqualTo("[\"" + root + "\"]");
        assertThat(environment.path("workers")).hasSize(1);
    }

    @Test
    void thePageIsServedWithItsPolicy() {
        for (String path : List.of("/", "/scan/" + scan, "/batch/b-1", "/assets/scancast.js")) {
            HttpResponse<String> page = gateway.get(path);
            assertThat(page.statusCode()).as(path).isEqualTo(200);
            assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                    .contains("default-src 'none'");
        }
        assertProblem(gateway.get("/batch/a%20b"), 404, "not_found");
        assertProblem(gateway.get("/scan/a%20b"), 404, "not_found");
        assertProblem(HttpCalls.call("POST", gateway.uri("/"), "{}"), 405, "method_not_allowed");
    }

    private ScanId started() {
        return new ScanId(Documents.parse(
                        post("{\"repository_path\":\"" + repository + "\"}").body())
                .path("scan_id")
                .asText());
    }

    private static HttpResponse<String> post(String body) {
        return HttpCalls.post(gateway.uri("/api/v1/scanner/scan"), body);
    }

    private static void assertProblem(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        JsonNode problem = Documents.parse(answer.body());
        assertThat(problem.path("code").asText()).isEqualTo(code);
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("title").asText()).isNotEmpty();
        assertThat(problem.path("detail").asText()).isNotEmpty();
    }
}
