package dev.scancast.gateway.session;

import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanStatus;
import dev.scancast.contract.document.WireDocument;
import dev.scancast.gateway.hub.Broadcast;
import dev.scancast.gateway.hub.Hub;
import dev.scancast.gateway.hub.HubNotice;
import dev.scancast.gateway.hub.Loop;
import dev.scancast.gateway.hub.Watcher;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client that watches one scan. Confined to the scan's loop, but for what says otherwise; the socket's completions
 * come on any thread and only count bytes.
 *
 * <p>The outbox is bounded: with more than its cap in flight a client is behind, nothing is queued for it, and once it
 * has taken what is under way it is given the newest document, which is the full state (conflation). The session keeps
 * that document itself, since the hub forgets a scan that ended long before such a client is done. The end can't be lost
 * that way: it is the newest document for ever. A client that completes no write for the write time-out is cut.
 */
public final class ClientSession implements Watcher, Outlet.WriteListener {
    private static final Logger LOG = LoggerFactory.getLogger(ClientSession.class);

    private static final int MISSED_KEEP_ALIVES = 2;

    /** How long a peer has for its half of the closing handshake. */
    public static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);

    private final Hub hub;
    private final Loop loop;
    private final Sessions sessions;
    private final SessionSettings settings;
    private final ScanId scan;
    private final Outlet outlet;
    private final Protocol protocol;
    private final Options options;

    /** Bytes given to the socket and not written yet. */
    private final AtomicLong inFlight = new AtomicLong();

    private volatile long progressAt;
    private volatile long heardAt;

    /** Whether something is skipped, for the threads that complete writes. */
    private volatile boolean behind;

    // Confined to the loop.
    /** The newest of the documents that were skipped, for a client that is behind; null for one that keeps up. */
    private @Nullable WireDocument skipped;

    private @Nullable CloseCode closing;
    private String closingReason = "";
    private boolean closeSent;
    private boolean closed;
    private Loop.@Nullable Timer keepAlive;
    private Loop.@Nullable Timer deadline;

    /**
     * What the client asked for.
     *
     * @param patience how long it waits for an unknown scan
     * @param notices whether it wants to hear more than documents
     * @param lastEventId the version that it has already, null if none
     */
    public record Options(
            Duration patience, boolean notices, @Nullable String lastEventId) {}

    /** A session that hasn't begun. */
    public ClientSession(
            Hub hub,
            Sessions sessions,
            SessionSettings settings,
            ScanId scan,
            Outlet outlet,
            Protocol protocol,
            Options options) {
        this.hub = hub;
        this.loop = hub.loopOf(scan);
        this.sessions = sessions;
        this.settings = settings;
        this.scan = scan;
        this.outlet = outlet;
        this.protocol = protocol;
        this.options = options;
        this.heardAt = System.nanoTime();
        this.progressAt = heardAt;
    }

    /** Begins to watch. Callable from any thread, once. */
    public void open() {
        sessions.opened(this);
        loop.execute(this::scheduleFirstKeepAlive);
        hub.join(scan, this);
    }

    /** The peer was heard of: it lives. Callable from any thread. */
    public void heard() {
        heardAt = loop.nanoTime();
    }

    /** Sends a message of ours, unless the client doesn't take what it has asked for. Callable from any thread. */
    public void send(Message message) {
        loop.execute(() -> {
            if (skipped == null && closing == null && inFlight.get() <= settings.outboxBytes()) {
                write(protocol.message(message));
            }
        });
    }

    /** Ends the session from our side. Callable from any thread. */
    public void close(CloseCode code, String reason) {
        loop.execute(() -> beginClose(code, reason));
    }

    /**
     * Ends the session without what is still due to the client: it left, or broke the protocol. Callable from any
     * thread.
     */
    public void abandon(CloseCode code, String reason) {
        loop.execute(() -> {
            skipped = null;
            if (closing == null) {
                beginClose(code, reason);
            } else {
                sendCloseIfDue();
            }
        });
    }

    /** The connection is gone. Callable from any thread, more than once. */
    public void onConnectionClosed() {
        loop.execute(this::finish);
    }

    /** Tells the client to come back within the time, to another gateway, and closes. Callable from any thread. */
    void goAway(Duration within) {
        loop.execute(() -> {
            if (closing == null) {
                tell(Message.Notice.goingAway(jittered(within)));
                beginClose(CloseCode.GOING_AWAY, "going away");
            }
        });
    }

    /** Cuts the connection. Callable from any thread. */
    void cut() {
        outlet.terminate();
    }

    String transport() {
        return protocol.name();
    }

    // ---- Watcher

    @Override
    public Duration patience() {
        return options.patience();
    }

    @Override
    public boolean holds(WireDocument current) {
        return options.lastEventId() != null
                && current.version() != null
                && options.lastEventId().equals(current.version().toString());
    }

    @Override
    public void onDocuments(Broadcast broadcast) {
        if (closing != null) {
            return;
        }
        if (skipped != null) {
            skipped = broadcast.newest();
            return;
        }
        byte[] bytes = broadcast.encoded(protocol.framing());
        long already = inFlight.get();
        if (already > 0 && already + bytes.length > settings.outboxBytes()) {
            fallBehind(broadcast.newest());
        } else {
            write(bytes);
        }
    }

    @Override
    public void onNotice(HubNotice notice) {
        tell(Message.Notice.of(notice));
    }

    @Override
    public void onEnd(ScanStatus end) {
        beginClose(CloseCode.ENDED, end.wireName());
    }

    @Override
    public void onUnknown() {
        beginClose(CloseCode.NOT_FOUND, "scan_not_found");
    }

    @Override
    public void onUnreadable() {
        beginClose(CloseCode.UNREADABLE, "status_unreadable");
    }

    // ---- the outbox

    private void tell(Message message) {
        if (options.notices() && skipped == null && closing == null) {
            write(protocol.message(message));
        }
    }

    private void write(byte[] bytes) {
        if (closed || closeSent) {
            return;
        }
        if (inFlight.getAndAdd(bytes.length) == 0) {
            progressAt = loop.nanoTime();
        }
        outlet.write(bytes, this);
        if (inFlight.get() > 0) {
            armDeadline();
        }
    }

    private void fallBehind(WireDocument newest) {
        skipped = newest;
        sessions.conflatedCounter().increment();
        behind = true;
        // What was in flight may have gone out before the flag could be seen.
        if (inFlight.get() == 0) {
            catchUp();
        }
    }

    @Override
    public void onWritten(int bytes) {
        long left = inFlight.addAndGet(-bytes);
        progressAt = loop.nanoTime();
        if (left == 0 && behind) {
            loop.execute(this::catchUp);
        }
    }

    @Override
    public void onWriteFailed(Throwable cause) {
        LOG.debug("scan={} writing to a client failed", scan, cause);
        outlet.terminate();
        onConnectionClosed();
    }

    private void catchUp() {
        WireDocument newest = skipped;
        if (newest == null || closed) {
            return;
        }
        skipped = null;
        behind = false;
        write(protocol.framing().frame(newest));
        sendCloseIfDue();
    }

    private void armDeadline() {
        if (deadline == null) {
            deadline = loop.schedule(settings.writeTimeout(), this::onDeadline);
        }
    }

    private void onDeadline() {
        deadline = null;
        if (closed || inFlight.get() == 0) {
            return;
        }
        long silent = loop.nanoTime() - progressAt;
        long left = settings.writeTimeout().toNanos() - silent;
        if (left <= 0) {
            LOG.debug("scan={} a client took nothing for {} and is cut off", scan, settings.writeTimeout());
            sessions.stalledCounter().increment();
            outlet.terminate();
            finish();
            return;
        }
        deadline = loop.schedule(Duration.ofNanos(left), this::onDeadline);
    }

    // ---- keeping alive

    private void scheduleFirstKeepAlive() {
        // Spread, so that ten thousand that came together aren't pinged together.
        keepAlive = loop.schedule(jittered(protocol.keepAliveInterval()), this::onKeepAlive);
    }

    private void onKeepAlive() {
        if (closed) {
            return;
        }
        long silence = loop.nanoTime() - heardAt;
        if (protocol.answersKeepAlive()
                && silence
                        > protocol.keepAliveInterval()
                                        .multipliedBy(MISSED_KEEP_ALIVES)
                                        .toNanos()
                                + protocol.keepAliveInterval().toNanos() / 2) {
            LOG.debug("scan={} a client answered no ping and is cut off", scan);
            outlet.terminate();
            finish();
            return;
        }
        if (inFlight.get() == 0) {
            write(protocol.keepAlive());
        }
        keepAlive = loop.schedule(protocol.keepAliveInterval(), this::onKeepAlive);
    }

    // ---- the end

    private void beginClose(CloseCode code, String reason) {
        if (closing != null || closed) {
            return;
        }
        closing = code;
        closingReason = reason;
        hub.leave(scan, this);
        sendCloseIfDue();
    }

    private void sendCloseIfDue() {
        CloseCode code = closing;
        if (code == null || closeSent || skipped != null) {
            return; // one that is behind gets the newest document, then this
        }
        closeSent = true;
        outlet.close(code, closingReason);
        loop.schedule(CLOSE_PATIENCE.plus(inFlight.get() > 0 ? settings.writeTimeout() : Duration.ZERO), () -> {
            if (!closed) {
                outlet.terminate();
                finish();
            }
        });
    }

    private void finish() {
        if (closed) {
            return;
        }
        closed = true;
        hub.leave(scan, this);
        sessions.closed(this);
        if (keepAlive != null) {
            keepAlive.cancel();
        }
        if (deadline != null) {
            deadline.cancel();
        }
    }

    private static Duration jittered(Duration most) {
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(most.toMillis() + 1));
    }
}
