package dev.scancast.scanner.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scancast.contract.document.Json;
import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.redis.Fence;
import dev.scancast.contract.redis.Redis;
import dev.scancast.contract.redis.RedisSettings;
import dev.scancast.contract.settings.Settings;
import dev.scancast.testkit.OwnRedis;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** Reports in a real Redis. */
class RedisReportStoreTest {
    private static final Fence FENCE = new Fence(7, 1, 0, 1);

    private final ScanId scan = ScanId.create();
    private OwnRedis server;
    private Redis redis;
    private RedisReportStore store;

    @BeforeEach
    void open() {
        server = OwnRedis.start();
        Settings settings =
                Settings.load(RedisSettings.CATALOG, Map.of("redis", server.url(), "report.ttl", "2h"), Map.of(), null);
        redis = Redis.open(RedisSettings.from(settings), "test");
        store = new RedisReportStore(redis);
    }

    @AfterEach
    void close() {
        redis.close();
        server.close();
    }

    @Test
    void aReportStandsAtItsKeyAsLongAsTheSettingSays() throws IOException {
        ScanReport report = ReportBytesTest.report(3);

        assertThat(store.store(scan, FENCE, report)).isTrue();

        try (Jedis jedis = server.jedis()) {
            byte[] key = redis.keys().report(scan).getBytes(UTF_8);
            assertThat(Json.read(ReportBytesTest.gunzip(jedis.get(key)), ScanReport.class))
                    .isEqualTo(report);
            assertThat(jedis.ttl(key)).isBetween(7100L, 7200L);
        }
    }

    @Test
    void aSecondReportReplacesTheFirst() throws IOException {
        store.store(scan, FENCE, ReportBytesTest.report(3));
        ScanReport second = ReportBytesTest.report(5);

        assertThat(store.store(scan, FENCE, second)).isTrue();

        try (Jedis jedis = server.jedis()) {
            byte[] key = redis.keys().report(scan).getBytes(UTF_8);
            assertThat(Json.read(ReportBytesTest.gunzip(jedis.get(key)), ScanReport.class))
                    .isEqualTo(second);
        }
    }

    /** What a suspended worker stored over the report of its successor was served as the scan's. */
    @Test
    void anAttemptThatWasTakenOverStoresNothing() throws IOException {
        ScanReport second = ReportBytesTest.report(5);
        try (Jedis jedis = server.jedis()) {
            jedis.hset("scan:meta:" + scan, "epoch", "8");
            assertThat(store.store(scan, new Fence(8, 1, 0, 2), second)).isTrue();
            assertThat(store.store(scan, FENCE, ReportBytesTest.report(3))).isFalse();

            byte[] key = redis.keys().report(scan).getBytes(UTF_8);
            assertThat(Json.read(ReportBytesTest.gunzip(jedis.get(key)), ScanReport.class))
                    .isEqualTo(second);
        }
    }

    @Test
    void nothingIsStoredForAScanThatHasEnded() {
        try (Jedis jedis = server.jedis()) {
            jedis.hset("scan:meta:" + scan, Map.of("epoch", "7", "terminal", "{}"));
            assertThat(store.store(scan, FENCE, ReportBytesTest.report(3))).isFalse();
            assertThat(jedis.exists(redis.keys().report(scan))).isFalse();
        }
    }

    @Test
    void withRedisAwayTheAnswerIsFalseAndNothingIsThrown() {
        server.close();

        assertThat(store.store(scan, FENCE, ReportBytesTest.report(1))).isFalse();
    }
}
