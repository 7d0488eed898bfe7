package dev.scancast.gateway.fleet;

import java.time.Duration;

/** What the sweeper remembers of a scan from one sweep to the next. Times are of nanoTime. Confined to one thread. */
final class Sighting {
    private final long firstAt;
    private long examinedAt;
    private long suspectSince;
    private boolean isSuspect;
    private boolean waits;
    private long toldAt;
    private boolean wasTold;

    Sighting(long now) {
        this.firstAt = now;
    }

    /** Whether it is worth a look: one that waits in its place changes only by waiting. */
    boolean isDue(Duration pace, long now) {
        return !waits || now - examinedAt >= pace.toNanos();
    }

    /** It is looked at. */
    void examined(long now) {
        examinedAt = now;
        waits = false;
    }

    /** It waits in its place, and nothing is left to be told for now. */
    void waits() {
        waits = true;
    }

    /** Somebody has it, or will. */
    void isWell() {
        isSuspect = false;
    }

    /** Nobody has it; whether that has been so for long enough to act. */
    boolean isSuspectFor(Duration grace, long now) {
        if (!isSuspect) {
            isSuspect = true;
            suspectSince = now;
        }
        return now - suspectSince >= grace.toNanos();
    }

    /** Whether it was first seen so long ago. */
    boolean isKnownFor(Duration time, long now) {
        return now - firstAt >= time.toNanos();
    }

    /** Whether it may be told something: not in the sweep that meets it first, for a free worker is faster. */
    boolean mayBeTold(Duration pace, long now) {
        return wasTold ? now - toldAt >= pace.toNanos() : now != firstAt;
    }

    /** It was told something. */
    void told(long now) {
        wasTold = true;
        toldAt = now;
    }
}
