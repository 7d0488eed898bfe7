package dev.scancast.scanner.engine;

import dev.scancast.contract.document.ScanStatus;
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

    /** A file is being read. */
    record FileStarted(String path) implements ScanEvent {}

    /**
     * A file was scanned.
     *
     * @param bytes its size as it was counted while discovering
     * @param nodes the declarations found in it
     */
    record FileScanned(String path, long bytes, long nodes) implements ScanEvent {}

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
