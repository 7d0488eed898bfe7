package dev.scancast.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanStatus;
import dev.scancast.testkit.Documents;
import dev.scancast.testkit.HttpCalls;
import dev.scancast.testkit.RawHttp;
import dev.scancast.testkit.ScanWatcher;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Starting a scan over REST, and every body that is refused. */
class SubmitTest extends RestStage {
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
}
