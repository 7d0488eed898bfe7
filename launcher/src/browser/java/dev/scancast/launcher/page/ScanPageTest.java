package dev.scancast.launcher.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.scancast.contract.document.ScanError;
import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanStatus;
import dev.scancast.contract.document.ScanStep;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the page of a scan shows, from its first document to after its end. */
class ScanPageTest extends WindowTest {
    private static final String HEIGHTS =
            "['.hero', '#counters-card'].map(s => Math.round(document.querySelector(s).getBoundingClientRect().height))";
    private static final String PLACES =
            "['#bar', '#eta-block', '#elapsed-block', '#steps-card', '#nodes', '#cancel'].map(s => document.querySelector(s)"
                    + ".getBoundingClientRect()).map(box => `${Math.round(box.left)} ${Math.round(box.top)}`).join()";

    @Test
    void scanReaches100AndSaysCompletedWithoutAnError() {
        ScanAuthor scan = ScanAuthor.begin(stage.redis(), "spring-framework");
        window.page().navigate(stage.pageOf(scan.scan()));
        window.awaitText("#status", "Waiting");
        window.awaitText("#connection", Pattern.compile("Live.*"));
        window.awaitText("#percent", "0.0 %");

        scan.scanned(1241);
        window.awaitText("#percent", "41.5 %");
        window.awaitText("#status", "Scanning");
        window.awaitText("#message", "Scanning file 1,241 of 2,890");
        window.awaitText("#eta", Pattern.compile("\\d+–\\d+ s"));
        assertThat(window.find("#bar")).hasAttribute("aria-valuenow", "41.5");
        assertThat(window.page()).hasTitle("41.5 % · spring-framework · Scancast");
        // A ring of 2 π 11 = 69.12, of which 41 % is drawn.
        assertThat(window.find("link[rel=icon]")).hasAttribute("href", Pattern.compile("data:image/svg.*28\\.34%2069\\.12.*"));

        scan.complete();
        window.awaitText("#percent", "100.0 %");
        window.awaitText("#status", "Completed");
        window.awaitText("#connection", "Ended");
        window.awaitText("#totals", Pattern.compile("Files2,890Nodes40,467Lines of code351,120Size53.1 MBFindings140File errors2"));
        assertThat(window.page()).hasTitle("Completed · spring-framework · Scancast");
        assertThat(window.find("link[rel=icon]")).hasAttribute("href", Pattern.compile("data:image/svg.*%232b9a66.*"));
        assertThat(window.find("#cancel")).isHidden();
        assertThat(window.find("#failure")).isHidden();
        assertThat(window.find("#degraded")).isHidden();
        window.assertNoComplaints();
    }

    @Test
    void scanOpenedAfterItsEndIsShownWhole() {
        ScanAuthor scan = ScanAuthor.begin(stage.redis(), "squidex");
        scan.scanned(2890);
        scan.complete();

        window.page().navigate(stage.pageOf(scan.scan()));

        window.awaitText("#status", "Completed");
        window.awaitText("#percent", "100.0 %");
        window.awaitText("#connection", "Ended");
        window.awaitText("#totals dd >> nth=0", "2,890");
        assertThat(window.find("#steps li:not([data-state=done])")).hasCount(0);
        window.assertNoComplaints();
    }

    @Test
    void failureShowsItsReasonAndWhereItHappened() {
        ScanAuthor scan = ScanAuthor.begin(stage.redis(), "efcore");
        scan.scanned(700);
        window.page().navigate(stage.pageOf(scan.scan()));
        window.awaitText("#status", "Scanning");

        scan.fail(new ScanError("worker_lost", "The worker died and no other is connected."));

        window.awaitText("#status", "Failed");
        window.awaitText("#reason", "The worker died and no other is connected.");
        window.awaitText("#reason-code", "worker_lost");
        window.awaitText("#percent", "25.5 %");
        assertThat(window.find("#steps li[data-state=failed] .label"))
                .hasText(new String[] {"Analyzing code", "structure"});
        assertThat(window.page()).hasTitle("Failed at 25.5 % · efcore · Scancast");
        assertThat(window.find("#steps li[data-state=unreached] .label"))
                .hasText(new String[] {"flawfinder", "Aggregating results", "Writing report"});
        window.assertNoComplaints();
    }

    @Test
    void stepsThatWereStillToComeWereNotReachedWhateverTheWriterCallsThem() {
        ScanAuthor scan = ScanAuthor.begin(stage.redis(), "efcore");
        scan.write(document -> document.status(ScanStatus.CLONING).steps(List.of()));
        scan.write(document -> document.steps(List.of(
                new ScanStep("cloning", ScanStep.State.FAILED, 10.0),
                new ScanStep("discovering", ScanStep.State.SKIPPED, null),
                new ScanStep("structure", ScanStep.State.SKIPPED, null),
                new ScanStep("writing", ScanStep.State.SKIPPED, null))));
        scan.fail(new ScanError("clone_failed", "There is no host nowhere.example."));

        window.page().navigate(stage.pageOf(scan.scan()));

        window.awaitText("#status", "Failed");
        assertThat(window.find("#steps .state"))
                .hasText(new String[] {
                    "done", "failed", "not reached", "not reached", "not reached", "not reached", "not reached"
                });
    }

    @Test
    void pathOfTheCurrentFileMovesNothingHoweverLongItIs() {
        for (Window.Look look : List.of(Window.Look.NARROWEST, Window.Look.PHONE_LIGHT, Window.Look.DESKTOP_LIGHT)) {
            ScanAuthor scan = ScanAuthor.begin(stage.redis(), "efcore");
            scan.scanned(700);
            try (Window own = chromium.open(look)) {
                own.page().navigate(stage.pageOf(scan.scan()));
                scan.write(document -> document.message("short").currentFile("A.java"));
                own.awaitText("#file", "A.java");
                double before = own.find("#steps-card").boundingBox().y;
                String path = "src/main/java/org/example/".repeat(20) + "End.java";
                scan.write(document -> document.message("long").currentFile(path));
                own.awaitText("#file", Pattern.compile("….*/End\\.java"));

                assertThat(own.find("#steps-card").boundingBox().y).as("%s", look).isCloseTo(before, within(0.5));
            }
        }
    }

    @Test
    void canceledScanSaysSoAndKeepsItsPercent() {
        ScanAuthor scan = ScanAuthor.begin(stage.redis(), "efcore");
        scan.scanned(700);
        scan.cancel();

        window.page().navigate(stage.pageOf(scan.scan()));

        window.awaitText("#status", "Canceled");
        window.awaitText("#percent", "25.5 %");
        assertThat(window.find("#failure")).isHidden();
        window.assertNoComplaints();
    }

    @Test
    void unknownScanSaysSoAndOffersToLookAgain() {
        window.page().navigate(stage.pageOf("never-was"));

        window.awaitText("#absent-title", "Not here yet");
        window.awaitText("#absent-title", "There is no such scan", Duration.ofSeconds(20));
        window.awaitText("#connection", "No such scan");
        assertThat(window.find("#scan")).isHidden();
        assertThat(window.find("#again")).isVisible();
        window.assertNoComplaints();
    }

    @Test
    void scanThatBeginsWhileItIsWaitedForIsShown() {
        window.page().navigate(stage.pageOf("comes-later"));
        window.awaitText("#absent-title", "Not here yet");

        stage.publish("comes-later", "{\"status\":\"scanning\",\"progress\":12}");

        window.awaitText("#percent", "12.0 %");
    }

    @Test
    void cancelAsksFirstAndThenCancels() {
        // Nobody holds it: the gateway itself may end it.
        ScanId scan = ScanId.create();
        stage.publish(
                scan.value(),
                "{\"scan_id\":\"" + scan + "\",\"epoch\":1,\"seq\":1,\"attempt\":0,\"status\":\"queued\","
                        + "\"step\":\"queued\",\"progress\":0,\"message\":\"Waiting for a worker\",\"steps\":[],"
                        + "\"updated_at\":\"2026-01-05T10:00:00.000Z\"}");
        window.page().navigate(stage.pageOf(scan));
        window.find("#cancel").click();
        window.find("#confirm").getByText("Keep scanning").click();
        window.awaitText("#status", "Waiting");
        assertThat(stage.redis().commands().exists(stage.redis().keys().cancel(scan)))
                .isFalse();

        window.find("#cancel").click();
        window.find("#confirm-yes").click();

        window.awaitText("#status", "Canceled");
        assertThat(window.find("#cancel")).isHidden();
        window.assertNoComplaints();
    }

    @Test
    void foreignDocumentsAreShownAsTheyAre() {
        window.page().navigate(stage.pageOf("foreign"));
        window.awaitText("#absent-title", "Not here yet");

        stage.publish("foreign", "{\"status\":\"Crunching\",\"message\":\"step one\"}");
        window.awaitText("#status", "Crunching");
        assertThat(window.find("#bar")).not().hasAttribute("aria-valuenow", Pattern.compile(".*"));
        window.awaitText("#eta", "not yet known");

        stage.publish("foreign", "{\"status\":\"Crunching\",\"progress\":{\"percent\":33.33,\"phase\":\"two\"}}");
        window.awaitText("#percent", "33.3 %");
        window.awaitText("#message", "two");

        stage.publish("foreign", "{\"status\":\"FINISHED\",\"progress\":100}");
        window.awaitText("#status", "Completed");
        window.awaitText("#connection", "Ended");
        window.assertNoComplaints();
    }

    @Test
    void leavingAndComingBackShowsTheCurrentState() {
        ScanAuthor scan = ScanAuthor.begin(stage.redis(), "spring-framework");
        scan.write(document -> document.status(ScanStatus.SCANNING).progress(10));
        window.page().navigate(stage.pageOf(scan.scan()));
        window.awaitText("#percent", "10.0 %");
        window.page().navigate(stage.home());
        scan.write(document -> document.progress(20));

        window.page().goBack();

        window.awaitText("#percent", "20.0 %");
        window.awaitText("#connection", Pattern.compile("Live.*"));
        window.assertNoComplaints();
    }

    @Test
    void questionWhetherToCancelGoesWithTheScan() {
        ScanAuthor scan = ScanAuthor.begin(stage.redis(), "spring-framework");
        scan.scanned(1241);
        window.page().navigate(stage.pageOf(scan.scan()));
        window.find("#cancel").click();
        assertThat(window.find("#confirm")).isVisible();

        scan.complete();

        window.awaitText("#status", "Completed");
        assertThat(window.find("#confirm")).isHidden();
        window.assertNoComplaints();
    }

    @Test
    void onlyTransitionsAndEveryQuarterAreSpoken() {
        ScanAuthor scan = ScanAuthor.begin(stage.redis(), "spring-framework");
        window.page().navigate(stage.pageOf(scan.scan()));
        window.awaitText("#spoken", "Waiting");
        window.page()
                .evaluate("window.spoken = []; new MutationObserver(() => spoken.push(document.getElementById('spoken').textContent))"
                        + ".observe(document.getElementById('spoken'), { childList: true, characterData: true, subtree: true })");
        for (int files = 100; files <= 1900; files += 100) {
            scan.scanned(files);
            window.awaitText("#files", String.format("%,d", files));
        }
        scan.cancel();
        window.awaitText("#spoken", Pattern.compile("Canceled.*"));

        assertThat(window.page().evaluate("spoken"))
                .isEqualTo(List.of("Scanning", "Scanning, 25 percent", "Scanning, 50 percent", "Canceled, 50 percent"));
    }

    /** What is read all day stands still: only the figures themselves change. */
    @ParameterizedTest
    @EnumSource(names = {"DESKTOP_LIGHT", "PHONE_LIGHT", "NARROWEST"})
    void figuresMoveNothingAsTheyGrow(Window.Look look) {
        ScanAuthor scan = ScanAuthor.begin(stage.redis(), "spring-framework");
        try (Window looked = chromium.open(look)) {
            looked.page().navigate(stage.pageOf(scan.scan()));
            looked.awaitText("#status", "Waiting");
            Object waiting = looked.page().evaluate(HEIGHTS);
            scan.scanned(7);
            looked.awaitText("#files", "7");
            Object places = looked.page().evaluate(PLACES);
            assertThat(looked.page().evaluate(HEIGHTS)).isEqualTo(waiting);
            scan.scanned(1241);
            scan.write(document -> document.eta(4000.0, 700.0, 9000.0));
            looked.awaitText("#eta", "12 min – 2.5 h");
            looked.awaitText("#files", "1,241");
            assertThat(looked.page().evaluate(HEIGHTS)).isEqualTo(waiting);
            assertThat(looked.page().evaluate(PLACES)).isEqualTo(places);
        }
    }
}
