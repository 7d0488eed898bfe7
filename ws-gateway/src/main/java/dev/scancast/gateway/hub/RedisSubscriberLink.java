package dev.scancast.gateway.hub;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.redis.Backoff;
import dev.scancast.contract.redis.Redis;
import dev.scancast.contract.redis.ScanKeys;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.BinaryJedisPubSub;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisException;

/**
 * The subscriber link over one connection outside any pool. One thread reads, a second writes, so that neither a full
 * socket nor a half-open one ever holds up the hub. Thread-safe.
 *
 * <p>What Jedis needs: only one thread may call subscribe; the first subscription must be confirmed before the next is
 * sent, hence the gateway's own channel, which also keeps the loop alive when nothing is watched; no listener may
 * throw; only {@code forceDisconnect()} ends a half-open connection.
 */
final class RedisSubscriberLink implements SubscriberLink, ProbedLink, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RedisSubscriberLink.class);

    private static final int MOST_CHANNELS_A_COMMAND = 500;
    private static final Duration FIRST_RETRY = Duration.ofMillis(100);
    private static final Duration LAST_RETRY = Duration.ofSeconds(2);
    private static final long CLOSE_PATIENCE_MILLIS = 3000;

    private final Redis redis;
    private final Listener listener;
    private final LinkState state;
    private final String ownChannel;

    /** Tells of new scans. There are no owners yet, so all are nobody's. */
    private final String newsChannel = ScanKeys.NEWS;

    private final BlockingQueue<Command> commands = new LinkedBlockingQueue<>();

    private final Thread readerThread = thread("scancast-link-reader", this::readLoop);
    private final Thread writerThread = thread("scancast-link-writer", this::writeLoop);

    private volatile @Nullable Incarnation current;
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile boolean closed;

    private record Command(boolean subscribe, Topic topic, long generation) {}

    private RedisSubscriberLink(Redis redis, String gateway, LinkState state, Listener listener) {
        this.redis = redis;
        this.listener = listener;
        this.state = state;
        this.ownChannel = ScanKeys.gateway(gateway);
    }

    /** Starts its threads; the listener hears when the link stands. */
    static RedisSubscriberLink start(Redis redis, String gateway, LinkState state, Listener listener) {
        RedisSubscriberLink link = new RedisSubscriberLink(redis, gateway, state, listener);
        link.readerThread.start();
        link.writerThread.start();
        return link;
    }

    @Override
    public void subscribe(Topic topic, long generation) {
        commands.add(new Command(true, topic, generation));
    }

    @Override
    public void unsubscribe(Topic topic) {
        commands.add(new Command(false, topic, 0));
    }

    @Override
    public @Nullable HostAndPort address() {
        Incarnation incarnation = current;
        return incarnation == null ? null : incarnation.address;
    }

    @Override
    public HostAndPort primary() {
        return redis.primaryOf(ownChannel);
    }

    @Override
    public String probeChannel() {
        return ownChannel;
    }

    /** In a Cluster too: there it brings the news, by plain pub/sub. */
    @Override
    public String publishCommand() {
        return ScanKeys.plain().publishCommand();
    }

    @Override
    public boolean isStuck(Duration patience) {
        Incarnation incarnation = current;
        return incarnation != null && !incarnation.isUp && System.nanoTime() - incarnation.begunAt > patience.toNanos();
    }

    @Override
    public void rebuild(String reason) {
        Incarnation incarnation = current;
        if (incarnation != null) {
            LOG.info("the link to Redis is built anew: {}", reason);
            incarnation.cut();
        }
    }

    @Override
    public void close() {
        closed = true;
        closing.countDown();
        writerThread.interrupt(); // not the reader, which may be writing to a client
        Incarnation incarnation = current;
        if (incarnation != null) {
            incarnation.cut();
        }
        join(readerThread);
        join(writerThread);
    }

    private static Thread thread(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setUncaughtExceptionHandler((t, e) -> LOG.error("the thread {} ended", t.getName(), e));
        return thread;
    }

    private static void join(Thread thread) {
        try {
            thread.join(CLOSE_PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            LOG.warn("the thread {} did not end within {} ms", thread.getName(), CLOSE_PATIENCE_MILLIS);
        }
    }

    // ---- reading

    private void readLoop() {
        Backoff backoff = new Backoff(FIRST_RETRY, LAST_RETRY);
        while (!closed) {
            RuntimeException cause = null;
            boolean stood = false;
            try {
                HostAndPort primary = primary();
                Connection connection =
                        redis.openConnection(primary, redis.settings().timeout());
                Incarnation incarnation = new Incarnation(connection, primary);
                current = incarnation;
                if (closed) {
                    incarnation.cut();
                }
                try {
                    // The link counts as up with its own channel, so the news must be confirmed before.
                    incarnation.proceed(connection, newsChannel.getBytes(UTF_8), ownChannel.getBytes(UTF_8));
                } finally {
                    current = null;
                    stood = incarnation.isUp;
                    incarnation.cut();
                }
            } catch (JedisException e) {
                cause = e;
            } catch (RuntimeException e) {
                LOG.error("the link to Redis failed; it is built anew", e);
                cause = e;
            }
            if (stood) {
                backoff.reset();
                listener.onDown();
                listener.onNewsDown();
            }
            if (!closed) {
                state.down(cause);
                pause(backoff.next());
            }
        }
    }

    private void pause(Duration time) {
        try {
            if (closing.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.debug("closed while waiting to connect");
            }
        } catch (InterruptedException e) {
            LOG.debug("interrupted while waiting to connect", e);
        }
    }

    /** One connection's life. Its methods run on the reading thread. */
    private final class Incarnation extends BinaryJedisPubSub {
        private final Connection connection;
        private final HostAndPort address;
        private final LinkChannels channels = new LinkChannels();
        private final long begunAt = System.nanoTime();
        private volatile boolean isUp;

        Incarnation(Connection connection, HostAndPort address) {
            this.connection = connection;
            this.address = address;
        }

        void cut() {
            try {
                connection.forceDisconnect();
            } catch (IOException e) {
                LOG.debug("cutting the link", e);
            }
        }

        @Override
        public void onSubscribe(byte[] channel, int count) {
            String name = new String(channel, UTF_8);
            if (!isUp) {
                if (name.equals(ownChannel)) {
                    isUp = true;
                    state.up();
                    listener.onUp();
                    listener.onNewsUp();
                }
                return;
            }
            LinkChannels.Confirmation confirmation = channels.confirmed(name);
            if (confirmation != null) {
                listener.onSubscribed(confirmation.topic(), confirmation.generation());
            }
        }

        @Override
        public void onUnsubscribe(byte[] channel, int count) {
            channels.ended(new String(channel, UTF_8));
        }

        @Override
        public void onMessage(byte[] channel, byte[] message) {
            String name = new String(channel, UTF_8);
            Topic topic = channels.topicOf(name);
            if (topic != null) {
                listener.onMessage(topic, message);
            } else if (name.equals(ownChannel)) {
                onOwnMessage(new String(message, UTF_8));
            } else if (name.equals(newsChannel)) {
                onNews(new String(message, UTF_8));
            }
        }

        private void onNews(String id) {
            if (ScanId.isValid(id)) {
                listener.onNewScan(new ScanId(id));
            }
        }

        private void onOwnMessage(String message) {
            LinkMarker marker = LinkMarker.parse(message);
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
    }

    // ---- writing

    private void writeLoop() {
        List<Command> batch = new ArrayList<>();
        while (!closed) {
            try {
                batch.add(commands.take());
            } catch (InterruptedException e) {
                return;
            }
            // Commands of one kind that stand together go in one; their order is kept.
            Command next = commands.peek();
            while (next != null
                    && next.subscribe() == batch.get(0).subscribe()
                    && batch.size() < MOST_CHANNELS_A_COMMAND) {
                batch.add(commands.remove());
                next = commands.peek();
            }
            write(batch);
            batch.clear();
        }
    }

    private void write(List<Command> batch) {
        Incarnation incarnation = current;
        if (incarnation == null || !incarnation.isUp) {
            return; // on the next onUp the hub subscribes everything again
        }
        boolean subscribe = batch.get(0).subscribe();
        byte[][] channels = new byte[batch.size()][];
        for (int i = 0; i < channels.length; i++) {
            Command command = batch.get(i);
            String channel = command.topic().channel(redis.keys());
            channels[i] = channel.getBytes(UTF_8);
            if (subscribe) {
                incarnation.channels.asked(channel, command.topic(), command.generation());
            }
        }
        try {
            if (subscribe) {
                incarnation.subscribe(channels);
            } else {
                incarnation.unsubscribe(channels);
            }
        } catch (RuntimeException e) {
            LOG.debug("the link broke while subscribing", e);
            incarnation.cut();
        }
    }
}
