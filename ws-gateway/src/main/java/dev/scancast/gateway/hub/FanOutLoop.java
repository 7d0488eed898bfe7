package dev.scancast.gateway.hub;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loop as a thread of its own. A turn takes the tasks that are there, up to a bound so that timers come round, then
 * runs what was left for the end of the turn. Thread-safe where {@link Loop} says so.
 *
 * <p>To wake a thread costs as much as a write to a client. So while there is little to do, the thread that brings a
 * document runs the turn itself; when documents follow each other, or turns take long, the loop's own thread does, and
 * what arrives meanwhile is joined. A loop that is behind rests for as long as what is done at a turn's end took, up to a
 * bound: each write to a client then carries twice as much. Whoever runs a turn holds the turn's lock.
 */
public final class FanOutLoop implements Loop, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FanOutLoop.class);

    /** So that a flood can't keep timers and writes from their turn. */
    private static final int MOST_TASKS_A_TURN = 4096;

    /** A loop that rested for less has more to do soon: joining then saves more than not waking does. */
    private static final long REST_NANOS = TimeUnit.MICROSECONDS.toNanos(20);

    /** A turn that took longer isn't one to hold up a reader with. */
    private static final long LIGHT_TURN_NANOS = Duration.ofMillis(1).toNanos();

    /** How long what waits may be kept for more to join it; what a client waits for it is this at most. */
    private static final long LONGEST_JOINING_NANOS = Duration.ofMillis(10).toNanos();

    private static final long LONGEST_REST_NANOS = Duration.ofHours(1).toNanos();

    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);

    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    private volatile boolean parked;
    private volatile boolean lent;
    private volatile boolean closed;

    private final ReentrantLock turnLock = new ReentrantLock();

    // Guarded by the lock.
    private long turnEndedAt;
    private long turnTook;
    private long endOfTurnTook;
    private long wakesAt;
    private final PriorityQueue<ScheduledTask> timers = new PriorityQueue<>();
    private final ArrayDeque<Runnable> endOfTurn = new ArrayDeque<>();
    private long timersMade;

    /** A loop that doesn't run yet; the name is its thread's. */
    public FanOutLoop(String name) {
        this.thread = new Thread(this::run, name);
        this.thread.setUncaughtExceptionHandler((t, e) -> LOG.error("the thread {} ended", t.getName(), e));
    }

    /** Starts the thread. */
    public void start() {
        thread.start();
    }

    @Override
    public void execute(Runnable task) {
        if (closed) {
            return;
        }
        tasks.add(task);
        wake();
    }

    private void wake() {
        if (parked && !lent) {
            LockSupport.unpark(thread);
        }
    }

    @Override
    public void lend(Runnable task) {
        if (!parked || closed || !turnLock.tryLock()) {
            execute(task);
            return;
        }
        try {
            if (turnTook >= LIGHT_TURN_NANOS || System.nanoTime() - turnEndedAt < REST_NANOS) {
                execute(task);
                return;
            }
            lent = true;
            tasks.add(task);
            runTurn();
            ScheduledTask timer = timers.peek();
            if (timer != null && timer.dueAt - wakesAt < 0) {
                LockSupport.unpark(thread);
            }
        } finally {
            lent = false;
            turnLock.unlock();
        }
        if (!tasks.isEmpty()) {
            wake(); // for those who saw it lent and left the waking to us
        }
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        ScheduledTask timer = new ScheduledTask(System.nanoTime() + delay.toNanos(), timersMade++, task);
        timers.add(timer);
        return timer;
    }

    @Override
    public void atEndOfTurn(Runnable task) {
        endOfTurn.add(task);
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    /** Ends the thread after the tasks that are there; waits a bounded time. May be called twice. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        try {
            thread.join(CLOSE_PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            LOG.warn("the thread {} did not end within {}", thread.getName(), CLOSE_PATIENCE);
        }
    }

    private void run() {
        while (true) {
            long joining;
            turnLock.lock();
            try {
                runTurn();
                ScheduledTask timer = timers.peek();
                wakesAt = timer == null ? System.nanoTime() + LONGEST_REST_NANOS : timer.dueAt;
                joining = endOfTurnTook < LIGHT_TURN_NANOS ? 0 : Math.min(endOfTurnTook, LONGEST_JOINING_NANOS);
            } finally {
                turnLock.unlock();
            }
            if (closed && tasks.isEmpty()) {
                return;
            }
            if (tasks.isEmpty()) {
                park();
            } else if (joining > 0 && !closed) {
                LockSupport.parkNanos(this, joining); // not "parked": more to do need not wake it
            }
        }
    }

    private void runTurn() {
        long begunAt = System.nanoTime();
        turn();
        turnEndedAt = System.nanoTime();
        turnTook = turnEndedAt - begunAt;
    }

    private void turn() {
        for (int i = 0; i < MOST_TASKS_A_TURN; i++) {
            Runnable task = tasks.poll();
            if (task == null) {
                break;
            }
            runSafely(task);
        }
        ScheduledTask timer = timers.peek();
        while (timer != null && timer.dueAt - System.nanoTime() <= 0) {
            timers.poll();
            if (!timer.canceled) {
                runSafely(timer.task);
            }
            timer = timers.peek();
        }
        endOfTurnTook = 0;
        Runnable last = endOfTurn.poll();
        if (last == null) {
            return;
        }
        long lastOnesBeganAt = System.nanoTime();
        while (last != null) {
            runSafely(last);
            last = endOfTurn.poll();
        }
        endOfTurnTook = System.nanoTime() - lastOnesBeganAt;
    }

    private void park() {
        parked = true;
        try {
            // Asked after parked is set: whoever adds a task from here on sees it and unparks.
            if (!tasks.isEmpty() || closed) {
                return;
            }
            long left = wakesAt - System.nanoTime(); // only this thread writes it
            if (left > 0) {
                LockSupport.parkNanos(this, left);
            }
        } finally {
            parked = false;
        }
    }

    private static void runSafely(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            // One client's or scan's failure must not end the loop of all others.
            LOG.error("a task of the fan-out failed", e);
        }
    }

    private static final class ScheduledTask implements Timer, Comparable<ScheduledTask> {
        private final long dueAt;
        private final long order;
        private @Nullable Runnable maybeTask;
        private final Runnable task = this::runOnce;
        private boolean canceled;

        ScheduledTask(long dueAt, long order, Runnable task) {
            this.dueAt = dueAt;
            this.order = order;
            this.maybeTask = task;
        }

        private void runOnce() {
            Runnable once = maybeTask;
            maybeTask = null;
            if (once != null) {
                once.run();
            }
        }

        @Override
        public void cancel() {
            canceled = true;
            // Whatever the task holds, a client for instance, need not wait for the time to come.
            maybeTask = null;
        }

        @Override
        public int compareTo(ScheduledTask other) {
            int byTime = Long.compare(dueAt - other.dueAt, 0);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }
}
