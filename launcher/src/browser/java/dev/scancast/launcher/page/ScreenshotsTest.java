package dev.scancast.launcher.page;

import com.microsoft.playwright.Route;
import com.microsoft.playwright.WebSocketRoute;
import dev.scancast.contract.document.ScanError;
import dev.scancast.contract.document.ScanStatus;
import dev.scancast.contract.redis.ScanLog;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Pictures of every state in every look, kept as build output for people to look at; and nothing is too wide. */
class ScreenshotsTest extends StageTest {
    @ParameterizedTest
    @EnumSource
    void scanFitsFromItsStartToItsEnd(Window.Look look) {
        ScanAuthor.begin(stage.redis(), "spring-framework").complete();
        ScanAuthor scan = ScanAuthor.begin(stage.redis(), "spring-framework");
        try (Window window = chromium.open(look)) {
            window.page().navigate(stage.pageOf(scan.scan()));
            window.awaitText("#percent", "0.0 %");
            picture(window, "scan-000", look);
            scan.log(ScanLog.Level.INFO, "Waiting for a worker", "Discovering files", "Scanning 2,890 files");
            scan.log(
                    ScanLog.Level.WARN,
                    "spring-core/src/main/java/org/springframework/asm/Broken.java: it is not UTF-8, nor any other text");
            scan.log(ScanLog.Level.ERROR, "flawfinder: exit code 1");
            scan.scanned(1241);
            window.awaitText("#percent", "41.5 %");
            window.awaitText("#log .text >> nth=4", "flawfinder: exit code 1");
            window.find(".toast").waitFor();
            picture(window, "scan-041", look);
            for (int i = 0; i < 40; i++) {
                scan.log(ScanLog.Level.DEBUG, "src/main/java/File" + i + ".java: 14 nodes");
            }
            window.awaitText("#log-note", "45 lines");
            window.page().evaluate("document.getElementById('log').scrollTop = 0");
            scan.log(ScanLog.Level.INFO, "Half of it is done");
            window.awaitText("#log-paused-text", "Paused, 1 more below");
            picture(window, "scan-log-paused", look);
            scan.complete();
            window.awaitText("#status", "Completed");
            window.awaitText("#totals dd >> nth=0", "2,890");
            window.find("#comparison-card").waitFor();
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

    /** The source is not heard, then the gateway is away: Playwright speaks for a gateway to which that happens. */
    @ParameterizedTest
    @EnumSource
    void troubleOfTheConnectionFits(Window.Look look) {
        ScanAuthor scan = ScanAuthor.begin(stage.redis(), "spring-framework");
        scan.scanned(1241);
        try (Window window = chromium.open(look)) {
            List<WebSocketRoute> connections = new ArrayList<>();
            window.page().routeWebSocket(Pattern.compile(".*"), socket -> {
                connections.add(socket);
                if (connections.size() == 1) {
                    var unused = socket.connectToServer();
                } else {
                    socket.close(new WebSocketRoute.CloseOptions().setCode(1013));
                }
            });
            window.page().route(Pattern.compile(".*/(events|scanner/scan)/.*"), Route::abort);
            window.page().navigate(stage.pageOf(scan.scan()));
            window.awaitText("#percent", "41.5 %");
            connections
                    .get(0)
                    .send("{\"type\":\"notice\",\"code\":\"degraded\",\"message\":"
                            + "\"The connection to the scan's source is lost; the scan itself goes on.\"}");
            window.awaitText("#connection", "Source not heard");
            picture(window, "scan-degraded", look);
            Axe.assertNothingFound(window);
            connections.get(0).close(new WebSocketRoute.CloseOptions().setCode(1012));
            window.awaitText("#connection", Pattern.compile("Reconnecting.*; the scan goes on"));
            window.awaitText("#spoken", "Connection lost, reconnecting; the scan goes on");
            picture(window, "scan-reconnecting", look);
            Axe.assertNothingFound(window);
            window.page().navigate("about:blank"); // else it goes on to connect while its window is closed
        }
    }

    @ParameterizedTest
    @EnumSource
    void foreignTakenOverAndCanceledFit(Window.Look look) {
        String foreign = "foreign-" + look.suffix();
        stage.publish(
                foreign,
                "{\"scan_id\":\"" + foreign + "\",\"status\":\"Reindexing\",\"progress\":{\"phase\":\"Reading the index\"}}");
        ScanAuthor scan = ScanAuthor.begin(stage.redis(), "spring-framework");
        scan.scanned(1241);
        try (Window window = chromium.open(look)) {
            window.page().navigate(stage.pageOf(foreign));
            window.awaitText("#status", "Reindexing");
            picture(window, "scan-foreign", look);
            Axe.assertNothingFound(window);
            window.page().navigate(stage.pageOf(scan.scan()));
            window.awaitText("#percent", "41.5 %");
            scan.write(document -> document.attempt(2).eta(4000.0, 700.0, 9000.0));
            window.find(".toast").waitFor();
            picture(window, "scan-taken-over", look);
            Axe.assertNothingFound(window);
            scan.cancel();
            window.awaitText("#status", "Canceled");
            picture(window, "scan-canceled", look);
            Axe.assertNothingFound(window);
            window.assertNoComplaints();
        }
    }

    @ParameterizedTest
    @EnumSource
    void homeFits(Window.Look look) {
        try (Stage own = Stage.set();
                Window window = chromium.open(look)) {
            window.page().navigate(own.home());
            window.find("#recent-empty").waitFor();
            window.find("#running-empty").waitFor();
            picture(window, "home-empty", look);
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
            window.awaitText("#scans .name >> nth=2", Pattern.compile(".+"));
            window.awaitText("#running .name >> nth=2", Pattern.compile(".+"));
            window.find("#choice").waitFor();
            picture(window, "home", look);
            window.find("input[value=url]").check();
            window.find("#start").click();
            picture(window, "home-url", look);
            window.find("input[value=batch]").check();
            picture(window, "home-batch", look);
            window.assertNoComplaints();
        }
    }

    @ParameterizedTest
    @EnumSource
    void batchFits(Window.Look look) {
        String[] names = {"efcore", "spring-framework", "squidex", "NodeGoat", "linux"};
        List<ScanAuthor> scans = Stream.of(names)
                .map(name -> ScanAuthor.begin(stage.redis(), name))
                .toList();
        String batch = "batch-" + look.suffix();
        scans.forEach(scan -> stage.ownRedis()
                .command("HSET", "scan:batch:" + batch, scan.scan().value(), ""));
        scans.get(0).complete();
        scans.get(1).scanned(1241);
        scans.get(2).scanned(100);
        scans.get(2).fail(new ScanError("clone_failed", "The host could not be found."));
        try (Window window = chromium.open(look)) {
            window.page().navigate(stage.home() + "batch/" + batch);
            window.awaitText("#done", "2");
            picture(window, "batch-running", look);
            scans.get(1).complete();
            scans.get(3).cancel();
            scans.get(4).complete();
            window.awaitText("#summary", "All 5 scans have ended: 3 completed, 1 failed, 1 canceled.");
            window.find(".toast").waitFor();
            picture(window, "batch-ended", look);
            window.assertNoComplaints();
        }
    }

    private static void picture(Window window, String name, Window.Look look) {
        window.assertFits();
        window.picture(name + "-" + look.suffix());
    }
}
