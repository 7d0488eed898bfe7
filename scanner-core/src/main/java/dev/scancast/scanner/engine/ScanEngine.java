package dev.scancast.scanner.engine;

import dev.scancast.contract.document.ScanStatus;
import dev.scancast.scanner.cache.ResultCache;
import dev.scancast.scanner.report.ReportBuilder;
import dev.scancast.scanner.report.ScanReport;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Scans directories: finds the files, has them analyzed, adds up, and hands over a report. Knows no Redis.
 *
 * <p>Memory: per file found a path and a size, per thread one file's content, the report's sums, and, while an
 * analyzer runs, what the cache holds of the repository. A file that can't
 * be scanned, whatever is wrong with it, is a {@link ScanEvent.FileFailed} and ends nothing.
 *
 * <p>Thread-safe; scans may run at the same time.
 */
public final class ScanEngine {
    private final ScanLimits limits;
    private final @Nullable ResultCache cache;
    private final Clock clock;

    /** One that remembers nothing from scan to scan. */
    public ScanEngine(ScanLimits limits) {
        this(limits, null, Clock.systemUTC());
    }

    /**
     * @param cache of what was found before; null for none
     * @param clock for the times in reports
     */
    public ScanEngine(ScanLimits limits, @Nullable ResultCache cache, Clock clock) {
        this.limits = limits;
        this.cache = cache;
        this.clock = clock;
    }

    /**
     * Scans, and returns when the report was handed over.
     *
     * @param listener hears everything; an exception of its own is logged and ends nothing
     * @param cancel noticed within a second, save while the store works
     * @param store gets the report
     * @return the report, also if it couldn't be stored
     * @throws ScanCanceledException if the signal said so, or the calling thread was interrupted, whose flag stays set
     * @throws ScanFailedException if the scan can't go on
     */
    public ScanReport scan(ScanTask task, ScanListener listener, CancelSignal cancel, ReportStore store) {
        Instant startedAt = clock.instant();
        long startedNanos = System.nanoTime();
        StopCheck stop = new StopCheck(cancel);
        Announcer announcer = new Announcer(listener);
        ReportBuilder builder = new ReportBuilder(limits.maxFindings());
        try {
            stop.check();
            announcer.tell(new ScanEvent.AnalyzersChosen(shares(task)));
            begin(ScanStatus.DISCOVERING, stop, announcer);
            Discovery.Found found = new Discovery(task, limits, stop, announcer, builder).run();

            begin(ScanStatus.SCANNING, stop, announcer);
            new AnalyzerPasses(new ScanContext(task, found, limits, cache, stop, announcer, builder, new Coverage()))
                    .run();

            begin(ScanStatus.AGGREGATING, stop, announcer);
            ScanReport report = builder.build(
                    task.repository(), startedAt, clock.instant(), Duration.ofNanos(System.nanoTime() - startedNanos));

            begin(ScanStatus.WRITING, stop, announcer);
            announcer.tell(new ScanEvent.ReportWritten(store.store(report)));
            return report;
        } finally {
            announcer.close();
        }
    }

    private static List<ScanEvent.AnalyzerShare> shares(ScanTask task) {
        return task.analyzers().stream()
                .map(analyzer -> new ScanEvent.AnalyzerShare(analyzer.name(), analyzer.weight()))
                .toList();
    }

    private static void begin(ScanStatus phase, StopCheck stop, Announcer announcer) {
        stop.check();
        announcer.tell(new ScanEvent.PhaseStarted(phase));
    }
}
