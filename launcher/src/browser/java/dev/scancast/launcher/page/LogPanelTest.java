package dev.scancast.launcher.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scancast.contract.redis.ScanLog;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The log of a scan on its page. */
class LogPanelTest extends WindowTest {
    private static final String LINES = "#log .line";
    private static final String TO_THE_TOP = "document.getElementById('log').scrollTop = 0";
    private static final String TO_THE_BOTTOM =
            "document.getElementById('log').scrollTop = document.getElementById('log').scrollHeight";
    private static final String FROM_BOTTOM =
            "(l => Math.round(l.scrollHeight - l.scrollTop - l.clientHeight))(document.getElementById('log'))";

    private ScanAuthor scan;

    @BeforeEach
    void prepare() {
        scan = ScanAuthor.begin(stage.redis(), "spring-framework");
    }

    @Test
    void linesComeAsTheyAreWrittenAndThatAllAreThereIsToldAtTheEnd() {
        window.page().navigate(stage.pageOf(scan.scan()));
        window.awaitText("#status", "Waiting");
        assertThat(window.find("#log-card")).isHidden();

        scan.log(ScanLog.Level.INFO, "Discovering files");
        window.awaitText("#log .text >> nth=0", "Discovering files");
        scan.log(ScanLog.Level.WARN, "a.java: it is not UTF-8", "b.java: it is too large");
        assertThat(window.find(LINES)).hasCount(3);
        window.awaitText("#log-note", "3 lines");

        scan.complete();
        window.awaitText("#status", "Completed");
        window.awaitText("#connection", "Ended");
        window.awaitText("#log-note", "3 lines, all there");
        window.assertNoComplaints();
    }

    @Test
    void logOfAScanThatEndedBeforeIsShownWhole() {
        scan.log(ScanLog.Level.INFO, "one", "two");
        scan.complete();

        window.page().navigate(stage.pageOf(scan.scan()));

        assertThat(window.find(LINES)).hasCount(2);
        window.awaitText("#log-note", "2 lines, all there");
        window.awaitText("#connection", "Ended");
        window.assertNoComplaints();
    }

    @Test
    void withoutWebSocketAndEventsTheLogIsPolled() {
        window.page().routeWebSocket(Pattern.compile(".*"), socket -> socket.close());
        window.page().route("**/events/**", route -> route.abort("blockedbyclient"));
        scan.log(ScanLog.Level.INFO, "one", "two");
        window.page().navigate(stage.pageOf(scan.scan()));
        window.awaitText("#connection", Pattern.compile("Live, by polling.*"));
        assertThat(window.find(LINES)).hasCount(2);

        scan.log(ScanLog.Level.ERROR, "three");
        scan.complete();

        window.awaitText("#status", "Completed");
        window.awaitText("#log .text >> nth=2", "three");
        window.awaitText("#log-note", "3 lines, all there");
    }

    @Test
    void linesAreChosenByLevelAndByText() {
        scan.log(ScanLog.Level.DEBUG, "debugging");
        scan.log(ScanLog.Level.INFO, "Scanning <b>A.java</b>");
        scan.log(ScanLog.Level.WARN, "a.java is odd");
        scan.log(ScanLog.Level.ERROR, "it broke");
        window.page().navigate(stage.pageOf(scan.scan()));
        assertThat(window.find(LINES)).hasCount(4);

        window.find("#log-level").selectOption("warn");
        assertThat(window.find("#log .text")).hasText(new String[] {"a.java is odd", "it broke"});
        window.find("#log-level").selectOption("debug");
        window.find("#log-search").fill("A.JAVA");
        assertThat(window.find("#log .text")).hasText(new String[] {"Scanning <b>A.java</b>", "a.java is odd"});
        assertThat(window.find("#log mark")).hasText(new String[] {"A.java", "a.java"});

        scan.log(ScanLog.Level.INFO, "b.java", "again a.java");
        window.awaitText("#log .text >> nth=2", "again a.java");
        window.find("#log-search").fill("nowhere");
        assertThat(window.find("#log-none")).isVisible();
        window.find("#log-search").fill("");
        assertThat(window.find(LINES)).hasCount(6);
        window.assertNoComplaints();
    }

    @Test
    void followingPausesWhileSomebodyReadsAndGoesOnAtTheBottom() {
        write(1, 200);
        window.page().navigate(stage.pageOf(scan.scan()));
        window.awaitText(LINES + " >> nth=199 >> .text", "line 200");
        window.find("#log").waitFor(); // lines may come before the scan's document, and are hidden until then
        assertThat(window.page().evaluate(FROM_BOTTOM)).isEqualTo(0);

        window.page().evaluate(TO_THE_TOP);
        window.awaitText("#log-paused-text", "Paused");
        write(201, 210);
        window.awaitText("#log-paused-text", "Paused, 10 more below");
        assertThat(window.page().evaluate("document.getElementById('log').scrollTop")).isEqualTo(0);

        window.page().evaluate(TO_THE_BOTTOM);
        assertThat(window.find("#log-paused")).isHidden();
        window.page().evaluate(TO_THE_TOP);
        window.awaitText("#log-paused-text", "Paused");
        window.find("#log-follow").click();
        assertThat(window.find("#log-paused")).isHidden();
        write(211, 211);
        window.awaitText(LINES + " >> nth=210 >> .text", "line 211");
        assertThat(window.page().evaluate(FROM_BOTTOM)).isEqualTo(0);
        window.assertNoComplaints();
    }

    @Test
    void atMostAThousandLinesAreOnThePageAndWhatIsLostIsTold() {
        window.page().navigate(stage.pageOf(scan.scan()));
        window.awaitText("#connection", Pattern.compile("Live.*"));
        for (int from = 1; from <= 2401; from += 100) {
            write(from, from + 99);
            // Faster than they can be read, some would be lost: Redis keeps a thousand.
            window.awaitText("#log-note", String.format("%,d lines", from + 99));
        }
        assertThat(window.find(LINES)).hasCount(1000);
        window.awaitText(LINES + " >> nth=999 >> .text", "line 2500");

        window.page().reload();

        window.awaitText(LINES + " >> nth=-1 >> .text", "line 2500");
        window.awaitText("#log-note", Pattern.compile("1,\\d{3} lines, 1,\\d{3} lost"));
        // Redis keeps a little more than a thousand, so that the first of all may have no room before.
        window.find("#log-search").fill("line 2500");
        assertThat(window.find("#log .text"))
                .hasText(new Pattern[] {Pattern.compile("Lines 1 to 1\\d{3} are lost\\."), Pattern.compile("line 2500")});
        scan.complete();
        window.awaitText("#log-note", Pattern.compile("1,\\d{3} lines, 1,\\d{3} lost, ended"));
        window.assertNoComplaints();
    }

    private void write(int from, int to) {
        scan.log(
                ScanLog.Level.INFO,
                IntStream.rangeClosed(from, to).mapToObj(i -> "line " + i).toArray(String[]::new));
    }
}
