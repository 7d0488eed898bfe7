package dev.scancast.gateway.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scancast.contract.document.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** A report as SARIF, field by field of what SARIF 2.1.0 requires. */
class SarifExportTest {
    private static final String REPORT = """
            {"repository":"r","totals":{"findings":3},
            "analyzers":[{"name":"lint","version":"lint {files}","findings":2},
            {"name":"flaw","version":"","findings":1,"error":"it ended with 3"},
            {"name":"structure","version":"1","findings":0}],
            "rules":[{"analyzer":"lint","rule":"no-x","severity":"error","findings":1},
            {"analyzer":"lint","rule":"no-x","severity":"note","findings":1},
            {"analyzer":"flaw","rule":"F1","severity":"none","findings":1}],
            "findings":[{"analyzer":"lint","rule":"no-x","severity":"error","message":"m 1","path":"a b/ü:1.c","line":3,
            "fingerprint":"f1"},
            {"analyzer":"lint","rule":"no-x","severity":"note","message":"m 2","path":"c.c","fingerprint":"f2"},
            {"analyzer":"flaw","rule":"F1","severity":"none","message":"m 3","fingerprint":"f3"}],
            "truncated":[]}""";

    static byte[] gzip(String json) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(json.getBytes(UTF_8));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return bytes.toByteArray();
    }

    static JsonNode read(byte[] gzipped) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(gzipped))) {
            return Json.mapper().readTree(in.readAllBytes());
        }
    }

    @Test
    void itHasARunForEachAnalyzerWithItsFindings() throws IOException {
        JsonNode log = read(SarifExport.of(gzip(REPORT)));

        assertThat(log.path("version").asText()).isEqualTo("2.1.0");
        assertThat(log.path("$schema").asText()).endsWith("sarif-2.1.0.json");
        assertThat(log.path("runs")).hasSize(3);
        JsonNode lint = log.path("runs").get(0);
        assertThat(lint.at("/tool/driver/name").asText()).isEqualTo("lint");
        assertThat(lint.at("/tool/driver/version").asText()).isEqualTo("lint {files}");
        assertThat(lint.at("/tool/driver/rules")).hasSize(1);
        assertThat(lint.at("/tool/driver/rules/0/id").asText()).isEqualTo("no-x");
        assertThat(lint.at("/invocations/0/executionSuccessful").asBoolean()).isTrue();
        assertThat(lint.path("results")).hasSize(2);
        assertThat(log.at("/runs/2/results")).isEmpty();
        assertThat(log.at("/runs/2/results").isArray()).isTrue();
    }

    @Test
    void aFindingIsAResult() throws IOException {
        JsonNode result = read(SarifExport.of(gzip(REPORT))).at("/runs/0/results/0");

        assertThat(result.toString())
                .isEqualTo("{\"ruleId\":\"no-x\",\"level\":\"error\",\"message\":{\"text\":\"m 1\"},"
                        + "\"locations\":[{\"physicalLocation\":{\"artifactLocation\":{\"uri\":\"a%20b/%C3%BC%3A1.c\","
                        + "\"uriBaseId\":\"SRCROOT\"},\"region\":{\"startLine\":3}}}],"
                        + "\"partialFingerprints\":{\"scancast/v1\":\"f1\"}}");
    }

    @Test
    void whatHasNoLineOrNoFileHasNoRegionOrLocation() throws IOException {
        JsonNode log = read(SarifExport.of(gzip(REPORT)));

        assertThat(log.at("/runs/0/results/1/locations/0/physicalLocation").has("region"))
                .isFalse();
        assertThat(log.at("/runs/1/results/0").has("locations")).isFalse();
        assertThat(log.at("/runs/1/results/0/kind").asText()).isEqualTo("informational");
    }

    @Test
    void anAnalyzerThatFailedSaysSo() throws IOException {
        JsonNode invocation = read(SarifExport.of(gzip(REPORT))).at("/runs/1/invocations/0");

        assertThat(invocation.path("executionSuccessful").asBoolean(true)).isFalse();
        assertThat(invocation.at("/toolExecutionNotifications/0/message/text").asText())
                .isEqualTo("it ended with 3");
    }

    /** Fields that the schema knows of the objects that we write; it allows no others but in property bags. */
    @Test
    void everyObjectHasWhatTheSchemaRequiresAndNothingElse() throws IOException {
        JsonNode log = read(SarifExport.of(gzip(REPORT)));

        assertThat(fields(log)).containsExactlyInAnyOrder("$schema", "version", "runs");
        for (JsonNode run : log.path("runs")) {
            assertThat(fields(run))
                    .contains("tool")
                    .isSubsetOf(Set.of("tool", "invocations", "columnKind", "results", "properties"));
            assertThat(run.at("/tool/driver/name").asText()).isNotEmpty();
            run.at("/tool/driver/rules")
                    .forEach(rule -> assertThat(rule.path("id").asText()).isNotEmpty());
            run.path("invocations")
                    .forEach(invocation -> assertThat(
                                    invocation.path("executionSuccessful").isBoolean())
                            .isTrue());
            for (JsonNode result : run.path("results")) {
                assertThat(fields(result))
                        .contains("message")
                        .isSubsetOf(Set.of("ruleId", "level", "kind", "message", "locations", "partialFingerprints"));
                assertThat(result.path("level").asText()).isIn("none", "note", "warning", "error");
                assertThat(result.at("/message/text").asText()).isNotEmpty();
                result.at("/locations")
                        .forEach(location -> assertThat(
                                        java.net.URI.create(location.at("/physicalLocation/artifactLocation/uri")
                                                .asText()))
                                .isNotNull());
            }
        }
    }

    private static Set<String> fields(JsonNode object) {
        Set<String> names = new java.util.LinkedHashSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Test
    void aReportOfAnEarlierVersionHasNoRuns() throws IOException {
        assertThat(read(SarifExport.of(gzip("{\"repository\":\"r\"}"))).path("runs"))
                .isEmpty();
    }

    @Test
    void whatDoesNotFitIsLeftOutAndTheRunSaysSo() throws IOException {
        Random random = new Random(7);
        StringBuilder findings = new StringBuilder();
        for (int i = 0; i < 5000; i++) {
            findings.append(i == 0 ? "" : ",")
                    .append("{\"analyzer\":\"lint\",\"rule\":\"r\",\"severity\":\"note\",\"message\":\"")
                    .append(Long.toHexString(random.nextLong()).repeat(2))
                    .append(Long.toHexString(random.nextLong()))
                    .append("\",\"fingerprint\":\"f\"}");
        }
        byte[] report = gzip("{\"analyzers\":[{\"name\":\"lint\",\"version\":\"1\",\"findings\":7000},"
                + "{\"name\":\"other\",\"version\":\"1\",\"findings\":0}],\"findings\":[" + findings + "]}");

        byte[] sarif = SarifExport.of(report, 20_000);
        JsonNode run = read(sarif).at("/runs/0");

        assertThat(sarif).hasSizeBetween(20_000, 20_000 + 70_000);
        assertThat(run.path("results").size()).isBetween(100, 4999);
        assertThat(run.at("/properties/kept").asInt())
                .isEqualTo(run.path("results").size());
        assertThat(run.at("/properties/findings").asInt()).isEqualTo(7000);
        assertThat(read(SarifExport.of(report)).at("/runs/0/results")).hasSize(5000);
    }

    @Test
    void whatIsNoReportIsRefused() {
        assertThatThrownBy(() -> SarifExport.of(gzip("[]"))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> SarifExport.of("{}".getBytes(UTF_8))).isInstanceOf(IOException.class);
    }
}
