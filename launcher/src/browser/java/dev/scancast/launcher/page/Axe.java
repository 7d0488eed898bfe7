package dev.scancast.launcher.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** axe-core, which looks for what keeps people with disabilities out. */
final class Axe {
    private static final String FIND =
            """
            async () => (await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }))
                .violations.flatMap(v => v.nodes.map(n => `${v.id} ${n.target} ${n.failureSummary}`))
            """;

    private static final String SCRIPT = read();

    private Axe() {}

    /** Fails if it finds anything against WCAG 2.2 A and AA, once what moves has come to rest. */
    static void assertNothingFound(Window window) {
        // What is on its way in or out has colours of its own.
        window.page()
                .evaluate("Promise.all(document.getAnimations().filter(a => a.effect.getTiming().iterations !== Infinity)"
                        + ".map(a => a.finished.catch(() => {})))");
        window.page().evaluate(SCRIPT);
        assertThat((List<?>) window.page().evaluate(FIND)).isEmpty();
    }

    private static String read() {
        try (InputStream in = Axe.class.getResourceAsStream("/axe.min.js")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
