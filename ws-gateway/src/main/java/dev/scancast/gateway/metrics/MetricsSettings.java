package dev.scancast.gateway.metrics;

import dev.scancast.contract.settings.Setting;
import java.time.Duration;
import java.util.List;

/** What steers a gateway's metrics. */
public final class MetricsSettings {

    public static final Setting<Duration> CENSUS = Setting.duration(
            "gateway.metrics-census",
            "5s",
            "0s",
            "10m",
            "How long a count of queue, scans and workers is good for metrics; nothing is counted while nobody asks.");

    /** All of them. */
    public static final List<Setting<?>> CATALOG = List.of(CENSUS);

    private MetricsSettings() {}
}
