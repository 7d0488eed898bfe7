package dev.scancast.launcher.operations;

import static org.awaitility.Awaitility.await;

import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.redis.Redis;
import dev.scancast.contract.redis.RedisSettings;
import dev.scancast.contract.settings.Settings;
import dev.scancast.gateway.Gateway;
import dev.scancast.testkit.CapturedErrors;
import dev.scancast.testkit.HttpCalls;
import dev.scancast.testkit.OwnRedis;
import dev.scancast.testkit.RawWebSocket;
import dev.scancast.testkit.WatchingClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A gateway of this process, with a log of its own, at a Redis that was emptied, and what a situation has opened. */
final class TroubledGateway implements AutoCloseable {
    static final ScanId SCAN = new ScanId("my-scan");

    private static final Duration READY = Duration.ofSeconds(30);

    private final OwnRedis redis;
    private final Path directory;
    private final CapturedErrors log;
    private final Gateway gateway;
    private final Redis contract;
    private final List<Runnable> endings = new ArrayList<>();

    /** Mends that Redis first, should a situation before have harmed it. */
    TroubledGateway(OwnRedis redis, Path directory) {
        if (!redis.isRunning()) {
            redis.restart();
        }
        redis.configSet("maxmemory", "0");
        redis.command("FLUSHALL");
        this.redis = redis;
        this.directory = directory;
        this.log = CapturedErrors.start();
        Map<String, String> flags = Map.of(
                "redis", redis.url(),
                "gateway.port", "0",
                "gateway.drain", "0s",
                "gateway.metrics-census", "0s",
                "sweeper.interval", "100ms",
                "sweeper.tell", "100ms");
        this.gateway = Gateway.start(Settings.load(Gateway.CATALOG, flags, Map.of(), null));
        this.contract = Redis.open(
                RedisSettings.from(Settings.load(RedisSettings.CATALOG, Map.of("redis", redis.url()), Map.of(), null)),
                "test");
        await("the gateway is ready")
                .atMost(READY)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> HttpCalls.get(uri("http", "/health/ready")).statusCode() == 200);
    }

    OwnRedis redis() {
        return redis;
    }

    /** The same Redis by the contract's own classes. */
    Redis contract() {
        return contract;
    }

    Path directory() {
        return directory;
    }

    String authority() {
        return gateway.url().getAuthority();
    }

    URI uri(String scheme, String path) {
        return URI.create(scheme + "://" + authority() + path);
    }

    void writeLog() throws IOException {
        Files.write(directory.resolve("gateway.log"), log.linesWith(""));
    }

    WatchingClient watch() {
        WatchingClient client = WatchingClient.connect(uri("ws", "/ws/scan/" + SCAN));
        endings.add(client::close);
        return client;
    }

    RawWebSocket watchRaw(int buffer) {
        RawWebSocket client = RawWebSocket.open(uri("ws", "/ws/scan/" + SCAN), buffer);
        endings.add(client::close);
        return client;
    }

    /** As a foreign scanner does. */
    void setAndPublish(String document) {
        redis.command("SET", "scan:status:" + SCAN, document, "EX", "3600");
        redis.command("PUBLISH", "scan:progress:" + SCAN, document);
    }

    @Override
    public void close() {
        endings.forEach(Runnable::run);
        contract.close();
        gateway.close();
        log.close();
    }
}
