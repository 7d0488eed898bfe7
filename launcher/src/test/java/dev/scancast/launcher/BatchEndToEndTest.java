package dev.scancast.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanRequest;
import dev.scancast.contract.settings.Settings;
import dev.scancast.gateway.Gateway;
import dev.scancast.scanner.ScannerWorker;
import dev.scancast.testkit.Documents;
import dev.scancast.testkit.HttpCalls;
import dev.scancast.testkit.OwnRedis;
import dev.scancast.testkit.Received;
import dev.scancast.testkit.WatchingClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Batches with a gateway, two workers and a Redis, all real. */
class BatchEndToEndTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    private static Path disk;

    private static Path root;
    private static OwnRedis redis;
    private static Gateway gateway;
    private static GatewayClient client;
    private static final List<ScannerWorker> WORKERS = new ArrayList<>();

    @BeforeAll
    static void start() throws IOException {
        root = disk.toRealPath();
        redis = OwnRedis.start();
        gateway = Gateway.start(settings());
        client = new GatewayClient(gateway.url(), null);
        WORKERS.add(ScannerWorker.start(settings("scan.max-files", "20")));
        WORKERS.add(ScannerWorker.start(settings("scan.max-files", "20")));
        await("gateway and workers are there")
                .atMost(PATIENCE)
                .until(() ->
                        client.isReady() && client.environment().path("workers").size() == 2);
    }

    @AfterAll
    static void end() {
        WORKERS.forEach(ScannerWorker::close);
        gateway.close();
        redis.close();
    }

    @Test
    void aBatchWithARepositoryThatFailsReachesItsEnd() {
        List<ScanRequest> repositories = repositories("mixed", 30);
        for (int i = 0; i < 25; i++) { // one file more than is allowed, and then some
            Repositories.write(root.resolve("mixed/r7/extra" + i + ".java"), "class X {}\n");
        }
        String batch = client.submitAll(repositories, null, null);
        URI socket = URI.create("ws://" + gateway.url().getAuthority() + "/api/v1/scanner/ws/scans?batch=" + batch);
        try (WatchingClient watcher = WatchingClient.connect(socket)) {
            watcher.awaitEnd(PATIENCE);
            assertThat(watcher.endReason()).isEqualTo("completed");
            List<Received> messages = watcher.messages();
            JsonNode last = Documents.parse(messages.get(messages.size() - 1).text());
            assertThat(last.path("type").asText()).isEqualTo("snapshot");
            assertThat(last.path("counts").toString())
                    .isEqualTo("{\"total\":30,\"processed\":30,\"success\":29,\"errors\":1,\"canceled\":0}");
        }
        JsonNode answer = client.batch(batch);
        assertThat(answer.path("counts").path("processed").asInt()).isEqualTo(30);
        assertThat(answer.path("scans").get(7).path("error").path("code").asText())
                .isEqualTo("too_many_files");
        await("a request is forgotten once its end is in Redis")
                .atMost(PATIENCE)
                .until(() -> redis.command("XLEN", "scan:queue").equals(0L));
        assertThat(redis.command("EXISTS", "scan:backlogs", "scan:batches")).isEqualTo(0L);
    }

    @Test
    void aSingleScanBehindALargeBatchStartsBeforeTheBatchIsDone() {
        String batch = client.submitAll(repositories("large", 200), null, null);
        ScanId single = client.submit(
                ScanRequest.ofPath(Repositories.small(root.resolve("single")).toString()));
        await("the single scan's end").atMost(PATIENCE).until(() -> end(single).equals("completed"));
        JsonNode counts = client.batch(batch).path("counts");
        assertThat(counts.path("processed").asInt())
                .as("of the batch, when the single one had ended: %s", counts)
                .isLessThan(100);

        JsonNode canceled = client.cancelBatch(batch);
        await("all of the batch has ended")
                .atMost(PATIENCE)
                .until(() -> client.batch(batch).path("status").asText().equals("completed"));
        assertThat(client.batch(batch).path("counts").path("canceled").asInt())
                .as("after %s", canceled.path("counts"))
                .isGreaterThan(100);
    }

    @Test
    void theHistoryKnowsEachScanOfABatchAndTheNextRunIsComparedWithTheLast() {
        List<ScanRequest> repositories = repositories("twice", 6);
        Instant begin = Instant.now();
        String first = client.submitAll(repositories, null, null);
        awaitEnd(first);
        Repositories.write(root.resolve("twice/r2/src/More.java"), "class More {\n  int field;\n}\n");
        String second = client.submitAll(repositories, null, null);
        awaitEnd(second);

        List<String> ids = new ArrayList<>();
        for (String batch : List.of(first, second)) {
            ids.addAll(client.batch(batch).path("scans").findValuesAsText("scan_id"));
        }
        java.util.Collections.reverse(ids);
        List<String> listed = new ArrayList<>();
        String next = "";
        do {
            JsonNode page = get("/scans?status=completed&limit=5&since="
                    + begin.truncatedTo(java.time.temporal.ChronoUnit.MILLIS) + next);
            page.path("scans").findValuesAsText("scan_id").stream()
                    .filter(ids::contains)
                    .forEach(listed::add);
            next = page.has("next") ? "&cursor=" + page.path("next").asText() : "";
        } while (!next.isEmpty());
        assertThat(listed).as("newest first").isEqualTo(ids);

        String changed =
                client.batch(second).path("scans").get(2).path("scan_id").asText();
        JsonNode comparison = get("/scan/" + changed + "/compare");
        assertThat(comparison.path("with").asText())
                .isEqualTo(
                        client.batch(first).path("scans").get(2).path("scan_id").asText());
        assertThat(comparison.path("same_request").asBoolean()).isTrue();
        assertThat(comparison.path("totals").path("files").path("change").asInt())
                .isEqualTo(1);
        assertThat(comparison.path("nodes_by_kind").path("type").path("change").asInt())
                .isEqualTo(1);
        assertThat(comparison
                        .path("languages")
                        .path("Java")
                        .path("nodes")
                        .path("change")
                        .asInt())
                .isEqualTo(2);
    }

    private static void awaitEnd(String batch) {
        await("the batch's end")
                .atMost(PATIENCE)
                .until(() -> client.batch(batch).path("status").asText().equals("completed"));
    }

    private static JsonNode get(String path) {
        HttpResponse<String> answer = HttpCalls.get(gateway.url().resolve("/api/v1/scanner" + path));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Documents.parse(answer.body());
    }

    private static String end(ScanId scan) {
        return get("/scan/" + scan).path("status").asText();
    }

    private static List<ScanRequest> repositories(String name, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> Repositories.small(root.resolve(name + "/r" + i)))
                .map(path -> ScanRequest.ofPath(path.toString()))
                .toList();
    }

    private static Settings settings(String... changes) {
        Map<String, String> flags = new HashMap<>();
        flags.put("redis", redis.url());
        flags.put("repos", root.toString());
        flags.put("gateway.port", "0");
        flags.put("gateway.drain", "0s");
        for (int i = 0; i < changes.length; i += 2) {
            flags.put(changes[i], changes[i + 1]);
        }
        return Settings.load(AllSettings.CATALOG, flags, Map.of(), null);
    }
}
