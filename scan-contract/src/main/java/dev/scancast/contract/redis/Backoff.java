package dev.scancast.contract.redis;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Full-jitter exponential backoff: before attempt n a random time between zero and the least of the cap and
 * {@code base * 2^n} (Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015). Confined to one thread.
 */
public final class Backoff {
    private static final int MOST_DOUBLINGS = 30;

    private final Duration base;
    private final Duration cap;
    private int attempts;

    public Backoff(Duration base, Duration cap) {
        this.base = base;
        this.cap = cap;
    }

    /** The time to wait before the next attempt. */
    public Duration next() {
        long ceiling = Math.min(cap.toMillis(), base.toMillis() << Math.min(attempts, MOST_DOUBLINGS));
        attempts++;
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(Math.max(1, ceiling)) + 1);
    }

    /** How many times in a row it had to wait. */
    public int attempts() {
        return attempts;
    }

    /** After a success: starts again from the base. */
    public void reset() {
        attempts = 0;
    }
}
