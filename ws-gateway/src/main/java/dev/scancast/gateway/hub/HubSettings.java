package dev.scancast.gateway.hub;

import dev.scancast.contract.settings.Setting;
import dev.scancast.contract.settings.Settings;
import java.time.Duration;
import java.util.List;

/**
 * How scans are relayed.
 *
 * @param linger how long a subscription is kept after its last watcher
 * @param watchdog after how long a silence a live scan's status is read again
 * @param secondRead how long after joining the status is read once more where documents have no seq
 * @param retry how soon a read that failed is tried again
 * @param threads fan-out threads
 * @param maxDocumentsPerSecond of each scan, the newest winning; a change of status and the end come at once; 0 for all
 * @param inboxBytes what came from Redis and waits for the fan-out threads, at most
 */
public record HubSettings(
        Duration linger,
        Duration watchdog,
        Duration secondRead,
        Duration retry,
        int threads,
        int maxDocumentsPerSecond,
        long inboxBytes) {

    public static final Setting<Duration> LINGER = Setting.duration(
            "gateway.linger", "5s", "0s", "10m", "How long a subscription is kept after its last watcher has left.");
    public static final Setting<Duration> WATCHDOG = Setting.duration(
            "gateway.watchdog",
            "15s",
            "100ms",
            "1h",
            "After how long without a document the status of a live scan is read again.");
    public static final Setting<Integer> THREADS =
            Setting.integer("gateway.threads", 1, 1, 64, "How many threads write to clients.");

    public static final Setting<Integer> MAX_DOCUMENTS_PER_SECOND = Setting.integer(
            "gateway.max-documents-per-second",
            0,
            0,
            1000,
            "Thins floods: so many documents a second of each scan, and at once every change of status; 0 for all.");

    public static final Setting<Long> INBOX = Setting.size(
            "gateway.inbox",
            "64MiB",
            "1MiB",
            "1GiB",
            "What came from Redis and waits for the fan-out threads, at most; Redis waits then, and buffers itself.");

    private static final Duration SECOND_READ = Duration.ofSeconds(1);
    private static final Duration RETRY = Duration.ofSeconds(1);

    /** All of them. */
    public static final List<Setting<?>> CATALOG = List.of(LINGER, WATCHDOG, THREADS, MAX_DOCUMENTS_PER_SECOND, INBOX);

    /** The values in force. */
    public static HubSettings from(Settings settings) {
        return new HubSettings(
                settings.get(LINGER),
                settings.get(WATCHDOG),
                SECOND_READ,
                RETRY,
                settings.get(THREADS),
                settings.get(MAX_DOCUMENTS_PER_SECOND),
                settings.get(INBOX));
    }
}
