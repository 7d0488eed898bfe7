package dev.scancast.gateway.session;

import dev.scancast.gateway.hub.Loop;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client that watches what its feed shows. Confined to the feed's loop, but for what says otherwise; the socket's
 * completions come on any thread and only count bytes.
 *
 * <p>The outbox is bounded: with more than its cap in flight a client is behind, nothing is queued for it, and once it
 * has taken what is under way it is given the newest state of its feed, which is a full one (conflation). The end can't
 * be lost that way: it is the newest state for ever. A client that completes no write for the write time-out is cut.
 */
public final class ClientSession implements Outlet.WriteListener {
    private static final Logger LOG = LoggerFactory.getLogger(ClientSession.class);

    /** With more the client asks faster than anybody needs. */
    private static final int MOST_ANSWERS_DUE = 4096;

    /** Of the outbox: the rest is for states. */
    private static final int PART_FOR_MORE = 4;

    /** How long a peer has for its half of the closing handshake. */
    public static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);

    private final Feed feed;
    private final Loop loop;
    private final Sessions sessions;
    private final SessionSettings settings;
    private final Outlet outlet;
    private final Protocol protocol;
    private final boolean notices;
    private final TransportCounts counts;
    private final @Nullable Admission admission;
    private final KeepAlive keepAlive;
    private final WriteDeadline deadline;

    /** Bytes given to the socket and not written yet. */
    private final AtomicLong inFlight = new AtomicLong();

    /** Answers that wait for the loop. */
    private final AtomicInteger answersDue = new AtomicInteger();

    private volatile boolean behind;

    /** Whether the feed is to hear when everything was taken. */
    private volatile boolean roomWanted;

    // Confined to the loop.
    /** It isn't settled yet that the client may see anything: it is behind, and isn't caught up with. */
    private boolean veiled;

    private @Nullable CloseCode closing;
    private String closingReason = "";
    private boolean closeSent;
    private boolean closed;

    /**
     * What the client asked for.
     *
     * @param patience how long it waits for what isn't known
     * @param lastEventId the state that it has already, null if none
     */
    public record Options(Duration patience, @Nullable String lastEventId) {}

    /**
     * A session that hasn't begun.
     *
     * @param notices whether the client wants to hear more than documents
     * @param admission what settles whether the client may see it; null where everybody may
     */
    public ClientSession(
            Sessions sessions,
            SessionSettings settings,
            Outlet outlet,
            Protocol protocol,
            boolean notices,
            @Nullable Admission admission,
            Feed.Factory feeds) {
        this.sessions = sessions;
        this.settings = settings;
        this.outlet = outlet;
        this.protocol = protocol;
        this.notices = notices;
        this.counts = sessions.counts(protocol.name());
        this.admission = admission;
        this.veiled = admission != null;
        this.behind = veiled;
        this.feed = feeds.feedFor(this);
        this.loop = feed.loop();
        this.keepAlive = new KeepAlive(loop, protocol, () -> inFlight.get() == 0, this::write, this::onDeadPeer);
        this.deadline = new WriteDeadline(
                loop, settings.writeTimeout(), () -> !closed && inFlight.get() > 0, this::onNothingTaken);
    }

    /** What the session is confined to. Callable from any thread. */
    public Loop loop() {
        return loop;
    }

    /** Begins to watch. Callable from any thread, once. */
    public void open() {
        counts.joined();
        sessions.opened(this);
        loop.execute(keepAlive::begin);
        if (admission == null) {
            feed.join();
        } else {
            admission.begin(this, feed);
        }
    }

    /** The peer was heard of: it lives. Callable from any thread. */
    public void heard() {
        keepAlive.heard();
    }

    /**
     * Answers what the client said, unless it doesn't take what it has asked for, or asks faster than it can be
     * answered: that makes no work without end. Callable from any thread.
     */
    public void answer(Message message) {
        if (answersDue.incrementAndGet() > MOST_ANSWERS_DUE) {
            answersDue.decrementAndGet();
            return;
        }
        loop.execute(() -> {
            answersDue.decrementAndGet();
            if (!behind && closing == null && inFlight.get() <= settings.outboxBytes()) {
                write(protocol.message(message));
            }
        });
    }

    /** Takes a new token of the client; ignored where nobody is told apart. Callable from any thread. */
    public void renew(String token) {
        if (admission != null) {
            loop.execute(() -> admission.renew(token));
        }
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
        loop.execute(() -> refuse(code, reason));
    }

    /** The same, on the loop. */
    void refuse(CloseCode code, String reason) {
        behind = false;
        if (closing == null) {
            beginClose(code, reason);
        } else {
            sendCloseIfDue();
        }
    }

    /** The client may see what there is: it is given the newest, and what comes. On the loop. */
    void unveil() {
        veiled = false;
        catchUp();
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

    // ---- what the feed gives, on its loop

    /**
     * States or changes of them, which a client that is behind skips. The bytes may be shared with others.
     *
     * @param documents how many they are
     */
    public void offer(int documents, Function<Protocol, byte[]> encoding) {
        if (behind || closing != null) {
            if (veiled && admission != null) {
                admission.somethingIsThere();
            }
            return;
        }
        byte[] bytes = encoding.apply(protocol);
        long already = inFlight.get();
        if (already > 0 && already + bytes.length > settings.outboxBytes()) {
            fallBehind();
        } else {
            counts.gave(documents);
            write(bytes);
        }
    }

    /** How many bytes {@link #offerMore} should bring at most now: so few that a state always finds room. */
    long room() {
        return behind || closing != null ? 0 : settings.outboxBytes() / PART_FOR_MORE - inFlight.get();
    }

    /** What is no state, framed by the {@link #protocol}; false if it isn't given, since the client is behind. */
    boolean offerMore(byte[] bytes) {
        if (behind || closing != null) {
            return false;
        }
        write(bytes);
        return true;
    }

    Protocol protocol() {
        return protocol;
    }

    /** Has {@link Feed#onRoom} called, once, when the client has taken all that is under way. */
    void wantRoom() {
        roomWanted = true;
        if (inFlight.get() == 0) {
            loop.execute(this::catchUp);
        }
    }

    /** A message for clients that want to hear more than documents. */
    public void tell(Message message) {
        if (!notices || (behind && !(veiled && Admission.passesVeil(message))) || closing != null) {
            return;
        }
        if (inFlight.get() > settings.outboxBytes()) {
            fallBehind();
        } else {
            write(protocol.message(message));
        }
    }

    /** Nothing more comes: closes once the client has the newest state. */
    public void end(CloseCode code, String reason) {
        if (veiled && admission != null && closing == null) {
            admission.onFeedEnd(code, reason);
        } else {
            beginClose(code, reason);
        }
    }

    // ---- the outbox

    private void write(byte[] bytes) {
        if (closed || closeSent) {
            return;
        }
        if (inFlight.getAndAdd(bytes.length) == 0) {
            deadline.progress();
        }
        outlet.write(bytes, this);
        if (inFlight.get() > 0) {
            deadline.arm();
        }
    }

    private void fallBehind() {
        behind = true;
        counts.fellBehind();
        // What was in flight may have gone out before the flag could be seen.
        if (inFlight.get() == 0) {
            catchUp();
        }
    }

    @Override
    public void onWritten(int bytes) {
        counts.wrote(bytes);
        long left = inFlight.addAndGet(-bytes);
        deadline.progress();
        if (left == 0 && (behind || roomWanted)) {
            loop.execute(this::catchUp);
        }
    }

    @Override
    public void onWriteFailed(Throwable cause) {
        LOG.debug("{} writing to a client failed", feed.name(), cause);
        outlet.terminate();
        onConnectionClosed();
    }

    private void catchUp() {
        if (closed || veiled) {
            return;
        }
        if (behind) {
            behind = false;
            byte[] newest = feed.newest(protocol);
            if (newest != null) {
                counts.gave(1);
                write(newest);
            }
            sendCloseIfDue();
        }
        if (roomWanted && inFlight.get() == 0) {
            roomWanted = false;
            feed.onRoom();
        }
    }

    private void onNothingTaken() {
        LOG.debug("{} a client took nothing for {} and is cut off", feed.name(), settings.writeTimeout());
        counts.stalled();
        outlet.terminate();
        finish();
    }

    // ---- the end

    private void onDeadPeer() {
        LOG.debug("{} a client answered no ping and is cut off", feed.name());
        outlet.terminate();
        finish();
    }

    private void beginClose(CloseCode code, String reason) {
        if (closing != null || closed) {
            return;
        }
        closing = code;
        counts.closed(code);
        closingReason = reason;
        leave();
        sendCloseIfDue();
    }

    private void sendCloseIfDue() {
        CloseCode code = closing;
        if (code == null || closeSent || (behind && !veiled)) {
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
        if (closing == null) {
            counts.lost();
        }
        leave();
        sessions.closed(this);
        keepAlive.stop();
        deadline.cancel();
    }

    private void leave() {
        feed.leave();
        if (admission != null) {
            admission.leave();
        }
    }

    private static Duration jittered(Duration most) {
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(most.toMillis() + 1));
    }
}
