package dev.scancast.scanner.engine;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the listener what happens, one event at a time, and nothing more once it is closed. Thread-safe. */
final class Announcer {
    private static final Logger LOG = LoggerFactory.getLogger(Announcer.class);

    private final ScanListener listener;

    @GuardedBy("this")
    private boolean closed;

    @GuardedBy("this")
    private boolean failureLogged;

    Announcer(ScanListener listener) {
        this.listener = listener;
    }

    synchronized void tell(ScanEvent event) {
        if (closed) {
            return;
        }
        try {
            listener.onEvent(event);
        } catch (RuntimeException e) {
            if (!failureLogged) {
                failureLogged = true;
                LOG.error(
                        "the scan's listener failed at {}; the scan goes on, later failures are not logged", event, e);
            }
        }
    }

    /** Something begins that tells nothing for long: see {@link ScanListener#busy}. */
    ScanListener.Busy busy(Duration atMost) {
        return listener.busy(atMost);
    }

    /** Ends it: a thread that is late is not heard. */
    synchronized void close() {
        closed = true;
    }
}
