package dev.scancast.launcher.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scancast.launcher.operations.Capacity.Load;
import dev.scancast.launcher.operations.Capacity.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/**
 * docs/capacity.md says what the arithmetic says, and the arithmetic what a run shows. {@code -Dcapacity.watchers=2000
 * -Dcapacity.deliveries=10000 -Dcapacity.seconds=20} is the run of that page.
 */
class CapacityTest {
    private static final Path PAGE = Path.of("..", "docs", "capacity.md");
    private static final String BEGIN = "<!-- computed: begin -->\n";
    private static final String END = "<!-- computed: end -->\n";

    private static final int WATCHERS = Integer.getInteger("capacity.watchers", 300);

    /** A second; twice as many where few scans are watched by many. */
    private static final double DELIVERIES = Integer.getInteger("capacity.deliveries", 6000);

    private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("capacity.seconds", 3));

    /** For CPU to be held against the formula: in the first seconds a JVM compiles more than it does. */
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(15);

    private static final double FACTOR = 2;

    /** What is counted rather than timed. */
    private static final Percentage COUNTED = Percentage.withPercentage(10);

    private static final int DOCUMENT_BYTES = 600;

    @Test
    void thePageSaysWhatTheFormulaSays() throws IOException {
        String tables = tables();
        Files.writeString(Path.of("target", "capacity.md"), tables);
        String page = Files.readString(PAGE);
        assertThat(page.substring(page.indexOf(BEGIN) + BEGIN.length(), page.indexOf(END)))
                .as("put launcher/target/capacity.md in its place")
                .isEqualTo(tables);
    }

    @Test
    void aRunShowsWhatTheFormulaSays() throws IOException {
        List<String> rows = new ArrayList<>(
                List.of("| load | what, a second | formula | measured | error |", "|---|---|--:|--:|--:|"));
        try (CapacityRun run = new CapacityRun(2)) {
            for (Load load : List.of(
                    new Load(WATCHERS, WATCHERS / 5, DELIVERIES / WATCHERS, DOCUMENT_BYTES),
                    new Load(WATCHERS, WATCHERS / 100, 2 * DELIVERIES / WATCHERS, DOCUMENT_BYTES))) {
                CapacityRun.Seen seen = run.measure(load, TIME, TIME);
                Capacity formula = new Capacity(seen.load(), run.gateways(), false);
                String name = String.format(
                        Locale.ROOT,
                        "%,d watchers of %,d scans, %.1f documents of %d bytes",
                        load.watchers(),
                        load.scans(),
                        seen.load().rate(),
                        seen.load().documentBytes());
                rows.add(row(name, "gateways per scan", formula.gatewaysPerScan(), seen.gatewaysPerScan()));
                rows.add(row("", "documents received by gateways", formula.received(), seen.received()));
                rows.add(row("", "documents given to clients", formula.delivered(), seen.delivered()));
                rows.add(row("", "KB to clients", formula.sentBytes() / 1e3, seen.sentBytes() / 1e3));
                rows.add(row("", "KB from Redis", formula.redisTraffic() / 1e3, seen.redisTraffic() / 1e3));
                rows.add(row("", "ms of gateways' CPU", formula.gatewayCores() * 1e3, seen.gatewayCores() * 1e3));
                rows.add(row("", "ms of Redis' CPU", formula.redisCores() * 1e3, seen.redisCores() * 1e3));
                Files.write(Path.of("target", "capacity-run.md"), rows);

                assertThat(seen.gatewaysPerScan()).isCloseTo(formula.gatewaysPerScan(), COUNTED);
                assertThat(seen.received()).isCloseTo(formula.received(), COUNTED);
                assertThat(seen.delivered()).isCloseTo(formula.delivered(), COUNTED);
                assertThat(seen.sentBytes()).isCloseTo(formula.sentBytes(), COUNTED);
                assertThat(seen.redisTraffic()).isCloseTo(formula.redisTraffic(), Percentage.withPercentage(25));
                if (TIME.compareTo(LONG_ENOUGH) < 0) {
                    continue;
                }
                assertThat(seen.gatewayCores())
                        .isBetween(formula.gatewayCores() / FACTOR, formula.gatewayCores() * FACTOR);
                assertThat(seen.redisCores()).isBetween(formula.redisCores() / FACTOR, formula.redisCores() * FACTOR);
            }
        }
    }

    private static String row(String load, String what, double formula, double measured) {
        return String.format(
                Locale.ROOT,
                "| %s | %s | %s | %s | %+.0f %% |",
                load,
                what,
                number(formula),
                number(measured),
                (formula / measured - 1) * 100);
    }

    private static String tables() {
        StringBuilder text = new StringBuilder();
        for (long perScan : new long[] {10, 1000}) {
            text.append(String.format(Locale.ROOT, "### Each scan has %,d watchers%n%n", perScan));
            text.append("| | 10,000 watchers | 100,000 watchers | 1,000,000 watchers |\n");
            text.append("|---|--:|--:|--:|\n");
            List<Load> loads = new ArrayList<>();
            for (long watchers : new long[] {10_000, 100_000, 1_000_000}) {
                loads.add(new Load(watchers, watchers / perScan, 5, DOCUMENT_BYTES));
            }
            List<Capacity> any =
                    loads.stream().map(load -> Capacity.needed(load, false)).toList();
            List<Capacity> grouped =
                    loads.stream().map(load -> Capacity.needed(load, true)).toList();
            line(text, "documents published a second", any, c -> number(c.published()));
            line(text, "documents to clients a second", any, c -> number(c.delivered()));
            line(text, "**gateways, a core each**", any, c -> number(c.gateways()));
            line(text, "of which watch one scan, on average", any, c -> number(c.gatewaysPerScan()));
            line(text, "gateways' memory, all, GB", any, c -> number(c.gatewayBytes() / 1e9));
            line(text, "**Redis shards**", any, c -> number(c.shards()));
            line(text, "Redis' memory, all shards, GB", any, c -> number(c.redisBytes() / 1e9));
            line(text, "to clients, Gbit/s", any, c -> number(c.clientTraffic() * 8 / 1e9));
            line(text, "from Redis, Gbit/s", any, c -> number(c.redisTraffic() * 8 / 1e9));
            line(text, "gateways, if the proxy groups by scan", grouped, c -> number(c.gateways()));
            line(text, "Redis shards then", grouped, c -> number(c.shards()));
            line(text, "what breaks first as shipped", any, c -> first(c.load(), 0));
            line(text, "and next", any, c -> first(c.load(), 1));
            text.append('\n');
        }
        return text.toString();
    }

    private static String first(Load load, int place) {
        Part part = Capacity.shipped(load).get(place);
        return part.name() + ": " + number(part.fullness()) + " ×";
    }

    private static void line(
            StringBuilder text, String name, List<Capacity> columns, Function<Capacity, String> value) {
        text.append("| ").append(name);
        columns.forEach(column -> text.append(" | ").append(value.apply(column)));
        text.append(" |\n");
    }

    private static String number(double value) {
        boolean whole = value >= 10 || value == Math.rint(value);
        return String.format(Locale.ROOT, whole ? "%,.0f" : value >= 1 ? "%.1f" : "%.2f", value);
    }
}
