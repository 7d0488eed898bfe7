package dev.scancast.scanner.queue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scancast.contract.document.Json;
import dev.scancast.contract.document.ProgressDocument;
import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanRequest;
import dev.scancast.contract.document.ScanStatus;
import dev.scancast.contract.document.ScanStep;
import dev.scancast.contract.settings.SettingException;
import dev.scancast.contract.settings.Settings;
import dev.scancast.scanner.progress.ProgressRecorder;
import dev.scancast.testkit.OwnRedis;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** Commands as analyzers of a scan, from the settings to Redis. */
@Timeout(60)
class AnalyzersInScanTest {
    private static final String SARIF = "{\"version\":\"2.1.0\",\"runs\":[{\"results\":[{\"ruleId\":\"r\",\"message\":"
            + "{\"text\":\"m\"},\"level\":\"error\",\"locations\":[{\"physicalLocation\":{\"artifactLocation\":"
            + "{\"uri\":\"A.java\"},\"region\":{\"startLine\":1}}}]}]}]}";

    private final OwnRedis server = OwnRedis.start();
    private final ScanId scan = ScanId.create();

    @TempDir
    private Path directory;

    private Path repository;

    @BeforeEach
    void makeRepository() throws IOException {
        repository = Files.createDirectory(directory.resolve("repository"));
        Files.writeString(repository.resolve("A.java"), "class A { void f() {} }");
        Files.writeString(repository.resolve("b.txt"), "text");
        Files.writeString(directory.resolve("result.sarif"), SARIF);
    }

    @AfterEach
    void close() {
        server.close();
    }

    /** A worker's file: {@code lint} looks at Java and runs the script; more fields may follow. */
    private Path yaml(String script, String more) throws IOException {
        Path program = Files.writeString(directory.resolve("lint.sh"), script);
        return Files.writeString(directory.resolve("analyzers.yaml"), """
                analyzers:
                  - name: lint
                    command: [/bin/sh, %s, "{files}"]
                    file_types: [.java]
                """.formatted(program) + more);
    }

    private LocalScan start(Path yaml, String... analyzers) {
        Settings settings = Settings.load(
                LocalScan.CATALOG, Map.of("redis", server.url(), "worker.analyzers", yaml.toString()), Map.of(), null);
        return LocalScan.start(
                settings,
                scan,
                new ScanRequest(repository.toString(), null, null, List.of(), List.of(), List.of(analyzers)));
    }

    private ProgressDocument end(Path yaml, String... analyzers) throws Exception {
        try (LocalScan local = start(yaml, analyzers)) {
            return local.end().get(30, TimeUnit.SECONDS);
        }
    }

    private JsonNode report() throws IOException {
        try (Jedis jedis = server.jedis();
                GZIPInputStream in = new GZIPInputStream(
                        new ByteArrayInputStream(jedis.get(("scan:report:" + scan).getBytes(UTF_8))))) {
            return Json.mapper().readTree(in.readAllBytes());
        }
    }

    private List<String> log() {
        try (Jedis jedis = server.jedis()) {
            return jedis.xrange("scan:log:" + scan, "-", "+").stream()
                    .map(entry -> entry.getFields().get("m"))
                    .toList();
        }
    }

    @Test
    void aCommandIsAStepItsFindingsAreCountedAndItsErrorsAreInTheLog() throws Exception {
        Path yaml = yaml("echo looking at $1 >&2; cat " + directory.resolve("result.sarif"), "    default: true\n");

        ProgressDocument end = end(yaml);

        assertThat(end.status()).isEqualTo(ScanStatus.COMPLETED);
        assertThat(end.findings()).isEqualTo(1);
        assertThat(end.filesScanned()).isEqualTo(2);
        assertThat(end.steps())
                .extracting(ScanStep::name)
                .containsExactly("discovering", "structure", "lint", "aggregating", "writing");
        assertThat(log())
                .anyMatch(line -> line.contains("lint: looking at ./A.java"))
                .anyMatch(line -> line.contains("Scan completed: 2 files, 2 nodes, 1 findings"));
        assertThat(report().at("/findings/0/path").asText()).isEqualTo("A.java");
        assertThat(report().at("/findings/0/severity").asText()).isEqualTo("error");
        assertThat(report().at("/findings_by_severity/error").asInt()).isEqualTo(1);
        assertThat(report().path("analyzers")).hasSize(2);
    }

    @Test
    void withoutBeingDefaultItRunsOnlyForThoseWhoAsk() throws Exception {
        ProgressDocument end = end(yaml("exit 3", ""));

        assertThat(end.steps()).extracting(ScanStep::name).doesNotContain("lint");
    }

    @Test
    void aCommandThatFailsIsToldEverywhereAndTheScanCompletes() throws Exception {
        ProgressDocument end = end(yaml("echo no license >&2; exit 3", ""), "structure", "lint");

        assertThat(end.status()).isEqualTo(ScanStatus.COMPLETED);
        assertThat(end.steps())
                .filteredOn(step -> step.name().equals("lint"))
                .singleElement()
                .extracting(ScanStep::state)
                .isEqualTo(ScanStep.State.FAILED);
        assertThat(log()).anyMatch(line -> line.contains("\"level\":\"warn\"") && line.contains("3: no license"));
        assertThat(report().path("analyzers"))
                .anyMatch(analyzer -> analyzer.path("error").asText().equals("it ended with 3: no license"));
    }

    @Test
    void oneThatIsRequiredFailsTheScan() throws Exception {
        ProgressDocument end = end(yaml("exit 3", "    required: true\n"), "lint");

        assertThat(end.status()).isEqualTo(ScanStatus.ERROR);
        assertThat(end.error()).isNotNull();
        assertThat(end.error().code()).isEqualTo("analyzer_failed");
    }

    @Test
    void anUnknownNameEndsTheScanAndTellsWhatThereIs() throws Exception {
        ProgressDocument end = end(yaml("exit 3", ""), "lnit");

        assertThat(end.status()).isEqualTo(ScanStatus.ERROR);
        assertThat(end.error()).isNotNull();
        assertThat(end.error().code()).isEqualTo("unknown_analyzer");
        assertThat(end.error().message()).endsWith("it has structure, todo-finder, lint");
    }

    @Test
    void aCancelEndsTheScanWithinASecondThoughACommandHangs() throws Exception {
        Path pid = directory.resolve("pid");
        Path yaml = yaml("echo $$ >" + pid + "; sleep 300; true", "");
        try (ProgressRecorder recorder = new ProgressRecorder(server, scan);
                LocalScan local = start(yaml, "lint")) {
            await("the command runs").until(() -> Files.exists(pid) && Files.size(pid) > 1);
            long begun = System.nanoTime();

            local.cancel();
            recorder.awaitStatus("canceled");

            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(1));
            long process = Long.parseLong(Files.readString(pid).strip());
            await("the command is dead").until(() -> ProcessHandle.of(process).isEmpty());
        }
    }

    @Test
    void aMistakeInTheFileStopsTheStart() throws Exception {
        Path yaml = yaml("exit 0", "    colour: red\n");

        assertThatThrownBy(() -> start(yaml))
                .isInstanceOf(SettingException.class)
                .hasMessageContaining("colour");
    }
}
