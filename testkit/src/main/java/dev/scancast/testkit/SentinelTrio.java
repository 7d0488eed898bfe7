package dev.scancast.testkit;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/** Two Redis, a primary and its replica, and three Sentinels that watch over them. Confined to one thread. */
public final class SentinelTrio implements AutoCloseable {
    /** The name that the Sentinels know the primary by. */
    public static final String MASTER = "scans";

    private static final int QUORUM = 2;
    private static final int SENTINELS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String WRONG = "nobody";

    private final List<OwnRedis> servers;
    private final List<ChildProcess> sentinels = new ArrayList<>();
    private final List<Integer> ports = new ArrayList<>();
    private final List<Integer> tlsPorts = new ArrayList<>();
    private final List<Path> directories = new ArrayList<>();

    private final @Nullable TestCertificates certificates;

    private SentinelTrio(OwnRedis primary, OwnRedis replica, @Nullable TestCertificates certificates) {
        this.servers = List.of(primary, replica);
        this.certificates = certificates;
    }

    /** Whether this machine has what it needs. */
    public static boolean isAvailable() {
        return Commands.onPath("redis-server").isPresent();
    }

    /** Starts all five; returns when the Sentinels know each other and the replica. */
    public static SentinelTrio start() {
        return start(null);
    }

    /** The same, with TLS between all of them, and to clients. */
    public static SentinelTrio startWithTls(TestCertificates certificates) {
        return start(certificates);
    }

    private static SentinelTrio start(@Nullable TestCertificates certificates) {
        Assumptions.assumeTrue(isAvailable(), "redis-server is not on the PATH: install it to run this test");
        OwnRedis primary = server(certificates).start();
        OwnRedis replica = server(certificates).replicaOf(primary).start();
        SentinelTrio trio = new SentinelTrio(primary, replica, certificates);
        replica.awaitReplicaLink();
        // What stands in the configuration would make it a replica of a former primary at each restart.
        for (int i = 0; i < SENTINELS; i++) {
            trio.startSentinel(trio.portOf(primary));
        }
        await("the Sentinels know each other and the replica").atMost(PATIENCE).until(trio::isComplete);
        return trio;
    }

    /** As the gateway's setting takes it. */
    public String url() {
        return "redis-sentinel://" + addresses(ports);
    }

    /** The same with TLS, for a user of the servers. */
    public String tlsUrl(String user, String password) {
        return "rediss-sentinel://" + user + ":" + password + "@" + addresses(tlsPorts);
    }

    private static String addresses(List<Integer> ports) {
        return ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(",")) + "/" + MASTER;
    }

    /** Both servers. */
    public List<OwnRedis> servers() {
        return servers;
    }

    private static OwnRedis.Builder server(@Nullable TestCertificates certificates) {
        OwnRedis.Builder builder = OwnRedis.builder().source(RedisSource.INSTALLED);
        return certificates == null ? builder : builder.tls(certificates);
    }

    /** By which the Sentinels know a server. */
    private int portOf(OwnRedis server) {
        return certificates == null ? server.port() : server.tlsPort();
    }

    /** Where the primary is, as the Sentinels say. */
    public HostAndPort primaryAddress() {
        try (Jedis sentinel = sentinel(0)) {
            List<String> parts = sentinel.sentinelGetMasterAddrByName(MASTER);
            return new HostAndPort(parts.get(0), Integer.parseInt(parts.get(1)));
        }
    }

    /** Whom the Sentinels call primary. */
    public OwnRedis primary() {
        int port = primaryAddress().getPort();
        return servers.stream()
                .filter(server -> portOf(server) == port)
                .findFirst()
                .orElseThrow();
    }

    /** The other one. */
    public OwnRedis other(OwnRedis one) {
        return servers.get(0) == one ? servers.get(1) : servers.get(0);
    }

    /** From now on the replica gets nothing: what is written is lost with the next fail-over. */
    public void stopReplicating() {
        OwnRedis primary = primary();
        OwnRedis replica = other(primary);
        // A login that the primary refuses keeps the replica from coming back.
        replica.configSet("masteruser", WRONG);
        replica.configSet("masterauth", WRONG);
        primary.command("CLIENT", "KILL", "TYPE", "replica");
        await("the replica's link is down")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> !replica.info("master_link_status").equals("up"));
    }

    /** Makes the Sentinels promote the replica now, though the primary is well; returns when they have. */
    public void failOver() {
        OwnRedis old = primary();
        await("the Sentinels fail over").atMost(PATIENCE).until(() -> {
            try (Jedis sentinel = sentinel(0)) {
                return "OK".equals(sentinel.sentinelFailover(MASTER));
            } catch (JedisException e) {
                return false; // one is under way, or no replica is good enough yet
            }
        });
        awaitOtherThan(old);
    }

    /** Returns when all Sentinels name another primary. */
    public void awaitOtherThan(OwnRedis old) {
        await("the Sentinels name another primary than " + old)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> Stream.iterate(0, i -> i + 1)
                        .limit(SENTINELS)
                        .allMatch(i -> portAt(i) != portOf(old) && portAt(i) > 0));
    }

    /** Starts what was killed, and makes the one that is no primary a replica again; returns when it follows. */
    public void heal() {
        OwnRedis primary = primary();
        OwnRedis replica = other(primary);
        if (!replica.isRunning()) {
            replica.restart();
        }
        for (OwnRedis server : servers) {
            server.configSet("masteruser", "");
            server.configSet("masterauth", "");
        }
        await("the primary is promoted")
                .atMost(PATIENCE)
                .until(() -> primary.info("role").equals("master"));
        replica.replicaOf(primary);
        await("the Sentinels see the replica follow").atMost(PATIENCE).until(this::isComplete);
    }

    @Override
    public void close() {
        sentinels.forEach(ChildProcess::close);
        servers.forEach(OwnRedis::close);
        directories.forEach(SentinelTrio::delete);
    }

    private void startSentinel(int primaryPort) {
        int port = FreePorts.next();
        try {
            Path directory = Files.createTempDirectory("sentinel-");
            Path config = directory.resolve("sentinel.conf");
            Files.writeString(
                    config, """
                    port %d
                    bind 127.0.0.1
                    dir %s
                    sentinel monitor %s 127.0.0.1 %d %d
                    sentinel down-after-milliseconds %s 1000
                    sentinel failover-timeout %s 4000
                    """.formatted(port, directory, MASTER, primaryPort, QUORUM, MASTER, MASTER) + tls());
            directories.add(directory);
            ports.add(port);
            sentinels.add(ChildProcess.start(
                    "sentinel",
                    List.of(
                            Commands.onPath("redis-server").orElseThrow().toString(),
                            config.toString(),
                            "--sentinel")));
        } catch (IOException e) {
            throw new TestkitException("cannot write a Sentinel's configuration", e);
        }
    }

    private String tls() {
        TestCertificates wanted = certificates;
        if (wanted == null) {
            return "";
        }
        int port = FreePorts.next();
        tlsPorts.add(port);
        return wanted.redisConfig().entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue() + "\n")
                .collect(Collectors.joining("", "tls-port " + port + "\n", ""));
    }

    private Jedis sentinel(int index) {
        return new Jedis(new HostAndPort("127.0.0.1", ports.get(index)), OwnRedis.config(Duration.ofSeconds(2)));
    }

    private int portAt(int index) {
        try (Jedis sentinel = sentinel(index)) {
            return Integer.parseInt(sentinel.sentinelGetMasterAddrByName(MASTER).get(1));
        } catch (JedisException e) {
            return -1; // it is asked again
        }
    }

    private boolean isComplete() {
        for (int i = 0; i < SENTINELS; i++) {
            try (Jedis sentinel = sentinel(i)) {
                var master = sentinel.sentinelMaster(MASTER);
                boolean replicaFollows = sentinel.sentinelReplicas(MASTER).stream()
                        .anyMatch(replica -> "ok".equals(replica.get("master-link-status")));
                if (!"master".equals(master.get("flags"))
                        || !Integer.toString(SENTINELS - 1).equals(master.get("num-other-sentinels"))
                        || !replicaFollows) {
                    return false;
                }
            } catch (JedisException e) {
                return false; // not yet
            }
        }
        return true;
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            directory.toFile().deleteOnExit(); // it lies in the build directory and harms no test
        }
    }
}
