package dev.scancast.gateway.session;

import dev.scancast.gateway.access.Access;
import dev.scancast.gateway.access.AccessDeniedException;
import dev.scancast.gateway.access.Caller;
import dev.scancast.gateway.access.Credentials;
import dev.scancast.gateway.access.Sight;
import dev.scancast.gateway.access.Target;
import dev.scancast.gateway.hub.Loop;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a client may see what it asked for, and for how long. Until that is settled its session is veiled: the feed
 * gives, and nothing goes out. What isn't the client's looks as if it weren't there, in time too: it is watched like
 * something unknown, for as long as the client would wait, and then it is not found. Confined to the session's loop, but
 * for what says otherwise.
 */
public final class Admission {
    private static final Logger LOG = LoggerFactory.getLogger(Admission.class);

    private final Access access;
    private final Credentials credentials;
    private final Target target;
    private final Duration patience;

    /** Set before the feed joins, which may ask for it. */
    private volatile @Nullable Caller caller;

    private State state = State.UNDECIDED;
    private boolean isThere;
    private @Nullable Runnable heldEnd;
    private Loop.@Nullable Timer absence;
    private Loop.@Nullable Timer expiry;
    private boolean counted;
    private boolean over;
    private @Nullable ClientSession session;

    private enum State {
        /** It is being asked. */
        UNDECIDED,
        /** Nobody is known to own it; it is asked again when something of it shows. */
        NOBODYS,
        /** It is somebody else's. */
        HIDDEN,
        /** It may be seen. */
        OPEN
    }

    /**
     * Of one client.
     *
     * @param patience how long the client waits for what isn't known
     */
    public Admission(Access access, Credentials credentials, Target target, Duration patience) {
        this.access = access;
        this.credentials = credentials;
        this.target = target;
        this.patience = patience;
    }

    /** Whose scans it sees where it asks for all: null for everybody's. For the feed, when it joins; any thread. */
    public @Nullable String owner() {
        Caller known = caller;
        return known == null || known.readsAll() ? null : known.subject();
    }

    /** Asks who the client is, then has the feed join. Callable from any thread, once. */
    void begin(ClientSession ofClient, Feed feed) {
        session = ofClient;
        access.enter(credentials, target, entry -> feed.loop().execute(() -> onEntry(entry, feed)));
    }

    private ClientSession session() {
        ClientSession begun = session;
        if (begun == null) {
            throw new IllegalStateException("it has not begun");
        }
        return begun;
    }

    private void onEntry(Access.Entry entry, Feed feed) {
        if (over || turnedAway(entry) || !(entry instanceof Access.Entry.Admitted admitted)) {
            return;
        }
        caller = admitted.caller();
        counted = access.beginWatch(admitted.caller().subject());
        if (!counted) {
            session().refuse(CloseCode.TRY_LATER, "too_many_connections");
            return;
        }
        scheduleExpiry(admitted.caller().expiresAt());
        settle(admitted.sight());
        feed.join();
    }

    private boolean turnedAway(Access.Entry entry) {
        if (entry instanceof Access.Entry.Denied denied) {
            LOG.debug("a client is not authenticated: {}", denied.reason());
            session().refuse(CloseCode.NOT_AUTHENTICATED, denied.reason().code());
            return true;
        }
        if (entry instanceof Access.Entry.TryLater later) {
            session().refuse(CloseCode.TRY_LATER, later.reason());
            return true;
        }
        return false;
    }

    // ---- what is seen

    private void settle(Sight sight) {
        switch (sight) {
            case VISIBLE -> open();
            case HIDDEN -> hide();
            case UNKNOWN -> {
                state = State.NOBODYS;
                if (isThere) {
                    hide();
                }
            }
        }
    }

    private void open() {
        state = State.OPEN;
        session().unveil();
        Runnable end = heldEnd;
        if (end != null) {
            end.run();
        }
    }

    private void hide() {
        state = State.HIDDEN;
        if (!patience.isZero()) {
            absence = session().loop().schedule(patience, this::notThere);
        } else if (isThere) {
            notThere();
        }
    }

    /** In the words in which a feed says so of what isn't there. */
    private void notThere() {
        session().refuse(CloseCode.NOT_FOUND, target instanceof Target.Batch ? "batch_not_found" : "scan_not_found");
    }

    /** The feed has something to give, and the session is veiled. */
    void somethingIsThere() {
        boolean first = !isThere;
        isThere = true;
        Caller known = caller;
        if (state == State.NOBODYS && first && known != null) {
            state = State.UNDECIDED;
            access.look(known, target, entry -> session().loop().execute(() -> onSecondLook(entry)));
        } else if (state == State.HIDDEN && patience.isZero()) {
            notThere();
        }
    }

    private void onSecondLook(Access.Entry entry) {
        if (!over && !turnedAway(entry) && entry instanceof Access.Entry.Admitted admitted) {
            settle(admitted.sight());
        }
    }

    /** The feed ends, and the session is veiled: the end of something is as secret as the rest of it. */
    void onFeedEnd(CloseCode code, String reason) {
        if (code == CloseCode.ENDED) {
            heldEnd = () -> session().end(code, reason);
            somethingIsThere();
        } else {
            session().refuse(code, reason);
        }
    }

    /** Whether a client may be told so while it isn't settled what it sees: what concerns no scan in particular. */
    static boolean passesVeil(Message message) {
        return message instanceof Message.Notice notice && notice.concernsAll();
    }

    // ---- for how long

    private void scheduleExpiry(@Nullable Instant at) {
        if (expiry != null) {
            expiry.cancel();
            expiry = null;
        }
        if (at == null) {
            return;
        }
        Duration left = Duration.between(access.clock().instant(), at);
        Duration ahead = access.settings().expiryNotice();
        Loop loop = session().loop();
        expiry = left.compareTo(ahead) <= 0
                ? loop.schedule(notNegative(left), this::onExpired)
                : loop.schedule(left.minus(ahead), () -> {
                    session().tell(Message.Notice.tokenExpiring(ahead));
                    expiry = loop.schedule(ahead, this::onExpired);
                });
    }

    private static Duration notNegative(Duration duration) {
        return duration.isNegative() ? Duration.ZERO : duration;
    }

    private void onExpired() {
        expiry = null;
        session().tell(Message.Notice.tokenExpired());
        session().end(CloseCode.NOT_AUTHENTICATED, AccessDeniedException.Reason.EXPIRED.code());
    }

    /** The client sent a token: where it is good, and the same subject's, the watch goes on until that one expires. */
    void renew(String token) {
        access.renew(token, entry -> session().loop().execute(() -> onRenewed(entry)));
    }

    private void onRenewed(Access.Entry entry) {
        Caller known = caller;
        if (over || known == null) {
            return;
        }
        if (entry instanceof Access.Entry.Admitted admitted
                && admitted.caller().subject().equals(known.subject())) {
            scheduleExpiry(admitted.caller().expiresAt());
            session().tell(Message.Notice.tokenTaken());
        } else {
            session().tell(Message.Notice.tokenRefused());
        }
    }

    /** The session closes, or is gone. May be called twice. */
    void leave() {
        over = true;
        for (Loop.Timer timer : new Loop.Timer[] {absence, expiry}) {
            if (timer != null) {
                timer.cancel();
            }
        }
        Caller known = caller;
        if (counted && known != null) {
            counted = false;
            access.endWatch(known.subject());
        }
    }
}
