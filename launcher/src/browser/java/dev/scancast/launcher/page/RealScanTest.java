package dev.scancast.launcher.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scancast.contract.settings.Settings;
import dev.scancast.scanner.ScannerWorker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real worker scans a real repository, and a browser watches. */
class RealScanTest extends StageTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** This project's own sources. */
    private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();

    /** A scan that takes a few seconds: a large file under many names. */
    @TempDir
    private static Path directory;

    private static ScannerWorker worker;

    @BeforeAll
    static void start() throws IOException {
        StringBuilder text = new StringBuilder("class Large {\n");
        for (int i = 0; i < 20_000; i++) {
            text.append("  int method").append(i).append("(String a) { return a.length(); }\n");
        }
        Path first = Files.writeString(directory.resolve("File0.java"), text.append("}\n"));
        for (int i = 1; i < 800; i++) {
            Files.createLink(directory.resolve("File" + i + ".java"), first);
        }
        worker = ScannerWorker.start(Settings.load(
                ScannerWorker.CATALOG,
                Map.of("redis", stage.ownRedis().url(), "repos", REPOSITORY + "," + directory),
                Map.of(),
                null));
        await("the worker reports")
                .atMost(PATIENCE)
                .until(() -> stage.ownRedis().command("ZCARD", "scan:workers").equals(1L));
    }

    @AfterAll
    static void end() {
        worker.close();
    }

    @Test
    void aScanThatIsStartedOnThePageReaches100AndShowsItsReport() {
        try (Window window = chromium.open()) {
            window.page().navigate(stage.home());
            window.find("#choice").selectOption(REPOSITORY.toString());
            window.find("#types").fill(".java");
            window.find("#start").click();

            window.awaitText("#status", "Completed", PATIENCE);
            window.awaitText("#percent", "100.0 %");
            window.awaitText("#totals", Pattern.compile("Files[\\d,]+Nodes[\\d,]+Lines of code[\\d,]+.*"));
            window.awaitText("#log-note", Pattern.compile("\\d+ lines, all there"));
            window.picture("real-scan-completed");
            window.page().navigate(stage.home());
            window.find("#choice").selectOption(REPOSITORY.toString());
            window.find("#types").fill(".java");
            window.find("#start").click();
            window.awaitText("#comparison tr >> nth=0", Pattern.compile("Files.*±0"), PATIENCE);
            window.assertNoComplaints();
        }
    }

    @Test
    void theReadmesSnippetSeesOnlyProgressAndTheNormalEnd() throws IOException {
        Matcher block = Pattern.compile("<!-- example: browser -->\\n```js\\n(.*?)\\n```", Pattern.DOTALL)
                .matcher(Files.readString(REPOSITORY.resolve("README.md")));
        assertThat(block.find()).as("the README has the example").isTrue();
        String snippet = block.group(1).replace("ws://localhost:8000/", stage.home().replaceFirst("^http", "ws"));
        try (Window window = chromium.open()) {
            List<String> printed = Collections.synchronizedList(new ArrayList<>());
            window.page().onConsoleMessage(message -> printed.add(message.text()));
            window.page().navigate(stage.home());
            String id = (String) window.page()
                    .evaluate(
                            "async (path) => (await (await fetch('/api/v1/scanner/scan', {method: 'POST', headers:"
                                    + " {'Content-Type': 'application/json'}, body: JSON.stringify({repository_path:"
                                    + " path})})).json()).scan_id",
                            directory.toString());

            window.page().evaluate("(scanId) => { " + snippet + " }", id);
            await("the socket is closed").atMost(PATIENCE).until(() -> {
                window.page().title(); // lets Playwright hand out what the page printed
                return printed.stream().anyMatch(line -> line.startsWith("closed"));
            });

            assertThat(printed).last().isEqualTo("closed 1000 completed");
            assertThat(printed.subList(0, printed.size() - 1))
                    .isNotEmpty()
                    .allMatch(line -> line.matches("(queued|discovering|scanning|aggregating|writing|completed) .*"));
            assertThat(printed).anyMatch(line -> line.startsWith("scanning "));
        }
    }
}
