package dev.scancast.scanner.progress;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Lets one thread wait for the next thing to do, while others may ring. Thread-safe. */
final class Alarm {
    private static final long SHORTEST_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Object lock = new Object();

    @GuardedBy("lock")
    private boolean hasRung;

    @GuardedBy("lock")
    private boolean isClosed;

    /** What is due may have changed. Doesn't block. */
    void ring() {
        synchronized (lock) {
            hasRung = true;
            lock.notifyAll();
        }
    }

    /** Ends all waiting, for good. */
    void close() {
        synchronized (lock) {
            isClosed = true;
            lock.notifyAll();
        }
    }

    /**
     * Waits until something is due.
     *
     * @param nanosUntilDue asked at first and after each ring; what changes after it was asked must ring
     * @return false if closed, or interrupted, whose flag stays set
     */
    boolean await(LongSupplier nanosUntilDue) {
        synchronized (lock) {
            while (!isClosed) {
                hasRung = false;
                long deadline = System.nanoTime() + nanosUntilDue.getAsLong();
                for (long left = deadline - System.nanoTime();
                        left > 0 && !hasRung && !isClosed;
                        left = deadline - System.nanoTime()) {
                    try {
                        TimeUnit.NANOSECONDS.timedWait(lock, Math.max(left, SHORTEST_WAIT_NANOS));
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        return false;
                    }
                }
                if (!hasRung && !isClosed) {
                    return true;
                }
            }
            return false;
        }
    }
}
