package dev.scancast.gateway.fleet;

import dev.scancast.contract.redis.Redis;
import dev.scancast.contract.redis.ScanIndex;
import java.time.Clock;
import java.time.Duration;

/**
 * Drops from the history what is no longer remembered, also when no scan ends that would. The indexes of owners and
 * repositories trim themselves when they are added to, and go as a whole when nothing is. Confined to one thread.
 */
final class HistoryTrim {
    private static final Duration INTERVAL = Duration.ofMinutes(1);

    private final ScanIndex index;
    private final Clock clock;
    private long trimmedAt = System.nanoTime() - INTERVAL.toNanos();

    HistoryTrim(Redis redis, Clock clock) {
        this.index = new ScanIndex(redis);
        this.clock = clock;
    }

    /** Does so, once in a minute. */
    void trim() {
        if (System.nanoTime() - trimmedAt < INTERVAL.toNanos()) {
            return;
        }
        index.trimHistory(clock.instant());
        trimmedAt = System.nanoTime();
    }
}
