package dev.scancast.gateway.hub;

import java.time.Duration;

/**
 * One thread at a time that everything of a scan runs on: what is confined to a loop needs no lock. Tasks run in the
 * order they were given; a task that throws is logged and ends nothing. An interface so that tests can run the hub step
 * by step.
 */
public interface Loop {

    /** Runs the task on the loop, soon. Callable from any thread; ignored once the loop is closed. */
    void execute(Runnable task);

    /**
     * As {@link #execute}, but where the loop rests the calling thread itself may run it, and whatever follows from it,
     * before this returns: then no other thread needs waking. For threads that bring what the loop waits for, hold no
     * lock, and aren't interrupted, which would close the channel they write to.
     */
    default void lend(Runnable task) {
        execute(task);
    }

    /** Runs the task on the loop after the delay unless it is canceled. Callable only on the loop. */
    Timer schedule(Duration delay, Runnable task);

    /**
     * Runs the task once the tasks that had arrived meanwhile have run: what they left to be sent can then be joined
     * into one write. Callable only on the loop.
     */
    void atEndOfTurn(Runnable task);

    /** The loop's clock in nanoseconds, for elapsed time. */
    long nanoTime();

    /** A task that waits for its time. */
    interface Timer {
        /** Drops the task if it hasn't run. Callable only on the loop. */
        void cancel();
    }
}
