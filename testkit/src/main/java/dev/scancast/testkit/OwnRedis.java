package dev.scancast.testkit;

import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.args.ClientType;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.params.ClientKillParams;

/**
 * A real Redis of the test's own, on a free port of loopback, that can be killed, emptied, suspended and vexed.
 *
 * <p>It keeps nothing on disk and evicts nothing. It ends with {@link #close()}, at the latest with this JVM. Which
 * Redis it is, the system property {@code redis} chooses ({@code installed}, {@code embedded} or
 * {@code testcontainers}); without it, the {@code redis-server} on the PATH, else the embedded one.
 *
 * <p>Thread-safe.
 */
public final class OwnRedis implements AutoCloseable {
    private static final String HOST = "127.0.0.1";
    private static final Duration READY = Duration.ofSeconds(20);
    private static final int ATTEMPTS = 20;
    private static final String BIND_FAILED = "Address already in use";

    private final RedisSource source;
    private final Map<String, String> config;

    /** Tells ours from another Redis that took the port before us. */
    private final String mark = "own-" + UUID.randomUUID() + ".rdb";

    private final Object lock = new Object();

    @GuardedBy("lock")
    private int port;

    private final int tlsPort;

    @GuardedBy("lock")
    private @Nullable RedisServer server;

    private OwnRedis(Builder builder) {
        this.source = builder.source;
        this.config = new LinkedHashMap<>(builder.config);
        this.port = builder.port;
        this.tlsPort = builder.tlsPort;
    }

    /** Starts one with the defaults; returns when it answers. */
    public static OwnRedis start() {
        return builder().start();
    }

    public static Builder builder() {
        return new Builder();
    }

    /** How to start one. Not thread-safe. */
    public static final class Builder {
        private final Map<String, String> config = new LinkedHashMap<>();
        private RedisSource source = RedisSource.preferred();
        private int port;
        private int tlsPort;

        private Builder() {
            config("bind", HOST);
            config("save", "");
            config("appendonly", "no");
            config("maxmemory-policy", "noeviction");
            config("repl-diskless-sync-delay", "0"); // 5 s by default, for other replicas to come
        }

        /** Default: {@link RedisSource#preferred()}. */
        @CanIgnoreReturnValue
        public Builder source(RedisSource value) {
            source = value;
            return this;
        }

        /** Default: a free one. */
        @CanIgnoreReturnValue
        public Builder port(int value) {
            if (value < 1 || value > 65_535) {
                throw new IllegalArgumentException("port must be 1-65535, got " + value);
            }
            port = value;
            return this;
        }

        /** A line of redis.conf; the last value given for a name wins. */
        @CanIgnoreReturnValue
        public Builder config(String name, String value) {
            config.put(name, value);
            return this;
        }

        /** Speaks TLS too, on a port beside the other, and to its replicas. */
        @CanIgnoreReturnValue
        public Builder tls(TestCertificates certificates) {
            tlsPort = FreePorts.next();
            config.putAll(certificates.redisConfig());
            return config("tls-port", Integer.toString(tlsPort));
        }

        /** Begins as a replica of that one, also after each {@link OwnRedis#restart()}. */
        @CanIgnoreReturnValue
        public Builder replicaOf(OwnRedis primary) {
            return config("replicaof", HOST + " " + (tlsPort == 0 ? primary.port() : primary.tlsPort()));
        }

        /**
         * Starts it; returns when it answers. The test is skipped, with the reason, if this machine has no such Redis.
         *
         * @throws TestkitException if it does not start; the message holds its output
         */
        public OwnRedis start() {
            Assumptions.assumeTrue(source.isAvailable(), source.whyNot());
            OwnRedis redis = new OwnRedis(this);
            redis.startOnAnyPort(port == 0);
            return redis;
        }
    }

    public String host() {
        return HOST;
    }

    /** Stays the same over restarts. */
    public int port() {
        synchronized (lock) {
            return port;
        }
    }

    /** Where it speaks TLS; 0 if it doesn't. */
    public int tlsPort() {
        return tlsPort;
    }

    public HostAndPort address() {
        return new HostAndPort(HOST, port());
    }

    /** As clients take it: {@code redis://127.0.0.1:port}. */
    public String url() {
        return "redis://" + HOST + ":" + port();
    }

    public RedisSource source() {
        return source;
    }

    /** The server's process. Another one after each restart. */
    public long pid() {
        return running().pid();
    }

    /** What the server says of its version, such as {@code 7.0.15}. */
    public String version() {
        return info("redis_version");
    }

    /** What the present server wrote so far. */
    public String output() {
        return running().output();
    }

    public boolean isRunning() {
        synchronized (lock) {
            return server != null && server.isAlive();
        }
    }

    /** SIGKILL; returns when it is gone. Connections are reset, and further ones refused. May be called twice. */
    public void kill() {
        synchronized (lock) {
            if (server != null) {
                server.kill();
            }
        }
    }

    /** Starts it again on the same port, killing it first if it runs. It comes back empty. */
    public void restart() {
        kill();
        startOnAnyPort(false);
    }

    /** SIGSTOP: connections stay, the system still accepts new ones, nothing is answered. */
    public void suspend() {
        running().suspend();
    }

    /** SIGCONT: the opposite of {@link #suspend()}. */
    public void resume() {
        running().resume();
    }

    /** A new connection; the caller closes it. Gives up waiting for an answer after 2 s. */
    public Jedis jedis() {
        return jedis(Duration.ofSeconds(2));
    }

    /** A new connection that waits so long for an answer; the caller closes it. */
    public Jedis jedis(Duration timeout) {
        return new Jedis(address(), config(timeout));
    }

    /** A new pooled client for any thread; the caller closes it. Gives up waiting for an answer after 2 s. */
    public RedisClient client() {
        return RedisClient.builder()
                .hostAndPort(address())
                .clientConfig(config(Duration.ofSeconds(2)))
                .build();
    }

    /**
     * Sends one command over a connection of its own.
     *
     * @return the answer with its bytes read as UTF-8: a String, a Long, a List of such, or null
     */
    @CanIgnoreReturnValue
    public @Nullable Object command(String name, String... arguments) {
        try (Jedis jedis = jedis()) {
            return RedisReplies.decode(jedis.sendCommand(RedisReplies.command(name), arguments));
        }
    }

    /** Whether it answers within that time. */
    public boolean answers(Duration timeout) {
        try (Jedis jedis = jedis(timeout)) {
            return "PONG".equals(jedis.ping());
        } catch (JedisException e) {
            return false; // the answer we asked for
        }
    }

    /** Cuts every connection that has subscribed to something; returns how many there were. */
    @CanIgnoreReturnValue
    public long killPubSubClients() {
        try (Jedis jedis = jedis()) {
            return jedis.clientKill(ClientKillParams.clientKillParams().type(ClientType.PUBSUB));
        }
    }

    /** CLIENT PAUSE: from now on so long, no command is answered, {@link #answers} included. */
    public void pauseClients(Duration time) {
        command("CLIENT", "PAUSE", Long.toString(time.toMillis()));
    }

    public void configSet(String name, String value) {
        command("CONFIG", "SET", name, value);
    }

    /** Makes it a replica of that one; returns when the link between them stands and the data is here. */
    public void replicaOf(OwnRedis primary) {
        command("REPLICAOF", HOST, Integer.toString(primary.port()));
        awaitReplicaLink();
    }

    /** Returns when this replica has its primary's data and follows it. */
    public void awaitReplicaLink() {
        await("replica " + port() + " follows its primary")
                .atMost(READY)
                .pollInSameThread()
                .pollInterval(Duration.ofMillis(20))
                .until(() -> info("master_link_status").equals("up"));
    }

    /** Makes it a primary; its data stays. */
    public void promote() {
        command("REPLICAOF", "NO", "ONE");
    }

    /** Collects what MONITOR shows from now on. */
    public RedisMonitor monitor() {
        return new RedisMonitor(jedis());
    }

    /** A value of INFO, or an empty string if INFO has none of that name. */
    public String info(String name) {
        try (Jedis jedis = jedis()) {
            return jedis.info()
                    .lines()
                    .filter(line -> line.startsWith(name + ":"))
                    .findFirst()
                    .map(line -> line.substring(name.length() + 1))
                    .orElse("");
        }
    }

    /** Ends it. May be called twice, and on a killed or suspended one. */
    @Override
    public void close() {
        kill();
    }

    @Override
    public String toString() {
        return source.name().toLowerCase(Locale.ROOT) + " Redis at " + HOST + ":" + port();
    }

    static JedisClientConfig config(Duration timeout) {
        int millis = Math.toIntExact(timeout.toMillis());
        return DefaultJedisClientConfig.builder()
                .connectionTimeoutMillis(millis)
                .socketTimeoutMillis(millis)
                .clientSetInfoConfig(ClientSetInfoConfig.DISABLED) // no lines of ours in MONITOR
                .build();
    }

    private RedisServer running() {
        synchronized (lock) {
            if (server == null || !server.isAlive()) {
                throw new IllegalStateException(this + " does not run");
            }
            return server;
        }
    }

    private void startOnAnyPort(boolean mayMove) {
        synchronized (lock) {
            for (int attempt = 1; ; attempt++) {
                if (mayMove) {
                    port = FreePorts.next();
                }
                RedisServer started = source.start(arguments());
                server = started;
                Optional<String> failure = awaitReady(started);
                if (failure.isEmpty()) {
                    return;
                }
                started.kill();
                if (attempt == ATTEMPTS || !failure.get().contains(BIND_FAILED)) {
                    throw new TestkitException(this + " did not start:\n" + failure.get());
                }
            }
        }
    }

    @GuardedBy("lock")
    private List<String> arguments() {
        List<String> arguments = new ArrayList<>();
        arguments.addAll(List.of("--port", Integer.toString(port), "--dbfilename", mark));
        config.forEach((name, value) -> {
            arguments.add("--" + name);
            arguments.addAll(value.isEmpty() ? List.of("") : List.of(value.split(" ")));
        });
        return arguments;
    }

    /** Empty if it answers, else what it wrote. */
    private Optional<String> awaitReady(RedisServer started) {
        var unused = await("Redis answers or ends")
                .atMost(READY)
                .pollInSameThread()
                .pollDelay(Duration.ofMillis(10))
                .pollInterval(Duration.ofMillis(10))
                .until(
                        () -> isOurs() ? Answer.READY : started.isAlive() ? Answer.NONE : Answer.ENDED,
                        a -> a != Answer.NONE);
        return unused == Answer.READY ? Optional.empty() : Optional.of(started.output());
    }

    private enum Answer {
        NONE,
        READY,
        ENDED
    }

    private boolean isOurs() {
        try (Jedis jedis = jedis()) {
            return mark.equals(jedis.configGet("dbfilename").get("dbfilename"));
        } catch (JedisException e) {
            return false; // not yet, or loading
        }
    }
}
