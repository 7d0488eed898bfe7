package dev.scancast.launcher.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scancast.contract.document.ScanError;
import dev.scancast.contract.redis.ScanLog;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What axe-core finds of WCAG 2.2 A and AA on each page and state, and what only a keyboard can show. */
class AccessibilityTest extends StageTest {
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
        String batch = "batch-" + look.name().toLowerCase(Locale.ROOT);
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

    private static String focused(Window window) {
        return (String) window.page().evaluate("document.activeElement.id");
    }
}
