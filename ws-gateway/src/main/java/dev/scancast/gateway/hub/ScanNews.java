package dev.scancast.gateway.hub;

import dev.scancast.contract.document.ScanId;

/**
 * Hears of scans that are new. What is told while the link is down is lost: after {@link #onUp} the index is to be read
 * again. Called on the link's thread, one call at a time; must not block.
 */
public interface ScanNews {

    /** The link stands: whatever becomes new from now on is told. */
    void onUp();

    /** Somebody says that there is a new scan; its status and its place in the index were written before. */
    void onNewScan(ScanId scan);

    /** The link is lost. */
    void onDown();
}
