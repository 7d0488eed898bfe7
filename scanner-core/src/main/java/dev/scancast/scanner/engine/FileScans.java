package dev.scancast.scanner.engine;

import dev.scancast.scanner.report.ReportBuilder;
import dev.scancast.scanner.report.ScannedFile;
import dev.scancast.scanner.source.FailureReason;
import dev.scancast.scanner.source.FoundFile;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The second phase: scans all files on some threads, which take one file after the other. They live as long as
 * {@link #run}, save one that a lexer holds in a huge file when the scan is stopped: it isn't heard any more and ends
 * with that file.
 */
final class FileScans {
    private static final Logger LOG = LoggerFactory.getLogger(FileScans.class);

    /** How often the scan's thread looks whether to stop. */
    private static final long LOOK_MILLIS = 50;

    /** How long stopped threads are waited for. */
    private static final Duration STOPPING = Duration.ofMillis(500);

    private final String repository;
    private final Path root;
    private final List<FoundFile> files;
    private final ScanLimits limits;
    private final StopCheck stop;
    private final Announcer announcer;
    private final ReportBuilder report;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    FileScans(
            String repository,
            Discovery.Found found,
            ScanLimits limits,
            StopCheck stop,
            Announcer announcer,
            ReportBuilder report) {
        this.repository = repository;
        this.root = found.root();
        this.files = found.files();
        this.limits = limits;
        this.stop = stop;
        this.announcer = announcer;
        this.report = report;
    }

    /**
     * Scans them all.
     *
     * @throws ScanCanceledException if the scan is to stop, or the calling thread was interrupted, whose flag is set then
     */
    void run() {
        int count = Math.min(limits.threads(), files.size());
        CountDownLatch running = new CountDownLatch(count);
        Thread[] threads = new Thread[count];
        for (int i = 0; i < count; i++) {
            threads[i] = new Thread(() -> work(running), "scan-" + repository + "-" + (i + 1));
            threads[i].setDaemon(true);
            threads[i].setUncaughtExceptionHandler((thread, e) -> LOG.error("{} ended", thread.getName(), e));
            threads[i].start();
        }
        try {
            while (failure.get() == null && !running.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                stop.check();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ScanCanceledException();
        } finally {
            end(running, threads);
        }
        Throwable cause = failure.get();
        if (cause != null) {
            throw new ScanFailedException(
                    "internal_error", "the scanner failed: " + cause.getClass().getSimpleName(), cause);
        }
        stop.check();
    }

    private void work(CountDownLatch running) {
        try {
            FileScanner scanner = new FileScanner(root, limits, stop);
            for (int i = next.getAndIncrement(); i < files.size(); i = next.getAndIncrement()) {
                stop.check();
                scan(scanner, files.get(i));
            }
        } catch (ScanCanceledException e) {
            // The scan's thread looks for itself, and tells.
        } catch (Throwable e) {
            failure.compareAndSet(null, e);
            stop.stop();
        } finally {
            running.countDown();
        }
    }

    private void scan(FileScanner scanner, FoundFile file) {
        String path = file.path();
        announcer.tell(new ScanEvent.FileStarted(path));
        try {
            ScannedFile scanned = scanner.scan(file);
            report.add(scanned);
            announcer.tell(new ScanEvent.FileScanned(
                    path, file.bytes(), scanned.nodes().total()));
        } catch (ClosedByInterruptException e) {
            throw new ScanCanceledException();
        } catch (ScanCanceledException e) {
            throw e;
        } catch (IOException e) {
            fail(file, path, FailureReason.of(e));
        } catch (OutOfMemoryError e) {
            fail(file, path, "there is not enough memory for it");
        } catch (Throwable e) { // one absurd file must not end the scan
            LOG.warn("repository={} the scanner failed on {}", repository, path, e);
            fail(file, path, "the scanner failed on it (" + e.getClass().getSimpleName() + ")");
        }
    }

    private void fail(FoundFile file, String path, String reason) {
        report.addError(path, reason);
        announcer.tell(new ScanEvent.FileFailed(path, file.bytes(), true, reason));
    }

    /** Makes sure that no thread is left, as far as that can be had in time. Keeps the interrupt flag. */
    private void end(CountDownLatch running, Thread[] threads) {
        if (running.getCount() == 0) {
            return;
        }
        announcer.close();
        stop.stop();
        for (Thread thread : threads) {
            thread.interrupt();
        }
        boolean interrupted = Thread.interrupted();
        try {
            if (!running.await(STOPPING.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.info("repository={} a thread is still in a large file; it ends with it", repository);
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
