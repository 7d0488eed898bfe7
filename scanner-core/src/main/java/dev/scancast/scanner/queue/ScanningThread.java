package dev.scancast.scanner.queue;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import org.jspecify.annotations.Nullable;

/** The thread that scans, for as long as it does: only then may it be interrupted. Thread-safe. */
final class ScanningThread {
    @GuardedBy("this")
    private @Nullable Thread scanning;

    @GuardedBy("this")
    private boolean wasInterrupted;

    /** This thread scans from now on. */
    synchronized void begins() {
        scanning = Thread.currentThread();
    }

    /** From now on the thread is interrupted no more; what was meant for the scan must not hit what comes after it. */
    synchronized void returns() {
        scanning = null;
        if (wasInterrupted) {
            var unused = Thread.interrupted();
        }
    }

    synchronized boolean isScanning() {
        return scanning != null;
    }

    /** Interrupts it while it scans. */
    synchronized void interrupt() {
        if (scanning != null) {
            wasInterrupted = true;
            scanning.interrupt();
        }
    }
}
