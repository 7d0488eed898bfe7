package dev.scancast.launcher.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A page that is left, kept by the browser, or comes back: no loss is ever told that is none. */
class PageLifeTest extends WindowTest {
    /** Tells every text of the badge to the test, which outlives the page; and counts what is open. */
    private static final String TELL =
            """
            document.addEventListener('DOMContentLoaded', () => {
              const badge = document.getElementById('connection-text');
              badge && new MutationObserver(() => tell(badge.textContent))
                  .observe(badge, { childList: true, characterData: true, subtree: true });
            });
            window.open = new Set();
            for (const name of ['WebSocket', 'EventSource']) {
              const Native = window[name];
              window[name] = class extends Native {
                constructor(...args) { super(...args); open.add(this); }
                close(...args) { open.delete(this); super.close(...args); }
              };
            }
            """;

    private final List<String> told = Collections.synchronizedList(new ArrayList<>());

    private ScanAuthor scan;

    @BeforeEach
    void prepare() {
        window.page().exposeFunction("tell", arguments -> told.add(String.valueOf(arguments[0])));
        window.page().addInitScript(TELL);
        scan = ScanAuthor.begin(stage.redis(), "spring-framework");
        scan.scanned(1241);
        window.page().navigate(stage.pageOf(scan.scan()));
        window.awaitText("#connection", Pattern.compile("Live.*"));
    }

    @AfterEach
    void nothingWasComplainedAbout() {
        window.assertNoComplaints();
    }

    @Test
    void leavingThePageTellsNoLoss() {
        for (int i = 0; i < 5; i++) {
            window.page().navigate(stage.home());
            window.awaitText("#connection", Pattern.compile("Live.*"));
            window.page().goBack();
            window.awaitText("#percent", "41.5 %");
            window.awaitText("#connection", Pattern.compile("Live.*"));
        }
        assertThat(told).isNotEmpty().allMatch(text -> text.startsWith("Live"));
    }

    @Test
    void normalEndTellsNoLoss() {
        scan.complete();
        window.awaitText("#connection", "Ended");
        assertThat(told).allMatch(text -> text.startsWith("Live") || text.equals("Ended"));
    }

    /** As the back-forward cache does it: the page sleeps with all its state, and is shown again. */
    @Test
    void pageThatIsKeptHoldsNoConnectionAndTakesOneWhenItIsShownAgain() {
        assertThat(window.page().evaluate("open.size")).isEqualTo(1);
        tellLife("pagehide");
        assertThat(window.page().evaluate("open.size")).isEqualTo(0);
        scan.scanned(2000);

        tellLife("pageshow");

        window.awaitText("#percent", "63.8 %");
        window.awaitText("#connection", Pattern.compile("Live.*"));
        assertThat(window.page().evaluate("open.size")).isEqualTo(1);
        assertThat(told).isNotEmpty().allMatch(text -> text.startsWith("Live"));
    }

    private void tellLife(String event) {
        window.page().evaluate("name => dispatchEvent(new PageTransitionEvent(name, { persisted: true }))", event);
    }
}
