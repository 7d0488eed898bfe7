package dev.scancast.launcher.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scancast.contract.document.ScanStatus;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The page while something is broken, and after: it says what is so and heals without a reload. */
class PageFaultsTest extends ChromiumTest {
    private static final String RELOADED = "window.neverReloaded !== true";

    private Stage stage;
    private ScanAuthor scan;
    private Window window;

    @BeforeEach
    void open() {
        stage = Stage.set();
        scan = ScanAuthor.begin(stage.redis(), "spring-framework");
        scan.write(document -> document.status(ScanStatus.SCANNING).progress(20));
        window = chromium.open();
    }

    @AfterEach
    void close() {
        window.close();
        stage.close();
    }

    @Test
    void gatewayKilledAndStartedAgainIsReconnectedToWithoutReload() throws Exception {
        int port;
        try (GatewayProcess gateway = GatewayProcess.start(stage.ownRedis(), 0)) {
            port = gateway.port();
            window.page().navigate("http://127.0.0.1:" + port + "/scan/" + scan.scan());
            window.awaitText("#percent", "20.0 %");
            window.page().evaluate("window.neverReloaded = true");
            gateway.kill();
            window.awaitText("#connection", Pattern.compile("Reconnecting.*the scan goes on"));
        }
        scan.write(document -> document.progress(55));

        try (GatewayProcess gateway = GatewayProcess.start(stage.ownRedis(), port)) {
            window.awaitText("#percent", "55.0 %", Duration.ofSeconds(30));
            window.awaitText("#connection", Pattern.compile("Live.*"));
            scan.complete();
            window.awaitText("#status", "Completed");
            window.awaitText("#connection", "Ended");
            assertThat(gateway.port()).isEqualTo(port);
        }
        assertThat(window.page().evaluate(RELOADED)).isEqualTo(false);
        assertThat(window.find("#failure")).isHidden();
    }

    @Test
    void redisThatHangsIsToldAndItsReturnToo() {
        window.page().navigate(stage.pageOf(scan.scan()));
        window.awaitText("#percent", "20.0 %");

        stage.ownRedis().suspend();
        window.awaitText("#connection", "Source not heard");
        assertThat(window.find("#degraded")).containsText("the scan itself goes on");
        window.awaitText("#percent", "20.0 %");
        window.awaitText(".toast p", "The gateway can’t hear the scan’s source for now.");

        stage.ownRedis().resume();
        assertThat(window.find(".toast p").last()).hasText(Pattern.compile("Scan .* is heard again\\."));
        window.awaitText("#connection", Pattern.compile("Live.*"));
        assertThat(window.find("#degraded")).isHidden();
        scan.write(document -> document.progress(60));
        window.awaitText("#percent", "60.0 %");
        window.assertNoComplaints();
    }

    @Test
    void withoutWebSocketItGoesByEvents() {
        block("ws");
        window.page().navigate(stage.pageOf(scan.scan()));

        window.awaitText("#percent", "20.0 %");
        window.awaitText("#connection", "Live, by events");
        scan.write(document -> document.progress(60));
        window.awaitText("#percent", "60.0 %");
        scan.complete();
        window.awaitText("#status", "Completed");
        window.awaitText("#connection", "Ended");
        window.assertNoComplaints();
    }

    @Test
    void withoutWebSocketAndEventsItPolls() {
        block("ws");
        block("events");
        window.page().navigate(stage.pageOf(scan.scan()));

        window.awaitText("#percent", "20.0 %");
        window.awaitText("#connection", Pattern.compile("Live, by polling.*"));
        scan.write(document -> document.progress(60));
        window.awaitText("#percent", "60.0 %");
        scan.complete();
        window.awaitText("#status", "Completed");
        window.awaitText("#connection", "Ended");
        assertThat(window.complaints()).allMatch(complaint -> complaint.contains("ERR_BLOCKED_BY_CLIENT"));
    }

    @Test
    void scanThatDoesNotExistIsToldByPollingToo() {
        block("ws");
        block("events");
        window.page().navigate(stage.pageOf("never-was"));

        window.awaitText("#absent-title", "There is no such scan", Duration.ofSeconds(20));
    }

    private void block(String way) {
        if (way.equals("ws")) {
            window.page().routeWebSocket(Pattern.compile(".*"), socket -> socket.close());
        } else {
            window.page()
                    .route("**/api/v1/scanner/" + way + "/**", route -> route.abort("blockedbyclient"));
        }
    }
}
