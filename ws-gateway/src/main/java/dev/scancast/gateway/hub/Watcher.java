package dev.scancast.gateway.hub;

import dev.scancast.contract.document.ScanStatus;
import dev.scancast.contract.document.WireDocument;
import java.time.Duration;

/**
 * Somebody who watches a scan. Called only on the scan's loop, so never twice at once; must not block. What comes is
 * in order: each document is newer than the ones before, the terminal one is the last.
 */
public interface Watcher {

    /** How long to wait, subscribed, for a scan that isn't known; zero ends at once. */
    Duration patience();

    /**
     * The current document of the scan, at joining. Not called where the watcher said that it has it.
     *
     * @see #holds(WireDocument)
     */
    default void onSnapshot(Broadcast current) {
        onDocuments(current);
    }

    /** Newer documents. */
    void onDocuments(Broadcast broadcast);

    /** Whether the watcher has this very document already, from before it came here. */
    default boolean holds(WireDocument current) {
        return false;
    }

    /** What isn't a document: the state of the link, log lines published beside documents. */
    void onNotice(HubNotice notice);

    /** The scan has ended; its terminal document was the last one given, unless the watcher held it. */
    void onEnd(ScanStatus end);

    /** There is no such scan, and waiting for it is over. */
    void onUnknown();

    /** The status couldn't be read for as long as the watcher would wait. */
    void onUnreadable();
}
