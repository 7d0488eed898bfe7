package dev.scancast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPubSub;
import redis.clients.jedis.exceptions.JedisConnectionException;

class OwnRedisTest {
    private static final Duration SHORT = Duration.ofMillis(300);

    @ParameterizedTest
    @EnumSource
    void everySourceStartsOneThatKeepsNothingAndEvictsNothing(RedisSource source) {
        try (OwnRedis redis = OwnRedis.builder().source(source).start();
                Jedis jedis = redis.jedis()) {
            assertThat(jedis.ping()).isEqualTo("PONG");
            assertThat(jedis.configGet("maxmemory-policy")).containsValue("noeviction");
            assertThat(jedis.configGet("save")).containsEntry("save", "");
            assertThat(redis.info("process_id")).isNotEmpty();
        }
    }

    @Test
    void theEmbeddedOneIsOfTheOldestVersionWeSupport() {
        try (OwnRedis redis = OwnRedis.builder().source(RedisSource.EMBEDDED).start()) {
            assertThat(redis.version()).startsWith("6.2.");
        }
    }

    @Test
    void comesBackEmptyOnTheSamePortWithAnotherProcess() {
        try (OwnRedis redis = OwnRedis.start()) {
            redis.command("SET", "key", "value");
            int port = redis.port();
            long pid = redis.pid();

            redis.restart();

            assertThat(redis.port()).isEqualTo(port);
            assertThat(redis.pid()).isNotEqualTo(pid);
            assertThat(redis.command("GET", "key")).isNull();
        }
    }

    @Test
    void refusesConnectionsOnceKilled() {
        try (OwnRedis redis = OwnRedis.start()) {
            redis.kill();

            assertThat(redis.isRunning()).isFalse();
            assertThatThrownBy(() -> redis.command("PING")).isInstanceOf(JedisConnectionException.class);
        }
    }

    @Test
    void suspendedItAnswersNothingAndResumedItHasItsData() {
        try (OwnRedis redis = OwnRedis.start()) {
            redis.command("SET", "key", "value");

            redis.suspend();
            assertThat(redis.answers(SHORT)).isFalse();

            redis.resume();
            assertThat(redis.command("GET", "key")).isEqualTo("value");
        }
    }

    @Test
    void pausedItAnswersNothingForThatTime() {
        try (OwnRedis redis = OwnRedis.start()) {
            redis.pauseClients(Duration.ofMillis(800));
            assertThat(redis.answers(SHORT)).isFalse();
            assertThat(redis.answers(Duration.ofSeconds(5))).isTrue();
        }
    }

    @Test
    void cutsThoseThatSubscribedAndNobodyElse() throws InterruptedException {
        try (OwnRedis redis = OwnRedis.start();
                Jedis subscriber = redis.jedis(Duration.ofSeconds(20));
                Jedis bystander = redis.jedis()) {
            Thread subscribed =
                    new Thread(() -> assertThatThrownBy(() -> subscriber.subscribe(new JedisPubSub() {}, "channel"))
                            .isInstanceOf(JedisConnectionException.class));
            subscribed.start();
            await().until(() -> bystander.pubsubChannels().contains("channel"));

            assertThat(redis.killPubSubClients()).isEqualTo(1);

            subscribed.join(5_000);
            assertThat(subscribed.isAlive()).isFalse();
            assertThat(bystander.ping()).isEqualTo("PONG");
        }
    }

    @Test
    void replicaHasItsPrimarysDataAndCanBePromoted() {
        try (OwnRedis primary = OwnRedis.start();
                OwnRedis replica = OwnRedis.start()) {
            primary.command("SET", "key", "value");

            replica.replicaOf(primary);
            assertThat(replica.command("GET", "key")).isEqualTo("value");
            assertThat(replica.info("role")).isEqualTo("slave");

            replica.promote();
            assertThat(replica.info("role")).isEqualTo("master");
        }
    }

    @Test
    void monitorShowsWhatWasSentSinceItBegan() {
        try (OwnRedis redis = OwnRedis.start();
                RedisMonitor monitor = redis.monitor()) {
            redis.command("SET", "key", "value");
            redis.command("GET", "key");
            redis.command("GET", "key");

            monitor.awaitCommand("get", 2);
            assertThat(monitor.count("SET")).isEqualTo(1);
            assertThat(monitor.lines()).anyMatch(line -> line.endsWith("\"SET\" \"key\" \"value\""));
        }
    }

    @Test
    void tellsThatThePortItWasToldIsTaken() {
        try (OwnRedis first = OwnRedis.start()) {
            OwnRedis.Builder second = OwnRedis.builder().port(first.port());
            assertThatThrownBy(second::start)
                    .isInstanceOf(TestkitException.class)
                    .hasMessageContaining("in use");
        }
    }

    @Test
    void tellsWhyItDidNotStart() {
        OwnRedis.Builder wrong = OwnRedis.builder().config("maxmemory-policy", "sometimes");
        assertThatThrownBy(wrong::start).isInstanceOf(TestkitException.class).hasMessageContaining("must be one of");
    }

    @Test
    void canBeClosedTwiceAlsoWhileSuspended() {
        OwnRedis redis = OwnRedis.start();
        redis.suspend();
        redis.close();
        redis.close();
        assertThat(redis.isRunning()).isFalse();
    }
}
