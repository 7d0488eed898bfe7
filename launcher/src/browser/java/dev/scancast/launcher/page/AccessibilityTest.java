package dev.scancast.launcher.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ReducedMotion;
import dev.scancast.contract.document.ScanError;
import dev.scancast.contract.redis.ScanLog;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What axe-core finds of WCAG 2.2 A and AA on each page and state, and what only a keyboard can show. */
class AccessibilityTest extends StageTest {
    private static final String CONTROLS =
            """
            [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')]
                .filter(e => e.checkVisibility() && !e.disabled && (e.type !== 'radio' || e.checked))
            """;

    /** The focus shows on the control, or on what stands for it. */
    private static final String REACH =
            """
            (e => {
              reached.add(e);
              const isSeen = [e, e.nextElementSibling].some(shown => shown && getComputedStyle(shown).outlineStyle === 'solid');
              if (e !== document.body && !isSeen) {
                unseen.push(e.outerHTML);
              }
            })(document.activeElement)
            """;

    private static final String MOVING =
            """
            [...document.querySelectorAll('*')]
                .flatMap(e => ['', '::before', '::after', '::backdrop'].map(part => [e, part, getComputedStyle(e, part || null)]))
                .filter(([, , s]) => s.animationName !== 'none' || s.transitionDuration !== '0s' || s.scrollBehavior === 'smooth')
                .map(([e, part]) => e.className + part).join()
            """;

    @ParameterizedTest
    @EnumSource(names = {"DESKTOP_LIGHT", "DESKTOP_DARK", "NARROWEST"})
    void axeFindsNothingOnTheScansPage(Window.Look look) {
        ScanAuthor.begin(stage.redis(), "spring-framework").complete();
        ScanAuthor scan = ScanAuthor.begin(stage.redis(), "spring-framework");
        try (Window window = chromium.open(look)) {
            window.page().navigate(stage.pageOf(scan.scan()));
            window.awaitText("#status", "Waiting");
            scan.log(ScanLog.Level.WARN, "a.java is odd");
            scan.log(ScanLog.Level.ERROR, "it broke");
            scan.log(ScanLog.Level.DEBUG, "it goes on");
            scan.scanned(1241);
            window.awaitText("#percent", "41.5 %");
            window.find(".toast").waitFor();
            window.find("#log-search").fill("it");
            Axe.assertNothingFound(window);
            scan.complete();
            window.find("#comparison-card").waitFor();
            Axe.assertNothingFound(window);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"DESKTOP_LIGHT", "DESKTOP_DARK"})
    void axeFindsNothingOnAFailureAndAnUnknownScan(Window.Look look) {
        ScanAuthor scan = ScanAuthor.begin(stage.redis(), "efcore");
        scan.scanned(700);
        try (Window window = chromium.open(look)) {
            window.page().navigate(stage.pageOf(scan.scan()));
            window.find("#cancel").click();
            Axe.assertNothingFound(window);
            window.find("#confirm").getByText("Keep scanning").click();
            scan.fail(new ScanError("internal", "It broke."));
            window.awaitText("#status", "Failed");
            Axe.assertNothingFound(window);
            window.page().navigate(stage.pageOf("never-was"));
            window.awaitText("#absent-title", "Not here yet");
            Axe.assertNothingFound(window);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"DESKTOP_LIGHT", "DESKTOP_DARK", "NARROWEST"})
    void axeFindsNothingAtHomeAndOnABatch(Window.Look look) {
        stage.addWorker();
        ScanAuthor running = ScanAuthor.begin(stage.redis(), "efcore");
        running.scanned(700);
        ScanAuthor failed = ScanAuthor.begin(stage.redis(), "squidex");
        failed.fail(new ScanError("internal", "It broke."));
        String batch = "batch-" + look.suffix();
        for (ScanAuthor scan : List.of(running, failed)) {
            stage.ownRedis().command("HSET", "scan:batch:" + batch, scan.scan().value(), "");
        }
        try (Window window = chromium.open(look)) {
            window.page().navigate(stage.home());
            window.find("#scans a").first().waitFor();
            window.find("#running a").first().waitFor();
            for (String what : List.of("url", "batch")) {
                window.find("input[value=" + what + "]").check();
                window.find("#start").click();
                Axe.assertNothingFound(window);
            }
            window.page().navigate(stage.home() + "batch/" + batch);
            window.awaitText("#done", "1");
            Axe.assertNothingFound(window);
            running.complete();
            window.find("#summary").waitFor();
            Axe.assertNothingFound(window);
        }
    }

    @Test
    void everythingIsReachedByTheKeyboard() {
        ScanAuthor scan = ScanAuthor.begin(stage.redis(), "efcore");
        scan.log(ScanLog.Level.INFO, "one");
        scan.scanned(700);
        try (Window window = chromium.open()) {
            window.page().navigate(stage.pageOf(scan.scan()));
            window.awaitText("#log .text", "one");
            for (String id : List.of("cancel", "alert-notify", "alert-sound", "log-level", "log-search", "log")) {
                for (int i = 0; i < 12 && !focused(window).equals(id); i++) {
                    window.page().keyboard().press("Tab");
                }
                assertThat(focused(window)).isEqualTo(id);
            }
            window.find("#cancel").focus();
            window.page().keyboard().press("Enter");
            assertThat(window.find("#confirm")).isVisible();
            window.page().keyboard().press("Escape");
            assertThat(window.find("#confirm")).isHidden();
            assertThat(window.find("#cancel")).isFocused();
        }
    }

    @Test
    void everyControlIsATabAwayAndShowsThatItHasTheFocus() {
        stage.addWorker();
        ScanAuthor scan = ScanAuthor.begin(stage.redis(), "spring-framework");
        stage.ownRedis().command("HSET", "scan:batch:batch-keys", scan.scan().value(), "");
        try (Window window = chromium.open()) {
            window.page().navigate(stage.home());
            window.find("#choice").waitFor();
            for (String what : List.of("local", "url", "batch")) {
                window.find("input[value=" + what + "]").check();
                assertReachedByTab(window);
            }
            window.page().navigate(stage.home() + "batch/batch-keys");
            window.find("#cancel").waitFor();
            assertReachedByTab(window);
            scan.complete();
            window.page().navigate(stage.pageOf(scan.scan()));
            window.find("#findings-card").waitFor();
            assertReachedByTab(window);
        }
    }

    private static void assertReachedByTab(Window window) {
        window.page().evaluate("document.activeElement.blur(); window.reached = new Set(); window.unseen = []");
        int controls = ((List<?>) window.page().evaluate(CONTROLS + ".map(e => e.id)")).size();
        assertThat(controls).isGreaterThan(2);
        for (int i = 0; i < controls + 5; i++) {
            window.page().keyboard().press("Tab");
            window.page().evaluate(REACH);
        }
        assertThat((List<?>) window.page().evaluate(CONTROLS + ".filter(e => !reached.has(e)).map(e => e.outerHTML)"))
                .as("not reached")
                .isEmpty();
        assertThat((List<?>) window.page().evaluate("unseen")).as("without a sign of the focus").isEmpty();
    }

    /** At 200 % a window of 1280 × 800 has room for half of that. */
    @Test
    void atTwiceTheSizeNothingIsTooWide() {
        stage.addWorker();
        ScanAuthor scan = ScanAuthor.begin(stage.redis(), "a-repository-whose-name-is-as-long-as-some-people-like-them");
        scan.log(ScanLog.Level.WARN, "a.java is odd");
        scan.scanned(1241);
        stage.ownRedis().command("HSET", "scan:batch:batch-zoomed", scan.scan().value(), "");
        try (Window window = chromium.open()) {
            window.page().setViewportSize(640, 400);
            window.page().navigate(stage.home());
            window.find("#running a").first().waitFor();
            assertFits(window, "home-zoomed");
            window.page().navigate(stage.home() + "batch/batch-zoomed");
            window.awaitText("#done", "0");
            assertFits(window, "batch-zoomed");
            window.page().navigate(stage.pageOf(scan.scan()));
            window.awaitText("#log .text", "a.java is odd");
            assertFits(window, "scan-running-zoomed");
            scan.complete();
            window.find("#largest-card").waitFor();
            assertFits(window, "scan-completed-zoomed");
        }
    }

    private static void assertFits(Window window, String picture) {
        window.assertFits();
        window.picture(picture);
    }

    @Test
    void nothingMovesForThoseWhoWantItStill() {
        ScanAuthor scan = ScanAuthor.begin(stage.redis(), "efcore");
        try (Window window = chromium.open()) {
            window.page().navigate(stage.pageOf(scan.scan()));
            window.awaitText("#status", "Waiting");
            scan.scanned(700);
            window.find(".toast").waitFor();
            assertThat(moving(window)).as("else").contains("fill", "toast");
            stage.publish("foreign-still", "{\"scan_id\":\"foreign-still\",\"status\":\"indexing\"}");
            window.page().navigate(stage.pageOf("foreign-still"));
            window.find("#bar.indeterminate").waitFor();
            assertThat(moving(window)).as("else").contains("bar indeterminate::after");

            window.page().emulateMedia(new Page.EmulateMediaOptions().setReducedMotion(ReducedMotion.REDUCE));
            assertThat(moving(window)).isEmpty();
            window.picture("scan-indeterminate-still");
            for (String page : List.of(stage.pageOf(scan.scan()), stage.home(), stage.home() + "batch/never-was")) {
                window.page().navigate(page);
                window.awaitText("#connection", Pattern.compile("Live.*"));
                assertThat(moving(window)).as(page).isEmpty();
            }
            window.page().navigate(stage.pageOf(scan.scan()));
            window.awaitText("#status", "Scanning");
            scan.complete();
            window.find(".toast").waitFor();
            assertThat(moving(window)).isEmpty();
        }
    }

    /** Classes of what is animated, fades or scrolls smoothly, or would if it changed. */
    private static String moving(Window window) {
        return String.valueOf(window.page().evaluate(MOVING));
    }

    private static String focused(Window window) {
        return (String) window.page().evaluate("document.activeElement.id");
    }
}
