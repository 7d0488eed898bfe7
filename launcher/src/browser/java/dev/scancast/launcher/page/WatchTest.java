package dev.scancast.launcher.page;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;

/**
 * A test of the client by itself, as other people's pages use it. Where it needs a gateway that misbehaves, which ours
 * doesn't, Playwright speaks for it.
 */
abstract class WatchTest extends WindowTest {
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

    @BeforeEach
    final void countWhatIsOpen() {
        window.page().addInitScript(COUNT_WHAT_IS_OPEN);
    }

    static String document(int epoch, int seq, String status, int progress) {
        return "{\"epoch\":" + epoch + ",\"seq\":" + seq + ",\"status\":\"" + status + "\",\"progress\":" + progress + "}";
    }

    /** A page of the gateway's origin on which nothing of ours runs. */
    void openBlankPage() {
        window.page().navigate(stage.home() + "assets/favicon.svg");
    }

    void watch(String scan, String options) {
        window.page().evaluate("(" + WATCH + ")(['" + scan + "', " + options + "])");
    }

    void awaitTold(String what) {
        awaitTold(what, told -> told.contains(what));
    }

    void awaitTold(String what, Predicate<List<String>> isTold) {
        await("the client tells \"" + what + "\"")
                .atMost(Duration.ofSeconds(20))
                .pollInSameThread()
                .pollInterval(Duration.ofMillis(50))
                .until(() -> isTold.test(told()));
    }

    List<String> told() {
        return ((List<?>) window.page().evaluate("told"))
                .stream().map(String::valueOf).toList();
    }

    String whatIsOpen() {
        return (String) window.page().evaluate("countOpen()");
    }
}
