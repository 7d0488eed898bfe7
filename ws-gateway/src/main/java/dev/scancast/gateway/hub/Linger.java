package dev.scancast.gateway.hub;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How long a scan is still subscribed that nobody watches: somebody may come back. Confined to the scan's loop. */
final class Linger {
    private final Loop loop;
    private final Duration time;
    private final Runnable onOver;
    private Loop.@Nullable Timer timer;

    /** @param onOver called when the time is over */
    Linger(Loop loop, Duration time, Runnable onOver) {
        this.loop = loop;
        this.time = time;
        this.onOver = onOver;
    }

    /** Begins, unless it has begun. */
    void begin() {
        if (timer == null) {
            timer = loop.schedule(time, () -> {
                timer = null;
                onOver.run();
            });
        }
    }

    /** Somebody watches. */
    void end() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}
