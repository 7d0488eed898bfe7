package dev.scancast.launcher;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a command started, ended in the reverse order: at the command's end, or when the process is told to stop, which
 * then exits with 0. Thread-safe.
 */
final class Lifetime implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Lifetime.class);

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread hook = new Thread(this::onSignal, "scancast-shutdown");
    private volatile boolean stopping;

    Lifetime() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Whether the process was told to stop, so that what fails now needs no words. */
    boolean isStopping() {
        return stopping;
    }

    /** Ends the part with this; the last added ends first. */
    synchronized <T extends AutoCloseable> T own(T part) {
        parts.push(part);
        return part;
    }

    /** Waits until the process is told to stop. */
    void awaitStop() throws InterruptedException {
        stopped.await();
    }

    @Override
    public void close() {
        closeParts();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is being stopped: the hook runs, and finds nothing left to do.
            LOG.debug("closed while stopping", e);
        }
    }

    private void onSignal() {
        stopping = true;
        closeParts();
        stopped.countDown();
        Runtime.getRuntime().halt(0);
    }

    private synchronized void closeParts() {
        while (!parts.isEmpty()) {
            AutoCloseable part = parts.pop();
            try {
                part.close();
            } catch (Exception e) {
                LOG.warn("closing {} failed", part, e);
            }
        }
    }
}
