package dev.scancast.launcher.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import dev.scancast.contract.document.ScanError;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A batch, from its form to its summary. */
class BatchPageTest extends WindowTest {
    @Test
    void batchIsFollowedToItsSummary() {
        ScanAuthor first = ScanAuthor.begin(stage.redis(), "efcore");
        ScanAuthor second = ScanAuthor.begin(stage.redis(), "spring-framework");
        String page = batch("b-1", first, second);
        window.page().navigate(page);
        window.awaitText("#done", "0");
        window.awaitText("#total", "of 2 done");
        window.awaitText("#connection", Pattern.compile("Live.*"));
        first.scanned(1241);
        window.awaitText("#scans .figure >> nth=0", "41.5 %");

        first.complete();
        window.awaitText("#done", "1");
        window.awaitText("#success", "1");
        assertThat(window.find("#bar")).hasAttribute("aria-valuenow", "50.0");
        second.scanned(700);
        second.fail(new ScanError("worker_lost", "The worker died."));

        window.awaitText("#summary", "All 2 scans have ended: 1 completed, 1 failed.");
        window.awaitText("#connection", "Ended");
        window.awaitText(".toast p", "The batch has ended. 1 of 2 completed.");
        assertThat(window.find("#bar")).hasAttribute("aria-valuenow", "100.0");
        assertThat(window.find("#cancel")).isHidden();
        assertThat(window.page()).hasTitle("Ended · Batch · Scancast");

        window.page().reload();
        window.awaitText("#summary", "All 2 scans have ended: 1 completed, 1 failed.");
        window.awaitText("#connection", "Ended");
        assertThat(window.find(".toast")).hasCount(0);
        window.find("#scans a >> nth=0").click();
        window.awaitText("#status", "Completed");
        window.assertNoComplaints();
    }

    @Test
    void severalRepositoriesAreStartedByTheFormAndCanceledTogether() {
        window.page().navigate(stage.home());
        window.find("input[value=batch]").check();
        window.find("#start").click();
        window.awaitText("#several-problem", "Give an absolute path or a Git URL on each line.");
        window.find("#several").fill("/srv/one\nno path\n");
        window.find("#start").click();
        window.awaitText("#several-problem", "“no path” is neither an absolute path nor a Git URL.");
        window.find("#several").fill("/srv/one\n\n /srv/two ");
        window.find("#start").click();

        window.awaitText("#total", "of 2 done");
        assertThat(window.page()).hasURL(Pattern.compile(".*/batch/[0-9A-Z]{26}"));
        assertThat(window.find("#scans .name")).hasText(new String[] {"one", "two"});
        window.find("#cancel").click();
        window.find("#confirm-yes").click();
        window.awaitText("#summary", "All 2 scans have ended: 0 completed, 0 failed, 2 canceled.");
        window.assertNoComplaints();
    }

    @Test
    void unknownBatchSaysSo() {
        window.page().navigate(stage.home() + "batch/never-was");

        window.awaitText("#absent-title", "There is no such batch", Duration.ofSeconds(20));
        window.awaitText("#connection", "No such batch");
        assertThat(window.find("#again")).isVisible();
    }

    private String batch(String id, ScanAuthor... scans) {
        for (ScanAuthor scan : scans) {
            stage.ownRedis().command("HSET", "scan:batch:" + id, scan.scan().value(), "");
        }
        return stage.home() + "batch/" + id;
    }
}
