package dev.scancast.scanner.queue;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.scancast.contract.document.ProgressDocument;
import dev.scancast.contract.document.RequestRules;
import dev.scancast.contract.document.ScanError;
import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanRequest;
import dev.scancast.contract.redis.Fence;
import dev.scancast.contract.redis.FencedWriter;
import dev.scancast.contract.redis.ScanLog;
import dev.scancast.scanner.analyzer.Analyzer;
import dev.scancast.scanner.engine.ScanCanceledException;
import dev.scancast.scanner.engine.ScanEvent;
import dev.scancast.scanner.engine.ScanFailedException;
import dev.scancast.scanner.engine.ScanListener;
import dev.scancast.scanner.engine.ScanTask;
import dev.scancast.scanner.git.GitClone;
import dev.scancast.scanner.progress.LogLines;
import dev.scancast.scanner.progress.ProgressMeter;
import dev.scancast.scanner.progress.ScanHold;
import dev.scancast.scanner.progress.ScanPublication;
import dev.scancast.scanner.report.ScanReport;
import dev.scancast.scanner.source.PathRefusedException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.exceptions.JedisException;

/**
 * One attempt at a scan, from the lease that is held already to the last document in Redis. {@link #execute} runs it on
 * the caller's thread; everything else may be called by any thread.
 */
final class ScanRun {
    private static final Logger LOG = LoggerFactory.getLogger(ScanRun.class);

    private static final Duration LONG = Duration.ofDays(1);

    private final Assignment assignment;
    private final ScanTools tools;
    private final Tenure tenure;
    private final ProgressMeter meter;
    private final LogLines logLines;
    private final ScanPublication publication;
    private final Pulse pulse;
    private final ScanningThread thread = new ScanningThread();
    private final KeptClone clone = new KeptClone();

    @GuardedBy("this")
    private Stop stop = Stop.NONE;

    private volatile boolean isStalled;

    private volatile boolean isStopped;

    /**
     * What is to be done.
     *
     * @param holder the name in the lease
     */
    record Assignment(ScanHold hold, Fence fence, String holder, ScanRequest request, FencedWriter.Origin origin) {}

    /** Hears what becomes of the lease, on a thread of the run's. */
    @FunctionalInterface
    interface Tenure {
        /** It was renewed; may throw a JedisException. */
        void renewed();

        /** The scan hangs, and the thread that scans may never return: nothing more is written, another is to go on. */
        default void stalled() {}
    }

    /** Why to stop; a later one beats an earlier one. */
    enum Stop {
        NONE,
        /** This worker goes away: another is to go on. */
        GIVE_BACK,
        /** Somebody wants it so. */
        CANCEL,
        /** It hangs, another writes it, or it has ended elsewhere: nothing may be written. */
        LOST
    }

    /**
     * How it went.
     *
     * @param last the last document that Redis took; null if it took none
     */
    record Result(ScanPublication.Outcome outcome, @Nullable ProgressDocument last) {
        /** Whether this run wrote the scan's end. */
        boolean isEnded() {
            return outcome == ScanPublication.Outcome.PUBLISHED
                    && last != null
                    && last.status().isTerminal();
        }
    }

    private ScanRun(Assignment assignment, ScanTools tools, Tenure tenure) {
        this.assignment = assignment;
        this.tools = tools;
        this.tenure = tenure;
        this.pulse = new Pulse(tools.stall(), System::nanoTime);
        this.meter = new ProgressMeter(
                assignment.hold.scan(), assignment.request.repositoryName(), Clock.systemUTC(), System::nanoTime);
        this.publication = ScanPublication.start(
                tools.redis(),
                assignment.hold,
                assignment.fence,
                assignment.origin,
                meter,
                tools.publishing(),
                new RedisWord());
        this.logLines = new LogLines(publication::log);
    }

    /** Begins to hold and publish the scan; {@link #execute} must follow. */
    static ScanRun begin(Assignment assignment, ScanTools tools, Tenure tenure) {
        return new ScanRun(assignment, tools, tenure);
    }

    ScanId scan() {
        return assignment.hold.scan();
    }

    /** The newest document that Redis took, null before the first. */
    @Nullable
    ProgressDocument lastWritten() {
        return publication.lastWritten();
    }

    /** Scans, and returns when Redis has the last document, however long that takes, or {@link #abandon} was called. */
    Result execute() {
        LOG.info(
                "scan={} begins: {}, attempt {}",
                scan(),
                assignment.request.repositoryName(),
                assignment.fence.attempt());
        try {
            publication.log(ScanLog.Level.INFO, assignment.holder + " begins, attempt " + assignment.fence.attempt());
            scanToTheEnd();
            publication.finish();
            clone.close(); // while the last document is under way
            Result result = new Result(awaitOutcome(), publication.lastWritten());
            tellResult(result);
            return result;
        } finally {
            clone.close();
            publication.close();
        }
    }

    /** Asks it to stop. */
    void stop(Stop why) {
        synchronized (this) {
            if (why.compareTo(stop) > 0) {
                stop = why;
            }
        }
        isStopped = true;
    }

    /** Gives up publishing: Redis is away, and this process won't wait for it. Doesn't block. */
    void abandon() {
        publication.abandon();
    }

    private void scanToTheEnd() {
        try {
            scanOnThisThread();
            publication.log(ScanLog.Level.INFO, meter.summary());
            meter.completed();
        } catch (ScanCanceledException e) {
            stopped();
        } catch (PathRefusedException e) {
            failed(new ScanError(e.code().wireName(), e.getMessage()));
        } catch (ScanFailedException e) {
            failed(e.error());
        } catch (RuntimeException | Error e) {
            LOG.error("scan={} failed, by our own fault", scan(), e);
            failed(new ScanError("internal", "The scanner failed; the worker's log tells more (" + e + ")"));
        }
    }

    private void scanOnThisThread() {
        thread.begins();
        try {
            stopIfCanceledBefore();
            ScanTask task = task();
            var unused = tools.scanning().scan(task, new Events(), () -> isStopped, this::store);
        } finally {
            thread.returns();
        }
    }

    /** One that was suspended for long must not store its report over that of its successor. */
    private boolean store(ScanReport report) {
        if (!isStillOurs()) {
            stop(Stop.LOST);
            throw new ScanCanceledException();
        }
        return tools.reports().store(scan(), assignment.fence, withSource(report));
    }

    private ScanReport withSource(ScanReport report) {
        GitClone made = clone.get();
        String url = assignment.request.repositoryUrl();
        return made == null || url == null ? report : report.from(new ScanReport.Source(url, made.commit()));
    }

    private boolean isStillOurs() {
        try {
            return assignment.hold.renew(assignment.fence);
        } catch (JedisException e) {
            LOG.debug("scan={} whether it is still ours could not be asked", scan(), e);
            return true; // the store will tell
        }
    }

    /** A scan that is taken over while its cancel is set is not begun again. */
    private void stopIfCanceledBefore() {
        try {
            if (assignment.hold.isCancelRequested()) {
                stop(Stop.CANCEL);
            }
        } catch (JedisException e) {
            LOG.debug("scan={} whether it is canceled will be asked again", scan(), e);
        }
        if (isStopped) {
            throw new ScanCanceledException();
        }
    }

    private ScanTask task() {
        ScanRequest request = assignment.request;
        if (assignment.fence.attempt() > tools.attempts()) {
            throw new ScanFailedException(
                    "attempts_exhausted",
                    "Given up after " + (assignment.fence.attempt() - 1)
                            + " attempts: each worker that began was lost, or hung, while it scanned this",
                    null);
        }
        RequestRules.fault(request).ifPresent(fault -> {
            throw new ScanFailedException("invalid_request", "The request isn't valid: " + fault, null);
        });
        List<Analyzer> analyzers = tools.analyzers().choose(request.analyzers());
        return request.repositoryUrl() != null ? cloned(request, analyzers) : local(request, analyzers);
    }

    private ScanTask local(ScanRequest request, List<Analyzer> analyzers) {
        String path = Objects.requireNonNull(request.repositoryPath(), "the rules ask for it or a URL");
        return new ScanTask(
                tools.roots().check(path),
                request.repositoryName(),
                request.fileTypes(),
                request.excludePatterns(),
                analyzers);
    }

    private ScanTask cloned(ScanRequest request, List<Analyzer> analyzers) {
        GitClone made = tools.clones().clone(request, new Events(), () -> isStopped);
        if (!clone.keep(made)) {
            made.close();
            throw new ScanCanceledException();
        }
        return new ScanTask(
                made.directory(),
                request.repositoryName(),
                request.fileTypes(),
                request.excludePatterns(),
                analyzers,
                made.failures());
    }

    private void failed(ScanError error) {
        publication.log(ScanLog.Level.ERROR, "Scan failed: " + error.message());
        meter.failed(error);
    }

    private void stopped() {
        Stop why;
        synchronized (this) {
            why = stop;
        }
        switch (why) {
            case CANCEL -> {
                publication.log(ScanLog.Level.INFO, "Scan canceled");
                meter.canceled();
            }
            case GIVE_BACK, NONE -> { // NONE: the thread was interrupted
                publication.log(ScanLog.Level.INFO, assignment.holder + " goes away; another worker goes on");
                meter.handBack();
            }
            case LOST -> {}
        }
    }

    private ScanPublication.Outcome awaitOutcome() {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    Optional<ScanPublication.Outcome> outcome = publication.await(LONG);
                    if (outcome.isPresent()) {
                        return outcome.get();
                    }
                } catch (InterruptedException e) {
                    interrupted = true;
                    abandon();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void tellResult(Result result) {
        if (result.last() != null && result.outcome() == ScanPublication.Outcome.PUBLISHED) {
            LOG.info(
                    "scan={} {}: {}",
                    scan(),
                    result.last().status().wireName(),
                    result.last().message());
        } else {
            LOG.info("scan={} left: {}", scan(), result.outcome());
        }
    }

    private final class Events implements ScanListener {
        @Override
        public void onEvent(ScanEvent event) {
            pulse.beat();
            logLines.onEvent(event);
            meter.onEvent(event);
            publication.changed();
        }

        @Override
        public Busy busy(Duration atMost) {
            return pulse.busy(atMost);
        }
    }

    private final class RedisWord implements ScanPublication.Listener {
        @Override
        public void cancelRequested() {
            stop(Stop.CANCEL);
        }

        @Override
        public boolean isAlive() {
            if (pulse.beats() || !thread.isScanning()) {
                return true;
            }
            isStalled = true;
            publication.log(
                    ScanLog.Level.ERROR,
                    "Nothing has happened for " + tools.stall().toSeconds() + " s; another worker goes on");
            return false;
        }

        @Override
        public void renewed() {
            tenure.renewed();
        }

        @Override
        public void lost() {
            stop(Stop.LOST);
            thread.interrupt();
            if (isStalled) {
                tenure.stalled();
                clone.close(); // its thread might never
            }
        }
    }
}
