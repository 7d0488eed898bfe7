package dev.scancast.launcher.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Route;
import com.microsoft.playwright.WebSocketRoute;
import dev.scancast.contract.document.ScanStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the client tells of a scan, in which order, and what is left of it at the end. */
class ClientTest extends WatchTest {
    @Test
    void closeLeavesNoTimerListenerOrSocketOnAnyTransport() {
        ScanAuthor scan = ScanAuthor.begin(stage.redis(), "spring-framework");
        for (String transport : List.of("websocket", "sse", "poll")) {
            openBlankPage();
            watch(scan.scan().value(), "{ transports: ['" + transport + "'] }");
            awaitTold("queued 0");
            assertThat(whatIsOpen()).as(transport).doesNotContain("0 timers").doesNotContain("0 listeners");

            window.page().evaluate("watching.close()");

            assertThat(whatIsOpen()).as(transport).isEqualTo("0 timers, 0 sockets, 0 listeners");
            scan.write(document -> document.status(ScanStatus.QUEUED));
            assertThat(told()).as(transport).containsExactly("queued 0");
        }
    }

    @Test
    void endLeavesNothingEither() {
        ScanAuthor scan = ScanAuthor.begin(stage.redis(), "spring-framework");
        scan.complete();
        openBlankPage();

        watch(scan.scan().value(), "{}");

        awaitTold("complete completed");
        assertThat(told()).containsExactly("completed 100", "complete completed");
        assertThat(whatIsOpen()).isEqualTo("0 timers, 0 sockets, 0 listeners");
    }

    @Test
    void olderDocumentIsNeverShownOverANewerNorAnythingOverTheEnd() {
        window.page()
                .routeWebSocket(
                        Pattern.compile(".*"),
                        socket -> List.of(
                                        document(5, 2, "scanning", 20),
                                        document(5, 1, "scanning", 10),
                                        document(4, 9, "scanning", 15),
                                        "{\"status\":\"scanning\",\"progress\":1}",
                                        "no JSON",
                                        "[1]",
                                        document(6, 3, "scanning", 30),
                                        document(6, 4, "error", 30),
                                        document(6, 5, "scanning", 40),
                                        document(7, 6, "completed", 100))
                                .forEach(socket::send));
        openBlankPage();

        watch("any", "{}");

        awaitTold("complete error");
        assertThat(told()).containsExactly("scanning 20", "scanning 30", "error 30", "complete error");
    }

    /** The connection lives, for its pings are answered; but what it should bring got lost on its way. */
    @Test
    void statusIsAskedForWhereNothingNewComes() {
        window.page().routeWebSocket(Pattern.compile(".*"), socket -> {
            socket.onMessage(frame -> socket.send("{\"type\":\"pong\"}"));
            socket.send(document(1, 1, "scanning", 10));
        });
        List<String> polled = new ArrayList<>();
        window.page().route(Pattern.compile(".*/scan/any$"), route -> {
            polled.add(route.request().url());
            String status = polled.size() < 3 ? document(1, 1, "scanning", 10) : document(1, 2, "completed", 100);
            route.fulfill(new Route.FulfillOptions().setContentType("application/json").setBody(status));
        });
        openBlankPage();

        watch("any", "{ newsMs: 150, onState: s => told.push(s.name) }");

        awaitTold("complete completed");
        assertThat(polled).hasSize(3);
        assertThat(told()).contains("scanning 10", "stale", "completed 100").doesNotContain("reconnecting");
        assertThat(whatIsOpen()).isEqualTo("0 timers, 0 sockets, 0 listeners");
    }

    @Test
    void linesOfTheLogComeOnceThoughTheConnectionIsLost() {
        List<WebSocketRoute> connections = new ArrayList<>();
        window.page().routeWebSocket(Pattern.compile(".*log=true.*"), socket -> {
            connections.add(socket);
            for (int line = 1; line <= connections.size() + 1; line++) {
                socket.send("{\"type\":\"log\",\"line\":" + line + ",\"level\":\"info\",\"message\":\"m\"}");
            }
            if (connections.size() < 3) {
                socket.close(new WebSocketRoute.CloseOptions().setCode(1012));
            } else {
                socket.send("{\"type\":\"log\",\"end\":true,\"first\":1,\"last\":4}");
                socket.send(document(1, 1, "completed", 100));
            }
        });
        openBlankPage();

        watch("any", "{ reconnectBaseMs: 20, onLog: l => told.push(`line ${l.end ? 'end' : l.line}`) }");

        awaitTold("complete completed");
        assertThat(told())
                .containsExactly(
                        "line 1", "line 2", "line 3", "line 4", "line end", "completed 100", "complete completed");
    }

    @Test
    void callbackThatFailsEndsNothing() {
        ScanAuthor scan = ScanAuthor.begin(stage.redis(), "spring-framework");
        openBlankPage();
        window.page()
                .evaluate(
                        """
                        async scan => {
                          const { watch } = await import('/assets/scancast.js');
                          window.told = [];
                          watch(scan, {
                            onProgress: () => { throw new Error('of the page'); },
                            onComplete: (d, outcome) => told.push(`complete ${outcome}`),
                          });
                        }
                        """,
                        scan.scan().value());
        scan.complete();

        awaitTold("complete completed");
        assertThat(window.complaints()).isNotEmpty().allMatch(complaint -> complaint.contains("of the page"));
    }
}
