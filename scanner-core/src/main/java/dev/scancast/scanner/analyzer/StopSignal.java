package dev.scancast.scanner.analyzer;

/** Tells an analyzer whether its scan is to stop. To be asked at least every half second. Thread-safe. */
public interface StopSignal {

    /** Whether to stop: leave what is begun, free what is held, and return or call {@link #check}. */
    boolean isStopped();

    /** Returns if the scan goes on; else throws an unchecked exception, to be let through. */
    void check();
}
