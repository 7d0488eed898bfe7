package dev.scancast.contract.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedisUrlTest {
    @ParameterizedTest
    @CsvSource({
        "redis://localhost, redis://localhost:6379",
        "redis://127.0.0.1:7000/0, redis://127.0.0.1:7000",
        "rediss://u:p%40ss@host:1, rediss://u:***@host:1",
        "redis://:secret@host, redis://:***@host:6379",
        "'redis-cluster://u:secret@a:7000,b', 'redis-cluster://u:***@a:7000,b:6379'",
        "rediss-cluster://a, rediss-cluster://a:6379",
    })
    void plainUrlsAreReadAndShownWithoutThePassword(String text, String shown) {
        assertThat(RedisUrl.parse(text)).hasToString(shown);
    }

    @Test
    void sentinelsAreNamedTogetherWithTheirMaster() {
        RedisUrl url = RedisUrl.parse("redis-sentinel://a:1,b/mymaster");
        assertThat(url).hasToString("redis-sentinel://a:1,b:26379/mymaster");
        assertThat(url.master()).isEqualTo("mymaster");
    }

    @Test
    void userAndPasswordAreDecoded() {
        RedisUrl url = RedisUrl.parse("redis://al%20ice:p%40s+s@host");
        assertThat(url.user()).isEqualTo("al ice");
        assertThat(url.password()).isEqualTo("p@s+s");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "http://localhost",
                "redis://",
                "redis://a,b",
                "redis://h:x",
                "redis://h/1",
                "redis-cluster://",
                "redis-cluster://a:1,b:1/name",
                "redis-sentinel://a:1"
            })
    void anythingElseIsRefused(String text) {
        assertThatThrownBy(() -> RedisUrl.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
