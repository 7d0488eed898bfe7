package dev.scancast.gateway.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.settings.Settings;
import dev.scancast.gateway.Gateway;
import dev.scancast.testkit.Documents;
import dev.scancast.testkit.HttpCalls;
import dev.scancast.testkit.OwnRedis;
import dev.scancast.testkit.RawHttp;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** A gateway and its Redis, with one scan that is live and stays so. Confined to the test's thread. */
final class Lab implements AutoCloseable {
    static final String DOCUMENT = "{\"status\":\"scanning\",\"progress\":40}";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final OwnRedis redis;
    private final Gateway gateway;
    private final ScanId scan = ScanId.create();

    private Lab(OwnRedis redis, Gateway gateway) {
        this.redis = redis;
        this.gateway = gateway;
    }

    /** Settings are names and values in turn. */
    static Lab start(String... settings) {
        OwnRedis redis = OwnRedis.start();
        Map<String, String> flags = new HashMap<>();
        flags.put("redis", redis.url());
        flags.put("gateway.port", "0");
        flags.put("gateway.drain", "0s");
        for (int i = 0; i < settings.length; i += 2) {
            flags.put(settings[i], settings[i + 1]);
        }
        Lab lab = new Lab(redis, Gateway.start(Settings.load(Gateway.CATALOG, flags, Map.of(), null)));
        lab.set(lab.scan, DOCUMENT);
        await("the gateway is ready")
                .atMost(PATIENCE)
                .until(() -> HttpCalls.get(lab.gateway.url().resolve("/health/ready"))
                                .statusCode()
                        == 200);
        return lab;
    }

    /** Where the live scan is watched. */
    URI socket() {
        return socket("/ws/scan/" + scan);
    }

    URI socket(String path) {
        return gateway.url().resolve(path);
    }

    /** A client that shook hands and has the scan's document. */
    Peer open() throws IOException {
        return open(scan);
    }

    /** The same on another scan, which is made live first. */
    Peer open(ScanId other) throws IOException {
        set(other, DOCUMENT);
        return Peer.open(socket("/ws/scan/" + other));
    }

    /** A handshake as it should be, which then is changed. */
    Handshake handshake() {
        return new Handshake(socket());
    }

    /** Writes a document as a foreign scanner does. */
    void publish(ScanId other, String document) {
        set(other, document);
        redis.command("PUBLISH", "scan:progress:" + other, document);
    }

    private void set(ScanId other, String document) {
        redis.command("SET", "scan:status:" + other, document);
    }

    /** No session is left. */
    void awaitNoConnection() {
        await("no WebSocket is left")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(websockets()).isZero());
    }

    /** No session is left, and where the system tells, no socket either. */
    void awaitNothingLeft() {
        awaitNoConnection();
        await("no socket of the gateway is left")
                .atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(Sockets.openAt(gateway.url().getPort())).isEmpty());
    }

    int websockets() {
        return Documents.parse(RawHttp.exchange(
                                socket("/health"), "GET /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                        .body())
                .path("connections")
                .path("websocket")
                .asInt();
    }

    @Override
    public void close() {
        gateway.close();
        redis.close();
    }
}
