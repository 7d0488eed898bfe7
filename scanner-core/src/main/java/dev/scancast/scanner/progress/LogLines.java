package dev.scancast.scanner.progress;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.scancast.contract.redis.ScanLog.Level;
import dev.scancast.scanner.engine.ScanEvent;
import dev.scancast.scanner.engine.ScanListener;
import java.util.Locale;
import java.util.function.BiConsumer;

/**
 * What of a scan's events goes to its log: each change of status, and each file that can't be scanned, up to a cap, with
 * the rest told as a number. Thread-safe.
 */
public final class LogLines implements ScanListener {
    static final int MOST_FILE_ERRORS = 100;
    static final int MOST_SAID = 200;

    private final BiConsumer<Level, String> log;

    @GuardedBy("this")
    private long fileErrors;

    @GuardedBy("this")
    private long said;

    /** @param log takes a line; must not block or throw */
    public LogLines(BiConsumer<Level, String> log) {
        this.log = log;
    }

    @Override
    public synchronized void onEvent(ScanEvent event) {
        if (event instanceof ScanEvent.PhaseStarted started) {
            phaseStarted(started);
        } else if (event instanceof ScanEvent.Cloned cloned) {
            log.accept(
                    Level.INFO,
                    cloned.commit() == null ? "The repository is empty" : "Cloned commit " + cloned.commit());
        } else if (event instanceof ScanEvent.FilesCounted counted) {
            log.accept(Level.INFO, "Found " + counted.files() + " files, " + counted.bytes() + " bytes");
        } else if (event instanceof ScanEvent.FileFailed failed) {
            fileErrors++;
            if (fileErrors <= MOST_FILE_ERRORS) {
                log.accept(Level.WARN, failed.path() + ": " + failed.reason());
            }
        } else if (event instanceof ScanEvent.AnalyzerSaid line) {
            said++;
            if (said <= MOST_SAID) {
                log.accept(Level.INFO, line.analyzer() + ": " + line.line());
            }
        } else if (event instanceof ScanEvent.AnalyzerEnded ended) {
            analyzerEnded(ended);
        } else if (event instanceof ScanEvent.ReportWritten written && !written.stored()) {
            log.accept(Level.WARN, "The report could not be stored");
        }
    }

    @GuardedBy("this")
    private void phaseStarted(ScanEvent.PhaseStarted started) {
        switch (started.phase()) {
            case CLONING -> log.accept(Level.INFO, "Cloning the repository");
            case DISCOVERING -> log.accept(Level.INFO, "Discovering files");
            case SCANNING -> log.accept(Level.INFO, "Scanning");
            case AGGREGATING -> {
                tellDrop();
                log.accept(Level.INFO, "Aggregating");
            }
            case WRITING -> log.accept(Level.INFO, "Writing the report");
            case QUEUED, COMPLETED, ERROR, CANCELED -> {}
        }
    }

    private void analyzerEnded(ScanEvent.AnalyzerEnded ended) {
        String time = String.format(Locale.ROOT, "%.1f s", ended.time().toMillis() / 1000.0);
        if (ended.failure() == null) {
            log.accept(Level.INFO, ended.analyzer() + " took " + time);
        } else {
            log.accept(Level.WARN, ended.analyzer() + " failed after " + time + ": " + ended.failure());
        }
    }

    @GuardedBy("this")
    private void tellDrop() {
        if (said > MOST_SAID) {
            log.accept(Level.INFO, (said - MOST_SAID) + " more lines of analyzers are not shown");
        }
        if (fileErrors > MOST_FILE_ERRORS) {
            log.accept(
                    Level.WARN,
                    (fileErrors - MOST_FILE_ERRORS) + " more files could not be scanned; the first " + MOST_FILE_ERRORS
                            + " are told above");
        }
    }
}
