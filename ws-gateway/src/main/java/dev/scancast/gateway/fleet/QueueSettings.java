package dev.scancast.gateway.fleet;

import dev.scancast.contract.settings.Setting;
import dev.scancast.contract.settings.Settings;
import java.time.Duration;
import java.util.List;

/**
 * How much may wait for workers and in which order it comes to them.
 *
 * @param limit how many scans may wait
 * @param batchLimit how many scans a batch may have
 * @param batchConcurrency how many of a batch are ready for a worker or running
 * @param ownerConcurrency the same of an owner who has a name
 * @param ahead how many may stand in the queue before a backlog adds a further one
 * @param interval how often the backlogs are looked at
 */
record QueueSettings(
        int limit, int batchLimit, int batchConcurrency, int ownerConcurrency, int ahead, Duration interval) {

    static final Setting<Integer> LIMIT = Setting.integer(
            "queue.limit", 10_000, 1, 1_000_000, "How many scans may wait for a worker; more are refused with 429.");
    static final Setting<Integer> BATCH_LIMIT =
            Setting.integer("batch.limit", 1000, 1, 10_000, "How many repositories a batch may have.");
    static final Setting<Integer> BATCH_CONCURRENCY = Setting.integer(
            "batch.concurrency", 4, 1, 1000, "How many scans of a batch stand in the queue or run at the same time.");
    static final Setting<Integer> OWNER_CONCURRENCY =
            Setting.integer("owner.concurrency", 8, 1, 1000, "The same of all scans of an owner who has a name.");
    static final Setting<Integer> AHEAD = Setting.integer(
            "backlog.ahead",
            4,
            1,
            1000,
            "With so many requests in the queue a batch that has one there or running adds no further one.");
    static final Setting<Duration> INTERVAL = Setting.duration(
            "backlog.interval", "1s", "100ms", "1m", "How often a gateway looks whether a backlog may move on.");

    /** All of them. */
    static final List<Setting<?>> CATALOG =
            List.of(LIMIT, BATCH_LIMIT, BATCH_CONCURRENCY, OWNER_CONCURRENCY, AHEAD, INTERVAL);

    /** The values in force. */
    static QueueSettings from(Settings settings) {
        return new QueueSettings(
                settings.get(LIMIT),
                settings.get(BATCH_LIMIT),
                settings.get(BATCH_CONCURRENCY),
                settings.get(OWNER_CONCURRENCY),
                settings.get(AHEAD),
                settings.get(INTERVAL));
    }
}
