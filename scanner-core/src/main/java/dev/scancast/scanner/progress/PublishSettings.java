package dev.scancast.scanner.progress;

import dev.scancast.contract.settings.Setting;
import dev.scancast.contract.settings.SettingException;
import dev.scancast.contract.settings.Settings;
import java.time.Duration;
import java.util.List;

/**
 * How often a scan publishes.
 *
 * @param interval the least time between two documents, changes of status and the end excepted
 * @param heartbeat the most time between two documents while the scan lives
 * @param keepEnd how long a worker remembers a scan's end, to write it again should Redis lose it
 */
public record PublishSettings(Duration interval, Duration heartbeat, Duration keepEnd) {

    public static final Setting<Duration> INTERVAL = Setting.duration(
            "publish.interval",
            "100ms",
            "1ms",
            "10s",
            "The least time between two progress documents of a scan; a change of status and the end don't wait.");
    public static final Setting<Duration> HEARTBEAT = Setting.duration(
            "publish.heartbeat", "5s", "100ms", "60s", "The most time between two progress documents of a scan.");
    public static final Setting<Duration> KEEP_END = Setting.duration(
            "publish.keep-end",
            "60s",
            "0s",
            "1h",
            "How long a worker remembers a scan's end, to write it again should Redis lose it.");

    /** @throws SettingException if the interval is longer than the heartbeat */
    public PublishSettings {
        if (interval.compareTo(heartbeat) > 0) {
            throw new SettingException("publish.interval must not be longer than publish.heartbeat, got "
                    + interval.toMillis() + "ms and " + heartbeat.toMillis() + "ms");
        }
    }

    /** All of them. */
    public static final List<Setting<?>> CATALOG = List.of(INTERVAL, HEARTBEAT, KEEP_END);

    /** The values in force. */
    public static PublishSettings from(Settings settings) {
        return new PublishSettings(settings.get(INTERVAL), settings.get(HEARTBEAT), settings.get(KEEP_END));
    }
}
