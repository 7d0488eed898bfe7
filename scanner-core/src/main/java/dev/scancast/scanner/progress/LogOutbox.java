package dev.scancast.scanner.progress;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.redis.ScanLog;
import dev.scancast.contract.redis.ScanLog.Level;
import dev.scancast.contract.redis.ScanLog.Line;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Log lines on their way to Redis. Adding never blocks; so many wait, be it that Redis is away or that they come too
 * fast, the rest is dropped and the drop told. Best effort: a line may come twice where an answer was lost. Adding is thread-safe; sending is
 * confined to the publisher's thread.
 */
final class LogOutbox {
    private static final Logger LOG = LoggerFactory.getLogger(LogOutbox.class);

    static final int MOST_WAITING = 500;
    private static final int MOST_SENT_AT_ONCE = 100;

    private final ScanId scan;
    private final ScanLog log;
    private final Clock clock;

    @GuardedBy("this")
    private final Deque<Line> waiting = new ArrayDeque<>();

    /** The last of those that came while there was no room: what a scan says at its end is never dropped. */
    @GuardedBy("this")
    private @Nullable Line newest;

    @GuardedBy("this")
    private long dropped;

    private boolean isRefused;
    private volatile boolean isEnded;

    LogOutbox(ScanId scan, ScanLog log, Clock clock) {
        this.scan = scan;
        this.log = log;
        this.clock = clock;
    }

    /** Adds a line; nothing follows the log's end. */
    synchronized void add(Level level, String message) {
        if (isEnded) {
            return;
        }
        Line line = new Line(clock.instant(), level, message);
        if (waiting.size() >= MOST_WAITING) {
            dropped += newest == null ? 0 : 1;
            newest = line;
            return;
        }
        takeIn();
        waiting.add(line);
    }

    synchronized boolean isEmpty() {
        return waiting.isEmpty() && newest == null;
    }

    /**
     * Sends what waits.
     *
     * @throws redis.clients.jedis.exceptions.JedisException if Redis can't be reached; the lines wait on
     */
    void send() {
        if (isEnded) {
            return;
        }
        for (List<Line> lines = next(); !lines.isEmpty(); lines = next()) {
            guarded(lines);
            sent(lines.size());
        }
    }

    /** Sends what waits; nothing follows. Throws as {@link #send()} does. */
    void end() {
        send();
        isEnded = true;
    }

    private void guarded(List<Line> lines) {
        if (isRefused) {
            return;
        }
        try {
            log.append(scan, lines);
        } catch (JedisDataException e) {
            refusedForGood(e);
        }
    }

    /** Another program has the log's key: the log is lost, the scan is not. What else Redis refuses passes. */
    private void refusedForGood(JedisDataException e) {
        if (!String.valueOf(e.getMessage()).contains("WRONGTYPE")) {
            throw e;
        }
        isRefused = true;
        LOG.warn("scan={} Redis refuses its log lines; the scan goes on without a log", scan, e);
    }

    private synchronized List<Line> next() {
        takeIn();
        return new ArrayList<>(waiting.stream().limit(MOST_SENT_AT_ONCE).toList());
    }

    private synchronized void sent(int count) {
        for (int i = 0; i < count; i++) {
            waiting.poll();
        }
    }

    @GuardedBy("this")
    private void takeIn() {
        Line kept = newest;
        if (kept == null || waiting.size() >= MOST_WAITING) {
            return;
        }
        if (dropped > 0) {
            waiting.add(new Line(kept.time(), Level.WARN, dropped + " lines were dropped: more came than Redis took"));
            dropped = 0;
        }
        waiting.add(kept);
        newest = null;
    }
}
