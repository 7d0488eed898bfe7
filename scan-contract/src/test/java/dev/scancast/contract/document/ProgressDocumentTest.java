package dev.scancast.contract.document;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProgressDocumentTest {

    @Test
    void isWrittenAsTheContractSpellsIt() {
        assertThat(new String(Json.write(full().build()), UTF_8)).isEqualTo("""
                        {"scan_id":"01J","epoch":1767607200000,"seq":42,"attempt":1,"status":"scanning",\
                        "step":"scanning","progress":41.5,"message":"Scanning file 1200/2890",\
                        "repository":"spring-framework","current_file":"src/main/java/A.java",\
                        "steps":[{"name":"discovering","state":"done"},\
                        {"name":"structure","state":"running","progress":40.0}],\
                        "files_scanned":1200,"total_files":2890,"nodes_found":5512,"findings":3,"file_errors":0,\
                        "eta_seconds":12.4,"eta_low_seconds":9.0,"eta_high_seconds":17.5,\
                        "started_at":"2026-01-05T10:00:00.000Z","updated_at":"2026-01-05T10:00:07.250Z"}""");
    }

    @Test
    void anEtaThatIsNotKnownIsNullAndNotLeftOut() {
        assertThat(new String(Json.write(full().eta(null, null, null).build()), UTF_8))
                .contains("\"eta_seconds\":null")
                .doesNotContain("eta_low");
    }

    @ParameterizedTest
    @EnumSource(ScanStatus.class)
    void fitsTheSchemaInEveryStatus(ScanStatus status) throws Exception {
        ProgressDocument.Builder document = full().status(status);
        if (status == ScanStatus.COMPLETED) {
            document.progress(100).report(true);
        }
        if (status == ScanStatus.ERROR) {
            document.error(new ScanError("worker_lost", "The worker died."));
        }
        assertThat(schema().validate(Json.mapper().readTree(Json.write(document.build()))))
                .isEmpty();
    }

    @Test
    void theSchemaNamesExactlyTheFieldsThereAre() throws Exception {
        JsonNode all = Json.mapper()
                .readTree(Json.write(
                        full().error(new ScanError("a", "b")).report(true).build()));
        assertThat(new TreeSet<>(list(all.fieldNames())))
                .isEqualTo(new TreeSet<>(
                        list(schema().getSchemaNode().get("properties").fieldNames())));
    }

    @Test
    void theSchemaRefusesWhatIsWrong() throws Exception {
        JsonNode wrong = Json.mapper().readTree("{\"scan_id\":\"a/b\",\"progress\":101}");
        assertThat(schema().validate(wrong)).isNotEmpty();
    }

    @Test
    void isReadBackAsItWasWritten() throws Exception {
        ProgressDocument document = full().build();
        assertThat(Json.read(Json.write(document), ProgressDocument.class)).isEqualTo(document);
    }

    @Test
    void theStepStaysWhereAFailureHappened() {
        ProgressDocument failed = full().status(ScanStatus.ERROR).build();
        assertThat(failed.step()).isEqualTo(ScanStatus.SCANNING);
    }

    @Test
    void percentsOutOfRangeAreRefused() {
        assertThatThrownBy(() -> full().progress(100.1).build()).hasMessageContaining("0-100");
        assertThatThrownBy(() -> full().progress(Double.NaN).build()).hasMessageContaining("0-100");
    }

    private static ProgressDocument.Builder full() {
        return ProgressDocument.builder(new ScanId("01J"))
                .version(1_767_607_200_000L, 42)
                .attempt(1)
                .status(ScanStatus.SCANNING)
                .progress(41.5)
                .message("Scanning file 1200/2890")
                .repository("spring-framework")
                .currentFile("src/main/java/A.java")
                .steps(List.of(
                        new ScanStep("discovering", ScanStep.State.DONE, null),
                        new ScanStep("structure", ScanStep.State.RUNNING, 40.0)))
                .filesScanned(1200)
                .totalFiles(2890L)
                .nodesFound(5512)
                .findings(3)
                .eta(12.4, 9.0, 17.5)
                .startedAt(Instant.parse("2026-01-05T10:00:00Z"))
                .updatedAt(Instant.parse("2026-01-05T10:00:07.250Z"));
    }

    private static JsonSchema schema() throws Exception {
        try (InputStream in = ProgressDocument.class.getResourceAsStream("progress-document.schema.json")) {
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                    .getSchema(in);
        }
    }

    private static List<String> list(java.util.Iterator<String> names) {
        List<String> all = new java.util.ArrayList<>();
        names.forEachRemaining(all::add);
        return all;
    }
}
