package dev.scancast.scanner.engine;

import dev.scancast.scanner.analyzer.StopSignal;

/** Ends work where the scan is to stop. Thread-safe. */
final class StopCheck implements StopSignal {
    private final CancelSignal signal;
    private volatile boolean stopped;

    StopCheck(CancelSignal signal) {
        this.signal = signal;
    }

    /** Whether to stop: asked for, or because the scan can't go on. */
    @Override
    public boolean isStopped() {
        return stopped || signal.isCanceled();
    }

    /** Makes every thread of the scan stop. */
    void stop() {
        stopped = true;
    }

    /**
     * Goes on if the scan does.
     *
     * @throws ScanCanceledException if it is to stop, or the thread was interrupted, whose flag stays set
     */
    @Override
    public void check() {
        if (isStopped() || Thread.currentThread().isInterrupted()) {
            throw new ScanCanceledException();
        }
    }
}
