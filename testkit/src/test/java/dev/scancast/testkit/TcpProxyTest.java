package dev.scancast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisConnectionException;

class TcpProxyTest {
    private final OwnRedis redis = OwnRedis.start();
    private TcpProxy proxy;

    @BeforeEach
    void startProxy() {
        proxy = TcpProxy.to(redis.port());
    }

    @AfterEach
    void end() {
        proxy.close();
        redis.close();
    }

    @Test
    void forwardsBothWays() {
        try (Jedis jedis = connect()) {
            jedis.set("key", "v".repeat(1_000_000));
            assertThat(jedis.get("key")).hasSize(1_000_000);
            assertThat(proxy.connections()).isEqualTo(1);
        }
        await("the proxy forgets a connection that was closed").until(() -> proxy.connections() == 0);
    }

    @Test
    void pausedIsSilentAndResumedGoesOnOnTheSameConnection() {
        try (Jedis jedis = connect()) {
            assertThat(jedis.ping()).isEqualTo("PONG");
            proxy.pause();
            assertThatThrownBy(jedis::ping).hasMessageContaining("timed out");
            assertThatThrownBy(() -> {
                        try (Jedis another = connect()) {
                            another.ping();
                        }
                    })
                    .isInstanceOf(JedisConnectionException.class);
        }
        proxy.resume();
        try (Jedis jedis = connect()) {
            assertThat(jedis.ping()).isEqualTo("PONG");
        }
    }

    @Test
    void cutsWhatStandsAndTakesNewConnections() {
        Jedis jedis = connect();
        assertThat(jedis.ping()).isEqualTo("PONG");
        assertThat(proxy.cut()).isEqualTo(1);
        assertThatThrownBy(jedis::ping).isInstanceOf(JedisConnectionException.class);
        try (Jedis another = connect()) {
            assertThat(another.ping()).isEqualTo("PONG");
        }
    }

    @Test
    void cutsEveryConnectionAfterItsTime() {
        proxy.cutEveryConnectionAfter(Duration.ofMillis(100));
        Jedis jedis = connect();
        assertThat(jedis.ping()).isEqualTo("PONG");
        await("the connection is cut").until(() -> proxy.connections() == 0);
        assertThatThrownBy(jedis::ping).isInstanceOf(JedisConnectionException.class);
    }

    @Test
    void throttles() {
        proxy.throttle(100_000);
        try (Jedis jedis = connect()) {
            long began = System.nanoTime();
            jedis.set("key", "v".repeat(50_000));
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isBetween(millis(350), millis(1800));
        }
    }

    @Test
    void refusesAndAcceptsAgainOnTheSamePort() {
        proxy.refuse();
        assertThatThrownBy(this::connect).isInstanceOf(JedisConnectionException.class);
        proxy.accept();
        try (Jedis jedis = connect()) {
            assertThat(jedis.ping()).isEqualTo("PONG");
        }
    }

    private static Duration millis(long millis) {
        return Duration.ofMillis(millis);
    }

    private Jedis connect() {
        Jedis jedis = new Jedis(
                new HostAndPort("127.0.0.1", proxy.port()),
                DefaultJedisClientConfig.builder()
                        .timeoutMillis(2000)
                        .clientSetInfoConfig(ClientSetInfoConfig.DISABLED)
                        .build());
        jedis.connect();
        return jedis;
    }
}
