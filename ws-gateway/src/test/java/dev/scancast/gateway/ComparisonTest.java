package dev.scancast.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanStatus;
import dev.scancast.testkit.Documents;
import dev.scancast.testkit.HttpCalls;
import dev.scancast.testkit.OwnRedis;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What changed between two runs of a repository, by their reports. */
class ComparisonTest {
    private static final String OLD = report(
            "{\"files\":10,\"bytes\":1000,\"nodes\":50,\"file_errors\":1}",
            "{\"type\":10,\"method\":40}",
            "{\"language\":\"Java\",\"files\":8,\"lines\":{\"code\":800},\"nodes\":45,\"nodes_by_kind\":{\"type\":9}},"
                    + "{\"language\":\"Go\",\"files\":2,\"lines\":{\"code\":20},\"nodes\":5,\"nodes_by_kind\":{}}");
    private static final String NEW = report(
            "{\"files\":12,\"bytes\":900,\"nodes\":55,\"file_errors\":0}",
            "{\"method\":52,\"field\":3}",
            "{\"language\":\"Java\",\"files\":12,\"lines\":{\"code\":850},\"nodes\":55,\"nodes_by_kind\":{\"type\":12}}");

    @TempDir
    private static Path disk;

    private static Path repository;
    private static Path other;
    private static OwnRedis redis;
    private static OwnGateway gateway;

    private final List<Publisher> publishers = new ArrayList<>();

    @BeforeAll
    static void start() throws IOException {
        repository = Files.createDirectory(disk.toRealPath().resolve("repository"));
        other = Files.createDirectory(disk.toRealPath().resolve("other"));
        redis = OwnRedis.start();
        gateway = OwnGateway.start(redis);
    }

    @AfterAll
    static void end() {
        gateway.close();
        redis.close();
    }

    @BeforeEach
    void empty() {
        redis.command("FLUSHALL");
    }

    @AfterEach
    void closePublishers() {
        publishers.forEach(Publisher::close);
    }

    @Test
    void withoutSayingWithWhichTheLastCompletedRunBeforeItIsTaken() {
        ScanId first = run(repository, "", ScanStatus.COMPLETED, NEW);
        ScanId old = run(repository, "", ScanStatus.COMPLETED, OLD);
        run(repository, "", ScanStatus.ERROR, null);
        run(other, "", ScanStatus.COMPLETED, NEW);
        ScanId now = run(repository, ",\"file_types\":[\".java\"]", ScanStatus.COMPLETED, NEW);
        run(repository, "", ScanStatus.COMPLETED, OLD);

        JsonNode answer = compare(now, "");
        assertThat(answer.path("with").asText()).isEqualTo(old.value());
        assertThat(answer.path("repository").asText()).isEqualTo("repository");
        assertThat(answer.path("same_request").asBoolean(true)).isFalse();
        assertThat(answer.path("totals").path("files").toString())
                .isEqualTo("{\"before\":10,\"after\":12,\"change\":2}");
        assertThat(answer.path("totals").path("bytes").path("change").asInt()).isEqualTo(-100);
        assertThat(answer.path("nodes_by_kind").toString())
                .isEqualTo("{\"field\":{\"before\":0,\"after\":3,\"change\":3},"
                        + "\"method\":{\"before\":40,\"after\":52,\"change\":12},"
                        + "\"type\":{\"before\":10,\"after\":0,\"change\":-10}}");
        assertThat(answer.path("languages")
                        .path("Go")
                        .path("files")
                        .path("change")
                        .asInt())
                .isEqualTo(-2);
        assertThat(answer.path("languages")
                        .path("Java")
                        .path("code_lines")
                        .path("change")
                        .asInt())
                .isEqualTo(50);
        assertThat(answer.has("findings")).as("neither report has any").isFalse();

        JsonNode chosen = compare(now, "?with=" + first);
        assertThat(chosen.path("with").asText()).isEqualTo(first.value());
        assertThat(chosen.path("totals").path("files").path("change").asInt()).isZero();
        assertThat(compare(old, "").path("same_request").asBoolean()).isTrue();
    }

    @Test
    void findingsAreMatchedByTheirFingerprintsWhereverTheirLinesWent() {
        ScanId before = run(
                repository,
                "",
                ScanStatus.COMPLETED,
                "{\"findings\":[" + finding("f1", 10) + "," + finding("f2", 20) + "," + finding("f2", 21) + ","
                        + finding("", 30) + "]}");
        ScanId now = run(
                repository,
                "",
                ScanStatus.COMPLETED,
                "{\"findings\":[" + finding("f1", 11) + "," + finding("f2", 20) + "," + finding("f3", 40) + ","
                        + finding("", 31) + "],\"truncated\":[{\"field\":\"findings\",\"kept\":4,\"total\":9}]}");

        JsonNode findings = compare(now, "?with=" + before).path("findings");
        assertThat(findings.path("counts").toString()).isEqualTo("{\"added\":1,\"fixed\":1,\"unchanged\":3}");
        assertThat(findings.path("added").findValuesAsText("fingerprint")).containsExactly("f3");
        assertThat(findings.path("fixed").findValuesAsText("line")).containsExactly("21");
        assertThat(findings.path("complete").asBoolean(true))
                .as("one report was cut")
                .isFalse();
    }

    @Test
    void whatCanNotBeComparedSaysWhy() {
        ScanId only = run(repository, "", ScanStatus.COMPLETED, NEW);
        assertProblem(only, "", 404, "previous_not_found", "no earlier scan of repository");
        assertProblem(only, "?with=" + ScanId.create(), 404, "scan_not_found", "there is no scan");
        assertProblem(only, "?with=-", 400, "bad_scan_id", "scan id");
        assertProblem(ScanId.create(), "", 404, "scan_not_found", "there is no scan");

        ScanId elsewhere = run(other, "", ScanStatus.COMPLETED, NEW);
        assertProblem(only, "?with=" + elsewhere, 400, "invalid_value", "got one of other");

        ScanId failed = run(repository, "", ScanStatus.ERROR, null);
        assertProblem(failed, "", 404, "report_not_found", failed.value());
        assertProblem(only, "?with=" + failed, 404, "report_not_found", failed.value());

        ScanId foreign = ScanId.create();
        Publisher publisher = publisher(foreign);
        publisher.setAndPublish("{\"status\":\"finished\"}");
        assertProblem(foreign, "", 404, "previous_not_found", "say with which");

        ScanId broken = run(repository, "", ScanStatus.COMPLETED, NEW);
        redis.command("SET", "scan:report:" + broken, "no gzip");
        assertProblem(broken, "", 422, "not_supported", "can't be read");
    }

    // ---- helpers

    private Publisher publisher(ScanId scan) {
        Publisher publisher = Publisher.of(redis, scan);
        publishers.add(publisher);
        return publisher;
    }

    /** A scan that was asked for over REST and has ended. */
    private ScanId run(Path path, String more, ScanStatus end, String report) {
        HttpResponse<String> answer = HttpCalls.post(
                gateway.uri("/api/v1/scanner/scan"), "{\"repository_path\":\"" + path + "\"" + more + "}");
        assertThat(answer.statusCode()).isEqualTo(202);
        ScanId scan = new ScanId(Documents.parse(answer.body()).path("scan_id").asText());
        publisher(scan).write(end, end == ScanStatus.COMPLETED ? 100 : 50);
        if (report != null) {
            try (var client = redis.client()) {
                client.set(("scan:report:" + scan).getBytes(StandardCharsets.UTF_8), gzip(report));
            }
        }
        return scan;
    }

    private static JsonNode compare(ScanId scan, String query) {
        HttpResponse<String> answer = gateway.get("/api/v1/scanner/scan/" + scan + "/compare" + query);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Documents.parse(answer.body());
    }

    private static void assertProblem(ScanId scan, String query, int status, String code, String says) {
        HttpResponse<String> answer = gateway.get("/api/v1/scanner/scan/" + scan + "/compare" + query);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(Documents.parse(answer.body()).path("code").asText()).isEqualTo(code);
        assertThat(Documents.parse(answer.body()).path("detail").asText()).contains(says);
    }

    private static String report(String totals, String kinds, String languages) {
        return "{\"repository\":\"repository\",\"totals\":" + totals + ",\"nodes_by_kind\":" + kinds
                + ",\"languages\":[" + languages + "]}";
    }

    private static String finding(String fingerprint, int line) {
        return "{\"rule\":\"r\",\"severity\":\"warning\",\"message\":\"m\",\"file\":\"a.js\",\"line\":" + line
                + ",\"fingerprint\":\"" + fingerprint + "\",\"analyzer\":\"eslint\"}";
    }

    private static byte[] gzip(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
