package dev.scancast.gateway.hub;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.redis.Redis;
import dev.scancast.contract.redis.ScanKeys;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisClusterOperationException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisMovedDataException;
import redis.clients.jedis.util.JedisClusterCRC16;

/**
 * The subscriber link to one primary of a cluster: one connection's life, with a thread that reads and a probe. It stands
 * once its own channel, in a slot of that primary, is confirmed. Thread-safe.
 */
final class ShardLink implements ProbedLink, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ShardLink.class);

    private static final byte[] MESSAGE = "smessage".getBytes(UTF_8);
    private static final byte[] SUBSCRIBED = "ssubscribe".getBytes(UTF_8);
    private static final byte[] UNSUBSCRIBED = "sunsubscribe".getBytes(UTF_8);

    /** A primary without any of the slots of so many names has hardly a slot. */
    private static final int MOST_NAMES = 10_000;

    private static final long CLOSE_PATIENCE_MILLIS = 3000;

    private final Redis redis;
    private final String gateway;
    private final HostAndPort address;
    private final LinkState state;
    private final SubscriberLink.Listener listener;
    private final Owner owner;
    private final ShardCommands commands = new ShardCommands();
    private final Thread reader;
    private final long begunAt = System.nanoTime();
    private volatile @Nullable ShardConnection connection;
    private volatile @Nullable String ownChannel;
    private volatile @Nullable LinkProbe probe;
    private volatile boolean isUp;
    private volatile boolean closed;

    /** Who has the links of all shards. Called on the link's thread; must not block. */
    interface Owner {
        /** It stands. */
        void onShardUp(ShardLink shard);

        /** It has ended, and with it whatever was subscribed on it. */
        void onShardEnded(ShardLink shard);

        /** A subscription was refused: its slot is at another node. */
        void onMoved(ShardLink shard, Topic topic, long generation, HostAndPort to);

        /** A subscription has ended by itself: its slot has left this node. */
        void onGone(ShardLink shard, Topic topic);
    }

    private ShardLink(
            Redis redis,
            String gateway,
            HostAndPort address,
            LinkState state,
            SubscriberLink.Listener listener,
            Owner owner) {
        this.redis = redis;
        this.gateway = gateway;
        this.address = address;
        this.state = state;
        this.listener = listener;
        this.owner = owner;
        this.reader = new Thread(this::run, "scancast-link-" + address.getPort());
        this.reader.setUncaughtExceptionHandler((t, e) -> LOG.error("the thread {} ended", t.getName(), e));
    }

    /** Starts to connect. */
    static ShardLink start(
            Redis redis,
            String gateway,
            HostAndPort address,
            LinkState state,
            SubscriberLink.Listener listener,
            Owner owner) {
        ShardLink link = new ShardLink(redis, gateway, address, state, listener, owner);
        link.reader.start();
        return link;
    }

    /** Only while it is up; one that breaks meanwhile tells its owner. */
    void subscribe(Topic topic, long generation) {
        send(true, topic, generation);
    }

    void unsubscribe(Topic topic) {
        send(false, topic, 0);
    }

    boolean isUp() {
        return isUp;
    }

    /** The primary that it goes to, its whole life long. */
    HostAndPort node() {
        return address;
    }

    // ---- what the probe asks

    @Override
    public @Nullable HostAndPort address() {
        return isUp ? address : null;
    }

    /** This node, as long as it is a primary. */
    @Override
    public HostAndPort primary() {
        String channel = ownChannel;
        return channel == null || redis.primaries().contains(address) ? address : redis.primaryOf(channel);
    }

    @Override
    public @Nullable String probeChannel() {
        return ownChannel;
    }

    @Override
    public String publishCommand() {
        return redis.keys().publishCommand();
    }

    @Override
    public boolean isStuck(Duration patience) {
        return !isUp && connection != null && System.nanoTime() - begunAt > patience.toNanos();
    }

    @Override
    public void rebuild(String reason) {
        LOG.info("the link to {} is built anew: {}", address, reason);
        cut();
    }

    /** Ends it, in bounded time. One that has ended by itself needs none of this. */
    @Override
    public void close() {
        closed = true;
        cut();
        try {
            reader.join(CLOSE_PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (reader.isAlive()) {
            LOG.warn("the thread {} did not end within {} ms", reader.getName(), CLOSE_PATIENCE_MILLIS);
        }
    }

    private void cut() {
        ShardConnection open = connection;
        if (open != null) {
            try {
                open.forceDisconnect();
            } catch (IOException e) {
                LOG.debug("cutting the link to {}", address, e);
            }
        }
    }

    // ---- reading

    private void run() {
        RuntimeException cause = null;
        try {
            String own = channelHere();
            ownChannel = own;
            ShardConnection opened =
                    redis.openConnection(address, redis.settings().timeout(), ShardConnection::new);
            connection = opened;
            probe = LinkProbe.start(redis, state, this);
            opened.send(Protocol.Command.SSUBSCRIBE, own.getBytes(UTF_8));
            while (!closed) {
                read(opened);
            }
        } catch (JedisException e) {
            cause = e;
        } catch (RuntimeException e) {
            LOG.error("the link to {} failed; it is built anew", address, e);
            cause = e;
        } finally {
            isUp = false;
            cut();
            connection = null;
            if (!closed) {
                state.down(cause);
            }
            owner.onShardEnded(this);
            LinkProbe running = probe;
            if (running != null) {
                running.close();
            }
        }
    }

    /** The gateway's channel in a slot that this node has. */
    private String channelHere() {
        return IntStream.range(0, MOST_NAMES)
                .mapToObj(i -> ScanKeys.gatewayAt(gateway, i))
                .filter(channel -> redis.primaryOf(channel).equals(address))
                .findFirst()
                .orElseThrow(() -> new JedisClusterOperationException(address + " is no primary"));
    }

    private void read(ShardConnection from) {
        Object answer;
        try {
            answer = from.read();
        } catch (JedisMovedDataException e) {
            onMoved(e);
            return;
        } catch (JedisDataException e) {
            throw new JedisException("refused to subscribe: " + e.getMessage(), e); // which channel isn't told
        }
        if (!(answer instanceof List<?> parts) || !(parts.get(0) instanceof byte[] kind)) {
            return;
        }
        if (!(parts.get(1) instanceof byte[] channel)) {
            return; // the end of nothing
        }
        String name = new String(channel, UTF_8);
        if (Arrays.equals(kind, MESSAGE)) {
            onMessage(name, (byte[]) parts.get(2));
        } else if (Arrays.equals(kind, SUBSCRIBED)) {
            onSubscribed(name);
        } else if (Arrays.equals(kind, UNSUBSCRIBED)) {
            onUnsubscribed(name);
        }
    }

    private void onMessage(String channel, byte[] message) {
        Topic topic = commands.topicOf(channel);
        if (topic != null) {
            listener.onMessage(topic, message);
            return;
        }
        LinkMarker marker = LinkMarker.parse(new String(message, UTF_8));
        if (marker == null) {
            return;
        }
        ScanId scan = marker.scan();
        if (scan == null) {
            state.proved(marker.number());
        } else {
            listener.onMarker(scan, marker.number());
        }
    }

    private void onSubscribed(String channel) {
        if (channel.equals(ownChannel)) {
            isUp = true;
            state.up();
            owner.onShardUp(this);
            return;
        }
        ShardCommands.Sent confirmed = commands.subscribed(channel);
        if (confirmed != null) {
            listener.onSubscribed(confirmed.topic(), confirmed.generation());
        }
    }

    private void onUnsubscribed(String channel) {
        if (channel.equals(ownChannel)) {
            rebuild("the slot of its own channel has left");
            return;
        }
        Topic gone = commands.unsubscribed(channel);
        if (gone != null) {
            owner.onGone(this, gone);
        }
    }

    private void onMoved(JedisMovedDataException e) {
        if (!isUp) {
            throw new JedisException("the slot of its own channel has left", e);
        }
        ShardCommands.Sent refused = commands.moved(e.getSlot());
        if (refused != null) {
            owner.onMoved(this, refused.topic(), refused.generation(), e.getTargetNode());
        }
    }

    // ---- writing

    private void send(boolean subscribes, Topic topic, long generation) {
        ShardConnection open = connection;
        if (open == null || !isUp) {
            return; // it has ended, and tells so
        }
        String channel = topic.channel(redis.keys());
        byte[][] channels = channels(topic, channel);
        try {
            commands.send(
                    new ShardCommands.Sent(subscribes, topic, channel, JedisClusterCRC16.getSlot(channel), generation),
                    () -> open.send(
                            subscribes ? Protocol.Command.SSUBSCRIBE : Protocol.Command.SUNSUBSCRIBE, channels));
        } catch (RuntimeException e) {
            LOG.debug("the link to {} broke while subscribing", address, e);
            cut();
        }
    }

    /** The markers of reads come by a channel in the scan's slot, subscribed before the documents' is. */
    private byte[][] channels(Topic topic, String channel) {
        byte[] last = channel.getBytes(UTF_8);
        return switch (topic.kind()) {
            case PROGRESS ->
                new byte[][] {redis.keys().marker(gateway, topic.scan()).getBytes(UTF_8), last};
            case LOG -> new byte[][] {last};
        };
    }
}
