package dev.scancast.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanRequest;
import dev.scancast.contract.settings.Settings;
import dev.scancast.gateway.Gateway;
import dev.scancast.scanner.ScannerWorker;
import dev.scancast.testkit.HttpCalls;
import dev.scancast.testkit.OwnCluster;
import dev.scancast.testkit.OwnRedis;
import dev.scancast.testkit.PromiseAssert;
import dev.scancast.testkit.Scrape;
import dev.scancast.testkit.WatchingClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Gateway and worker with nothing but a cluster's URL: scans from their submission to their end. */
class ClusterEndToEndTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    private static Path disk;

    private static Path root;
    private static OwnCluster cluster;
    private static Gateway gateway;
    private static ScannerWorker worker;
    private static GatewayClient client;

    @BeforeAll
    static void start() throws IOException {
        root = disk.toRealPath();
        cluster = OwnCluster.start();
        gateway = Gateway.start(settings());
        worker = ScannerWorker.start(settings());
        client = new GatewayClient(gateway.url(), null);
    }

    @AfterAll
    static void end() {
        worker.close();
        gateway.close();
        cluster.close();
    }

    @BeforeEach
    void begin() {
        cluster.heal();
        await("gateway and worker are there")
                .atMost(PATIENCE)
                .until(() ->
                        client.isReady() && client.environment().path("workers").size() == 1);
    }

    @Test
    void aScanIsWatchedFromItsQueuingToItsReport() {
        Path repository = Repositories.small(root.resolve("small"));
        ScanId scan = client.submit(ScanRequest.ofPath(repository.toString()));
        try (WatchingClient watcher = watch(scan, "?log=true")) {
            watcher.awaitEnd(PATIENCE);
            PromiseAssert.assertPromise(watcher).isKept("completed");
            assertThat(watcher.messages().get(watcher.messages().size() - 1).text())
                    .startsWith("{\"type\":\"log\",\"end\":true,\"first\":1,");
        }
        assertThat(get("/api/v1/scanner/scan/" + scan + "/report").statusCode()).isEqualTo(200);
        assertThat(get("/api/v1/scanner/scans").body()).contains(scan.value());
        await("a request is forgotten once its end is in Redis")
                .atMost(PATIENCE)
                .until(() -> cluster.primaryOf("scan:queue")
                        .command("XLEN", "scan:queue")
                        .equals(0L));
    }

    /** Its scans are on all primaries; backlog, shares and indexes are each on one. */
    @Test
    void aBatchReachesItsEnd() {
        List<ScanRequest> requests = IntStream.range(0, 12)
                .mapToObj(i -> ScanRequest.ofPath(
                        Repositories.small(root.resolve("batch/r" + i)).toString()))
                .toList();
        String batch = client.submitAll(requests, null, null);
        try (WatchingClient watcher = WatchingClient.connect(uri("ws", "/api/v1/scanner/ws/scans?batch=" + batch))) {
            watcher.awaitEnd(PATIENCE);
            assertThat(watcher.endReason()).isEqualTo("completed");
        }
        assertThat(client.batch(batch).path("counts").path("success").asInt()).isEqualTo(12);
    }

    @Test
    void aScanThatNobodyRunsYetIsCanceled() {
        Path repository = Repositories.small(root.resolve("canceled"));
        ScanId scan = new ScanId("canceled-1");
        String address = "/api/v1/scanner/scan/" + scan;
        worker.close();
        HttpCalls.post(
                uri("http", "/api/v1/scanner/scan"),
                "{\"scan_id\":\"" + scan + "\",\"repository_path\":\"" + repository + "\"}");
        try (WatchingClient watcher = watch(scan, "")) {
            watcher.awaitDocuments(1);
            assertThat(HttpCalls.delete(uri("http", address)).statusCode()).isLessThan(300);
            watcher.awaitEnd();
            PromiseAssert.assertPromise(watcher).isKept("canceled");
        } finally {
            worker = ScannerWorker.start(settings());
        }
    }

    @Test
    void metricsCountWhatIsOnAllPrimaries() {
        Path repository = Repositories.small(root.resolve("counted"));
        worker.close();
        List<ScanId> scans;
        try {
            scans = IntStream.range(0, 6)
                    .mapToObj(i -> client.submit(ScanRequest.ofPath(repository.toString())))
                    .toList();
            await("all are counted").untilAsserted(() -> {
                Scrape counts = Scrape.of(uri("http", "/metrics"));
                assertThat(counts.value("scancast_queue_depth", "place", "queue"))
                        .isEqualTo(6);
                assertThat(counts.value("scancast_scans", "status", "queued")).isEqualTo(6);
                assertThat(counts.value("scancast_workers")).isZero();
            });
        } finally {
            worker = ScannerWorker.start(settings());
        }
        scans.forEach(scan -> {
            try (WatchingClient watcher = watch(scan, "")) {
                watcher.awaitEnd(PATIENCE);
            }
        });
        assertThat(Scrape.of(uri("http", "/metrics")).value("scancast_workers")).isEqualTo(1);
    }

    /** Queue, leases and documents are on all primaries: whichever dies, everything ends. */
    @Test
    void scansEndThoughAPrimaryDiesUnderThem() {
        List<ScanRequest> requests = IntStream.range(0, 10)
                .mapToObj(i -> ScanRequest.ofPath(
                        Repositories.small(root.resolve("deadly/r" + i)).toString()))
                .toList();
        cluster.awaitWhole();
        String batch = client.submitAll(requests, null, null);
        OwnRedis dead = cluster.killPrimaryOf("scan:queue");
        cluster.awaitTakeover("scan:queue", dead);
        await("all have ended")
                .atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(CommandFailedException.class)
                .until(() -> client.batch(batch).path("status").asText().equals("completed"));
        assertThat(client.batch(batch).path("counts").path("success").asInt()).isEqualTo(10);
    }

    private static WatchingClient watch(ScanId scan, String query) {
        return WatchingClient.connect(uri("ws", "/api/v1/scanner/ws/scan/" + scan + query));
    }

    private static HttpResponse<String> get(String path) {
        return HttpCalls.get(uri("http", path));
    }

    private static URI uri(String scheme, String path) {
        return URI.create(scheme + "://" + gateway.url().getAuthority() + path);
    }

    private static Settings settings() {
        Map<String, String> flags = new HashMap<>(Map.of(
                "redis", cluster.url(),
                "repos", root.toString(),
                "gateway.port", "0",
                "gateway.drain", "0s",
                "gateway.metrics-census", "0s"));
        return Settings.load(AllSettings.CATALOG, flags, Map.of(), null);
    }
}
