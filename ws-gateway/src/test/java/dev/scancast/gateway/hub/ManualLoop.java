package dev.scancast.gateway.hub;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;

/** A loop that a test drives: tasks run when it says so, time passes when it says so. */
final class ManualLoop implements Loop {
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final Queue<Runnable> endOfTurn = new ArrayDeque<>();
    private final PriorityQueue<Task> timers = new PriorityQueue<>(
            Comparator.comparingLong((Task task) -> task.dueAt).thenComparingLong(task -> task.order));
    private long now;
    private long made;

    private static final class Task implements Timer {
        private final long dueAt;
        private final long order;
        private final Runnable action;
        private boolean canceled;

        Task(long dueAt, long order, Runnable action) {
            this.dueAt = dueAt;
            this.order = order;
            this.action = action;
        }

        @Override
        public void cancel() {
            canceled = true;
        }
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        Task timer = new Task(now + delay.toNanos(), made++, task);
        timers.add(timer);
        return timer;
    }

    @Override
    public void atEndOfTurn(Runnable task) {
        endOfTurn.add(task);
    }

    @Override
    public long nanoTime() {
        return now;
    }

    /** Runs everything that is there, as one turn. */
    void runTurn() {
        Runnable task = tasks.poll();
        while (task != null) {
            task.run();
            task = tasks.poll();
        }
        Runnable last = endOfTurn.poll();
        while (last != null) {
            last.run();
            last = endOfTurn.poll();
        }
    }

    /** Lets time pass; what is due runs on the way, each followed by a turn. */
    void pass(Duration time) {
        long until = now + time.toNanos();
        while (!timers.isEmpty() && timers.peek().dueAt <= until) {
            Task due = timers.poll();
            now = Math.max(now, due.dueAt);
            if (!due.canceled) {
                due.action.run();
            }
            runTurn();
        }
        now = until;
        runTurn();
    }
}
