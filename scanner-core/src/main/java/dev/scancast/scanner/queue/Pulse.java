package dev.scancast.scanner.queue;

import dev.scancast.scanner.engine.ScanListener;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Tells a scan that works from one that hangs: whether something happened in it lately, or something runs that has a
 * time-out of its own. Thread-safe, except that only one thread may ask.
 */
final class Pulse {

    /**
     * Between two looks no more than this counts: of a process that was suspended nobody knows that its scan hangs.
     */
    private static final long MOST_PER_LOOK = Duration.ofSeconds(2).toNanos();

    private final long stall;
    private final LongSupplier nanoTime;
    private final AtomicLong beats = new AtomicLong();
    private final Set<Run> runs = ConcurrentHashMap.newKeySet();

    // Confined to the thread that asks.
    private long beatsSeen = -1;
    private long lookedAt;
    private long silence;

    /**
     * One that beats.
     *
     * @param stall a silence that is longer means that the scan hangs
     * @param nanoTime for elapsed time
     */
    Pulse(Duration stall, LongSupplier nanoTime) {
        this.stall = stall.toNanos();
        this.nanoTime = nanoTime;
        this.lookedAt = nanoTime.getAsLong();
    }

    /** Identity counts: two that run as long are two. */
    private static final class Run {
        private final long deadline;

        Run(long deadline) {
            this.deadline = deadline;
        }
    }

    /** Something happened. */
    void beat() {
        beats.incrementAndGet();
    }

    /** Something runs: until this is closed, and for at most so long, it beats. */
    ScanListener.Busy busy(Duration atMost) {
        Run run = new Run(nanoTime.getAsLong() + atMost.toNanos());
        runs.add(run);
        return () -> {
            if (runs.remove(run)) {
                beat();
            }
        };
    }

    /** Whether it beats; to be asked every second or so. */
    boolean beats() {
        long now = nanoTime.getAsLong();
        long passed = Math.min(now - lookedAt, MOST_PER_LOOK);
        lookedAt = now;
        long beatsNow = beats.get();
        if (beatsNow != beatsSeen || runs.stream().anyMatch(run -> run.deadline - now > 0)) {
            beatsSeen = beatsNow;
            silence = 0;
            return true;
        }
        silence += passed;
        return silence <= stall;
    }
}
