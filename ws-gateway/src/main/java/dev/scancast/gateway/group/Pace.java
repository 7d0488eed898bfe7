package dev.scancast.gateway.group;

import dev.scancast.gateway.hub.Loop;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** When a group tells what changed: at most once a tick, the first change at once, an end always. Confined to a loop. */
final class Pace {
    private final Loop loop;
    private final Duration tick;
    private final Runnable flush;
    private long flushedAt;
    private boolean dueThisTurn;
    private Loop.@Nullable Timer due;

    /** @param flush tells what changed, and calls {@link #flushed()} */
    Pace(Loop loop, Duration tick, Runnable flush) {
        this.loop = loop;
        this.tick = tick;
        this.flush = flush;
        this.flushedAt = loop.nanoTime() - tick.toNanos();
    }

    /** Something changed. */
    void soon() {
        if (due == null) {
            long left = tick.toNanos() - (loop.nanoTime() - flushedAt);
            due = loop.schedule(Duration.ofNanos(Math.max(0, left)), flush);
        }
    }

    /** Something changed that doesn't wait but for what this turn brings besides: ends often come together. */
    void now() {
        if (!dueThisTurn) {
            dueThisTurn = true;
            loop.atEndOfTurn(() -> {
                dueThisTurn = false;
                flush.run();
            });
        }
    }

    /** Everything is told: the tick begins again. */
    void flushed() {
        stop();
        flushedAt = loop.nanoTime();
    }

    /** Forgets what was due. */
    void stop() {
        if (due != null) {
            due.cancel();
            due = null;
        }
    }
}
