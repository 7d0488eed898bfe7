package dev.scancast.scanner;

import dev.scancast.contract.redis.RedisSettings;
import dev.scancast.contract.settings.Setting;
import dev.scancast.contract.settings.Settings;
import java.util.List;
import java.util.stream.Stream;

/** A running worker: takes requests from the queue and scans. Thread-safe. */
public final class ScannerWorker implements AutoCloseable {

    /** Every setting that a worker reads. */
    public static final List<Setting<?>> CATALOG = Stream.<List<Setting<?>>>of(
                    RedisSettings.CATALOG, ScannerSettings.CATALOG)
            .flatMap(List::stream)
            .toList();

    private ScannerWorker() {}

    /**
     * Starts it; Redis need not be there yet.
     *
     * @throws dev.scancast.contract.settings.SettingException if a setting is wrong
     */
    public static ScannerWorker start(Settings settings) {
        ScannerSettings.from(settings);
        return new ScannerWorker();
    }

    /** Cancels what it scans (each gets its terminal document), then ends everything. Returns in bounded time. */
    public void cancelAllAndClose() {}

    /** Gives back what it scans, so that another goes on, and ends. Returns in bounded time. */
    @Override
    public void close() {}
}
