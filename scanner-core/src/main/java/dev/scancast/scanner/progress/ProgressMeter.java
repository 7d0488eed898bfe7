package dev.scancast.scanner.progress;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.scancast.contract.document.Json;
import dev.scancast.contract.document.ProgressDocument;
import dev.scancast.contract.document.ScanError;
import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanStatus;
import dev.scancast.scanner.engine.ScanEvent;
import dev.scancast.scanner.engine.ScanListener;
import java.time.Clock;
import java.time.Instant;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Turns what happens in a scan into documents. Percent never falls; it is 100 only once the engine told what became of
 * the report, and a document with 100 in {@code writing} comes before {@code completed}. What comes in a wrong order is
 * ignored, as is everything after the end. Thread-safe.
 */
public final class ProgressMeter implements ScanListener, DocumentSource {

    /** While discovering nobody knows how many there will be; with so many found, half of its share is shown. */
    private static final double HALFWAY_FILES = 2000;

    /** The work of all analyzers together, in whatever unit: the estimator sees only shares of it. */
    private static final double ALL_WORK = 1e6;

    private static final int LONGEST_MESSAGE = 1000;
    private static final int LONGEST_PATH = 1000;

    private final ScanId scan;
    private final @Nullable String repository;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final Instant startedAt;

    @GuardedBy("this")
    private final Changes changes = new Changes();

    @GuardedBy("this")
    private boolean hasNews;

    @GuardedBy("this")
    private Phases phases = Phases.WITHOUT_CLONE;

    @GuardedBy("this")
    private ScanStatus status = ScanStatus.QUEUED;

    @GuardedBy("this")
    private ScanStatus reached = ScanStatus.QUEUED;

    @GuardedBy("this")
    private double percent;

    @GuardedBy("this")
    private ScanEvent.@Nullable CloneProgress clone;

    @GuardedBy("this")
    private long filesFound;

    @GuardedBy("this")
    private @Nullable Long totalFiles;

    @GuardedBy("this")
    private final AnalyzerSteps analyzers = new AnalyzerSteps();

    @GuardedBy("this")
    private long filesScanned;

    @GuardedBy("this")
    private long fileErrors;

    @GuardedBy("this")
    private long nodes;

    @GuardedBy("this")
    private long findings;

    @GuardedBy("this")
    private @Nullable String currentFile;

    @GuardedBy("this")
    private @Nullable EtaEstimator eta;

    @GuardedBy("this")
    private @Nullable Boolean report;

    @GuardedBy("this")
    private @Nullable String lastWords;

    @GuardedBy("this")
    private @Nullable ScanError error;

    /**
     * @param repository a name for people
     * @param nanoTime for elapsed time, usually {@code System::nanoTime}
     */
    public ProgressMeter(ScanId scan, @Nullable String repository, Clock clock, LongSupplier nanoTime) {
        this.scan = scan;
        this.repository = repository;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.startedAt = clock.instant();
    }

    @Override
    public synchronized void onEvent(ScanEvent event) {
        if (status.isTerminal() || event instanceof ScanEvent.AnalyzerAlive) {
            return; // that something lives is no news: the heartbeat tells it
        }
        hasNews = true;
        if (event instanceof ScanEvent.PhaseStarted started) {
            begin(started.phase());
        } else if (event instanceof ScanEvent.CloneProgress progress) {
            clone = new ScanEvent.CloneProgress(progress.share(), Json.text(progress.message(), LONGEST_MESSAGE));
        } else if (event instanceof ScanEvent.FilesFound found) {
            filesFound = Math.max(filesFound, found.files());
        } else if (event instanceof ScanEvent.FilesCounted counted) {
            count(counted);
        } else if (event instanceof ScanEvent.FileStarted started) {
            currentFile = Json.text(started.path(), LONGEST_PATH);
        } else if (event instanceof ScanEvent.FileScanned scanned) {
            filesScanned += scanned.isFirst() ? 1 : 0;
            nodes += scanned.nodes();
            done(scanned.bytes());
        } else if (event instanceof ScanEvent.FileFailed failed) {
            fileErrors++;
            if (failed.counted()) {
                done(failed.bytes());
            }
        } else if (event instanceof ScanEvent.FindingsFound found) {
            findings += found.findings();
        } else if (event instanceof ScanEvent.ReportWritten written) {
            reportWritten(written.stored());
        } else {
            onAnalyzer(event);
        }
        raisePercent();
    }

    @GuardedBy("this")
    private void onAnalyzer(ScanEvent event) {
        if (event instanceof ScanEvent.AnalyzersChosen chosen) {
            analyzers.choose(chosen.analyzers());
        } else if (event instanceof ScanEvent.AnalyzerStarted started) {
            analyzers.start(started.analyzer(), started.files(), started.bytes());
            currentFile = null;
        } else if (event instanceof ScanEvent.AnalyzerEnded ended) {
            analyzers.end(ended.analyzer(), ended.failure() != null);
            recordWork();
        }
    }

    /**
     * The scan is over and well.
     *
     * @throws IllegalStateException if the engine didn't tell what became of the report
     */
    public synchronized void completed() {
        if (report == null && !status.isTerminal()) {
            throw new IllegalStateException("a scan can't be completed in " + status + " before its report is written");
        }
        end(ScanStatus.COMPLETED, summary(), null);
    }

    /** The scan can't go on. */
    public synchronized void failed(ScanError cause) {
        ScanError fit = new ScanError(cause.code(), Json.text(cause.message(), LONGEST_MESSAGE));
        end(ScanStatus.ERROR, fit.message(), fit);
    }

    /** Somebody stopped the scan. */
    public synchronized void canceled() {
        end(ScanStatus.CANCELED, "Canceled", null);
    }

    /** This worker goes away: the scan is queued again, for another. */
    public synchronized void handBack() {
        if (!status.isTerminal()) {
            status = ScanStatus.QUEUED;
            reached = ScanStatus.QUEUED;
            lastWords = "Waiting for another worker";
            currentFile = null;
            addChange();
        }
    }

    /** The line that ends a log: {@code Scan completed: N files, M nodes, K findings}. */
    public synchronized String summary() {
        return "Scan completed: " + filesScanned + " files, " + nodes + " nodes, " + findings + " findings";
    }

    @Override
    public synchronized boolean hasChange() {
        return !changes.isEmpty();
    }

    /** Not while it says {@code queued}: that is a hand-back's word, by which the attempt doesn't count. */
    @Override
    public synchronized boolean isUnderWay() {
        return status != ScanStatus.QUEUED;
    }

    @Override
    public synchronized boolean hasNews() {
        return hasNews;
    }

    @Override
    public synchronized ProgressDocument take() {
        ProgressDocument change = changes.poll();
        if (change != null) {
            return change;
        }
        hasNews = false;
        return document();
    }

    @Override
    public synchronized void keepNewest() {
        changes.keepNewest();
    }

    @GuardedBy("this")
    private void addChange() {
        changes.add(document());
        hasNews = false;
    }

    @GuardedBy("this")
    private void begin(ScanStatus phase) {
        if (phase.isTerminal() || phase == status || !status.mayBecome(phase)) {
            return;
        }
        if (phase == ScanStatus.CLONING) {
            phases = Phases.WITH_CLONE;
        }
        if (phase == ScanStatus.SCANNING) {
            eta = new EtaEstimator(ALL_WORK, nanoTime.getAsLong());
        } else {
            currentFile = null;
        }
        status = phase;
        reached = phase;
        raisePercent();
        addChange();
    }

    @GuardedBy("this")
    private void count(ScanEvent.FilesCounted counted) {
        if (totalFiles != null) {
            return;
        }
        totalFiles = counted.files();
        filesFound = Math.max(filesFound, counted.files());
        analyzers.count(counted.files(), counted.bytes());
    }

    @GuardedBy("this")
    private void done(long bytes) {
        analyzers.done(bytes);
        recordWork();
    }

    @GuardedBy("this")
    private void recordWork() {
        Double share = analyzers.share();
        if (eta != null && share != null) {
            eta.record(share * ALL_WORK, nanoTime.getAsLong());
        }
    }

    @GuardedBy("this")
    private void reportWritten(boolean stored) {
        if (status == ScanStatus.WRITING && report == null) {
            report = stored;
            raisePercent();
            addChange();
        }
    }

    @GuardedBy("this")
    private void end(ScanStatus end, String message, @Nullable ScanError cause) {
        if (status.isTerminal()) {
            return;
        }
        status = end;
        lastWords = message;
        error = cause;
        currentFile = null;
        addChange();
    }

    @GuardedBy("this")
    private void raisePercent() {
        Double share = share();
        percent = Math.max(percent, phases.percent(reached, share == null ? 0 : share));
    }

    /** How much of the phase is done, 0 to 1; null where it can't be told. */
    @GuardedBy("this")
    private @Nullable Double share() {
        return switch (reached) {
            case CLONING -> clone == null ? null : Double.valueOf(clone.share());
            case DISCOVERING -> totalFiles != null ? 1 : filesFound / (filesFound + HALFWAY_FILES);
            case SCANNING -> analyzers.share();
            case WRITING -> report == null ? null : Double.valueOf(1);
            case QUEUED, AGGREGATING, COMPLETED, ERROR, CANCELED -> null;
        };
    }

    @GuardedBy("this")
    private String message() {
        if (lastWords != null) {
            return lastWords;
        }
        return switch (reached) {
            case CLONING -> clone == null ? "Cloning" : clone.message();
            case DISCOVERING -> "Found " + filesFound + " files";
            case SCANNING -> analyzers.message(filesFound);
            case AGGREGATING -> "Adding up " + nodes + " nodes";
            case WRITING ->
                report == null ? "Writing the report" : report ? "Report written" : "No report could be stored";
            case QUEUED, COMPLETED, ERROR, CANCELED -> "Beginning";
        };
    }

    @GuardedBy("this")
    private ProgressDocument document() {
        EtaEstimator.Eta left =
                status == ScanStatus.SCANNING && eta != null ? eta.estimate(nanoTime.getAsLong()) : null;
        return ProgressDocument.builder(scan)
                .status(reached)
                .status(status)
                .progress(percent)
                .message(message())
                .repository(repository)
                .currentFile(currentFile)
                .steps(phases.steps(reached, share(), status.isTerminal() ? status : null, analyzers))
                .filesScanned(filesScanned)
                .totalFiles(totalFiles)
                .nodesFound(nodes)
                .findings(findings)
                .fileErrors(fileErrors)
                .eta(
                        left == null ? null : tenths(left.seconds()),
                        left == null ? null : tenths(left.low()),
                        left == null ? null : tenths(left.high()))
                .startedAt(startedAt)
                .updatedAt(clock.instant())
                .error(error)
                .report(report)
                .build();
    }

    private static double tenths(double seconds) {
        return Math.round(seconds * 10) / 10.0;
    }
}
