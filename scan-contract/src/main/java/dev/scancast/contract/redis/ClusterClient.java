package dev.scancast.contract.redis;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.ClusterCommandObjects;
import redis.clients.jedis.CommandObject;
import redis.clients.jedis.CommandObjects;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.StaticCommandFlagsRegistry;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisClusterOperationException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.executors.ClusterCommandExecutor;
import redis.clients.jedis.executors.CommandExecutor;
import redis.clients.jedis.providers.ClusterConnectionProvider;
import redis.clients.jedis.util.JedisClusterCRC16;

/**
 * Commands to a Redis Cluster. What Jedis' own client leaves to its callers is done here: commands that a slot's move
 * refuses for a moment ({@code TRYAGAIN}) are tried again, and pipelines follow the slots ({@link ClusterPipeline}).
 * Thread-safe.
 */
final class ClusterClient extends UnifiedJedis {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterClient.class);

    /** Whatever isn't told by an error is known so soon: pipelines and subscribers go by the map. */
    private static final Duration MAP_AGE = Duration.ofSeconds(1);

    /** A primary that is gone is asked no more often; then whoever called tries again when it wants. */
    private static final int ATTEMPTS = 3;

    private final ClusterConnectionProvider map;
    private final ClusterCommandExecutor impatient;

    private ClusterClient(
            ClusterConnectionProvider map,
            ClusterCommandExecutor executor,
            JedisClientConfig config,
            Duration patience) {
        super(new PatientExecutor(executor, patience), map, config, null);
        this.map = map;
        this.impatient = executor;
    }

    /**
     * Connects to one of the nodes and learns the others from it.
     *
     * @param patience for a command, all its attempts together
     * @throws JedisException if none of them answers
     */
    static ClusterClient open(
            RedisUrl url, JedisClientConfig config, GenericObjectPoolConfig<Connection> pools, Duration patience) {
        ClusterConnectionProvider map =
                new ClusterConnectionProvider(new HashSet<>(url.nodes()), config, pools, MAP_AGE);
        return new ClusterClient(
                map,
                new ClusterCommandExecutor(map, ATTEMPTS, patience, StaticCommandFlagsRegistry.registry()),
                config,
                patience);
    }

    /**
     * Which primary has a key or sharded channel, by the map.
     *
     * @throws JedisClusterOperationException if the map names none
     */
    HostAndPort nodeOf(String name) {
        int slot = JedisClusterCRC16.getSlot(name);
        HostAndPort node = map.getNode(slot);
        if (node == null) {
            throw new JedisClusterOperationException("no node of the cluster has slot " + slot);
        }
        return node;
    }

    /** The primaries, by the map. */
    Set<HostAndPort> primaries() {
        return map.getPrimaryNodes().keySet().stream().map(HostAndPort::from).collect(Collectors.toSet());
    }

    /** Asks the cluster where its slots are now; without an answer the map stays as it is. */
    void renewMap() {
        try {
            map.renewSlotCache();
        } catch (JedisException e) {
            LOG.debug("the cluster's map could not be renewed", e);
        }
    }

    @Override
    protected CommandObjects newCommandObjects(RedisProtocol protocol) {
        return new ClusterCommandObjects(protocol);
    }

    @Override
    public AbstractPipeline pipelined() {
        return new ClusterPipeline(map, executor, commandObjects);
    }

    /** One whose answers may be a {@code TRYAGAIN}: for whoever has another way then. */
    AbstractPipeline pipelinedWithoutWaiting() {
        return new ClusterPipeline(map, impatient, commandObjects);
    }

    /** Whether a slot's move refuses this for a moment: some of a command's keys are here, some there. */
    static boolean isTryAgain(JedisDataException e) {
        return e.getMessage() != null && e.getMessage().startsWith("TRYAGAIN");
    }

    /** Tries again what came to a slot on the move. */
    private static final class PatientExecutor implements CommandExecutor {
        private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

        private final ClusterCommandExecutor executor;
        private final long patienceNanos;

        PatientExecutor(ClusterCommandExecutor executor, Duration patience) {
            this.executor = executor;
            this.patienceNanos = patience.toNanos();
        }

        @Override
        public <T> @Nullable T executeCommand(CommandObject<T> command) {
            long began = System.nanoTime();
            while (true) {
                try {
                    return executor.executeCommand(command);
                } catch (JedisDataException e) {
                    if (!isTryAgain(e)
                            || System.nanoTime() - began > patienceNanos
                            || Thread.currentThread().isInterrupted()) {
                        throw e;
                    }
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            }
        }

        @Override
        public void close() {
            executor.close();
        }
    }
}
