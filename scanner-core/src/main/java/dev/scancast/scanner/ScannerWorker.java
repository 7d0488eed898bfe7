package dev.scancast.scanner;

import dev.scancast.contract.redis.RedisSettings;
import dev.scancast.contract.settings.Setting;
import dev.scancast.contract.settings.Settings;
import dev.scancast.scanner.git.GitClones;
import dev.scancast.scanner.metrics.MetricsSettings;
import dev.scancast.scanner.metrics.WorkerMetrics;
import dev.scancast.scanner.progress.PublishSettings;
import dev.scancast.scanner.queue.ScannerSettings;
import dev.scancast.scanner.queue.Worker;
import dev.scancast.scanner.queue.WorkerSettings;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A running worker: takes requests from the queue and scans. Thread-safe. */
public final class ScannerWorker implements AutoCloseable {

    /** Every setting that a worker reads. */
    public static final List<Setting<?>> CATALOG = Stream.<List<Setting<?>>>of(
                    RedisSettings.CATALOG,
                    ScannerSettings.CATALOG,
                    GitClones.CATALOG,
                    PublishSettings.CATALOG,
                    WorkerSettings.CATALOG,
                    MetricsSettings.CATALOG)
            .flatMap(List::stream)
            .toList();

    private final Worker worker;
    private final @Nullable WorkerMetrics metrics;

    private ScannerWorker(Worker worker, @Nullable WorkerMetrics metrics) {
        this.worker = worker;
        this.metrics = metrics;
    }

    /**
     * Starts it; Redis need not be there yet.
     *
     * @throws dev.scancast.contract.settings.SettingException if a setting is wrong
     */
    public static ScannerWorker start(Settings settings) {
        MetricsSettings told = MetricsSettings.from(settings);
        Worker worker = Worker.start(settings);
        if (told.port().isEmpty()) {
            return new ScannerWorker(worker, null);
        }
        try {
            return new ScannerWorker(
                    worker, WorkerMetrics.start(worker, told.host(), told.port().getAsInt()));
        } catch (RuntimeException e) {
            worker.close();
            throw e;
        }
    }

    /** Where Prometheus reads what it does; empty if nowhere. */
    public Optional<URI> metrics() {
        return Optional.ofNullable(metrics).map(WorkerMetrics::url);
    }

    /** Its name among all workers. */
    public String name() {
        return worker.name();
    }

    /** Cancels what it scans (each gets its terminal document), then ends everything. Returns within 3 s. */
    public void cancelAllAndClose() {
        closeMetrics();
        worker.cancelAllAndClose();
    }

    /** Gives back what it scans, so that another goes on at once, and ends. Returns within 3 s. */
    @Override
    public void close() {
        closeMetrics();
        worker.close();
    }

    private void closeMetrics() {
        if (metrics != null) {
            metrics.close();
        }
    }
}
