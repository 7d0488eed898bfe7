package dev.scancast.scanner.engine;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.BitSet;

/** Which files some analyzer had, and which could not be read: each counts once. Thread-safe. */
final class Coverage {
    @GuardedBy("this")
    private final BitSet had = new BitSet();

    @GuardedBy("this")
    private final BitSet unreadable = new BitSet();

    /** An analyzer had a file; whether it is so for the first time. */
    synchronized boolean cover(int file) {
        boolean first = !had.get(file);
        had.set(file);
        return first;
    }

    /** A file can't be read. */
    synchronized void markUnreadable(int file) {
        unreadable.set(file);
    }

    /** Whether it makes no sense to read it again. */
    synchronized boolean isUnreadable(int file) {
        return unreadable.get(file);
    }
}
