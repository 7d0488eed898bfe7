package dev.scancast.gateway.hub;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisFitnessTest {
    @ParameterizedTest
    @ValueSource(strings = {"6.2.0", "6.2.11", "7.0.15", "7.2", "8", "10.0.1", "unstable"})
    void versionsFromSixTwoOnAreTaken(String version) {
        assertThat(RedisFitness.problem(info(version, "noeviction"), false)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.0.14", "6.0.16", "2.8"})
    void olderOnesAreNot(String version) {
        assertThat(RedisFitness.problem(info(version, "noeviction"), false))
                .isEqualTo("Redis 6.2 or newer is needed, this one is " + version);
    }

    @Test
    void oneThatEvictsIsNotTaken() {
        assertThat(RedisFitness.problem(info("7.0.15", "allkeys-lru"), false))
                .isEqualTo("this Redis may forget scans: its maxmemory-policy must be noeviction, it is allkeys-lru");
    }

    @Test
    void whatIsNotToldIsTakenToBeRight() {
        assertThat(RedisFitness.problem("# Server\r\nuptime:1\r\n", false)).isNull();
    }

    @Test
    void aClusterMustBeNewEnoughForShardedChannels() {
        assertThat(RedisFitness.problem(info("7.0.0", "noeviction"), true)).isNull();
        assertThat(RedisFitness.problem(info("6.2.14", "noeviction"), true))
                .isEqualTo("a Cluster of Redis 7.0 or newer is needed, this one is 6.2.14");
    }

    @Test
    void aNodeOfAClusterIsNoRedisByItself() {
        assertThat(RedisFitness.problem("redis_version:7.0.15\r\nredis_mode:cluster\r\n", false))
                .isEqualTo("this Redis is a node of a Cluster: its URL must begin with redis-cluster://");
    }

    private static String info(String version, String policy) {
        return "# Server\r\nredis_version:" + version + "\r\nexecutable:/usr/bin/redis\r\n\r\n# Memory\r\n"
                + "maxmemory_policy:" + policy + "\r\n";
    }
}
