package dev.scancast.launcher.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scancast.contract.document.Json;
import dev.scancast.contract.document.ScanError;
import dev.scancast.contract.document.ScanStatus;
import dev.scancast.contract.document.ScanStep;
import dev.scancast.contract.redis.ScanLog;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever stands in a document is text, takes no more room than it may, and turns nothing around. */
class HostileTextTest extends StageTest {
    static List<String> texts() {
        return List.of(
                "<img src=x onerror=\"window.harmed = true\"><script>window.harmed = true</script>",
                "</title></p><style>*{display:none}</style><base href=\"//evil.example\">",
                "javascript:window.harmed=true",
                "\u202egnp.exe\u2066 \u200f\u0007\u001b[31m",
                "\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627 \ud83d\ude80\ud83d\udc69\u200d\ud83d\udcbb",
                "\ud800 half a character",
                "W".repeat(60_000),
                "\u0301".repeat(5_000));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void textOfAScannerDoesNoHarm(String text) {
        String part = text.length() > 9_000 ? text.substring(0, 9_000) : text;
        ScanAuthor scan = ScanAuthor.begin(stage.redis(), part);
        try (Window window = chromium.open(Window.Look.NARROWEST)) {
            window.page().navigate(stage.pageOf(scan.scan()));
            scan.log(ScanLog.Level.WARN, part);
            scan.write(document -> document.status(ScanStatus.SCANNING)
                    .progress(30)
                    .message(part)
                    .currentFile(part)
                    .steps(List.of(new ScanStep(part, ScanStep.State.RUNNING, 5.0))));
            window.awaitText("#percent", "30.0 %");
            assertThat(window.find("#log .line")).hasCount(1);
            assertUnharmed(window);
            scan.fail(new ScanError(part, part));
            window.awaitText("#status", "Failed");
            assertUnharmed(window);
            window.page().navigate(stage.home());
            window.find("#scans a").first().waitFor();
            assertUnharmed(window);
        }
    }

    @ParameterizedTest
    @MethodSource("texts")
    void textOfAReportDoesNoHarm(String text) {
        String part = text.length() > 9_000 ? text.substring(0, 9_000) : text;
        ScanAuthor scan = ScanAuthor.begin(stage.redis(), "report-" + Integer.toHexString(text.hashCode()));
        scan.complete(Map.of(
                "source", Map.of("url", part, "commit", part),
                "analyzers", List.of(Map.of("name", part, "error", part), Map.of("name", part, "seconds", part)),
                "totals", Map.of("files", 1, "findings", 1),
                "nodes_by_kind", Map.of(part, 5),
                "languages", List.of(Map.of("language", part, "lines", Map.of("code", 7))),
                "largest_files", List.of(Map.of("path", part, "language", part, "bytes", 1, "lines", part)),
                "file_errors", List.of(Map.of("path", part, "reason", part)),
                "findings", List.of(Map.of("rule", part, "severity", part, "message", part, "path", part))));
        try (Window window = chromium.open(Window.Look.NARROWEST)) {
            window.page().navigate(stage.pageOf(scan.scan()));
            window.find("#findings-card").waitFor();
            window.find("#errors-card").waitFor();
            assertThat(window.find("#results a:not(#comparison-link)")).hasCount(0);
            assertUnharmed(window);
        }
    }

    @ParameterizedTest
    @MethodSource("texts")
    void textOfAForeignPublisherDoesNoHarm(String text) {
        String id = "foreign-" + Integer.toHexString(text.hashCode());
        String document = new String(
                Json.write(Map.of("status", "going", "progress", 30, "message", text)),
                java.nio.charset.StandardCharsets.UTF_8);
        stage.publish(id, document);
        try (Window window = chromium.open(Window.Look.NARROWEST)) {
            window.page().navigate(stage.pageOf(id));
            window.awaitText("#percent", "30.0 %");
            assertUnharmed(window);
            stage.publish(id, document.replace("going", "failed"));
            window.awaitText("#status", "Failed");
            assertUnharmed(window);
        }
    }

    private static void assertUnharmed(Window window) {
        assertThat(window.page().evaluate("window.harmed === undefined")).isEqualTo(true);
        assertThat(window.find("main img, main script, main style, base")).hasCount(0);
        assertThat(window.page().evaluate("/[\\u202a-\\u202e\\u2066-\\u2069\\u0007\\u001b]/.test(document.body.innerText)"))
                .as("characters that turn or hide others are on the page")
                .isEqualTo(false);
        window.assertFits();
        window.assertNoComplaints();
    }
}
