package dev.scancast.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scancast.contract.settings.Settings;
import dev.scancast.gateway.Gateway;
import dev.scancast.scanner.ScannerWorker;
import dev.scancast.testkit.Documents;
import dev.scancast.testkit.HttpCalls;
import dev.scancast.testkit.OwnRedis;
import dev.scancast.testkit.PromiseAssert;
import dev.scancast.testkit.Received;
import dev.scancast.testkit.ScanWatcher;
import dev.scancast.testkit.SseClient;
import dev.scancast.testkit.WatchingClient;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A scan by a worker, its log watched, polled, and read by hand. */
class LogOfAScanTest {
    @TempDir
    private Path repositories;

    @Test
    void eachChangeOfStatusIsALineAndAllAreGivenTheSame() {
        Path repository = Repositories.small(repositories.resolve("small"));
        Map<String, String> flags =
                Map.of("repos", repositories.toString(), "gateway.port", "0", "gateway.drain", "0s");
        try (OwnRedis redis = OwnRedis.start();
                Gateway gateway = Gateway.start(settings(redis, flags));
                WatchingClient socket =
                        WatchingClient.connect(uri(gateway, "ws", "/api/v1/scanner/ws/scan/logged-1?log=true"));
                SseClient events = SseClient.open(uri(gateway, "http", "/api/v1/scanner/events/logged-1?log=true"))) {
            try (ScannerWorker worker = ScannerWorker.start(settings(redis, flags))) {
                submit(gateway, repository);
                socket.awaitEnd();
                events.awaitEnd();
                assertThat(worker.name()).isNotEmpty();
            }
            List<String> stored = stream(redis);
            assertThat(log(socket)).isEqualTo(stored);
            assertThat(log(events)).isEqualTo(stored);
            assertThat(polled(gateway)).isEqualTo(stored.subList(0, stored.size() - 1));
            PromiseAssert.assertPromise(socket).isKept("completed");
            PromiseAssert.assertPromise(events).isKept("completed");

            List<String> messages = stored.stream()
                    .map(line -> Documents.parse(line).path("message").asText())
                    .toList();
            assertThat(messages.get(0)).isEqualTo("Queued");
            assertThat(messages.get(1)).endsWith("begins, attempt 1");
            assertThat(messages.get(3)).startsWith("Found 3 files, ");
            assertThat(messages.get(5)).matches("structure took \\d+\\.\\d s");
            assertThat(List.of(messages.get(2), messages.get(4), messages.get(6), messages.get(7), messages.get(8)))
                    .containsExactly(
                            "Discovering files",
                            "Scanning",
                            "Aggregating",
                            "Writing the report",
                            "Scan completed: 3 files, 6 nodes, 0 findings");
            assertThat(stored).hasSize(10).last().isEqualTo("{\"type\":\"log\",\"end\":true,\"first\":1,\"last\":9}");
        }
    }

    /** Asked for again while the worker doesn't report yet: the gateway takes only paths that one may scan. */
    private static void submit(Gateway gateway, Path repository) {
        org.awaitility.Awaitility.await("the scan is taken")
                .until(() -> HttpCalls.post(
                                        uri(gateway, "http", "/api/v1/scanner/scan"),
                                        "{\"scan_id\":\"logged-1\",\"repository_path\":\"" + repository + "\"}")
                                .statusCode()
                        == 202);
    }

    private static Settings settings(OwnRedis redis, Map<String, String> flags) {
        Map<String, String> all = new java.util.HashMap<>(flags);
        all.put("redis", redis.url());
        return Settings.load(AllSettings.CATALOG, all, Map.of(), null);
    }

    private static URI uri(Gateway gateway, String scheme, String path) {
        return URI.create(scheme + "://" + gateway.url().getAuthority() + path);
    }

    private static List<String> log(ScanWatcher watcher) {
        return watcher.messages().stream()
                .map(Received::text)
                .filter(text -> Documents.parse(text).path("type").asText().equals("log"))
                .toList();
    }

    private static List<String> polled(Gateway gateway) {
        JsonNode answer = Documents.parse(HttpCalls.get(uri(gateway, "http", "/api/v1/scanner/scan/logged-1/log"))
                .body());
        assertThat(answer.path("end").asBoolean()).isTrue();
        List<String> lines = new ArrayList<>();
        answer.path("lines").forEach(line -> lines.add(line.toString()));
        return lines;
    }

    /** {@code XRANGE scan:log:logged-1 - +}, as redis-cli shows it. */
    private static List<String> stream(OwnRedis redis) {
        List<String> lines = new ArrayList<>();
        for (Object entry : (List<?>) redis.command("XRANGE", "scan:log:logged-1", "-", "+")) {
            lines.add(String.valueOf(((List<?>) ((List<?>) entry).get(1)).get(1)));
        }
        return lines;
    }
}
