package dev.scancast.launcher.page;

import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.redis.Redis;
import dev.scancast.contract.redis.RedisSettings;
import dev.scancast.contract.redis.ScanKeys;
import dev.scancast.contract.settings.Settings;
import dev.scancast.gateway.Gateway;
import dev.scancast.testkit.OwnRedis;
import java.util.Map;

/** A Redis, a gateway on it, and a way to write to that Redis. */
final class Stage implements AutoCloseable {
    private final OwnRedis own;
    private final Gateway gateway;
    private final Redis redis;

    private Stage(OwnRedis own, Gateway gateway, Redis redis) {
        this.own = own;
        this.gateway = gateway;
        this.redis = redis;
    }

    static Stage set() {
        OwnRedis own = OwnRedis.start();
        Settings settings = settings(own.url(), 0);
        return new Stage(
                own, Gateway.start(settings), Redis.open(RedisSettings.from(settings), "page-test"));
    }

    /** A gateway's settings for that Redis; port 0 takes a free one. */
    static Settings settings(String redisUrl, int port) {
        Map<String, String> flags =
                Map.of("redis", redisUrl, "gateway.port", Integer.toString(port), "gateway.drain", "0s");
        return Settings.load(Gateway.CATALOG, flags, Map.of(), null);
    }

    OwnRedis ownRedis() {
        return own;
    }

    Redis redis() {
        return redis;
    }

    String home() {
        return gateway.url() + "/";
    }

    String pageOf(ScanId scan) {
        return pageOf(scan.value());
    }

    String pageOf(String scan) {
        return gateway.url() + "/scan/" + scan;
    }

    /** What a foreign publisher does: SET, then PUBLISH. */
    void publish(String scan, String document) {
        ScanKeys keys = redis.keys();
        redis.commands().set(keys.status(new ScanId(scan)), document);
        redis.commands().publish(keys.progressChannel(new ScanId(scan)), document);
    }

    /** What a scan was asked to do, as JSON. */
    String requestOf(String scan) {
        return redis.commands().hget(redis.keys().meta(new ScanId(scan)), "request");
    }

    /** A worker's record, as a worker that runs keeps it: it offers two repositories below {@code /repositories}. */
    void addWorker() {
        String record = "{\"name\":\"worker-1\",\"roots\":[\"/repositories\"],\"languages\":[\"java\"],\"analyzers\":[],"
                + "\"repositories\":[{\"name\":\"shop\",\"path\":\"/repositories/shop\"},"
                + "{\"name\":\"billing\",\"path\":\"/repositories/billing\"}]}";
        redis.commands().set(ScanKeys.worker("worker-1"), record);
        redis.commands().zadd(ScanKeys.WORKERS, (double) System.currentTimeMillis(), "worker-1");
    }

    @Override
    public void close() {
        gateway.close();
        redis.close();
        own.close();
    }
}
