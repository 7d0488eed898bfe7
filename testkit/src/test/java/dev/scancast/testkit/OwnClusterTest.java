package dev.scancast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.exceptions.JedisDataException;

class OwnClusterTest {
    private static OwnCluster cluster;

    @BeforeAll
    static void start() {
        cluster = OwnCluster.start();
    }

    @AfterAll
    static void end() {
        cluster.close();
    }

    @Test
    void threePrimariesShareTheSlots() {
        assertThat(cluster.primaries()).hasSize(3);
        OwnRedis primary = cluster.primaryOf("a");
        assertThat(primary.command("SET", "a", "1")).isEqualTo("OK");
        OwnRedis other = cluster.otherThan(primary);
        assertThatThrownBy(() -> other.command("SET", "a", "1"))
                .isInstanceOf(JedisDataException.class)
                .hasMessageStartingWith("MOVED");
    }

    @Test
    void aSlotMovesWithItsKeys() {
        OwnRedis source = cluster.primaryOf("moved");
        source.command("SET", "moved", "here");
        OwnRedis target = cluster.move("moved");
        assertThat(target).isNotSameAs(source);
        assertThat(target.command("GET", "moved")).isEqualTo("here");
        assertThat(cluster.primaryOf("moved")).isSameAs(target);
    }

    @Test
    void aMoveThatHasBegunLeavesKeysHereAndThere() {
        OwnRedis source = cluster.primaryOf("{t}1");
        source.command("MSET", "{t}1", "1", "{t}2", "2");
        OwnCluster.Move move = cluster.beginMove("{t}1", cluster.otherThan(source));
        assertThat(move.moveKey()).isTrue();
        assertThatThrownBy(() -> source.command("MGET", "{t}1", "{t}2")).hasMessageStartingWith("TRYAGAIN");
        move.finish();
        assertThat(cluster.primaryOf("{t}1")).isNotSameAs(source);
    }

    @Test
    void aReplicaTakesOverAndTheDeadOneComesBackAsItsReplica() {
        cluster.awaitWhole();
        OwnRedis dead = cluster.killPrimaryOf("b");
        cluster.awaitTakeover("b", dead);
        assertThat(cluster.primaryOf("b").command("SET", "b", "1")).isEqualTo("OK");
        cluster.heal();
        assertThat(dead.info("role")).isEqualTo("slave");
    }

    @Test
    void aReplicaTakesOverFromOneThatIsWell() {
        cluster.awaitWhole();
        OwnRedis old = cluster.failOver("c");
        assertThat(cluster.primaryOf("c")).isNotSameAs(old);
        assertThat(old.isRunning()).isTrue();
        cluster.awaitWhole();
    }
}
