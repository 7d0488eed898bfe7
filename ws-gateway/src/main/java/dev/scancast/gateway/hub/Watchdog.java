package dev.scancast.gateway.hub;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Has the status read again when a live scan has been silent: a publish may have been lost without a trace. A silence
 * that is in vain doubles the next one's length, up to a bound. Confined to the scan's loop.
 */
final class Watchdog {

    /** 15 s, 30 s, 60 s, 120 s, and so on at 120 s. */
    private static final int MOST_DOUBLINGS = 3;

    private static final double JITTER = 0.1;

    private final Loop loop;
    private final HubSettings settings;
    private final BooleanSupplier needed;
    private final Runnable onSilence;
    private long heardAt;
    private int doublings;
    private Loop.@Nullable Timer timer;

    /**
     * One that sleeps.
     *
     * @param needed whether there is anything to watch over: somebody who watches a scan that hasn't ended
     */
    Watchdog(Loop loop, HubSettings settings, BooleanSupplier needed, Runnable onSilence) {
        this.loop = loop;
        this.settings = settings;
        this.needed = needed;
        this.onSilence = onSilence;
        this.heardAt = loop.nanoTime();
    }

    /** A document came. */
    void heard() {
        heardAt = loop.nanoTime();
        doublings = 0;
    }

    /** Wakes it, if it is needed. */
    void wake() {
        if (timer == null && needed.getAsBoolean()) {
            timer = loop.schedule(silenceLeft(), this::look);
        }
    }

    void sleep() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private void look() {
        timer = null;
        if (!needed.getAsBoolean()) {
            return;
        }
        Duration left = silenceLeft();
        if (left.isNegative() || left.isZero()) {
            doublings = Math.min(doublings + 1, MOST_DOUBLINGS);
            heardAt = loop.nanoTime(); // the next silence is counted from here
            onSilence.run();
            left = silenceLeft();
        }
        timer = loop.schedule(left.compareTo(settings.retry()) >= 0 ? left : settings.retry(), this::look);
    }

    /** Until the silence has lasted for its time; jittered, so that scans aren't read all at once. */
    private Duration silenceLeft() {
        long allowed = settings.watchdog().toNanos() << doublings;
        long jittered = allowed + (long) (allowed * ThreadLocalRandom.current().nextDouble(JITTER));
        return Duration.ofNanos(jittered - (loop.nanoTime() - heardAt));
    }
}
