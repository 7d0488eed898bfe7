package dev.scancast.gateway.hub;

import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.WireDocument;

/** Hears of watched scans whose status is gone from Redis. Called on the scan's loop; must not block. */
@FunctionalInterface
public interface GoneStatus {

    /** @param last the newest document that is known; no end */
    void onStatusGone(ScanId scan, WireDocument last);
}
