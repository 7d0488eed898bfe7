package dev.scancast.scanner.queue;

import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.redis.Backoff;
import dev.scancast.contract.redis.Redis;
import dev.scancast.contract.redis.ScanKeys;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Connection;
import redis.clients.jedis.JedisPubSub;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Hears cancels on the control channel, so that they take effect at once. What it misses, every publisher finds by
 * asking; so a link that is down is built anew in silence. Owns a thread and a connection. Thread-safe.
 */
final class ControlLink implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ControlLink.class);

    private static final String CANCEL = "cancel ";

    /** Silence for so long, and the link is built anew, for it might be half-open. */
    private static final Duration SILENCE = Duration.ofSeconds(10);

    private static final Duration FIRST_RETRY = Duration.ofMillis(100);
    private static final Duration LAST_RETRY = Duration.ofSeconds(2);
    private static final long CLOSE_PATIENCE_MILLIS = 500;

    private final Redis redis;
    private final Consumer<ScanId> onCancel;
    private final Thread thread = new Thread(this::run, "scancast-control");
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable Connection connection;

    private ControlLink(Redis redis, Consumer<ScanId> onCancel) {
        this.redis = redis;
        this.onCancel = onCancel;
        this.thread.setDaemon(true);
    }

    /** @param onCancel hears the scans that are to stop, ours or not; called on the link's thread, must not block */
    static ControlLink start(Redis redis, Consumer<ScanId> onCancel) {
        ControlLink link = new ControlLink(redis, onCancel);
        link.thread.start();
        return link;
    }

    @Override
    public void close() {
        closed.countDown();
        cut(connection);
        try {
            thread.join(CLOSE_PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        Backoff backoff = new Backoff(FIRST_RETRY, LAST_RETRY);
        while (!isClosed()) {
            try (Connection opened = redis.openConnection(redis.primaryOf(ScanKeys.CONTROL), SILENCE)) {
                connection = opened;
                if (!isClosed()) {
                    new Subscriber(backoff).proceed(opened, ScanKeys.CONTROL);
                }
            } catch (JedisException e) {
                redis.tell(e);
                LOG.debug("the control link to Redis ended", e);
            } finally {
                connection = null;
            }
            pause(backoff.next());
        }
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    private void pause(Duration time) {
        try {
            var unused = closed.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closed.countDown();
        }
    }

    private static void cut(@Nullable Connection connection) {
        if (connection != null) {
            try {
                connection.forceDisconnect();
            } catch (IOException | JedisException e) {
                LOG.debug("the control link was gone already", e);
            }
        }
    }

    private final class Subscriber extends JedisPubSub {
        private final Backoff backoff;

        Subscriber(Backoff backoff) {
            this.backoff = backoff;
        }

        @Override
        public void onSubscribe(String channel, int subscribedChannels) {
            backoff.reset();
        }

        @Override
        public void onMessage(String channel, String message) {
            if (message.startsWith(CANCEL) && ScanId.isValid(message.substring(CANCEL.length()))) {
                onCancel.accept(new ScanId(message.substring(CANCEL.length())));
            } else {
                LOG.debug("a message on {} that says nothing: {}", ScanKeys.CONTROL, message);
            }
        }
    }
}
