package dev.scancast.gateway.faults;

import dev.scancast.testkit.OwnRedis;
import dev.scancast.testkit.SentinelTrio;
import dev.scancast.testkit.TcpProxy;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Breaks one thing after the other in a world, at random, until each fault of its lanes has happened often enough; those
 * of two lanes overlap. Confined to its thread.
 */
final class FaultLane implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(FaultLane.class);
    private static final int JUNK_BYTES = 256 * 1024;
    private static final int MOST_JUNK = 200;
    private static final Duration DRAIN_PATIENCE = Duration.ofSeconds(30);

    private final FaultWorld world;
    private final Verdicts verdicts;
    private final Random random;
    private final List<Fault> faults;
    private final int each;
    private @Nullable GatewayReplica ended;

    FaultLane(FaultWorld world, Verdicts verdicts, Random random, Fault.Lane lane, int each) {
        this.world = world;
        this.verdicts = verdicts;
        this.random = random;
        this.faults =
                Stream.of(Fault.values()).filter(fault -> fault.lane() == lane).toList();
        this.each = each;
    }

    @Override
    public void run() {
        while (!world.isStopped()) {
            world.awaitNoTruce();
            List<Fault> left = faults.stream()
                    .filter(fault -> verdicts.count(fault) < each)
                    .toList();
            if (left.isEmpty() || world.isStopped()) {
                return;
            }
            Fault fault = left.get(random.nextInt(left.size()));
            world.isDisturbed();
            try {
                apply(fault);
                verdicts.happened(fault);
            } catch (JedisException e) {
                LOG.info("{} could not be brought about: {}", fault, e.getMessage());
            } catch (RuntimeException e) {
                LOG.error("{} could not be brought about", fault, e);
            } finally {
                if (ended == null) {
                    world.calmsDown(fault);
                } else {
                    world.calmsDown(fault, ended);
                }
            }
            pause(0, 800);
        }
    }

    private void apply(Fault fault) {
        switch (fault) {
            case REDIS_KILLED_AND_EMPTY -> {
                world.server().kill();
                pause(0, 1500);
                world.server().restart();
            }
            case REDIS_SUSPENDED -> {
                OwnRedis redis = world.server();
                redis.suspend();
                pause(300, 4700);
                redis.resume();
            }
            case CLIENT_PAUSE -> {
                int millis = 300 + random.nextInt(3700);
                world.server().pauseClients(Duration.ofMillis(millis));
                pause(millis, 1);
            }
            case PUBSUB_KILLED -> world.server().killPubSubClients();
            case OUTPUT_BUFFER -> hitOutputBuffer();
            case HALF_OPEN -> {
                TcpProxy link = world.link(random.nextInt(2));
                link.pause();
                pause(300, 5700);
                link.resume();
            }
            case FAIL_OVER -> {
                SentinelTrio trio = world.trio();
                trio.stopReplicating();
                pause(100, 900);
                OwnRedis primary = trio.primary();
                primary.kill();
                trio.awaitOtherThan(primary);
                trio.heal();
            }
            case OLD_PRIMARY -> {
                SentinelTrio trio = world.trio();
                trio.failOver(); // who was primary answers on, and takes writes
                pause(500, 2500);
                trio.heal();
            }
            case GATEWAY_KILLED -> {
                GatewayReplica gateway = chooseGateway();
                gateway.kill();
                pause(0, 1000);
                gateway.restart();
            }
            case GATEWAY_DRAINED -> {
                GatewayReplica gateway = chooseGateway();
                gateway.drain();
                gateway.awaitEnd(DRAIN_PATIENCE);
                gateway.restart();
            }
            default -> throw new IllegalArgumentException(fault + " is not this lane's");
        }
    }

    private GatewayReplica chooseGateway() {
        GatewayReplica chosen = world.gateway(random.nextInt(2));
        ended = chosen;
        return chosen;
    }

    /** More than Redis will keep for a subscriber that doesn't read. */
    private void hitOutputBuffer() {
        OwnRedis redis = world.server();
        redis.configSet("client-output-buffer-limit", "pubsub 512kb 0 0");
        TcpProxy link = world.link(random.nextInt(2));
        link.pause();
        try (Jedis jedis = redis.jedis()) {
            long before = subscribers(jedis);
            List<String> channels = jedis.pubsubChannels("scan:gateway:*");
            String junk = "x".repeat(JUNK_BYTES);
            for (int i = 0; i < MOST_JUNK && subscribers(jedis) >= before; i++) {
                channels.forEach(channel -> jedis.publish(channel, junk));
            }
            if (subscribers(jedis) >= before) {
                throw new JedisException("Redis cut nobody");
            }
        } finally {
            link.resume();
        }
    }

    private static long subscribers(Jedis jedis) {
        return jedis.clientList()
                .lines()
                .filter(line -> !line.contains(" sub=0 "))
                .count();
    }

    private void pause(int least, int more) {
        world.pause(Duration.ofMillis(least + random.nextInt(more)));
    }
}
