package dev.scancast.scanner.engine;

import dev.scancast.contract.document.ScanStatus;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What happens in a scan, as the engine tells it. Paths are relative to the repository and fit for people. */
public sealed interface ScanEvent {

    /**
     * A phase began. Phases come in the order of {@link ScanStatus}, from {@code cloning} or {@code discovering} on,
     * each once.
     *
     * @param phase a live status
     */
    record PhaseStarted(ScanStatus phase) implements ScanEvent {}

    /**
     * While cloning: how far it is. Comes at least once a second.
     *
     * @param share of the clone, 0 to 1; only grows
     * @param message for people
     */
    record CloneProgress(double share, String message) implements ScanEvent {}

    /**
     * Cloning is over.
     *
     * @param commit its id; null if the repository is empty
     */
    record Cloned(@Nullable String commit) implements ScanEvent {}

    /**
     * While discovering: what was found so far.
     *
     * @param files only grows
     * @param bytes only grows
     */
    record FilesFound(long files, long bytes) implements ScanEvent {}

    /** Discovering is over: so much is to be scanned. Comes once, before the phase {@code scanning}. */
    record FilesCounted(long files, long bytes) implements ScanEvent {}

    /**
     * Which analyzers will run, in this order. Comes first, once.
     *
     * @param analyzers never empty
     */
    record AnalyzersChosen(List<AnalyzerShare> analyzers) implements ScanEvent {
        public AnalyzersChosen {
            analyzers = List.copyOf(analyzers);
        }
    }

    /**
     * An analyzer's part of the phase {@code scanning}.
     *
     * @param weight positive; what it is of the sum of all
     */
    record AnalyzerShare(String name, double weight) {}

    /** An analyzer begins with so many files; the ones before it have ended. */
    record AnalyzerStarted(String analyzer, long files, long bytes) implements ScanEvent {}

    /** The running analyzer works on something, though nothing else is told. Comes every second or so. */
    record AnalyzerAlive(String analyzer) implements ScanEvent {}

    /** The running analyzer has a line for the log; it may be any text. */
    record AnalyzerSaid(String analyzer, String line) implements ScanEvent {}

    /** The running analyzer has findings, so many more. */
    record FindingsFound(String analyzer, long findings) implements ScanEvent {}

    /**
     * An analyzer has ended.
     *
     * @param failure why it failed, for people; null if it didn't
     */
    record AnalyzerEnded(
            String analyzer, Duration time, @Nullable String failure) implements ScanEvent {}

    /** A file is being read. */
    record FileStarted(String path) implements ScanEvent {}

    /**
     * The running analyzer is done with a file.
     *
     * @param bytes its size as it was counted while discovering
     * @param nodes the declarations it found there
     * @param isFirst whether no analyzer had it before: a file is scanned once, whoever looks at it
     */
    record FileScanned(String path, long bytes, long nodes, boolean isFirst) implements ScanEvent {
        /** By the first analyzer. */
        public FileScanned(String path, long bytes, long nodes) {
            this(path, bytes, nodes, true);
        }
    }

    /**
     * A file can't be scanned; the scan goes on.
     *
     * @param bytes its size as it was counted while discovering, 0 where it wasn't counted
     * @param counted whether it is one of {@link FilesCounted}
     * @param reason for people, without a stack trace
     */
    record FileFailed(String path, long bytes, boolean counted, String reason) implements ScanEvent {}

    /**
     * Writing is over.
     *
     * @param stored whether the report is there; false holds up nothing
     */
    record ReportWritten(boolean stored) implements ScanEvent {}
}
