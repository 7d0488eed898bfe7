package dev.scancast.testkit;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.util.JedisClusterCRC16;

/**
 * A Redis Cluster of the test's own on loopback: three primaries with a replica each, whose nodes can be killed and
 * whose slots can be moved. Confined to one thread.
 */
public final class OwnCluster implements AutoCloseable {
    private static final String HOST = "127.0.0.1";
    private static final int PRIMARIES = 3;
    private static final int SLOTS = 16_384;
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Duration POLL = Duration.ofMillis(20);

    /** After so many milliseconds a silent node counts as gone, and its replica takes over about as long after. */
    private static final String NODE_TIMEOUT = "1000";

    private final List<OwnRedis> nodes = new ArrayList<>();
    private final List<Path> directories = new ArrayList<>();
    private final Map<OwnRedis, String> ids = new HashMap<>();

    private OwnCluster() {}

    /** Whether this machine has what it needs: a Redis of version 7. */
    public static boolean isAvailable() {
        return Commands.onPath("redis-server").isPresent();
    }

    /** Starts all six; returns when the cluster is whole. */
    public static OwnCluster start() {
        return start(null);
    }

    /** The same, with TLS between its nodes, and to clients on each node's TLS port. */
    public static OwnCluster startWithTls(TestCertificates certificates) {
        return start(certificates);
    }

    private static OwnCluster start(@Nullable TestCertificates certificates) {
        Assumptions.assumeTrue(isAvailable(), "redis-server is not on the PATH: install it to run this test");
        OwnCluster cluster = new OwnCluster();
        try {
            for (int i = 0; i < 2 * PRIMARIES; i++) {
                cluster.startNode(i, certificates);
            }
            cluster.join();
            cluster.awaitWhole();
            return cluster;
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    private void startNode(int index, @Nullable TestCertificates certificates) {
        try {
            Path directory = Files.createTempDirectory("cluster-");
            directories.add(directory);
            OwnRedis.Builder builder = OwnRedis.builder()
                    .source(RedisSource.INSTALLED)
                    .config("dir", directory.toString())
                    .config("cluster-enabled", "yes")
                    .config("cluster-port", Integer.toString(FreePorts.next()))
                    .config("cluster-node-timeout", NODE_TIMEOUT)
                    .config("cluster-replica-validity-factor", "0");
            if (certificates != null) {
                builder.tls(certificates).config("tls-cluster", "yes");
            }
            OwnRedis node = builder.start();
            nodes.add(node);
            ids.put(node, text(node, "MYID"));
            text(node, "SET-CONFIG-EPOCH", Integer.toString(index + 1));
        } catch (IOException e) {
            throw new TestkitException("cannot make a cluster node's directory", e);
        }
    }

    private void join() {
        for (int i = 0; i < PRIMARIES; i++) {
            int first = i * SLOTS / PRIMARIES;
            int last = (i + 1) * SLOTS / PRIMARIES - 1;
            text(nodes.get(i), "ADDSLOTSRANGE", Integer.toString(first), Integer.toString(last));
        }
        OwnRedis first = nodes.get(0);
        for (OwnRedis node : nodes) {
            int bus = Integer.parseInt(busPort(node));
            int port = node.tlsPort() == 0 ? node.port() : node.tlsPort();
            text(first, "MEET", HOST, Integer.toString(port), Integer.toString(bus));
        }
        await("the nodes know each other")
                .atMost(PATIENCE)
                .pollInterval(POLL)
                .until(() -> nodes.stream().allMatch(node -> linesOf(node).size() == nodes.size()));
        for (int i = 0; i < PRIMARIES; i++) {
            text(nodes.get(PRIMARIES + i), "REPLICATE", idOf(nodes.get(i)));
        }
    }

    private static String busPort(OwnRedis node) {
        if (node.command("CONFIG", "GET", "cluster-port") instanceof List<?> answer) {
            return String.valueOf(answer.get(1));
        }
        throw new TestkitException(node + " tells no cluster-port");
    }

    /** As the setting takes it; names three of the nodes. */
    public String url() {
        return "redis-cluster://" + addresses(OwnRedis::port);
    }

    /** The same with TLS, for a user with a password. */
    public String tlsUrl(String user, String password) {
        return "rediss-cluster://" + user + ":" + password + "@" + addresses(OwnRedis::tlsPort);
    }

    private String addresses(ToIntFunction<OwnRedis> port) {
        return nodes.stream()
                .limit(PRIMARIES)
                .map(node -> HOST + ":" + port.applyAsInt(node))
                .collect(Collectors.joining(","));
    }

    /** All six, dead ones too. */
    public List<OwnRedis> nodes() {
        return List.copyOf(nodes);
    }

    /** Those that are primaries now, as the others see it. */
    public List<OwnRedis> primaries() {
        return view().stream()
                .filter(line -> line.is("master") && !line.is("fail"))
                .map(line -> node(line.id()))
                .toList();
    }

    /** The primary that has a key or channel. */
    public OwnRedis primaryOf(String name) {
        int slot = JedisClusterCRC16.getSlot(name);
        return view().stream()
                .filter(line -> line.is("master") && line.has(slot))
                .map(line -> node(line.id()))
                .findFirst()
                .orElseThrow(() -> new TestkitException("nobody has slot " + slot));
    }

    /** A primary that doesn't have it. */
    public OwnRedis otherThan(OwnRedis primary) {
        return primaries().stream().filter(node -> node != primary).findFirst().orElseThrow();
    }

    /** Kills the primary that has a name; returns it, at once. */
    public OwnRedis killPrimaryOf(String name) {
        OwnRedis primary = primaryOf(name);
        primary.kill();
        return primary;
    }

    /** Returns when another than that one has the name's slot, and takes writes. */
    public void awaitTakeover(String name, OwnRedis from) {
        await("another node takes over from " + from)
                .atMost(PATIENCE)
                .pollInterval(POLL)
                .until(() -> primaryOf(name) != from && isOk());
    }

    /** Has the replica of a name's primary take over, without loss; returns the former primary when it has. */
    public OwnRedis failOver(String name) {
        OwnRedis old = primaryOf(name);
        OwnRedis replica = node(view().stream()
                .filter(line -> idOf(old).equals(line.primary()) && !line.is("fail"))
                .findFirst()
                .orElseThrow()
                .id());
        text(replica, "FAILOVER");
        awaitTakeover(name, old);
        return old;
    }

    /** A slot's move that has begun: the source has its keys still, and new ones go to the target. */
    public final class Move {
        private static final String BATCH = "100";
        private final String slot;
        private final OwnRedis source;
        private final OwnRedis target;

        private Move(int slot, OwnRedis source, OwnRedis target) {
            this.slot = Integer.toString(slot);
            this.source = source;
            this.target = target;
            text(target, "SETSLOT", this.slot, "IMPORTING", idOf(source));
            text(source, "SETSLOT", this.slot, "MIGRATING", idOf(target));
        }

        /** Moves one key of the slot; false if there was none any more. */
        public boolean moveKey() {
            return moveKeys("1");
        }

        /** Moves what is left, and tells all nodes that the slot is the target's. */
        public void finish() {
            boolean moved = true;
            while (moved) {
                moved = moveKeys(BATCH);
            }
            text(target, "SETSLOT", slot, "NODE", idOf(target));
            text(source, "SETSLOT", slot, "NODE", idOf(target));
            for (OwnRedis primary : primaries()) {
                text(primary, "SETSLOT", slot, "NODE", idOf(target));
            }
            await("replicas have heard of the move")
                    .atMost(PATIENCE)
                    .pollInterval(POLL)
                    .until(this::isKnownToAll);
        }

        private boolean isKnownToAll() {
            String id = idOf(target);
            return nodes.stream()
                    .filter(OwnRedis::isRunning)
                    .allMatch(node -> linesOf(node).stream()
                            .anyMatch(line -> line.id().equals(id) && line.has(Integer.parseInt(slot))));
        }

        private boolean moveKeys(String most) {
            List<?> keys = (List<?>) source.command("CLUSTER", "GETKEYSINSLOT", slot, most);
            if (keys == null || keys.isEmpty()) {
                return false;
            }
            List<String> migrate =
                    new ArrayList<>(List.of(HOST, Integer.toString(target.port()), "", "0", "5000", "KEYS"));
            keys.forEach(key -> migrate.add(String.valueOf(key)));
            source.command("MIGRATE", migrate.toArray(String[]::new));
            return true;
        }
    }

    /** Begins to move the slot of a name to another primary. */
    public Move beginMove(String name, OwnRedis target) {
        return new Move(JedisClusterCRC16.getSlot(name), primaryOf(name), target);
    }

    /** Moves the slot of a name, with all its keys, to another primary than it has; returns that one. */
    public OwnRedis move(String name) {
        OwnRedis target = otherThan(primaryOf(name));
        beginMove(name, target).finish();
        return target;
    }

    /** Starts the nodes that were killed; returns when the cluster is whole. */
    public void heal() {
        for (OwnRedis node : nodes) {
            if (!node.isRunning()) {
                node.restart();
            }
        }
        awaitWhole();
    }

    /** Returns when every slot has a primary, every primary a replica that follows, and all nodes say so. */
    public void awaitWhole() {
        await("the cluster is whole").atMost(PATIENCE).pollInterval(POLL).until(() -> isOk() && isReplicated());
    }

    private boolean isOk() {
        return nodes.stream().filter(OwnRedis::isRunning).allMatch(node -> {
            try {
                return text(node, "INFO").contains("cluster_state:ok");
            } catch (JedisException e) {
                return false; // it starts
            }
        });
    }

    private boolean isReplicated() {
        for (OwnRedis node : nodes) {
            boolean agrees = node.isRunning()
                    && linesOf(node).stream().noneMatch(line -> line.is("fail") || line.is("fail?"))
                    && linesOf(node).stream().filter(line -> line.is("slave")).count() == PRIMARIES;
            if (!agrees
                    || (node.info("role").equals("slave")
                            && !node.info("master_link_status").equals("up"))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() {
        nodes.forEach(OwnRedis::close);
        directories.forEach(OwnCluster::delete);
    }

    private String idOf(OwnRedis node) {
        return Objects.requireNonNull(ids.get(node), () -> node + " is no node of ours");
    }

    private OwnRedis node(String id) {
        return nodes.stream()
                .filter(node -> id.equals(idOf(node)))
                .findFirst()
                .orElseThrow(() -> new TestkitException("no node of ours has the id " + id));
    }

    /** What a node that runs says of all of them; of what most say, where they differ, the newest to come. */
    private List<Line> view() {
        return nodes.stream()
                .filter(OwnRedis::isRunning)
                .map(this::linesOf)
                .max((one, other) -> Long.compare(epoch(one), epoch(other)))
                .orElseThrow();
    }

    private static long epoch(List<Line> lines) {
        return lines.stream()
                .filter(line -> line.is("master") && !line.slots().isEmpty())
                .mapToLong(Line::epoch)
                .sum();
    }

    private List<Line> linesOf(OwnRedis node) {
        return text(node, "NODES").lines().map(Line::parse).toList();
    }

    /** A line of CLUSTER NODES. */
    private record Line(String id, List<String> flags, String primary, long epoch, List<String> slots) {
        static Line parse(String text) {
            List<String> parts = List.of(text.split(" "));
            return new Line(
                    parts.get(0),
                    List.of(parts.get(2).split(",")),
                    parts.get(3),
                    Long.parseLong(parts.get(6)),
                    parts.subList(8, parts.size()));
        }

        boolean is(String flag) {
            return flags.contains(flag);
        }

        boolean has(int slot) {
            return slots.stream().filter(range -> !range.startsWith("[")).anyMatch(range -> {
                String[] ends = range.split("-", -1);
                return Integer.parseInt(ends[0]) <= slot && slot <= Integer.parseInt(ends[ends.length - 1]);
            });
        }
    }

    private static String text(OwnRedis node, String subcommand, String... arguments) {
        String[] all =
                Stream.concat(Stream.of(subcommand), Stream.of(arguments)).toArray(String[]::new);
        return String.valueOf(node.command("CLUSTER", all));
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            directory.toFile().deleteOnExit(); // it lies among temporary files and harms no test
        }
    }
}
