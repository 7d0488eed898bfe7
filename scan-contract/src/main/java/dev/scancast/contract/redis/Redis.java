package dev.scancast.contract.redis;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BiFunction;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisSentinelClient;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * The way to Redis: pooled commands, and connections of one's own for subscribers. Opening it needs no Redis; each use
 * fails by itself while there is none. Thread-safe.
 */
public final class Redis implements AutoCloseable {

    private static final int POOL_SIZE = 16;

    /** How much longer than other answers a blocking command's is waited for. */
    private static final int BLOCKING_MARGIN_MILLIS = 1000;

    private final RedisSettings settings;
    private final String clientName;
    private final @Nullable RedisTls tls;
    private final RefusalLog refusals = new RefusalLog();
    private final ScanKeys keys;
    private final WriteCounts writeCounts = new WriteCounts();
    private final Object lock = new Object();
    private volatile @Nullable UnifiedJedis client;
    private boolean closed;

    private Redis(RedisSettings settings, String clientName) {
        this.settings = settings;
        this.clientName = clientName;
        this.tls = settings.url().tls() ? RedisTls.of(settings.caFile()) : null;
        this.keys = isCluster() ? ScanKeys.hashTagged() : ScanKeys.plain();
    }

    /**
     * Prepares the way; connects when it is first used.
     *
     * @param clientName as {@code CLIENT LIST} shows it; no spaces
     * @throws dev.scancast.contract.settings.SettingException if the file of authorities can't be used
     */
    public static Redis open(RedisSettings settings, String clientName) {
        return new Redis(settings, clientName);
    }

    /** The names of this Redis' keys and channels. */
    public ScanKeys keys() {
        return keys;
    }

    public RedisSettings settings() {
        return settings;
    }

    /** Whether it is a Cluster: its slots are on several primaries, and may move. */
    public boolean isCluster() {
        return settings.url().kind() == RedisUrl.Kind.CLUSTER;
    }

    /** Tells a person, once, if a failure was a right that our user lacks: no time heals that. */
    public void tell(Throwable failure) {
        refusals.tell(failure);
    }

    /** What became of the documents that were written by this way. */
    public WriteCounts writeCounts() {
        return writeCounts;
    }

    /**
     * Commands to the primary; in a Cluster to whichever has the keys, pipelines included. Keys of two slots don't go
     * in one command or script.
     *
     * @throws JedisException if no Sentinel, or no node of the cluster, can be reached
     */
    public UnifiedJedis commands() {
        UnifiedJedis current = client;
        return current != null ? current : connect();
    }

    /**
     * A pipeline that waits for no slot's move, as others do for the time-out: what needs several keys of a scan whose
     * slot moves is answered by an error that {@link #isSlotMoving} knows.
     *
     * @throws JedisException if no Sentinel, or no node of the cluster, can be reached
     */
    public AbstractPipeline pipelinedWithoutWaiting() {
        UnifiedJedis commands = commands();
        return commands instanceof ClusterClient cluster ? cluster.pipelinedWithoutWaiting() : commands.pipelined();
    }

    /** Whether a command was refused since its slot is about to move, and commands of one key still work. */
    public static boolean isSlotMoving(JedisException e) {
        return e instanceof JedisDataException refusal && ClusterClient.isTryAgain(refusal);
    }

    /**
     * A connection outside any pool, for a subscriber: a pooled one poisons its pool when its loop ends badly.
     *
     * @param node where to, usually {@link #primaryOf} something: the caller then knows what it is connected to
     * @param timeout for connecting and for each answer
     * @throws JedisException if it can't be opened
     */
    public Connection openConnection(HostAndPort node, Duration timeout) {
        return openConnection(node, timeout, Connection::new);
    }

    /** The same, of a kind of the caller's. */
    public <T extends Connection> T openConnection(
            HostAndPort node, Duration timeout, BiFunction<HostAndPort, JedisClientConfig, T> kind) {
        return kind.apply(node, clientConfig(timeout));
    }

    /**
     * Where the primary is now that has a key or channel: as Sentinel says where there is one, or the cluster's map.
     *
     * @throws JedisException if no Sentinel, or no node of the cluster, can be reached
     */
    public HostAndPort primaryOf(String name) {
        return switch (settings.url().kind()) {
            case STANDALONE -> settings.url().nodes().get(0);
            case SENTINEL -> ((RedisSentinelClient) commands()).getCurrentMaster();
            case CLUSTER -> cluster().nodeOf(name);
        };
    }

    /**
     * The cluster's primaries, by its map, which is a second old at most while nodes answer.
     *
     * @throws JedisException if no node can be reached
     * @throws IllegalStateException if it is no Cluster
     */
    public Set<HostAndPort> primaries() {
        return cluster().primaries();
    }

    private ClusterClient cluster() {
        if (commands() instanceof ClusterClient cluster) {
            return cluster;
        }
        throw new IllegalStateException(settings.url() + " is no Cluster");
    }

    /**
     * What was written may have gone to a primary that is none any more: the next use asks Sentinel, or the cluster,
     * who it is.
     *
     * @return false if there is nobody to be asked
     */
    @CanIgnoreReturnValue
    public boolean doubtPrimary() {
        if (settings.url().kind() == RedisUrl.Kind.STANDALONE) {
            return false;
        }
        reconnect();
        return true;
    }

    /**
     * Has the next use go to whoever is primary then: drops every pooled connection. In a Cluster its map is renewed
     * instead, as far as nodes answer: the others' connections are good.
     */
    public void reconnect() {
        if (client instanceof ClusterClient cluster) {
            cluster.renewMap();
        } else {
            disconnect();
        }
    }

    private void disconnect() {
        UnifiedJedis old;
        synchronized (lock) {
            old = client;
            client = null;
        }
        if (old != null) {
            old.close();
        }
    }

    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
        }
        disconnect();
    }

    private UnifiedJedis connect() {
        synchronized (lock) {
            if (closed) {
                throw new JedisException("the way to Redis is closed");
            }
            UnifiedJedis current = client;
            if (current == null) {
                current = create();
                client = current;
            }
            return current;
        }
    }

    private UnifiedJedis create() {
        RedisUrl url = settings.url();
        if (isCluster()) {
            return ClusterClient.open(url, clientConfig(), poolConfig(), settings.timeout());
        }
        String master = url.master();
        if (master == null) {
            return RedisClient.builder()
                    .hostAndPort(url.nodes().get(0))
                    .clientConfig(clientConfig())
                    .poolConfig(poolConfig())
                    .build();
        }
        Set<HostAndPort> sentinels = new HashSet<>(url.nodes());
        return RedisSentinelClient.builder()
                .masterName(master)
                .sentinels(sentinels)
                .sentinelClientConfig(secured(DefaultJedisClientConfig.builder())
                        .timeoutMillis((int) settings.timeout().toMillis())
                        .serverDefaultProtocol() // what speaks to Sentinels can't negotiate, and warns of it
                        .build())
                .clientConfig(clientConfig())
                .poolConfig(poolConfig())
                .build();
    }

    private JedisClientConfig clientConfig() {
        return clientConfig(settings.timeout());
    }

    private JedisClientConfig clientConfig(Duration answerTimeout) {
        int timeout = (int) answerTimeout.toMillis();
        return secured(DefaultJedisClientConfig.builder())
                .connectionTimeoutMillis(timeout)
                .socketTimeoutMillis(timeout)
                .blockingSocketTimeoutMillis(timeout + BLOCKING_MARGIN_MILLIS)
                .user(settings.url().user())
                .password(settings.url().password())
                .clientName(clientName)
                .build();
    }

    private DefaultJedisClientConfig.Builder secured(DefaultJedisClientConfig.Builder config) {
        return tls == null ? config : tls.addTo(config);
    }

    private GenericObjectPoolConfig<Connection> poolConfig() {
        GenericObjectPoolConfig<Connection> config = new GenericObjectPoolConfig<>();
        config.setMaxTotal(POOL_SIZE);
        config.setMaxIdle(POOL_SIZE);
        config.setJmxEnabled(false);
        config.setMaxWait(settings.timeout());
        return config;
    }
}
