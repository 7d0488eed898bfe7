package dev.scancast.scanner.progress;

import dev.scancast.contract.document.ProgressDocument;

/**
 * What there is to tell of a scan. Its documents have no version yet, and their percent is that of this attempt alone.
 * Thread-safe.
 */
public interface DocumentSource {

    /** Whether there is a document that must be published, at once: a change of status, 100 %, the end. */
    boolean hasChange();

    /** Whether the scan is under way here; before and after only what must be published is. */
    default boolean isUnderWay() {
        return true;
    }

    /** Whether something happened that no document tells: neither one that was taken nor one that waits. */
    boolean hasNews();

    /** The oldest document that must be published and wasn't taken yet; without one, the present state. */
    ProgressDocument take();

    /** Forgets what could not be published, except the newest state, and 100 % before {@code completed}. */
    void keepNewest();
}
