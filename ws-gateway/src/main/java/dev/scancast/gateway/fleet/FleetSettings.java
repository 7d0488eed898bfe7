package dev.scancast.gateway.fleet;

import dev.scancast.contract.settings.Setting;
import dev.scancast.contract.settings.Settings;
import java.time.Duration;
import java.util.List;

/**
 * How the gateways look after scans that nobody holds.
 *
 * @param interval how often one of them sweeps
 * @param grace for how long a scan must have been without a holder, and a fleet without a worker, before anything is done
 * @param tell how often a scan that waits is told where it stands, at most
 * @param documents how many are told in one sweep, at most
 * @param lost after how long without a status and a lease a scan that is still known here is ended
 */
public record FleetSettings(Duration interval, Duration grace, Duration tell, int documents, Duration lost) {

    static final Setting<Duration> INTERVAL = Setting.duration(
            "sweeper.interval", "1s", "100ms", "1m", "How often one of the gateways looks for abandoned scans.");
    static final Setting<Duration> GRACE = Setting.duration(
            "sweeper.grace",
            "2s",
            "100ms",
            "10m",
            "For how long a scan must have been without a worker before a gateway queues or ends it.");
    static final Setting<Duration> TELL = Setting.duration(
            "sweeper.tell", "5s", "100ms", "10m", "A scan that waits is told where it stands at most so often.");
    static final Setting<Integer> DOCUMENTS = Setting.integer(
            "sweeper.documents",
            200,
            1,
            10_000,
            "So many waiting scans are told where they stand in one sweep, the oldest first; the others in the next.");
    static final Setting<Duration> LOST = Setting.duration(
            "gateway.lost",
            "30s",
            "1s",
            "1h",
            "A scan that is watched ends in error when its status and its lease have been gone for so long. Keep it"
                    + " above lease.ttl.");

    /** All of them. */
    public static final List<Setting<?>> CATALOG = List.of(INTERVAL, GRACE, TELL, DOCUMENTS, LOST);

    /** The values in force. */
    public static FleetSettings from(Settings settings) {
        return new FleetSettings(
                settings.get(INTERVAL),
                settings.get(GRACE),
                settings.get(TELL),
                settings.get(DOCUMENTS),
                settings.get(LOST));
    }
}
