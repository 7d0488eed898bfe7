package dev.scancast.gateway.session;

import dev.scancast.gateway.hub.Loop;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds out that a client takes nothing, which neither Tyrus nor Grizzly does. Confined to the session's loop, but for
 * what says otherwise.
 */
final class WriteDeadline {
    private final Loop loop;
    private final Duration timeout;
    private final BooleanSupplier isPending;
    private final Runnable onMissed;
    private volatile long progressAt; // set before it is armed: what is given first is progress
    private Loop.@Nullable Timer timer;

    /**
     * One that isn't armed.
     *
     * @param isPending whether the client has something to take
     * @param onMissed called when it has taken nothing for the time-out
     */
    WriteDeadline(Loop loop, Duration timeout, BooleanSupplier isPending, Runnable onMissed) {
        this.loop = loop;
        this.timeout = timeout;
        this.isPending = isPending;
        this.onMissed = onMissed;
    }

    /** The client took something, or is given the first thing to take. Callable from any thread. */
    void progress() {
        progressAt = loop.nanoTime();
    }

    /** Something is on its way. */
    void arm() {
        if (timer == null) {
            timer = loop.schedule(timeout, this::onTime);
        }
    }

    void cancel() {
        if (timer != null) {
            timer.cancel();
        }
    }

    private void onTime() {
        timer = null;
        if (!isPending.getAsBoolean()) {
            return;
        }
        long left = timeout.toNanos() - (loop.nanoTime() - progressAt);
        if (left <= 0) {
            onMissed.run();
        } else {
            timer = loop.schedule(Duration.ofNanos(left), this::onTime);
        }
    }
}
