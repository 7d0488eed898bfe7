package dev.scancast.scanner.progress;

import dev.scancast.contract.document.ProgressDocument;
import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.redis.Acquisition;
import dev.scancast.contract.redis.Fence;
import dev.scancast.contract.redis.FencedWriter;
import dev.scancast.contract.redis.Outage;
import dev.scancast.contract.redis.Redis;
import dev.scancast.contract.redis.ScanLog;
import dev.scancast.contract.redis.WriteResult;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Keeps a scan's truth in Redis from its beginning to its end. One thread of its own does all that touches Redis:
 * documents (not too often, at once when the status changes, and as a heartbeat), log lines, the lease, and looking
 * whether somebody wants the scan stopped. So publishing never blocks or fails a scan: with Redis away the newest state
 * is kept, and sent on return. Thread-safe.
 *
 * <p>A document whose answer was lost is sent again as it was, before anything newer: then versions have no hole and
 * none means two things. The last document is tried until Redis took it, for as long as this stays open. Once Redis
 * says that another writes the scan, or that it has ended, nothing more is written.
 */
public final class ScanPublication implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ScanPublication.class);

    private static final long CANCEL_POLL_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long CLOSE_PATIENCE_MILLIS = 300;

    private final Redis redis;
    private final ScanHold hold;
    private final FencedWriter writer;
    private final FencedWriter.Origin origin;
    private final DocumentSource source;
    private final Listener listener;
    private final LogOutbox log;
    private final Thread thread;
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    private final Alarm alarm = new Alarm();

    // Confined to the thread.
    private final Duration interval;
    private final Pace pace;
    private final Outage outage;
    private @Nullable Fence fence;
    private @Nullable DocumentSequence sequence;
    private @Nullable ProgressDocument inDoubt;
    private boolean hasDoubted;
    private long renewAt;
    private long pollAt;
    private long retryAt;
    private long logAt;

    /** Whether the thread knows that there is news; spares waking it for each. */
    private volatile boolean isSignaled;

    private volatile @Nullable Fence takenFence;
    private volatile @Nullable ProgressDocument lastWritten;

    private volatile boolean isFinishing;

    /** Hears what Redis says. Called on the publication's thread. */
    public interface Listener {
        /** Somebody wants the scan stopped. May come more than once. */
        void cancelRequested();

        /** Whether the scan works; asked every second or so. One that hangs is lost, so that another can have it. */
        default boolean isAlive() {
            return true;
        }

        /**
         * The lease was renewed.
         *
         * @throws JedisException if Redis can't be reached
         */
        void renewed();

        /** The scan hangs, another writes it, or it has ended elsewhere: it is to stop at once. */
        void lost();
    }

    /** How it went. */
    public enum Outcome {
        /** The last document is in Redis. */
        PUBLISHED,
        /** Another writes the scan. */
        TAKEN,
        /** The scan has ended elsewhere. */
        ENDED_ELSEWHERE,
        /** Nothing happened in the scan: it is left to another, its lease no longer renewed. */
        STALLED,
        /** Closed before the last document could be published. */
        ABANDONED
    }

    /**
     * Begins to publish.
     *
     * @param fence of the lease that is held; null to take the lease as soon as Redis is there
     * @param origin written where Redis doesn't have it
     */
    public static ScanPublication start(
            Redis redis,
            ScanHold hold,
            @Nullable Fence fence,
            FencedWriter.Origin origin,
            DocumentSource source,
            PublishSettings settings,
            Listener listener) {
        ScanPublication publication = new ScanPublication(redis, hold, fence, origin, source, settings, listener);
        publication.thread.start();
        return publication;
    }

    private ScanPublication(
            Redis redis,
            ScanHold hold,
            @Nullable Fence fence,
            FencedWriter.Origin origin,
            DocumentSource source,
            PublishSettings settings,
            Listener listener) {
        this.redis = redis;
        this.hold = hold;
        this.writer = new FencedWriter(redis);
        this.origin = origin;
        this.source = source;
        this.listener = listener;
        this.log = new LogOutbox(hold.scan(), new ScanLog(redis), Clock.systemUTC());
        this.interval = settings.interval();
        this.pace = new Pace(settings.interval(), settings.heartbeat());
        this.outage = new Outage(
                LOG,
                Level.ERROR,
                "scan=" + hold.scan() + ": publishing to Redis at "
                        + redis.settings().url());
        this.thread = new Thread(this::run, "scancast-publisher-" + hold.scan());
        this.thread.setDaemon(true);
        long now = System.nanoTime();
        this.renewAt = now + redis.settings().leaseRenewal().toNanos();
        this.pollAt = now + CANCEL_POLL_NANOS;
        this.retryAt = now;
        this.logAt = now;
        if (fence != null) {
            taken(fence);
        }
    }

    public ScanId scan() {
        return hold.scan();
    }

    /** The source has news. Never blocks. */
    public void changed() {
        if (!isSignaled || source.hasChange()) {
            isSignaled = true;
            alarm.ring();
        }
    }

    /** Adds a log line. Never blocks. */
    public void log(ScanLog.Level level, String message) {
        log.add(level, message);
        if (!isSignaled) {
            isSignaled = true;
            alarm.ring();
        }
    }

    /** The source has told its last document; {@link #await} tells when it is in Redis. */
    public void finish() {
        isFinishing = true;
        alarm.ring();
    }

    /** How it ended; empty if it didn't within that time. */
    public Optional<Outcome> await(Duration patience) throws InterruptedException {
        try {
            return Optional.of(outcome.get(patience.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException("an outcome is never exceptional", e);
        }
    }

    /** The lease's fence, null until it is taken. */
    public @Nullable Fence fence() {
        return takenFence;
    }

    /** The newest document that Redis took, null before the first. */
    public @Nullable ProgressDocument lastWritten() {
        return lastWritten;
    }

    /** Gives up what is not published yet. Doesn't block. */
    public void abandon() {
        alarm.close();
        outcome.complete(Outcome.ABANDONED);
    }

    /** Ends the thread, without waiting for what is not published yet. Returns in bounded time; may be called twice. */
    @Override
    public void close() {
        abandon();
        try {
            thread.join(CLOSE_PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            LOG.debug("scan={} Redis still holds up the publisher; it ends by its time-out", hold.scan());
        }
    }

    // ---- the thread

    private void run() {
        try {
            while (!outcome.isDone() && alarm.await(this::nanosUntilDue)) {
                turn();
            }
        } catch (RuntimeException | Error e) {
            LOG.error("scan={} its publisher failed; watchers will take the scan for lost", hold.scan(), e);
        } finally {
            outcome.complete(Outcome.ABANDONED);
        }
    }

    private long nanosUntilDue() {
        long now = System.nanoTime();
        if (outage.isOn()) {
            return retryAt - now;
        }
        if (fence == null) {
            return 0;
        }
        isSignaled = false; // before looking: what comes after it wakes this thread
        boolean hasNews = source.hasNews();
        boolean hasLog = !log.isEmpty();
        isSignaled = hasNews || hasLog;
        boolean mustPublish = isFinishing || source.hasChange();
        long due = mustPublish || source.isUnderWay() ? pace.nanosUntilDue(now, mustPublish, hasNews) : Long.MAX_VALUE;
        long logDue = hasLog ? logAt - now : Long.MAX_VALUE;
        return Math.min(Math.min(due, logDue), Math.min(renewAt, pollAt) - now);
    }

    private void turn() {
        if (!listener.isAlive()) {
            stalled();
            return;
        }
        try {
            if (fence == null) {
                take();
            }
            long now = System.nanoTime();
            if (!outcome.isDone() && now - renewAt >= 0) {
                renew(now);
            }
            if (!outcome.isDone() && now - pollAt >= 0) {
                pollAt = now + CANCEL_POLL_NANOS;
                if (hold.isCancelRequested()) {
                    listener.cancelRequested();
                }
            }
            publish();
            if (!outcome.isDone() && now - logAt >= 0) {
                log.send();
                logAt = System.nanoTime() + interval.toNanos();
            }
            outage.over();
        } catch (JedisException e) {
            retryAt = System.nanoTime() + outage.failed(e).toNanos();
            source.keepNewest();
        }
    }

    private void take() {
        Acquisition acquisition = hold.take();
        if (acquisition instanceof Acquisition.Granted granted) {
            taken(granted.fence());
        } else if (acquisition instanceof Acquisition.Ended) {
            LOG.error("scan={} has ended before, and an id is used once: nothing is published", hold.scan());
            hold.leaveLive();
            lost(Outcome.ENDED_ELSEWHERE);
        } else {
            LOG.error("scan={} is held by another ({}): nothing is published", hold.scan(), acquisition);
            lost(Outcome.TAKEN);
        }
    }

    private void taken(Fence granted) {
        fence = granted;
        takenFence = granted;
        sequence = new DocumentSequence(source, granted);
    }

    private void renew(long now) {
        if (fence != null && !hold.renew(fence)) {
            LOG.warn("scan={} was taken over by another; this one stops", hold.scan());
            lost(Outcome.TAKEN);
            return;
        }
        renewAt = now + redis.settings().leaseRenewal().toNanos();
        listener.renewed();
    }

    private void publish() {
        while (!outcome.isDone() && sequence != null && isDocumentDue()) {
            if (inDoubt == null) {
                inDoubt = sequence.next();
            }
            write(inDoubt);
        }
    }

    private boolean isDocumentDue() {
        boolean finishing = isFinishing; // before looking for changes: the last one came before it
        if (inDoubt != null || source.hasChange()) {
            return true;
        }
        if (finishing) {
            outcome.complete(Outcome.PUBLISHED);
            return false;
        }
        return source.isUnderWay() && pace.nanosUntilDue(System.nanoTime(), false, source.hasNews()) <= 0;
    }

    private void write(ProgressDocument document) {
        if (document.status().isTerminal()) {
            beforeEnd(document);
        }
        WriteResult result = writer.write(document, origin);
        inDoubt = null;
        pace.written(System.nanoTime());
        switch (result.answer()) {
            case STALE -> lost(Outcome.TAKEN);
            case ENDED -> lost(Outcome.ENDED_ELSEWHERE);
            case OK, OLD -> {
                lastWritten = document;
                if (!result.isReplicated()) {
                    doubt(document);
                }
                if (result.cancelRequested()) {
                    listener.cancelRequested();
                }
            }
        }
    }

    /** What comes before the last document. It holds up nothing: what fails is tried again only with the document. */
    private void beforeEnd(ProgressDocument end) {
        try {
            log.end();
            hold.enterHistory(end);
        } catch (JedisException e) {
            redis.tell(e);
            LOG.debug("scan={} its log or its place in the history could not be written", hold.scan(), e);
        }
    }

    /** Whoever took the end may be no primary any more: it is written once more where Sentinel can name another. */
    private void doubt(ProgressDocument end) {
        if (!hasDoubted) {
            hasDoubted = true;
            LOG.warn("scan={} no replica confirmed its end in time", hold.scan());
            if (redis.doubtPrimary()) {
                inDoubt = end;
            }
        }
    }

    private void stalled() {
        try {
            log.send();
        } catch (JedisException e) {
            LOG.debug("scan={} that it hangs could not be logged", hold.scan(), e);
        }
        lost(Outcome.STALLED);
    }

    private void lost(Outcome how) {
        listener.lost(); // before whoever awaits the outcome goes on
        outcome.complete(how);
    }
}
