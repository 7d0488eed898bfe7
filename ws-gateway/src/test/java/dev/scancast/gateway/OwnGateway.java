package dev.scancast.gateway;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.settings.Settings;
import dev.scancast.testkit.Documents;
import dev.scancast.testkit.HttpCalls;
import dev.scancast.testkit.OwnRedis;
import dev.scancast.testkit.SseClient;
import dev.scancast.testkit.WatchingClient;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** A gateway of the test's own on a free port. Thread-safe. */
public final class OwnGateway implements AutoCloseable {
    private static final Duration READY = Duration.ofSeconds(20);

    private final Gateway gateway;
    private final URI base;

    private OwnGateway(Gateway gateway) {
        this.gateway = gateway;
        this.base = gateway.url();
    }

    /** One that is ready; the settings are names and values in turn. */
    public static OwnGateway start(OwnRedis redis, String... settings) {
        OwnGateway gateway = startUnready(redis.port(), settings);
        gateway.awaitReady();
        return gateway;
    }

    /** One whose Redis is, or will be, at that port of loopback. */
    public static OwnGateway startUnready(int redisPort, String... settings) {
        return new OwnGateway(Gateway.start(settings(redisPort, settings)));
    }

    /** The settings as a test wants them: port 0 and a short drain unless said otherwise. */
    public static Settings settings(int redisPort, String... settings) {
        Map<String, String> flags = new HashMap<>();
        flags.put("redis", "redis://127.0.0.1:" + redisPort);
        flags.put("gateway.port", "0");
        flags.put("gateway.drain", "0s");
        for (int i = 0; i < settings.length; i += 2) {
            flags.put(settings[i], settings[i + 1]);
        }
        return Settings.load(Gateway.CATALOG, flags, Map.of(), null);
    }

    public URI uri(String path) {
        return base.resolve(path);
    }

    /** The WebSocket of a scan; the query begins with a question mark or is empty. */
    public URI socket(ScanId scan, String query) {
        return socket("/api/v1/scanner/ws/scan/" + scan + query);
    }

    public URI socket(String path) {
        return URI.create("ws://" + base.getAuthority() + path);
    }

    public URI events(ScanId scan, String query) {
        return uri("/api/v1/scanner/events/" + scan + query);
    }

    public URI poll(ScanId scan) {
        return uri("/api/v1/scanner/scan/" + scan);
    }

    public int port() {
        return base.getPort();
    }

    /** A plain WebSocket client, as a five-line program would be. */
    public WatchingClient watch(ScanId scan) {
        return WatchingClient.connect(socket(scan, ""));
    }

    /** A WebSocket client that understands notices. */
    public WatchingClient watchWithNotices(ScanId scan) {
        return WatchingClient.to(socket(scan, "")).subprotocol("scancast.v1").connect();
    }

    public SseClient sse(ScanId scan) {
        return SseClient.open(events(scan, ""));
    }

    public HttpResponse<String> get(String path, String... headers) {
        return HttpCalls.get(uri(path), headers);
    }

    public JsonNode health() {
        return Documents.parse(get("/health").body());
    }

    public int connections(String transport) {
        return health().path("connections").path(transport).asInt();
    }

    public void awaitReady() {
        await("the gateway is ready")
                .atMost(READY)
                .until(() -> get("/health/ready").statusCode() == 200);
    }

    public void awaitNotReady() {
        await("the gateway is not ready")
                .atMost(READY)
                .until(() -> get("/health/ready").statusCode() == 503);
    }

    @Override
    public void close() {
        gateway.close();
    }
}
