package dev.scancast.scanner.progress;

import java.time.Duration;

/** When the next document is due. Times are in nanoseconds. Confined to one thread. */
final class Pace {
    private final long interval;
    private final long heartbeat;
    private long writtenAt;
    private boolean wroteNothing = true;

    Pace(Duration interval, Duration heartbeat) {
        this.interval = interval.toNanos();
        // Due a little early, so that "at least every" holds with the time that writing takes.
        this.heartbeat = heartbeat.toNanos() * 9 / 10;
    }

    /** A document was written. */
    void written(long now) {
        writtenAt = now;
        wroteNothing = false;
    }

    /**
     * How long until the next one; not positive if it is due.
     *
     * @param isUrgent whether something must be published at once
     * @param isDirty whether there is news
     */
    long nanosUntilDue(long now, boolean isUrgent, boolean isDirty) {
        if (isUrgent) {
            return 0;
        }
        if (wroteNothing) {
            return isDirty ? 0 : heartbeat;
        }
        return writtenAt + (isDirty ? interval : heartbeat) - now;
    }
}
