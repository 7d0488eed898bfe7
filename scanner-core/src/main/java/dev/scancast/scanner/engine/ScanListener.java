package dev.scancast.scanner.engine;

import java.time.Duration;

/** Hears what happens in a scan. */
@FunctionalInterface
public interface ScanListener {

    /** Called on the engine's threads, one call at a time, in an order that makes sense. Must not block or throw. */
    void onEvent(ScanEvent event);

    /**
     * Something begins that tells nothing for long, such as a clone or another program, and that has a time-out of its
     * own: until this is closed, and for at most so long, the scan counts as alive. May be called by any thread, and
     * several may run at once.
     *
     * @param atMost its time-out
     */
    default Busy busy(Duration atMost) {
        return () -> {};
    }

    /** What runs; closed when it has ended. */
    interface Busy extends AutoCloseable {
        @Override
        void close();
    }
}
