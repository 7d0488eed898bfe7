package dev.scancast.gateway.fleet;

import dev.scancast.contract.redis.Outage;
import dev.scancast.contract.redis.Redis;
import dev.scancast.contract.settings.Setting;
import dev.scancast.contract.settings.Settings;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Takes scans and batches in and hands them on to the workers as their turn comes. Owns a thread, which looks at the
 * backlogs each second, sooner after something moved or was added. Thread-safe.
 */
public final class Dispatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatch.class);

    /** Every setting that only it reads. */
    public static final List<Setting<?>> CATALOG = QueueSettings.CATALOG;

    /** Scans may be short: while there is something to move it is looked for this often. */
    private static final Duration SOON = Duration.ofMillis(100);

    /** No gateway takes so long to take a batch in. */
    private static final Duration TAKING_PATIENCE = Duration.ofSeconds(20);

    private static final long CLOSE_PATIENCE_MILLIS = 3000;

    private final Duration interval;
    private final Intake intake;
    private final Batches batches;
    private final Cancellation cancellation;
    private final BacklogMover mover;
    private final HistoryTrim trim;
    private final Semaphore nudges = new Semaphore(0);
    private final Thread thread = new Thread(this::run, "scancast-dispatch");
    private volatile boolean closed;

    private Dispatch(Redis redis, QueueSettings settings, Clock clock) {
        Backlogs backlogs = new Backlogs(redis, settings.limit());
        this.interval = settings.interval();
        this.intake = new Intake(redis, backlogs, settings, clock, this::nudge);
        this.batches = new Batches(redis, backlogs, intake, settings, clock);
        this.cancellation = new Cancellation(redis, clock);
        this.mover = new BacklogMover(redis, backlogs, settings.ahead());
        this.trim = new HistoryTrim(redis, clock);
    }

    /** Starts its thread; Redis need not be there yet. */
    public static Dispatch start(Redis redis, Settings settings, Clock clock) {
        Dispatch dispatch = new Dispatch(redis, QueueSettings.from(settings), clock);
        dispatch.thread.setDaemon(true);
        dispatch.thread.start();
        return dispatch;
    }

    /** Takes single scans. */
    public Intake intake() {
        return intake;
    }

    /** Takes batches. */
    public Batches batches() {
        return batches;
    }

    /** Stops scans. */
    public Cancellation cancellation() {
        return cancellation;
    }

    /** Looks at the backlogs at once: something was added, or has ended. Doesn't block. */
    public void nudge() {
        nudges.release();
    }

    @Override
    public void close() {
        closed = true;
        nudge();
        try {
            thread.join(CLOSE_PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            LOG.warn("{} still waits for Redis", thread.getName());
        }
    }

    private void run() {
        Outage outage = BacklogMover.outage();
        Duration pause = Duration.ZERO;
        while (!closed) {
            try {
                boolean nudged = nudges.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS);
                nudges.drainPermits();
                if (closed) {
                    return;
                }
                boolean moved = mover.moveAll(this::upkeep);
                outage.over();
                pause = moved || nudged ? SOON : shorter(pause.multipliedBy(2).plus(SOON), interval);
            } catch (InterruptedException e) {
                return;
            } catch (JedisException e) {
                pause = outage.failed(e);
            } catch (RuntimeException e) {
                LOG.error("moving scans from the backlogs failed, by our own fault", e);
                pause = interval;
            }
        }
    }

    private void upkeep() {
        batches.finishAbandoned(TAKING_PATIENCE);
        trim.trim();
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
