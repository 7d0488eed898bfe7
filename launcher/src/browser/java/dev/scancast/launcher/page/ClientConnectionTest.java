package dev.scancast.launcher.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.WebSocketRoute;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** How the client keeps its connection, and when it gives up. */
class ClientConnectionTest extends WatchTest {
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

    @Test
    void qualityIsToldByTheTimeThatAnswersTake() {
        ScanAuthor scan = ScanAuthor.begin(stage.redis(), "spring-framework");
        openBlankPage();

        watch(scan.scan().value(), "{ transports: ['websocket'], onState: s => told.push(`quality ${s.quality}`) }");

        awaitTold("a quality", told -> told.contains("quality good") || told.contains("quality slow"));
        window.page().evaluate("watching.close()");
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
}
