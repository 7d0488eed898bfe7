package dev.scancast.gateway.rest;

import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanStatus;
import dev.scancast.contract.document.WireDocument;
import dev.scancast.gateway.access.Caller;
import org.jspecify.annotations.Nullable;

/**
 * What Redis knows of a scan.
 *
 * @param document the current one, or the remembered end; null if the scan isn't known
 * @param owner whose it is; null or empty for nobody's
 */
record KnownScan(
        ScanId id,
        @Nullable WireDocument document,
        @Nullable String owner) {

    /** The same as somebody sees it: not there, where it isn't theirs. */
    KnownScan seenBy(Caller caller) {
        return caller.mayRead(owner) ? this : unknown(id);
    }

    /** One of which nothing is known. */
    static KnownScan unknown(ScanId id) {
        return new KnownScan(id, null, null);
    }

    /** How it ended; null if it hasn't or isn't known. */
    @Nullable
    ScanStatus end() {
        return document == null ? null : document.terminal();
    }
}
