package dev.scancast.launcher.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.WebSocketRoute;
import dev.scancast.contract.document.ScanStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Many scans by one connection, as other people's pages use it. */
class ManyScansClientTest extends WindowTest {
    private static final String WATCH =
            """
            async options => {
              const { watchMany } = await import('/assets/scancast.js');
              window.told = [];
              const line = (scans, counts) => [...scans].map(([id, scan]) => `${id} ${scan.status} ${scan.progress}`)
                  .concat(counts === null ? [] : [`${counts.processed} of ${counts.total}`]).join(', ');
              window.watching = watchMany({
                ...options,
                onChange: ({ scans, counts }) => told.push(line(scans, counts)),
                onComplete: (scans, counts) => told.push(`complete ${line(scans, counts)}`),
              });
            }
            """;

    @Test
    void batchIsShownToItsEndOnAnyTransportThatPushes() {
        for (String transport : List.of("websocket", "sse")) {
            ScanAuthor first = ScanAuthor.begin(stage.redis(), "efcore");
            ScanAuthor second = ScanAuthor.begin(stage.redis(), "spring-framework");
            String batch = "batch-" + transport;
            stage.ownRedis().command("HSET", "scan:batch:" + batch, first.scan().value(), "", second.scan().value(), "");

            watch("{ batch: '" + batch + "', transports: ['" + transport + "'] }");
            awaitLast("both are known", "0 of 2");
            first.write(document -> document.status(ScanStatus.SCANNING).progress(41.5));
            awaitLast("an update", first.scan() + " scanning 41.5");
            first.complete();
            second.complete();

            awaitLast("the end", "complete ");
            assertThat(last()).contains(first.scan() + " completed 100", second.scan() + " completed 100", "2 of 2");
        }
    }

    @Test
    void updatesAreTakenInTheirOrderAndASnapshotReplacesAll() {
        window.page().routeWebSocket(Pattern.compile(".*ws/scans$"), socket -> List.of(
                        "{\"type\":\"update\",\"rev\":4,\"scans\":{\"z\":{\"status\":\"queued\"}},\"removed\":[]}",
                        "{\"type\":\"snapshot\",\"rev\":5,\"scans\":{\"a\":{\"status\":\"scanning\",\"progress\":1}}}",
                        "{\"type\":\"update\",\"rev\":6,\"scans\":{\"a\":{\"progress\":2},\"b\":{\"status\":\"queued\",\"progress\":0}},\"removed\":[]}",
                        "{\"type\":\"update\",\"rev\":6,\"scans\":{\"a\":{\"progress\":1}},\"removed\":[]}",
                        "{\"type\":\"update\",\"rev\":8,\"scans\":{\"a\":{\"progress\":9}},\"removed\":[]}",
                        "{\"type\":\"update\",\"rev\":7,\"scans\":{},\"removed\":[\"a\"]}",
                        "{\"type\":\"snapshot\",\"rev\":20,\"scans\":{\"c\":{\"status\":\"completed\",\"progress\":100}}}")
                .forEach(socket::send));

        watch("{ transports: ['websocket'] }");

        awaitLast("the second snapshot", "c completed 100");
        assertThat(told())
                .containsExactly(
                        "a scanning 1", "a scanning 2, b queued 0", "b queued 0", "c completed 100");
    }

    @Test
    void isConnectedAgainAfterALoss() {
        List<WebSocketRoute> connections = new ArrayList<>();
        window.page().routeWebSocket(Pattern.compile(".*ws/scans$"), socket -> {
            connections.add(socket);
            socket.send("{\"type\":\"snapshot\",\"rev\":1,\"scans\":{\"a\":{\"status\":\"scanning\",\"progress\":"
                    + connections.size() + "}}}");
            if (connections.size() < 3) {
                socket.close(new WebSocketRoute.CloseOptions().setCode(1012));
            }
        });

        watch("{ transports: ['websocket'], reconnectBaseMs: 20 }");

        awaitLast("what the third told", "a scanning 3");
        assertThat(told()).containsExactly("a scanning 1", "a scanning 2", "a scanning 3");
    }

    private void watch(String options) {
        // Sockets are only routed on pages that are opened after they were asked to be.
        window.page().navigate(stage.home() + "assets/favicon.svg");
        window.page().evaluate("(" + WATCH + ")(" + options + ")");
    }

    private void awaitLast(String what, String part) {
        await(what)
                .atMost(Duration.ofSeconds(20))
                .pollInSameThread()
                .pollInterval(Duration.ofMillis(50))
                .until(() -> last().contains(part));
    }

    private String last() {
        List<String> told = told();
        return told.isEmpty() ? "" : told.get(told.size() - 1);
    }

    private List<String> told() {
        return ((List<?>) window.page().evaluate("told"))
                .stream().map(String::valueOf).toList();
    }
}
