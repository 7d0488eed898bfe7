package dev.scancast.gateway.web;

import dev.scancast.gateway.access.LimitSettings;
import dev.scancast.gateway.access.Limits;
import dev.scancast.gateway.access.Refusal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.Grizzly;
import org.glassfish.grizzly.attributes.Attribute;
import org.glassfish.grizzly.filterchain.BaseFilter;
import org.glassfish.grizzly.filterchain.FilterChainBuilder;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.NextAction;
import org.glassfish.grizzly.http.HttpContent;
import org.glassfish.grizzly.http.server.AddOn;
import org.glassfish.grizzly.http.server.HttpServerFilter;
import org.glassfish.grizzly.http.server.NetworkListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts connections and looks at the clock while a request is on its way: a peer that sends a byte now and then never
 * looks idle, and would hold a connection, or with a body a thread, for ever. Two filters: one before TLS, which sees
 * connections and bytes come; one behind the parser, which sees heads and bodies complete. Owns a thread that cuts off
 * whoever takes too long. A socket that was upgraded has clocks of its own. Thread-safe.
 */
final class RequestClock implements AddOn, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RequestClock.class);
    private static final long LOOK_MILLIS = 100;

    private static final Attribute<Progress> PROGRESS =
            Grizzly.DEFAULT_ATTRIBUTE_BUILDER.createAttribute(RequestClock.class.getName() + ".progress");

    private final Limits limits;
    private final LimitSettings settings;
    private volatile boolean secure;
    private final Set<Progress> awaited = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "scancast-request-clock");
        thread.setDaemon(true);
        return thread;
    });

    RequestClock(Limits limits) {
        this.limits = limits;
        this.settings = limits.settings();
        var unused = looks.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** What of a request is awaited on a connection. */
    private static final class Progress {
        private final Connection<?> connection;
        private volatile Refusal otherwise = Refusal.HEADER_TIMEOUT;
        private volatile long deadline;
        private volatile boolean resting;
        private volatile boolean upgraded;

        Progress(Connection<?> connection) {
            this.connection = connection;
        }
    }

    /** The connection is no longer one of requests. */
    static void upgraded(Connection<?> connection) {
        Progress progress = PROGRESS.get(connection);
        if (progress != null) {
            progress.upgraded = true;
        }
    }

    private void await(Progress progress, Duration time, Refusal otherwise) {
        progress.otherwise = otherwise;
        progress.deadline = System.nanoTime() + time.toNanos();
        progress.resting = false;
        awaited.add(progress);
    }

    private void rest(Progress progress) {
        progress.resting = true;
        awaited.remove(progress);
    }

    private void look() {
        long now = System.nanoTime();
        awaited.removeIf(progress -> isOver(progress, now));
    }

    /** Whether nothing is awaited any more, be it because it took too long. */
    private boolean isOver(Progress progress, long now) {
        if (progress.resting || progress.upgraded || !progress.connection.isOpen()) {
            return true;
        }
        if (now - progress.deadline < 0) {
            return false;
        }
        limits.metrics().count(progress.otherwise);
        LOG.debug("a request took too long: {}", progress.otherwise);
        farewell(
                progress.connection,
                Problem.Code.REQUEST_TIMEOUT,
                progress.otherwise == Refusal.BODY_TIMEOUT
                        ? "the body took longer than gateway.body-timeout"
                        : "the head took longer than gateway.header-timeout, or gateway.handshake-timeout");
        return true;
    }

    /** One that may be in the midst of TLS' own handshake can be told nothing. */
    private void farewell(Connection<?> connection, Problem.Code code, String detail) {
        if (secure) {
            ConnectionWrites.endInput(connection);
            connection.terminateSilently();
        } else {
            Farewell.say(connection, code, detail);
        }
    }

    @Override
    public void setup(NetworkListener listener, FilterChainBuilder builder) {
        secure = listener.isSecure();
        builder.add(1, new Door());
        builder.add(builder.indexOfType(HttpServerFilter.class), new Requests());
    }

    /** Sees connections come and go, and bytes before they are anything. */
    private final class Door extends BaseFilter {
        @Override
        public NextAction handleAccept(FilterChainContext context) throws IOException {
            Connection<?> connection = context.getConnection();
            InetAddress peer = peerOf(connection);
            Refusal refusal = limits.connect(peer);
            if (refusal != null) {
                LOG.debug("a connection of {} was refused: {}", peer, refusal);
                if (refusal == Refusal.CONNECTIONS) {
                    farewell(connection, Problem.Code.UNAVAILABLE, "this gateway has all the connections it may");
                } else {
                    farewell(connection, Problem.Code.TOO_MANY_CONNECTIONS, "this address has too many connections");
                }
                return context.getStopAction();
            }
            connection.addCloseListener(new OnClose(() -> limits.disconnect(peer)));
            Progress progress = new Progress(connection);
            PROGRESS.set(connection, progress);
            await(progress, settings.handshakeTimeout(), Refusal.HEADER_TIMEOUT);
            return context.getInvokeAction();
        }

        @Override
        public NextAction handleRead(FilterChainContext context) throws IOException {
            Progress progress = PROGRESS.get(context.getConnection());
            if (progress == null) {
                return context.getStopAction(); // it was refused, and is being told so
            }
            if (progress.resting && !progress.upgraded) {
                await(progress, settings.headerTimeout(), Refusal.HEADER_TIMEOUT);
            }
            return context.getInvokeAction();
        }
    }

    /** Sees heads and bodies. */
    private final class Requests extends BaseFilter {
        @Override
        public NextAction handleRead(FilterChainContext context) throws IOException {
            Progress progress = PROGRESS.get(context.getConnection());
            if (progress != null && !progress.upgraded && context.getMessage() instanceof HttpContent content) {
                if (content.isLast()) {
                    rest(progress);
                } else if (progress.otherwise != Refusal.BODY_TIMEOUT || progress.resting) {
                    await(progress, settings.bodyTimeout(), Refusal.BODY_TIMEOUT);
                }
            }
            return context.getInvokeAction();
        }
    }

    static InetAddress peerOf(Connection<?> connection) {
        return connection.getPeerAddress() instanceof InetSocketAddress address && address.getAddress() != null
                ? address.getAddress()
                : InetAddress.getLoopbackAddress();
    }

    @Override
    public void close() {
        looks.shutdownNow();
    }
}
