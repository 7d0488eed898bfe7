package dev.scancast.scanner.engine;

/** Tells the engine, which asks often, whether to stop. Thread-safe. */
@FunctionalInterface
public interface CancelSignal {

    /** Never cancels. */
    CancelSignal NEVER = () -> false;

    /** Whether the scan is to stop, soon and without a report. */
    boolean isCanceled();
}
