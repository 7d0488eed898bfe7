package dev.scancast.gateway.rest;

import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanStatus;
import dev.scancast.contract.document.WireDocument;
import org.jspecify.annotations.Nullable;

/**
 * What Redis knows of a scan.
 *
 * @param document the current one, or the remembered end; null if the scan isn't known
 */
record KnownScan(ScanId id, @Nullable WireDocument document) {

    /** How it ended; null if it hasn't or isn't known. */
    @Nullable
    ScanStatus end() {
        return document == null ? null : document.terminal();
    }
}
