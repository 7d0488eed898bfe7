package dev.scancast.launcher.operations;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.settings.Settings;
import dev.scancast.gateway.Gateway;
import dev.scancast.scanner.ScannerWorker;
import dev.scancast.testkit.Documents;
import dev.scancast.testkit.HttpCalls;
import dev.scancast.testkit.OwnRedis;
import dev.scancast.testkit.Scrape;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A Redis, a gateway and a worker in this process, with a repository to scan. */
final class OneOfEach implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    final OwnRedis redis;
    final Gateway gateway;
    final ScannerWorker worker;
    private final Path repository;

    OneOfEach(Path directory, String... settings) throws IOException {
        this.redis = OwnRedis.start();
        this.repository = repository(directory.toRealPath());
        Map<String, String> flags = new HashMap<>(Map.of(
                "redis", redis.url(),
                "repos", repository.toString(),
                "gateway.port", "0",
                "gateway.drain", "0s",
                "gateway.metrics-census", "0s",
                "worker.metrics-port", "0"));
        for (int i = 0; i < settings.length; i += 2) {
            flags.put(settings[i], settings[i + 1]);
        }
        List<dev.scancast.contract.settings.Setting<?>> catalog = new ArrayList<>(Gateway.CATALOG);
        ScannerWorker.CATALOG.stream()
                .filter(setting -> !catalog.contains(setting))
                .forEach(catalog::add);
        Settings all = Settings.load(catalog, flags, Map.of(), null);
        this.gateway = Gateway.start(all);
        this.worker = ScannerWorker.start(all);
        await("the gateway is ready")
                .atMost(PATIENCE)
                .until(() -> HttpCalls.get(uri("/health/ready")).statusCode() == 200);
    }

    private static Path repository(Path directory) throws IOException {
        Path made = Files.createDirectories(directory.resolve("repository"));
        for (int i = 0; i < 20; i++) {
            Files.writeString(made.resolve("A" + i + ".java"), "class A" + i + " { void a() {} }\n");
        }
        return made;
    }

    URI uri(String path) {
        return gateway.url().resolve(path);
    }

    Scrape ofGateway() {
        return Scrape.of(uri("/metrics"));
    }

    Scrape ofWorker() {
        return Scrape.of(worker.metrics().orElseThrow());
    }

    /** Scans the repository; the last document. */
    JsonNode scan() {
        String id = submit();
        return await(id + " ends").atMost(PATIENCE).until(() -> document(id), OneOfEach::hasEnded);
    }

    String submit() {
        return submit(ScanId.create().value());
    }

    String submit(String id) {
        String body = "{\"scan_id\":\"" + id + "\",\"repository_path\":\"" + repository + "\"}";
        return Documents.parse(HttpCalls.post(uri("/api/v1/scanner/scan"), body).body())
                .path("scan_id")
                .asText();
    }

    JsonNode document(String id) {
        return Documents.parse(HttpCalls.get(uri("/api/v1/scanner/scan/" + id)).body());
    }

    private static boolean hasEnded(JsonNode document) {
        return Documents.isTerminal(document.toString());
    }

    @Override
    public void close() {
        worker.close();
        gateway.close();
        redis.close();
    }
}
