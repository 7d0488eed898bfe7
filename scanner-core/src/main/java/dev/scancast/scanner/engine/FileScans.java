package dev.scancast.scanner.engine;

import dev.scancast.scanner.analyzer.FileAnalyzer;
import dev.scancast.scanner.analyzer.FileResult;
import dev.scancast.scanner.cache.RememberedResults;
import dev.scancast.scanner.cache.ResultCache;
import dev.scancast.scanner.report.ScannedFile;
import dev.scancast.scanner.source.FailureReason;
import dev.scancast.scanner.source.FoundFile;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has files analyzed on some threads, which take one file after the other. They live as long as {@link #run}, save one
 * that a lexer holds in a huge file when the scan is stopped: it isn't heard any more and ends with that file.
 */
final class FileScans {
    private static final Logger LOG = LoggerFactory.getLogger(FileScans.class);

    /** How often the scan's thread looks whether to stop. */
    private static final long LOOK_MILLIS = 50;

    /** How long stopped threads are waited for. */
    private static final Duration STOPPING = Duration.ofMillis(500);

    private final ScanContext context;
    private final FileAnalyzer analyzer;
    private final String repository;
    private final int[] files;
    private final StopCheck stop;
    private final Announcer announcer;
    private final @Nullable RememberedResults remembered;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicLong fromCache = new AtomicLong();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    /** @param files by their index */
    FileScans(ScanContext context, FileAnalyzer analyzer, int[] files) {
        this.context = context;
        this.analyzer = analyzer;
        this.repository = context.task().repository();
        this.files = files;
        this.stop = context.stop();
        this.announcer = context.announcer();
        ResultCache cache = context.cache();
        this.remembered = cache == null ? null : cache.open(repository, analyzer);
    }

    /**
     * Scans them all.
     *
     * @return how many files the analyzer was spared, since they are as they were
     * @throws ScanCanceledException if the scan is to stop, or the calling thread was interrupted, whose flag is set then
     */
    long run() {
        int count = Math.min(context.limits().threads(), files.length);
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
                    "internal", "The scanner failed; the worker's log tells more (" + cause + ")", cause);
        }
        stop.check();
        if (remembered != null) {
            remembered.save();
        }
        return fromCache.get();
    }

    private void work(CountDownLatch running) {
        try {
            FileScanner scanner = new FileScanner(analyzer, context.found().root(), context.limits(), stop, remembered);
            for (int i = next.getAndIncrement(); i < files.length; i = next.getAndIncrement()) {
                stop.check();
                scan(scanner, files[i]);
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

    private void scan(FileScanner scanner, int index) {
        FoundFile file = context.file(index);
        if (context.coverage().isUnreadable(index)) {
            announcer.tell(new ScanEvent.FileScanned(file.path(), file.bytes(), 0, false));
            return;
        }
        announcer.tell(new ScanEvent.FileStarted(file.path()));
        boolean isRead = false;
        try {
            scanner.read(file);
            isRead = true;
            scanned(index, file, scanner.scan(file.path()));
        } catch (ClosedByInterruptException e) {
            throw new ScanCanceledException();
        } catch (ScanCanceledException e) {
            throw e;
        } catch (IOException e) {
            fail(index, FailureReason.of(e), isRead);
        } catch (OutOfMemoryError e) {
            fail(index, "there is not enough memory for it", isRead);
        } catch (Throwable e) { // one absurd file must not end the scan
            LOG.warn("repository={} {} failed on {}", repository, analyzer.name(), file.path(), e);
            fail(index, "the scanner failed on it (" + e.getClass().getSimpleName() + ")", isRead);
        } finally {
            scanner.release();
        }
    }

    private void scanned(int index, FoundFile file, FileScanner.Scanned scanned) {
        FileResult result = scanned.result();
        String path = file.path();
        boolean first = context.coverage().cover(index);
        ScannedFile summary = new ScannedFile(
                path,
                file.directory(),
                result.language() == null ? TextFile.nameOf(path) : result.language(),
                scanned.bytes(),
                result.lines(),
                result.nodes(),
                result.tags());
        int nodes = result.nodes().total();
        if (first) {
            context.report().add(summary);
        } else if (nodes > 0) {
            context.report().addNodes(summary);
        }
        if (scanned.isRemembered()) {
            fromCache.incrementAndGet();
        }
        result.findings().forEach(finding -> context.found(analyzer, finding, path));
        announcer.tell(new ScanEvent.FileScanned(path, file.bytes(), nodes, first));
    }

    private void fail(int index, String reason, boolean isRead) {
        FoundFile file = context.file(index);
        boolean first = context.coverage().cover(index);
        if (!isRead) {
            context.coverage().markUnreadable(index);
        }
        String shown = first ? reason : analyzer.name() + ": " + reason;
        context.report().addError(file.path(), shown);
        announcer.tell(new ScanEvent.FileFailed(file.path(), file.bytes(), true, shown));
    }

    /** Makes sure that no thread is left, as far as that can be had in time. Keeps the interrupt flag. */
    private void end(CountDownLatch running, Thread[] threads) {
        if (running.getCount() == 0) {
            return;
        }
        stop.stop();
        for (Thread thread : threads) {
            thread.interrupt();
        }
        announcer.close(); // after that, since one of them may hang in the listener
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
