package dev.scancast.gateway.access;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.function.LongSupplier;

/** So many in a time, and as many at once as its size: a token bucket. Thread-safe. */
final class TokenBucket {
    private final double size;
    private final double perNano;
    private final LongSupplier nanoTime;

    @GuardedBy("this")
    private double left;

    @GuardedBy("this")
    private long filledAt;

    /**
     * A full one.
     *
     * @param perSecond how fast it fills
     */
    TokenBucket(double size, double perSecond, LongSupplier nanoTime) {
        this.size = size;
        this.perNano = perSecond / 1e9;
        this.nanoTime = nanoTime;
        this.left = size;
        this.filledAt = nanoTime.getAsLong();
    }

    /** Takes so many if they are there. More than its size are there when it is full: it owes them then. */
    synchronized boolean take(int count) {
        fill();
        if (left < Math.min(count, size)) {
            return false;
        }
        left -= count;
        return true;
    }

    synchronized boolean isFull() {
        fill();
        return left >= size;
    }

    @GuardedBy("this")
    private void fill() {
        long now = nanoTime.getAsLong();
        left = Math.min(size, left + (now - filledAt) * perNano);
        filledAt = now;
    }
}
