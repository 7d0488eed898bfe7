package dev.scancast.gateway.group;

import dev.scancast.contract.settings.Setting;
import dev.scancast.contract.settings.Settings;
import dev.scancast.gateway.hub.HubSettings;
import dev.scancast.gateway.session.SessionSettings;
import java.time.Duration;
import java.util.List;

/**
 * How many scans on one connection are told.
 *
 * @param tick the least time between two updates; an end doesn't wait for it
 * @param history how many scans that have ended a watcher of all scans is shown
 * @param linger how long a group is kept after its last watcher
 * @param reread how often it is asked again which scans belong to a group
 * @param retry how soon that is tried again when it failed or the batch wasn't there
 * @param resumeBytes how many bytes of past updates are kept for clients that come back
 */
record GroupSettings(Duration tick, int history, Duration linger, Duration reread, Duration retry, long resumeBytes) {

    static final Setting<Duration> TICK = Setting.duration(
            "gateway.tick",
            "200ms",
            "10ms",
            "10s",
            "The least time between two updates to watchers of many scans; an end doesn't wait for it.");
    static final Setting<Integer> HISTORY =
            Setting.integer("gateway.history", 100, 0, 10_000, "How many ended scans a watcher of all scans is shown.");

    /** Those that are not another feature's. */
    static final List<Setting<?>> CATALOG = List.of(TICK, HISTORY);

    /** The values in force. */
    static GroupSettings from(Settings settings) {
        HubSettings hub = HubSettings.from(settings);
        return new GroupSettings(
                settings.get(TICK),
                settings.get(HISTORY),
                hub.linger(),
                hub.watchdog(),
                hub.retry(),
                SessionSettings.from(settings).outboxBytes());
    }
}
