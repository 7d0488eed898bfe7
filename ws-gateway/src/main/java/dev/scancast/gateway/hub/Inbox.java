package dev.scancast.gateway.hub;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * How much the loops were handed and haven't taken yet, in bytes. Where Redis is faster than they are for long, its
 * reader waits here: then Redis buffers, cuts the link at its own bound, and the link's loss is told and made good.
 * Without this the heap would be the bound. No client can make it wait, since loops never wait for clients.
 * Thread-safe.
 */
final class Inbox {
    private static final long LOOK_NANOS = Duration.ofMillis(1).toNanos();

    private final long most;
    private final AtomicLong held = new AtomicLong();
    private volatile boolean closed;

    /** An empty one that holds so many bytes. */
    Inbox(long most) {
        this.most = most;
    }

    /** Waits while it is full; then the bytes are in. Returns at once when closed or interrupted. */
    void enter(int bytes) {
        while (held.get() >= most && !closed && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(this, LOOK_NANOS);
        }
        held.addAndGet(bytes);
    }

    /** A loop has taken them. */
    void leave(int bytes) {
        held.addAndGet(-bytes);
    }

    /** Nobody waits any more. */
    void close() {
        closed = true;
    }
}
