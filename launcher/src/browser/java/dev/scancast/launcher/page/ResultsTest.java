package dev.scancast.launcher.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is shown of a report once the scan has ended. */
class ResultsTest extends WindowTest {
    @BeforeEach
    void prepare() {
        ScanAuthor.begin(stage.redis(), "spring-framework").complete(SampleReport.of("spring-framework", 2500));
        ScanAuthor scan = ScanAuthor.begin(stage.redis(), "spring-framework");
        scan.scanned(2800);
        window.page().navigate(stage.pageOf(scan.scan()));
        window.awaitText("#status", "Scanning");
        scan.complete();
        window.find("#findings-card").waitFor();
    }

    @AfterEach
    void nothingWasComplainedAbout() {
        window.assertNoComplaints();
    }

    @Test
    void chartsShowTheLargestAndJoinTheOthers() {
        assertThat(window.find("#languages text:not(.value)"))
                .hasText(new String[] {
                    "Java", "Kotlin", "Groovy", "XML", "JavaScript", "CSS", "HTML", "2 others"
                });
        window.awaitText("#languages .value >> nth=7", "600");
        assertThat(window.find("#languages svg"))
                .hasAttribute("aria-label", Pattern.compile("Lines of code by language: Java 300,020, .*2 others 600"));
        assertThat(window.find("#languages .filled").first()).hasAttribute("width", "100.00%");
        assertThat(window.find("#kinds text:not(.value)"))
                .hasText(new String[] {"Method", "Field", "Class", "Type alias"});
        window.awaitText("#largest tr >> nth=0", Pattern.compile(".*/MethodWriter\\.javaCopyJava2,410101 KB"));
        window.awaitText("#errors li", Pattern.compile("docs/broken\\.java.*It is not UTF-8.*"));
    }

    @Test
    void findingsAreSortedChosenAndGrow() {
        assertThat(window.find("#finding-rows tr")).hasCount(25);
        window.awaitText("#finding-rows .severity >> nth=0", "error");
        assertThat(window.find("th[aria-sort=ascending]")).hasText("Severity");
        window.find("#findings-more").click();
        assertThat(window.find("#finding-rows tr")).hasCount(50);
        assertThat(window.find("#finding-rows tr >> nth=25")).isFocused();
        window.awaitText("#findings-more", "Show more (90 left)");

        window.find("#finding-severity").selectOption("error");
        window.awaitText("#findings-note", "5 of 140");
        window.find("#finding-severity").selectOption("");
        window.find("#finding-search").fill("module3/entry");
        window.awaitText("#findings-note", "20 of 140");
        window.find("#sort-place").click();
        window.awaitText("#finding-rows .path >> nth=0", "src/native/module3/Entry.c:864");
        window.find("#sort-place").click();
        window.awaitText("#finding-rows .path >> nth=0", "src/native/module3/Entry.c:997");
        assertThat(window.find("th[aria-sort=descending]")).hasText("Place and message");
        window.find("#finding-search").fill("");
    }

    @Test
    void whatChangedSinceTheLastRunIsTold() {
        window.awaitText("#comparison tr >> nth=0", "Files2,5002,890+390");
        window.awaitText("#comparison tr >> nth=1", "Nodes40,46740,467±0");
        window.awaitText("#comparison-findings", "Findings: 0 new, 0 gone, 140 as before.");
        assertThat(window.find("#comparison-added")).isHidden();
        window.find("#comparison-link").click();
        window.awaitText("#status", "Completed");
        window.awaitText("#totals dd >> nth=0", "2,500");
    }

    @Test
    void placesOfAScanFromADiskAreCopied() {
        window.page().context().grantPermissions(List.of("clipboard-read", "clipboard-write"));
        Locator first = window.find("#finding-rows tr >> nth=0");
        first.hover();
        first.getByText("Copy").click();

        assertThat(first.getByText("Copied")).isVisible();
        assertThat(window.page().evaluate("navigator.clipboard.readText()"))
                .isEqualTo(first.locator(".path").textContent());
        assertThat(window.find("#finding-rows a")).hasCount(0);
    }

    @Test
    void placesOfACloneAreLinkedToItsCommit() {
        String commit = "0123456789abcdef0123456789abcdef01234567";
        Map<String, Object> report = new LinkedHashMap<>(SampleReport.of("shop", 2500));
        report.put("source", Map.of("url", "https://github.com/org/shop.git", "commit", commit));
        report.put("analyzers", List.of(Map.of("name", "flawfinder", "seconds", 14, "error", "it ended with 15")));
        ScanAuthor scan = ScanAuthor.begin(stage.redis(), "shop");
        scan.complete(report);
        window.page().navigate(stage.pageOf(scan.scan()));

        String files = "https://github.com/org/shop/blob/" + commit + "/";
        assertThat(window.find("#finding-rows a").first()).hasText("src/native/module1/Entry.c:999");
        assertThat(window.find("#finding-rows a").first())
                .hasAttribute("href", files + "src/native/module1/Entry.c#L999");
        assertThat(window.find("#finding-rows a").first()).hasAttribute("rel", "noopener noreferrer");
        assertThat(window.find("#largest a").first()).hasAttribute("href", Pattern.compile(".*/MethodWriter\\.java"));
        assertThat(window.find("#errors a")).hasAttribute("href", files + "docs/broken.java");
        assertThat(window.find(".copy")).hasCount(0);
        window.awaitText("#analyzers tr", Pattern.compile("flawfinder\\s*Failed: it ended with 15.*14 s"));
    }

    @Test
    void reportIsDownloaded() {
        assertThat(window.find("#report-link")).hasAttribute("href", Pattern.compile("/api/v1/scanner/scan/.*/report"));
        assertThat(window.find("#sarif-link")).hasAttribute("href", Pattern.compile(".*/report\\.sarif"));
        assertThat(window.page().waitForDownload(() -> window.find("#report-link").click()).suggestedFilename())
                .endsWith(".json");
    }
}
