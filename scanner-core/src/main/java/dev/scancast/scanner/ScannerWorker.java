package dev.scancast.scanner;

import dev.scancast.contract.redis.RedisSettings;
import dev.scancast.contract.settings.Setting;
import dev.scancast.contract.settings.Settings;
import dev.scancast.scanner.git.GitClones;
import dev.scancast.scanner.progress.PublishSettings;
import dev.scancast.scanner.queue.ScannerSettings;
import dev.scancast.scanner.queue.Worker;
import dev.scancast.scanner.queue.WorkerSettings;
import java.util.List;
import java.util.stream.Stream;

/** A running worker: takes requests from the queue and scans. Thread-safe. */
public final class ScannerWorker implements AutoCloseable {

    /** Every setting that a worker reads. */
    public static final List<Setting<?>> CATALOG = Stream.<List<Setting<?>>>of(
                    RedisSettings.CATALOG,
                    ScannerSettings.CATALOG,
                    GitClones.CATALOG,
                    PublishSettings.CATALOG,
                    WorkerSettings.CATALOG)
            .flatMap(List::stream)
            .toList();

    private final Worker worker;

    private ScannerWorker(Worker worker) {
        this.worker = worker;
    }

    /**
     * Starts it; Redis need not be there yet.
     *
     * @throws dev.scancast.contract.settings.SettingException if a setting is wrong
     */
    public static ScannerWorker start(Settings settings) {
        return new ScannerWorker(Worker.start(settings));
    }

    /** Its name among all workers. */
    public String name() {
        return worker.name();
    }

    /** Cancels what it scans (each gets its terminal document), then ends everything. Returns within 3 s. */
    public void cancelAllAndClose() {
        worker.cancelAllAndClose();
    }

    /** Gives back what it scans, so that another goes on at once, and ends. Returns within 3 s. */
    @Override
    public void close() {
        worker.close();
    }
}
