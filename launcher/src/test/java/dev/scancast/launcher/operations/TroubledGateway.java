package dev.scancast.launcher.operations;

import static org.awaitility.Awaitility.await;

import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.redis.Redis;
import dev.scancast.contract.redis.RedisSettings;
import dev.scancast.contract.settings.Settings;
import dev.scancast.testkit.ChildProcess;
import dev.scancast.testkit.FreePorts;
import dev.scancast.testkit.HttpCalls;
import dev.scancast.testkit.OwnRedis;
import dev.scancast.testkit.RawWebSocket;
import dev.scancast.testkit.TestkitException;
import dev.scancast.testkit.WatchingClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A gateway as a program, with a log, a Redis of its own, and what a situation has opened. */
final class TroubledGateway implements AutoCloseable {
    static final ScanId SCAN = new ScanId("my-scan");

    private static final Duration READY = Duration.ofSeconds(60);

    private final OwnRedis redis = OwnRedis.start();
    private final Path directory;
    private final int port = FreePorts.next();
    private final ChildProcess process;
    private final Redis contract;
    private final List<Runnable> endings = new ArrayList<>();

    TroubledGateway() throws IOException {
        directory = Files.createTempDirectory("troubled-");
        contract = Redis.open(
                RedisSettings.from(Settings.load(RedisSettings.CATALOG, Map.of("redis", redis.url()), Map.of(), null)),
                "test");
        process = ChildProcess.java(
                "gateway",
                List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
                "dev.scancast.launcher.Main",
                List.of(
                        "gateway",
                        "--redis=" + redis.url(),
                        "--gateway-port=" + port,
                        "--gateway-drain=0s",
                        "--gateway-metrics-census=0s",
                        "--sweeper-tell=200ms"));
        await("the gateway is ready").atMost(READY).until(this::isReady);
    }

    private boolean isReady() {
        if (!process.isAlive()) {
            throw new IllegalStateException("the gateway ended:\n" + process.output());
        }
        try {
            return HttpCalls.get(uri("http", "/health/ready")).statusCode() == 200;
        } catch (TestkitException e) {
            return false; // not yet
        }
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
        return "127.0.0.1:" + port;
    }

    URI uri(String scheme, String path) {
        return URI.create(scheme + "://" + authority() + path);
    }

    void writeLog() throws IOException {
        Files.writeString(directory.resolve("gateway.log"), process.output());
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
    public void close() throws IOException {
        endings.forEach(Runnable::run);
        contract.close();
        process.close();
        redis.close();
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }
}
