package dev.scancast.launcher.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scancast.testkit.HttpCalls;
import dev.scancast.testkit.Scrape;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of metrics says what gateway and worker tell, and a worker tells what it did. */
class MetricsPageTest {
    private static final Pattern ROW = Pattern.compile("\\| `(scancast_\\w+)` \\| (\\w+) \\|([^|]*)\\|.*");
    private static final String PROCESS = "(jvm|process|system)_.*";

    @TempDir
    static Path directory;

    private static OneOfEach system;

    @BeforeAll
    static void runAScan() throws IOException {
        system = new OneOfEach(directory);
        assertThat(system.scan().path("status").asText()).isEqualTo("completed");
    }

    @AfterAll
    static void end() {
        system.close();
    }

    @Test
    void listsWhatAGatewayTells() throws IOException {
        assertThat(told(system.ofGateway())).isEqualTo(listed("## Gateway"));
    }

    @Test
    void listsWhatAWorkerTells() throws IOException {
        assertThat(told(system.ofWorker())).isEqualTo(listed("## Worker"));
    }

    @Test
    void aWorkerTellsWhatItDid() {
        Scrape before = system.ofWorker();
        system.scan();
        await("it is counted").untilAsserted(() -> {
            Scrape after = system.ofWorker();
            assertThat(grown(before, after, "scancast_worker_scans_begun_total"))
                    .isEqualTo(1);
            assertThat(grown(before, after, "scancast_worker_scans_ended_total", "status", "completed"))
                    .isEqualTo(1);
            assertThat(grown(before, after, "scancast_worker_takeovers_total")).isZero();
            assertThat(grown(before, after, "scancast_worker_scan_seconds_total"))
                    .isPositive();
            assertThat(grown(before, after, "scancast_writes_total", "answer", "ok"))
                    .as("each status is a document")
                    .isGreaterThanOrEqualTo(5);
            assertThat(after.value("scancast_worker_scans_running")).isZero();
        });
    }

    @Test
    void aWorkersPortHasNothingElse() {
        URI metrics = system.worker.metrics().orElseThrow();
        assertThat(HttpCalls.get(metrics.resolve("/")).statusCode()).isEqualTo(404);
        assertThat(HttpCalls.call("POST", metrics, "x").statusCode()).isEqualTo(405);
    }

    private static double grown(Scrape before, Scrape after, String name, String... labels) {
        return after.value(name, labels) - before.value(name, labels);
    }

    /** Names, types and labels of all that is ours; what is Micrometer's own depends on the JVM. */
    private static Map<String, String> told(Scrape scrape) {
        Map<String, String> told = new TreeMap<>();
        scrape.types().forEach((name, type) -> {
            if (!name.matches(PROCESS)) {
                told.put(name, type + " " + String.join(", ", scrape.labels(name)));
            }
        });
        return told;
    }

    private static Map<String, String> listed(String heading) throws IOException {
        String page = Files.readString(Path.of("..", "docs", "metrics.md"));
        String section = page.substring(page.indexOf(heading) + heading.length());
        int next = section.indexOf("\n## ");
        Map<String, String> listed = new TreeMap<>();
        section.substring(0, next < 0 ? section.length() : next).lines().forEach(line -> {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                String labels = Arrays.stream(row.group(3).split(","))
                        .map(String::strip)
                        .sorted()
                        .collect(Collectors.joining(", "));
                listed.put(row.group(1), row.group(2) + " " + labels);
            }
        });
        return listed;
    }
}
