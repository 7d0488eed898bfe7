package dev.scancast.scanner.queue;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.scancast.scanner.git.GitClone;
import org.jspecify.annotations.Nullable;

/** The clone of a run, for as long as that needs it. Thread-safe. */
final class KeptClone implements AutoCloseable {
    @GuardedBy("this")
    private @Nullable GitClone clone;

    @GuardedBy("this")
    private boolean closed;

    /** Takes it, to be removed at the end; false if that has come, as when the scan was given up meanwhile. */
    synchronized boolean keep(GitClone made) {
        if (!closed) {
            clone = made;
        }
        return !closed;
    }

    /** Null without one, or when it was removed. */
    synchronized @Nullable GitClone get() {
        return clone;
    }

    /** Removes it. May be called twice, and by any thread. */
    @Override
    public void close() {
        GitClone made;
        synchronized (this) {
            closed = true;
            made = clone;
            clone = null;
        }
        if (made != null) {
            made.close();
        }
    }
}
