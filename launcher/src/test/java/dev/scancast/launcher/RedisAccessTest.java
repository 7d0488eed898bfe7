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
import dev.scancast.testkit.RedisSource;
import dev.scancast.testkit.SentinelTrio;
import dev.scancast.testkit.TestCertificates;
import dev.scancast.testkit.WatchingClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Gateway and worker that reach Redis by TLS only, each as a user with just the rights that docs/security.md gives it:
 * scans from their submission to their end, by whatever kind of Redis.
 */
class RedisAccessTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** What only a Cluster is asked. */
    private static final Set<String> OF_CLUSTERS = Set.of("cluster|slots", "spublish", "ssubscribe", "sunsubscribe");

    /** What comes up only when a log was trimmed, a queue was lost, or the last watcher went long ago. */
    private static final Set<String> RARE = Set.of("hkeys", "xinfo|stream", "unsubscribe", "sunsubscribe");

    @TempDir
    private static Path disk;

    private static Path root;
    private static Path endless;
    private static TestCertificates certificates;

    @BeforeAll
    static void make() throws IOException {
        root = disk.toRealPath();
        Files.writeString(root.resolve("secret"), SignedToken.SECRET);
        certificates = TestCertificates.make(root, "ip:127.0.0.1");
        endless = Repositories.endless(root.resolve("endless"));
    }

    @Test
    void oneRedis() {
        try (OwnRedis redis = OwnRedis.builder()
                .source(RedisSource.INSTALLED)
                .tls(certificates)
                .start()) {
            RedisUsers.on(List.of(redis));
            everythingWorks(user -> "rediss://" + user + ":" + RedisUsers.PASSWORD + "@127.0.0.1:" + redis.tlsPort());
            assertNothingWasRefused(List.of(redis));
        }
    }

    @Test
    void sentinels() {
        try (SentinelTrio trio = SentinelTrio.startWithTls(certificates)) {
            RedisUsers.on(trio.servers());
            everythingWorks(user -> trio.tlsUrl(user, RedisUsers.PASSWORD));
            assertNothingWasRefused(trio.servers());
            assertThat(unused(trio.servers())).isSubsetOf(union(RARE, OF_CLUSTERS));
        }
    }

    @Test
    void cluster() {
        try (OwnCluster cluster = OwnCluster.startWithTls(certificates)) {
            RedisUsers.on(cluster.nodes());
            everythingWorks(user -> cluster.tlsUrl(user, RedisUsers.PASSWORD));
            assertNothingWasRefused(cluster.nodes());
            assertThat(unused(cluster.nodes())).isSubsetOf(RARE);
        }
    }

    private static void everythingWorks(UnaryOperator<String> url) {
        ScannerWorker worker = ScannerWorker.start(settings(url.apply(RedisUsers.WORKER)));
        try (Gateway gateway = Gateway.start(settings(url.apply(RedisUsers.GATEWAY)))) {
            GatewayClient client = new GatewayClient(gateway.url(), SignedToken.of("alice"));
            await("gateway and worker are there")
                    .atMost(PATIENCE)
                    .ignoreExceptionsInstanceOf(CommandFailedException.class)
                    .until(() -> client.isReady()
                            && client.environment().path("workers").size() == 1);
            aScan(gateway, client);
            aCancel(client);
            aBatch(gateway, client);
            assertThat(get(gateway, "/metrics")).contains("scancast_scans");
        } finally {
            worker.close();
        }
    }

    private static void aScan(Gateway gateway, GatewayClient client) {
        Path repository = Repositories.small(root.resolve("small"));
        ScanId scan = client.submit(ScanRequest.ofPath(repository.toString()));
        try (WatchingClient watcher = watch(gateway, "/ws/scan/" + scan + "?log=true&ticket=", scan)) {
            watcher.awaitEnd(PATIENCE);
            PromiseAssert.assertPromise(watcher).isKept("completed");
        }
        for (String part : List.of("/report", "/report.sarif", "/compare")) {
            assertThat(answer(gateway, "/api/v1/scanner/scan/" + scan + part).statusCode())
                    .as(part)
                    .isIn(200, part.equals("/compare") ? 404 : 200); // it is its repository's first
        }
        assertThat(get(gateway, "/api/v1/scanner/scan/" + scan + "/log")).contains("line");
        assertThat(get(gateway, "/api/v1/scanner/scans")).contains(scan.value());
        assertThat(get(gateway, "/api/v1/scanner/scans?repository=" + repository.getFileName()))
                .contains(scan.value());
    }

    private static void aCancel(GatewayClient client) {
        ScanId scan = client.submit(ScanRequest.ofPath(endless.toString()));
        await("it is scanned")
                .atMost(PATIENCE)
                .until(() -> client.scans().toString().matches(".*\"" + scan + "\"[^}]*\"status\":\"scanning\".*"));
        client.cancel(scan);
        await("it has ended")
                .atMost(PATIENCE)
                .until(() -> client.scans().toString().contains("\"canceled\""));
    }

    private static void aBatch(Gateway gateway, GatewayClient client) {
        List<ScanRequest> requests = IntStream.range(0, 12)
                .mapToObj(i -> ScanRequest.ofPath(
                        Repositories.small(root.resolve("batch/r" + i)).toString()))
                .toList();
        String batch = client.submitAll(requests, null, null);
        try (WatchingClient watcher = WatchingClient.to(uri(gateway, "ws", "/api/v1/scanner/ws/scans?batch=" + batch))
                .header("Authorization", client.authorization())
                .connect()) {
            watcher.awaitEnd(PATIENCE);
            assertThat(watcher.endReason()).isEqualTo("completed");
        }
    }

    private static WatchingClient watch(Gateway gateway, String path, ScanId scan) {
        String answer = HttpCalls.call(
                        "POST",
                        uri(gateway, "http", "/api/v1/scanner/ticket"),
                        "{\"scan_id\":\"" + scan + "\"}",
                        "Content-Type",
                        "application/json",
                        "Authorization",
                        "Bearer " + SignedToken.of("alice"))
                .body();
        String ticket = answer.replaceAll(".*\"ticket\":\"([^\"]+)\".*", "$1");
        return WatchingClient.connect(uri(gateway, "ws", "/api/v1/scanner" + path + ticket));
    }

    private static String get(Gateway gateway, String path) {
        return answer(gateway, path).body();
    }

    private static HttpResponse<String> answer(Gateway gateway, String path) {
        return HttpCalls.get(uri(gateway, "http", path), "Authorization", "Bearer " + SignedToken.of("alice"));
    }

    private static void assertNothingWasRefused(Collection<OwnRedis> servers) {
        for (OwnRedis server : servers) {
            assertThat(server.command("ACL", "LOG")).as("what was refused").isEqualTo(List.of());
        }
    }

    private static Set<String> union(Set<String> one, Set<String> other) {
        Set<String> both = new TreeSet<>(one);
        both.addAll(other);
        return both;
    }

    /** Which rights of the page nobody used. */
    private static Set<String> unused(Collection<OwnRedis> servers) {
        TreeSet<String> rights = new TreeSet<>(RedisUsers.allowedCommands());
        for (OwnRedis server : servers) {
            String statistics = String.valueOf(server.command("INFO", "commandstats"));
            rights.removeAll(statistics
                    .lines()
                    .filter(line -> line.startsWith("cmdstat_"))
                    .map(line -> line.substring("cmdstat_".length(), line.indexOf(':')))
                    .collect(Collectors.toSet()));
        }
        return rights;
    }

    private static URI uri(Gateway gateway, String scheme, String path) {
        return URI.create(scheme + "://" + gateway.url().getAuthority() + path);
    }

    private static Settings settings(String redis) {
        Map<String, String> flags = new HashMap<>(Map.of(
                "redis",
                redis,
                "redis.ca-file",
                certificates.caFile().toString(),
                "repos",
                root.toString(),
                "gateway.port",
                "0",
                "gateway.drain",
                "0s",
                "gateway.metrics-census",
                "0s"));
        flags.putAll(Map.of(
                "auth.mode",
                "jwt",
                "auth.secret-file",
                root.resolve("secret").toString(),
                "auth.issuer",
                SignedToken.ISSUER,
                "auth.audience",
                SignedToken.AUDIENCE));
        return Settings.load(AllSettings.CATALOG, flags, Map.of(), null);
    }
}
