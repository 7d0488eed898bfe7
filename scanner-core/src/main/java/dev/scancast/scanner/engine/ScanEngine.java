package dev.scancast.scanner.engine;

import dev.scancast.contract.document.ScanStatus;
import dev.scancast.scanner.report.ReportBuilder;
import dev.scancast.scanner.report.ScanReport;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Scans directories: finds the files, reads each, adds up, and hands over a report. Knows no Redis.
 *
 * <p>Memory: per file found a path and a size, per thread one file's content, and the report's sums. A file that can't
 * be scanned, whatever is wrong with it, is a {@link ScanEvent.FileFailed} and ends nothing.
 *
 * <p>Thread-safe; scans may run at the same time.
 */
public final class ScanEngine {
    private final ScanLimits limits;
    private final Clock clock;

    public ScanEngine(ScanLimits limits) {
        this(limits, Clock.systemUTC());
    }

    /** @param clock for the times in reports */
    public ScanEngine(ScanLimits limits, Clock clock) {
        this.limits = limits;
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
        ReportBuilder builder = new ReportBuilder();
        try {
            begin(ScanStatus.DISCOVERING, stop, announcer);
            Discovery.Found found = new Discovery(task, limits, stop, announcer, builder).run();

            begin(ScanStatus.SCANNING, stop, announcer);
            new FileScans(task.repository(), found, limits, stop, announcer, builder).run();

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

    private static void begin(ScanStatus phase, StopCheck stop, Announcer announcer) {
        stop.check();
        announcer.tell(new ScanEvent.PhaseStarted(phase));
    }
}
