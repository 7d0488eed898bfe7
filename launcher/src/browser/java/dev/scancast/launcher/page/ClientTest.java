package dev.scancast.launcher.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Route;
import com.microsoft.playwright.WebSocketRoute;
import dev.scancast.contract.document.ScanStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The client by itself, as other people's pages use it. Where a test needs a gateway that misbehaves, which ours doesn't,
 * Playwright speaks for it.
 */
@NeedsNode
class ClientTest {
    /** Counts what is left running: timers, sockets, event sources, listeners on window and document. */
    private static final String COUNT_WHAT_IS_OPEN =
            """
            const open = window.openThings = { timers: new Set(), sockets: new Set(), listeners: 0 };
            const { setTimeout: set, clearTimeout: clear } = window;
            window.setTimeout = (task, ms, ...rest) => {
              const id = set(() => { open.timers.delete(id); task(); }, ms, ...rest);
              open.timers.add(id);
              return id;
            };
            window.clearTimeout = id => { open.timers.delete(id); clear(id); };
            for (const name of ['WebSocket', 'EventSource']) {
              const Native = window[name];
              window[name] = class extends Native {
                constructor(...args) { super(...args); open.sockets.add(this); }
                close(...args) { open.sockets.delete(this); super.close(...args); }
              };
            }
            for (const target of [window, document]) {
              const add = target.addEventListener;
              target.addEventListener = (name, listener, options) => {
                open.listeners++;
                options?.signal?.addEventListener('abort', () => open.listeners--);
                add.call(target, name, listener, options);
              };
            }
            window.countOpen = () => `${open.timers.size} timers, ${open.sockets.size} sockets, ${open.listeners} listeners`;
            """;

    private static final String WATCH =
            """
            async ([scan, options]) => {
              const { watch } = await import('/assets/scancast.js');
              window.told = [];
              window.watching = watch(scan, {
                ...options,
                onProgress: d => told.push(`${d.status} ${d.progress}`),
                onComplete: (d, outcome) => told.push(`complete ${outcome}`),
                onError: e => told.push(`error ${e.code}`),
              });
            }
            """;

    private static Stage stage;
    private static Chromium chromium;

    private Window window;

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

    @BeforeEach
    void open() {
        window = chromium.open();
        window.page().addInitScript(COUNT_WHAT_IS_OPEN);
    }

    @AfterEach
    void close() {
        window.close();
    }

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

    @Test
    void gatewayThatGoesAwayIsComeBackToWhenItAsked() {
        List<Long> connected = new ArrayList<>();
        window.page().routeWebSocket(Pattern.compile(".*"), socket -> {
            connected.add(System.nanoTime());
            if (connected.size() == 1) {
                socket.send("{\"type\":\"notice\",\"code\":\"going_away\",\"message\":\"bye\",\"reconnect_in_ms\":2500}");
                socket.close(new WebSocketRoute.CloseOptions().setCode(1012).setReason("going away"));
            } else {
                socket.send(document(1, 1, "completed", 100));
            }
        });
        openBlankPage();

        watch("any", "{}");

        awaitTold("complete completed");
        assertThat(connected).hasSize(2);
        assertThat(Duration.ofNanos(connected.get(1) - connected.get(0))).isBetween(ofMillis(2400), ofMillis(5000));
    }

    @Test
    void refusalIsFinal() {
        for (int code : new int[] {1008, 4401, 4403, 4404}) {
            List<WebSocketRoute> connections = new ArrayList<>();
            window.page().routeWebSocket(Pattern.compile(".*"), socket -> {
                connections.add(socket);
                socket.close(new WebSocketRoute.CloseOptions().setCode(code).setReason("no"));
            });
            openBlankPage();

            watch("any", "{}");

            awaitTold("error " + code);
            assertThat(connections).hasSize(1);
            assertThat(whatIsOpen()).contains("0 timers", "0 listeners");
        }
    }

    @Test
    void givesUpAfterSoManyRoundsInVainIfToldSo() {
        List<WebSocketRoute> connections = new ArrayList<>();
        window.page().routeWebSocket(Pattern.compile(".*"), socket -> {
            connections.add(socket);
            socket.close();
        });
        openBlankPage();

        watch("any", "{ transports: ['websocket'], maxAttempts: 3, reconnectBaseMs: 20 }");

        awaitTold("error gave_up");
        assertThat(connections).hasSize(3);
    }

    @Test
    void betterTransportIsTakenAgainOnceItWorks() {
        ScanAuthor scan = ScanAuthor.begin(stage.redis(), "spring-framework");
        List<WebSocketRoute> connections = new ArrayList<>();
        window.page().routeWebSocket(Pattern.compile(".*"), socket -> {
            connections.add(socket);
            if (connections.size() < 3) {
                socket.close();
            } else {
                var unused = socket.connectToServer();
            }
        });
        openBlankPage();

        watch(scan.scan().value(), "{ upgradeMs: 300, onState: s => told.push(`${s.name} ${s.transport}`) }");

        awaitTold("live websocket", told -> told.lastIndexOf("live websocket") > told.indexOf("live sse"));
        assertThat(told()).doesNotContain("reconnecting null").containsOnlyOnce("queued 0");
        scan.complete();
        awaitTold("complete completed");
    }

    @Test
    void silentGatewayIsAskedAndThenLeft() {
        List<String> asked = new ArrayList<>();
        window.page().routeWebSocket(Pattern.compile(".*"), socket -> socket.onMessage(frame -> asked.add(frame.text())));
        openBlankPage();

        watch("any", "{ transports: ['websocket'], silenceMs: 200, answerMs: 200, maxAttempts: 1 }");

        awaitTold("error gave_up");
        assertThat(asked).as("how good it is, then whether it lives").hasSize(2).containsOnly("{\"type\":\"ping\"}");
    }

    @Test
    void connectionThatDiedUnnoticedIsLeftSoonWhenThePageOrTheNetworkComesBack() {
        for (String event : List.of("dispatchEvent(new Event('online'))", "document.dispatchEvent(new Event('visibilitychange'))")) {
            List<WebSocketRoute> connections = new ArrayList<>();
            window.page().routeWebSocket(Pattern.compile(".*"), socket -> {
                connections.add(socket);
                if (connections.size() > 1) {
                    socket.onMessage(frame -> socket.send("{\"type\":\"pong\"}"));
                } // the first says nothing any more, as one whose network is gone
                socket.send(document(1, connections.size(), "scanning", 10 * connections.size()));
            });
            openBlankPage();
            watch("any", "{ doubtMs: 100, reconnectBaseMs: 20, onState: s => told.push(s.name) }");
            awaitTold("scanning 10");

            window.page().evaluate(event);

            awaitTold("scanning 20");
            assertThat(told()).contains("reconnecting");
            assertThat(connections).hasSize(2);
            window.page().evaluate("watching.close()");
        }
    }

    /** A laptop without a network may hold the gateway too. */
    @Test
    void networkThatIsGoneIsNoLossWhereTheGatewayAnswers() {
        ScanAuthor scan = ScanAuthor.begin(stage.redis(), "spring-framework");
        openBlankPage();
        watch(scan.scan().value(), "{ doubtMs: 300, onState: s => told.push(s.name) }");
        awaitTold("queued 0");

        window.page().evaluate("dispatchEvent(new Event('offline')); window.doubtedAt = performance.now()");
        window.page().waitForFunction("() => performance.now() > doubtedAt + 600");
        scan.complete();

        awaitTold("complete completed");
        assertThat(told()).doesNotContain("reconnecting");
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
    void qualityIsToldByTheTimeThatAnswersTake() {
        ScanAuthor scan = ScanAuthor.begin(stage.redis(), "spring-framework");
        openBlankPage();

        watch(scan.scan().value(), "{ transports: ['websocket'], onState: s => told.push(`quality ${s.quality}`) }");

        awaitTold("a quality", told -> told.contains("quality good") || told.contains("quality slow"));
        window.page().evaluate("watching.close()");
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

    @Test
    void backoffJittersFullyBelowADoublingLimit() {
        openBlankPage();
        Object limits = window.page()
                .evaluate(
                        """
                        async () => {
                          const { Backoff } = await import('/assets/backoff.js');
                          const most = new Backoff(500, 20000, () => 1);
                          const least = new Backoff(500, 20000, () => 0);
                          const all = [];
                          for (let i = 0; i < 8; i++) { all.push(`${least.next()}-${most.next()}`); }
                          most.reset();
                          return [...all, `${most.next()}`];
                        }
                        """);
        assertThat(limits)
                .isEqualTo(List.of(
                        "0-500", "0-1000", "0-2000", "0-4000", "0-8000", "0-16000", "0-20000", "0-20000", "500"));
    }

    private static Duration ofMillis(int millis) {
        return Duration.ofMillis(millis);
    }

    private static String document(int epoch, int seq, String status, int progress) {
        return "{\"epoch\":" + epoch + ",\"seq\":" + seq + ",\"status\":\"" + status + "\",\"progress\":" + progress + "}";
    }

    /** A page of the gateway's origin on which nothing of ours runs. */
    private void openBlankPage() {
        window.page().navigate(stage.home() + "assets/favicon.svg");
    }

    private void watch(String scan, String options) {
        window.page().evaluate("(" + WATCH + ")(['" + scan + "', " + options + "])");
    }

    private void awaitTold(String what) {
        awaitTold(what, told -> told.contains(what));
    }

    private void awaitTold(String what, Predicate<List<String>> isTold) {
        await("the client tells \"" + what + "\"")
                .atMost(Duration.ofSeconds(20))
                .pollInSameThread()
                .pollInterval(Duration.ofMillis(50))
                .until(() -> isTold.test(told()));
    }

    private List<String> told() {
        return ((List<?>) window.page().evaluate("told"))
                .stream().map(String::valueOf).toList();
    }

    private String whatIsOpen() {
        return (String) window.page().evaluate("countOpen()");
    }
}
