package dev.scancast.contract.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.redis.ScanLog.Level;
import dev.scancast.contract.redis.ScanLog.Line;
import dev.scancast.contract.settings.Settings;
import dev.scancast.testkit.OwnRedis;
import dev.scancast.testkit.RedisSource;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPubSub;
import redis.clients.jedis.StreamEntryID;

/** Log lines, on every kind of Redis that is here. */
@ParameterizedClass
@EnumSource(value = RedisSource.class, mode = EnumSource.Mode.EXCLUDE, names = "CONTAINER")
class ScanLogTest {
    private static final Instant NOON = Instant.parse("2026-01-05T12:00:00Z");

    private final RedisSource source;
    private final ScanId scan = ScanId.create();
    private OwnRedis server;
    private Redis redis;
    private ScanLog log;

    ScanLogTest(RedisSource source) {
        this.source = source;
    }

    @BeforeEach
    void open() {
        assumeTrue(source.isAvailable(), source + " is not available here");
        server = OwnRedis.builder().source(source).start();
        Settings settings =
                Settings.load(RedisSettings.CATALOG, Map.of("redis", server.url(), "log.lines", "10"), Map.of(), null);
        redis = Redis.open(RedisSettings.from(settings), "test");
        log = new ScanLog(redis);
    }

    @AfterEach
    void close() {
        if (server != null) {
            redis.close();
            server.close();
        }
    }

    @Test
    void linesAreNumberedAndTheMarkerTellsTheRange() {
        log.append(scan, List.of(line("one"), line("a \"quoted\"\nline")));
        log.append(scan, List.of(line("three")));
        log.end(scan);

        assertThat(stream())
                .containsExactly(
                        "{\"type\":\"log\",\"line\":1,\"time\":\"2026-01-05T12:00:00.000Z\",\"level\":\"info\",\"message\":\"one\"}",
                        "{\"type\":\"log\",\"line\":2,\"time\":\"2026-01-05T12:00:00.000Z\",\"level\":\"info\",\"message\":\"a \\\"quoted\\\"\\nline\"}",
                        "{\"type\":\"log\",\"line\":3,\"time\":\"2026-01-05T12:00:00.000Z\",\"level\":\"info\",\"message\":\"three\"}",
                        "{\"type\":\"log\",\"end\":true,\"first\":1,\"last\":3}");
        try (Jedis jedis = server.jedis()) {
            assertThat(jedis.pttl("scan:log:" + scan)).isBetween(3_500_000L, 3_600_000L);
        }
    }

    @Test
    void aLogIsEndedOnceHoweverOftenOneAsks() {
        log.end(scan);
        log.end(scan);
        assertThat(stream()).containsExactly("{\"type\":\"log\",\"end\":true,\"first\":0,\"last\":0}");
    }

    @Test
    void subscribersHearWhatTheStreamHolds() throws InterruptedException {
        List<String> heard = new CopyOnWriteArrayList<>();
        JedisPubSub listener = new JedisPubSub() {
            @Override
            public void onMessage(String channel, String message) {
                heard.add(message);
            }
        };
        Thread reader = new Thread(() -> {
            try (Jedis jedis = server.jedis()) {
                jedis.subscribe(listener, "scan:log:" + scan);
            }
        });
        reader.start();
        await("Redis confirms").until(listener::isSubscribed);
        log.append(scan, List.of(line("one"), line("two")));
        log.end(scan);
        await("three messages").until(() -> heard.size() == 3);
        assertThat(heard).isEqualTo(stream());
        listener.unsubscribe();
        reader.join();
    }

    @Test
    void aLogKeepsAboutItsCap() {
        for (int i = 0; i < 50; i++) {
            log.append(scan, List.of(line("line"), line("line"), line("line"), line("line")));
        }
        log.end(scan);
        // Redis cuts whole nodes of 100 entries only
        assertThat(stream()).hasSizeLessThan(130).last().asString().contains("\"last\":200}");
        assertThat(stream().get(0)).doesNotContain("\"line\":1,");
    }

    private static Line line(String message) {
        return new Line(NOON, Level.INFO, message);
    }

    private List<String> stream() {
        try (Jedis jedis = server.jedis()) {
            return jedis.xrange("scan:log:" + scan, (StreamEntryID) null, null).stream()
                    .map(entry -> entry.getFields().get("m"))
                    .toList();
        }
    }
}
