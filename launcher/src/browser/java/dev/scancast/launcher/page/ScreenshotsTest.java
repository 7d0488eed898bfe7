package dev.scancast.launcher.page;

import dev.scancast.contract.document.ScanError;
import dev.scancast.contract.document.ScanStatus;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Pictures of every state in every look, kept as build output for people to look at; and nothing is too wide. */
class ScreenshotsTest {
    private static Stage stage;
    private static Chromium chromium;

    @BeforeAll
    static void start() {
        stage = Stage.set();
        chromium = Chromium.start();
    }

    @AfterAll
    static void end() {
        chromium.close();
        stage.close();
    }

    @ParameterizedTest
    @EnumSource
    void scanFitsFromItsStartToItsEnd(Window.Look look) {
        ScanAuthor scan = ScanAuthor.begin(stage.redis(), "spring-framework");
        try (Window window = chromium.open(look)) {
            window.page().navigate(stage.pageOf(scan.scan()));
            window.awaitText("#percent", "0.0 %");
            picture(window, "scan-000", look);
            scan.scanned(1241);
            window.awaitText("#percent", "41.5 %");
            picture(window, "scan-041", look);
            scan.complete();
            window.awaitText("#status", "Completed");
            window.awaitText("#totals dd >> nth=0", "2,890");
            picture(window, "scan-100", look);
            window.assertNoComplaints();
        }
    }

    @ParameterizedTest
    @EnumSource
    void failureUnknownAndConfirmationFit(Window.Look look) {
        ScanAuthor scan = ScanAuthor.begin(stage.redis(), "a-repository-whose-name-is-as-long-as-some-people-like-them");
        scan.scanned(700);
        try (Window window = chromium.open(look)) {
            window.page().navigate(stage.pageOf(scan.scan()));
            window.find("#cancel").click();
            window.awaitText("#confirm-title", "Cancel this scan?");
            picture(window, "scan-confirm", look);
            window.find("#confirm").getByText("Keep scanning").click();
            scan.fail(new ScanError("worker_lost", "The worker died, and no other is connected to take over."));
            window.awaitText("#status", "Failed");
            picture(window, "scan-failed", look);
            window.page().navigate(stage.pageOf("never-was"));
            window.awaitText("#absent-title", "Not here yet");
            picture(window, "scan-unknown", look);
            window.assertNoComplaints();
        }
    }

    @ParameterizedTest
    @EnumSource
    void homeFits(Window.Look look) {
        try (Stage own = Stage.set();
                Window window = chromium.open(look)) {
            own.addWorker();
            ScanAuthor.begin(own.redis(), "squidex").scanned(2890);
            ScanAuthor completed = ScanAuthor.begin(own.redis(), "spring-framework");
            completed.scanned(2890);
            completed.complete();
            ScanAuthor failed = ScanAuthor.begin(own.redis(), "efcore");
            failed.scanned(700);
            failed.fail(new ScanError("worker_lost", "The worker died."));
            ScanAuthor canceled = ScanAuthor.begin(own.redis(), "NodeGoat");
            canceled.scanned(300);
            canceled.cancel();
            ScanAuthor.begin(own.redis(), "linux").scanned(1241);
            ScanAuthor.begin(own.redis(), "waiting-for-a-worker").write(d -> d.status(ScanStatus.QUEUED));
            window.page().navigate(own.home());
            window.awaitText("#scans .name >> nth=5", java.util.regex.Pattern.compile(".+"));
            window.find("#choice").waitFor();
            picture(window, "home", look);
            window.assertNoComplaints();
        }
    }

    private static void picture(Window window, String name, Window.Look look) {
        window.assertFits();
        window.picture(name + "-" + look.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'));
    }
}
