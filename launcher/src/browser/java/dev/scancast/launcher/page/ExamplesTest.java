package dev.scancast.launcher.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Route;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The examples in the documentation, as they stand there, on pages of the gateway's origin. */
class ExamplesTest extends WindowTest {
    private static final Path DOCS = Path.of("..", "docs");

    private static final String REACT_PAGE =
            """
            <!doctype html><p id="out"></p>
            <script type="importmap">{"imports": {"react": "/example/react.mjs"}}</script>
            <script src="/example/react.js"></script>
            <script src="/example/react-dom.js"></script>
            <script type="module">
              import { useScan } from "/example/use-scan.js";
              function Scan({ id }) {
                const { document: scan, state, outcome } = useScan(id);
                return scan === null ? `${id} ${state?.name}` : `${scan.repository} ${scan.progress} ${outcome}`;
              }
              const root = ReactDOM.createRoot(document.getElementById("out"));
              window.showScan = id => root.render(id === null ? "nothing" : React.createElement(Scan, { id }));
            </script>
            """;

    private static final String COUNT_SOCKETS =
            """
            window.sockets = 0;
            window.WebSocket = class extends WebSocket {
              constructor(...args) { super(...args); sockets++; this.addEventListener('close', () => sockets--); }
            };
            """;

    private ScanAuthor scan;

    @BeforeEach
    void prepare() {
        scan = ScanAuthor.begin(stage.redis(), "spring-framework");
    }

    @AfterEach
    void nothingWasComplainedAbout() {
        window.assertNoComplaints();
    }

    @Test
    void plainPageShowsAScan() throws IOException {
        open("?scan=" + scan.scan(), Files.readString(DOCS.resolve("examples/watch.html")));
        window.awaitText("#progress", "queued 0 %");

        scan.scanned(1445);
        window.awaitText("#progress", "scanning 47.5 %");
        assertThat(window.page().evaluate("document.getElementById('bar').value"))
                .isEqualTo(47.5);
        scan.complete();

        window.awaitText("#progress", "completed 100 %");
    }

    @Test
    void fiveLinesShowAScan() throws IOException {
        Matcher example = Pattern.compile("```html\\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(DOCS.resolve("browser-client.md")));
        assertThat(example.find()).isTrue();
        String page = "<!doctype html><script>const scanId = '" + scan.scan() + "'</script>" + example.group(1);
        open("", page);
        scan.complete();

        window.awaitText("#progress", "completed 100 %");
    }

    @Test
    void hookConnectsWhenTheIdChangesAndCleansUp() throws IOException {
        ScanAuthor other = ScanAuthor.begin(stage.redis(), "efcore");
        serve("use-scan.js", "text/javascript", Files.readString(DOCS.resolve("examples/use-scan.js")));
        serve("react.mjs", "text/javascript", "export const { useEffect, useState } = window.React;");
        serve("react.js", "text/javascript", webjar("react/18.3.1/umd/react.production.min.js"));
        serve("react-dom.js", "text/javascript", webjar("react-dom/18.3.1/umd/react-dom.production.min.js"));
        window.page().addInitScript(COUNT_SOCKETS);
        open("", REACT_PAGE);

        show(scan);
        window.awaitText("#out", "spring-framework 0 null");
        scan.scanned(1445);
        window.awaitText("#out", "spring-framework 47.5 null");
        show(other);
        window.awaitText("#out", "efcore 0 null");
        awaitSockets(1);
        other.complete();
        window.awaitText("#out", "efcore 100 completed");
        show(scan);
        window.awaitText("#out", "spring-framework 47.5 null");
        window.page().evaluate("showScan(null)");

        window.awaitText("#out", "nothing");
        awaitSockets(0);
    }

    /** A page of the gateway's origin that has none of its rules: a site of somebody's own behind the same proxy. */
    private void open(String query, String html) {
        window.page().navigate(stage.home() + "health/live" + query);
        window.page().setContent(html);
    }

    private void show(ScanAuthor shown) {
        window.page().evaluate("id => showScan(id)", shown.scan().value());
    }

    private void awaitSockets(int count) {
        await("so many sockets are open").pollInSameThread().until(() -> window.page()
                .evaluate("sockets")
                .equals(count));
    }

    private void serve(String name, String type, String body) {
        window.page()
                .route(
                        url -> url.contains("/example/" + name),
                        route -> route.fulfill(
                                new Route.FulfillOptions().setContentType(type).setBody(body)));
    }

    private static String webjar(String path) throws IOException {
        try (InputStream in = ExamplesTest.class.getResourceAsStream("/META-INF/resources/webjars/" + path)) {
            return new String(Objects.requireNonNull(in, path).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
