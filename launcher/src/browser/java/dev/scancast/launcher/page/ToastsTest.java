package dev.scancast.launcher.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.assertions.LocatorAssertions;
import dev.scancast.contract.document.ScanError;
import dev.scancast.contract.document.ScanStatus;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is told of a scan that somebody watches, and what isn't. */
class ToastsTest extends WindowTest {
    /** Keeps every message that was ever shown, and every desktop notification. */
    private static final String REMEMBER =
            """
            window.toasts = [];
            window.notifications = [];
            window.Notification = class {
              static permission = 'default';
              static async requestPermission() { return (this.permission = window.answer ?? 'granted'); }
              constructor(title, options) { window.notifications.push(`${options.tag} ${options.body}`); }
            };
            document.addEventListener('DOMContentLoaded', () => new MutationObserver(changes => changes.forEach(
                change => change.addedNodes.forEach(node => toasts.push(node.querySelector('p').textContent))))
                .observe(document.getElementById('toasts'), { childList: true }));
            """;

    private static final LocatorAssertions.HasCountOptions WITHIN_10_S =
            new LocatorAssertions.HasCountOptions().setTimeout(10_000);

    private ScanAuthor scan;
    private String shortId;

    @BeforeEach
    void prepare() {
        window.page().addInitScript(REMEMBER);
        scan = ScanAuthor.begin(stage.redis(), "spring-framework");
        shortId = scan.scan().value().substring(0, 8);
    }

    /** What is told of each transition, in which look, and for how long. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{status: 'queued'}            | {status: 'scanning'}  | running 3000 Scan 01J8A2F3 started.",
                "{status: 'scanning'} | {status: 'completed', report: true} | completed 5000 Scan 01J8A2F3 completed. The report is ready.",
                "{status: 'scanning'} | {status: 'completed', report: false} | completed 5000 Scan 01J8A2F3 completed.",
                "{status: 'scanning'} | {status: 'error', error: {message: 'It broke.'}} | error 7000 Scan 01J8A2F3 failed: It broke.",
                "{status: 'scanning'} | {status: 'failed', message: 'Bang'} | error 7000 Scan 01J8A2F3 failed: Bang",
                "{status: 'scanning'} | {status: 'error'} | error 7000 Scan 01J8A2F3 failed: see the log.",
                "{status: 'scanning'} | {status: 'canceled'} | canceled 4000 Scan 01J8A2F3 was canceled.",
                "{status: 'scanning', attempt: 1} | {status: 'queued', attempt: 2} | warning 5000 Scan 01J8A2F3 was taken over by another worker.",
                "{status: 'queued'}            | {status: 'queued'}    | nothing",
                "{status: 'scanning'}          | {status: 'writing'}   | nothing",
                "{status: 'scanning', attempt: 2} | {status: 'scanning', attempt: 2} | nothing",
                "{status: 'completed'}         | {status: 'completed'} | nothing",
                "{status: 'completed'}         | {status: 'error'}     | nothing",
                "null                          | {status: 'completed'} | nothing",
                "null                          | {status: 'scanning'}  | nothing"
            })
    void transitionTellsThis(String before, String now, String told) {
        window.page().navigate(stage.home() + "assets/favicon.svg");
        Object is = window.page()
                .evaluate("import('/assets/transitions.js').then(({ transitionOf }) => transitionOf('01J8A2F3"
                        + "0000000000ABCDEFGH', " + before + ", " + now + ")).then(t => t === null ? 'nothing' : `${t.tone} ${t.ms} ${t.text}`)");
        assertThat(is).isEqualTo(told);
    }

    @Test
    void startAndEndAreToldOnceAndGoAgain() {
        watch();
        scan.scanned(10);
        awaitToast("Scan " + shortId + " started.");
        scan.scanned(100);
        scan.complete();
        awaitToast("Scan " + shortId + " completed. The report is ready.");
        window.awaitText("#connection", "Ended");

        assertThat(window.find(".toast")).hasCount(0, WITHIN_10_S);
        assertThat(toasts())
                .containsExactly(
                        "Scan " + shortId + " started.", "Scan " + shortId + " completed. The report is ready.");
        window.assertNoComplaints();
    }

    @Test
    void failureTellsItsReasonAndIsClosedByItsButton() {
        scan.scanned(10);
        watch();
        scan.fail(new ScanError("clone_failed", "The host could not be found."));
        awaitToast("Scan " + shortId + " failed: The host could not be found.");
        assertThat(window.find(".toast")).hasAttribute("data-tone", "error");

        window.find(".toast .close").click();

        assertThat(window.find(".toast")).hasCount(0);
        assertThat(toasts()).hasSize(1);
    }

    @Test
    void cancelAndTakeoverAreTold() {
        scan.scanned(10);
        watch();
        scan.write(document -> document.attempt(2).status(ScanStatus.SCANNING));
        awaitToast("Scan " + shortId + " was taken over by another worker.");
        scan.cancel();
        awaitToast("Scan " + shortId + " was canceled.");
        assertThat(toasts()).hasSize(2);
    }

    @Test
    void nothingIsToldOfWhatHappenedBefore() {
        scan.scanned(10);
        watch();
        window.page().reload();
        window.awaitText("#status", "Scanning");
        scan.complete();
        awaitToast("Scan " + shortId + " completed. The report is ready.");

        window.page().reload();

        window.awaitText("#status", "Completed");
        window.awaitText("#connection", "Ended");
        window.find("#languages-card").waitFor();
        assertThat(toasts()).isEmpty();
    }

    @Test
    void messageStaysWhileThePointerIsOnIt() {
        scan.scanned(10);
        watch();
        scan.cancel();
        window.find(".toast").hover();

        assertThat(window.find(".toast[data-over=true]")).hasCount(1);
        window.page().mouse().move(10, 10);

        assertThat(window.find(".toast")).hasCount(0);
    }

    @Test
    void endIsToldOnTheDesktopOnlyToWhoAskedForItAndLooksElsewhere() {
        scan.scanned(10);
        watch();
        assertThat(window.find("#alert-notify")).not().isChecked();
        window.find("#alert-notify").check();
        window.find("#alert-sound").check();
        window.page().evaluate("Object.defineProperty(document, 'visibilityState', { value: 'hidden' })");
        window.page().evaluate("Object.defineProperty(navigator, 'vibrate', { value: ms => (window.vibrated = ms) })");
        scan.complete();
        awaitToast("Scan " + shortId + " completed. The report is ready.");
        assertThat(window.page().evaluate("vibrated")).isEqualTo(200);
        assertThat(window.page().evaluate("notifications"))
                .isEqualTo(List.of(scan.scan() + " Scan " + shortId + " completed. The report is ready."));
        assertThat(window.find("#alerts")).isHidden();
        window.assertNoComplaints();
    }

    @Test
    void notificationsThatTheBrowserForbidsAreNotPromised() {
        scan.scanned(10);
        watch();
        window.page().evaluate("window.answer = 'denied'");

        window.find("#alert-notify").click();

        window.awaitText("#alert-note", "The browser doesn’t allow notifications of this page.");
        assertThat(window.find("#alert-notify")).not().isChecked();
    }

    private void watch() {
        window.page().navigate(stage.pageOf(scan.scan()));
        window.awaitText("#connection", Pattern.compile("Live.*"));
        window.find("#scan").waitFor();
    }

    private void awaitToast(String text) {
        assertThat(window.find(".toast p").last()).hasText(text);
    }

    private List<String> toasts() {
        return ((List<?>) window.page().evaluate("toasts"))
                .stream().map(String::valueOf).toList();
    }
}
