package dev.scancast.gateway.access;

import dev.scancast.contract.redis.Redis;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.exceptions.JedisException;

/**
 * The door: who a caller is, and what it sees. Where there is no authentication everybody is
 * {@link Caller#ANYBODY}, nothing is asked and no thread is started. Thread-safe.
 */
public final class Access implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Access.class);

    /** They wait for Redis, and seldom for an issuer's keys. */
    private static final int THREADS = 4;

    /** With more that wait to be decided a client is told to come back. */
    private static final int MOST_WAITING = 20_000;

    private static final long CLOSE_PATIENCE_SECONDS = 3;

    private final AccessSettings settings;
    private final int mostOfSubject;
    private final Redis redis;
    private final Clock clock;
    private final Tickets tickets;
    private final Owners owners;
    private final AccessMetrics metrics;
    private final @Nullable Tokens tokens;
    private final @Nullable ThreadPoolExecutor threads;
    private final Map<String, AtomicInteger> watchesBySubject = new ConcurrentHashMap<>();

    private Access(
            AccessSettings settings,
            int mostOfSubject,
            Redis redis,
            Clock clock,
            AccessMetrics metrics,
            @Nullable Tokens tokens,
            @Nullable ThreadPoolExecutor threads) {
        this.settings = settings;
        this.mostOfSubject = mostOfSubject;
        this.redis = redis;
        this.clock = clock;
        this.tickets = new Tickets(redis, settings.ticketLife(), clock);
        this.owners = new Owners(redis);
        this.metrics = metrics;
        this.tokens = tokens;
        this.threads = threads;
    }

    /**
     * Opens it; Redis need not be there yet.
     *
     * @param mostOfSubject how many watches a subject may have at a time
     * @throws dev.scancast.contract.settings.SettingException if there are no keys to check tokens by
     */
    public static Access open(
            AccessSettings settings, int mostOfSubject, Redis redis, Clock clock, AccessMetrics metrics) {
        if (settings.mode() == AccessSettings.Mode.NONE) {
            return new Access(settings, mostOfSubject, redis, clock, metrics, null, null);
        }
        Tokens tokens = new Tokens(settings);
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                THREADS, THREADS, 1, TimeUnit.MINUTES, new ArrayBlockingQueue<>(MOST_WAITING), task -> {
                    Thread thread = new Thread(task, "scancast-access-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        return new Access(settings, mostOfSubject, redis, clock, metrics, tokens, threads);
    }

    /** Whether callers are told apart. */
    public boolean isGuarded() {
        return tokens != null;
    }

    public AccessSettings settings() {
        return settings;
    }

    public AccessMetrics metrics() {
        return metrics;
    }

    public Clock clock() {
        return clock;
    }

    /**
     * Who a caller is that has no ticket. May block.
     *
     * @throws AccessDeniedException if it didn't prove that
     * @throws KeysUnavailableException if it can't be told now
     */
    public Caller identify(Credentials credentials) throws AccessDeniedException {
        Tokens checked = tokens;
        if (checked == null) {
            return Caller.ANYBODY;
        }
        try {
            if (!(credentials instanceof Credentials.Token token)) {
                throw new AccessDeniedException(AccessDeniedException.Reason.NO_CREDENTIALS);
            }
            if (token.inQuery() && !settings.queryToken()) {
                throw new AccessDeniedException(AccessDeniedException.Reason.TOKEN_IN_QUERY);
            }
            return checked.verify(token.value());
        } catch (AccessDeniedException e) {
            metrics.count(Refusal.NOT_AUTHENTICATED);
            throw e;
        }
    }

    /**
     * A ticket for the target. Blocks.
     *
     * @throws JedisException where Redis can't be reached
     */
    public String ticket(Caller caller, Target target) {
        return tickets.issue(caller, target);
    }

    /** How long a ticket may wait. */
    public Duration ticketLife() {
        return settings.ticketLife();
    }

    /** What became of somebody who wants to watch. */
    public sealed interface Entry {
        /** They may come in, and this is what they see. */
        record Admitted(Caller caller, Sight sight) implements Entry {}

        /** They may not. */
        record Denied(AccessDeniedException.Reason reason) implements Entry {}

        /** It can't be told now. */
        record TryLater(String reason) implements Entry {}
    }

    /**
     * Lets somebody in who wants to watch. Doesn't block. The steps to Redis are the same whether the target isn't there
     * or isn't theirs.
     *
     * @param answer called on any thread, exactly once
     */
    public void enter(Credentials credentials, Target target, Consumer<Entry> answer) {
        run(answer, () -> {
            Caller caller =
                    credentials instanceof Credentials.Ticket ticket ? redeem(ticket, target) : identify(credentials);
            return new Entry.Admitted(caller, owners.look(caller, target));
        });
    }

    /** Looks again, for somebody who was let in. Doesn't block; the answer comes on any thread, exactly once. */
    public void look(Caller caller, Target target, Consumer<Entry> answer) {
        run(answer, () -> new Entry.Admitted(caller, owners.look(caller, target)));
    }

    /** Takes a new token of somebody who watches. Doesn't block; the answer comes on any thread, exactly once. */
    public void renew(String token, Consumer<Entry> answer) {
        run(answer, () -> new Entry.Admitted(identify(new Credentials.Token(token, false)), Sight.UNKNOWN));
    }

    private Caller redeem(Credentials.Ticket ticket, Target target) throws AccessDeniedException {
        try {
            return tickets.redeem(ticket.value(), target);
        } catch (AccessDeniedException e) {
            metrics.count(Refusal.NOT_AUTHENTICATED);
            throw e;
        }
    }

    private interface Decision {
        Entry make() throws AccessDeniedException;
    }

    private void run(Consumer<Entry> answer, Decision decision) {
        ThreadPoolExecutor pool = threads;
        if (pool == null) {
            throw new IllegalStateException("there is no authentication, so nobody is to be asked");
        }
        try {
            pool.execute(() -> answer.accept(decide(decision)));
        } catch (RejectedExecutionException e) {
            metrics.count(Refusal.OVERLOADED);
            answer.accept(new Entry.TryLater("too_many_joins"));
        }
    }

    private Entry decide(Decision decision) {
        try {
            return decision.make();
        } catch (AccessDeniedException e) {
            return new Entry.Denied(e.reason());
        } catch (JedisException e) {
            redis.tell(e);
            LOG.debug("Redis could not be asked", e);
            return new Entry.TryLater("access_unreadable");
        } catch (KeysUnavailableException e) {
            LOG.warn("tokens can't be checked: {}", String.valueOf(e.getCause()));
            return new Entry.TryLater("keys_unavailable");
        } catch (RuntimeException e) {
            LOG.error("access could not be decided, by our own fault", e);
            return new Entry.TryLater("internal");
        }
    }

    /** One more watch of the subject; false, and not counted, if it has as many as it may. */
    public boolean beginWatch(String subject) {
        AtomicInteger watches = watchesBySubject.compute(subject, (name, known) -> {
            AtomicInteger count = known == null ? new AtomicInteger() : known;
            count.incrementAndGet();
            return count;
        });
        if (watches.get() <= mostOfSubject) {
            return true;
        }
        endWatch(subject);
        metrics.count(Refusal.SUBJECT_CONNECTIONS);
        return false;
    }

    /** One less. */
    public void endWatch(String subject) {
        watchesBySubject.computeIfPresent(subject, (name, count) -> count.decrementAndGet() == 0 ? null : count);
    }

    @Override
    public void close() {
        ThreadPoolExecutor pool = threads;
        if (pool == null) {
            return;
        }
        pool.shutdownNow();
        try {
            if (!pool.awaitTermination(CLOSE_PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("the door still waits for Redis or for an issuer");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
