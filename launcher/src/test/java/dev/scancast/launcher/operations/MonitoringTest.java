package dev.scancast.launcher.operations;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scancast.contract.document.ScanId;
import dev.scancast.testkit.Commands;
import dev.scancast.testkit.Documents;
import dev.scancast.testkit.ScanWatcher;
import dev.scancast.testkit.SseClient;
import dev.scancast.testkit.WatchingClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dashboard and the alert rules over a real run, by Debian's Prometheus and promtool. */
class MonitoringTest {
    private static final Path FILES =
            Path.of("..", "deploy", "prometheus").toAbsolutePath().normalize();
    private static final Path DASHBOARD = Path.of("..", "deploy", "grafana", "dashboards", "scancast.json");
    private static final Pattern NAME = Pattern.compile("\\b(scancast|jvm|process)_\\w+\\b");

    @TempDir
    static Path directory;

    private static OneOfEach system;
    private static Prometheus prometheus;

    @BeforeAll
    static void runScansThatAreWatched() throws IOException {
        system = new OneOfEach(directory);
        prometheus = Prometheus.start(
                directory,
                FILES.resolve("alerts.yml"),
                Map.of(
                        "scancast-gateway", List.of(system.gateway.url()),
                        "scancast-worker", List.of(system.worker.metrics().orElseThrow())));
        await("both were read, so that what grows from now on is a rate")
                .atMost(Duration.ofSeconds(30))
                .until(() -> prometheus.query("up == 1").size() == 2);
        watchScans();
    }

    /** Watched before they are submitted, so that what they publish is relayed, however soon they end. */
    private static void watchScans() {
        for (int i = 0; i < 4; i++) {
            String id = ScanId.create().value();
            URI socket = URI.create("ws://" + system.gateway.url().getAuthority() + "/ws/scan/" + id + "?wait=60");
            try (WatchingClient one = WatchingClient.connect(socket)) {
                await("it is subscribed").until(() -> system.ofGateway().value("scancast_subscriptions") > 0);
                system.submit(id);
                try (SseClient other = SseClient.open(system.uri("/events/" + id))) {
                    List.of(one, other).forEach(ScanWatcher::awaitEnd);
                }
            }
        }
    }

    @AfterAll
    static void end() {
        if (prometheus != null) {
            prometheus.close();
        }
        system.close();
    }

    @Test
    void promtoolFindsNoFaultInTheFilesAndEveryAlertFiresWhenItShould() throws Exception {
        Assumptions.assumeTrue(Commands.onPath("promtool").isPresent(), "promtool is not on the PATH");
        for (List<String> command : List.of(
                List.of("promtool", "check", "config", "prometheus.yml"),
                List.of("promtool", "check", "rules", "alerts.yml"),
                List.of("promtool", "test", "rules", "alerts_test.yml"))) {
            Process promtool = new ProcessBuilder(command)
                    .directory(FILES.toFile())
                    .redirectErrorStream(true)
                    .start();
            String output = new String(promtool.getInputStream().readAllBytes(), UTF_8);
            assertThat(promtool.waitFor()).as(command + "\n" + output).isZero();
        }
        String tests = Files.readString(FILES.resolve("alerts_test.yml"));
        for (JsonNode rule : prometheus.rules()) {
            assertThat(tests).contains("alertname: " + rule.path("name").asText());
        }
    }

    /** With the values that they had, for the documentation. */
    @Test
    void everyExpressionOfTheDashboardHasAValue() throws IOException {
        Map<String, String> expressions = new LinkedHashMap<>();
        for (JsonNode panel : Documents.parse(Files.readString(DASHBOARD)).path("panels")) {
            for (JsonNode target : panel.path("targets")) {
                expressions.put(
                        target.path("expr").asText(), panel.path("title").asText());
            }
        }
        assertThat(expressions).hasSizeGreaterThan(30);
        watchScans(); // so that rates are not zero
        List<String> rows = new ArrayList<>(List.of("| panel | expression | value |", "|---|---|---|"));
        expressions.forEach((expression, panel) -> {
            String asked = expression.replace("$__rate_interval", "30s");
            JsonNode found = await(panel + ": " + asked + " has a value")
                    .atMost(Duration.ofSeconds(15))
                    .until(() -> prometheus.query(asked), MonitoringTest::hasNumber);
            rows.add("| " + panel + " | `" + expression.replace("|", "\\|") + "` | " + text(found) + " |");
        });
        Files.write(Path.of("target", "dashboard.md"), rows);
    }

    @Test
    void everyAlertIsEvaluatedOverMetricsThatExistAndNoneFiresInANormalRun() {
        await("each rule was evaluated")
                .until(() -> stream(prometheus.rules())
                        .noneMatch(rule -> rule.path("health").asText().equals("unknown")));
        assertThat(prometheus.rules()).hasSizeGreaterThan(10);
        for (JsonNode rule : prometheus.rules()) {
            assertThat(rule.path("health").asText()).as(rule.toString()).isEqualTo("ok");
            assertThat(rule.path("state").asText()).as(rule.toString()).isNotEqualTo("firing");
        }
        Set<String> names = new TreeSet<>();
        for (JsonNode rule : prometheus.rules()) {
            NAME.matcher(rule.path("query").asText()).results().forEach(match -> names.add(match.group()));
        }
        assertThat(names)
                .hasSizeGreaterThan(8)
                .allSatisfy(name -> assertThat(prometheus.query(name)).as(name).isNotEmpty());
    }

    private static boolean hasNumber(JsonNode series) {
        return stream(series)
                .anyMatch(one -> !one.path("value").path(1).asText("NaN").equals("NaN"));
    }

    private static String text(JsonNode series) {
        return stream(series)
                .map(one -> labels(one.path("metric"))
                        + number(one.path("value").path(1).asText()))
                .limit(4)
                .collect(Collectors.joining(", "));
    }

    private static String labels(JsonNode metric) {
        List<String> labels = new ArrayList<>();
        metric.properties().forEach(label -> {
            if (!Set.of("instance", "job", "__name__").contains(label.getKey())) {
                labels.add(label.getValue().asText());
            }
        });
        return labels.isEmpty() ? "" : String.join(" ", labels) + " ";
    }

    private static String number(String value) {
        double number = Double.parseDouble(value);
        return number == Math.rint(number) ? String.format("%,.0f", number) : String.format("%.3g", number);
    }

    private static java.util.stream.Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
