package dev.scancast.gateway.group;

import dev.scancast.contract.document.ScanId;
import java.util.Map;

/** Tells which scans belong to a group. No call blocks; thread-safe. */
interface GroupIndex {

    /**
     * Reads it.
     *
     * @param callback called on any thread, exactly once; those of reads that were asked for later come later
     */
    void read(GroupKey key, Callback callback);

    /** What came of a read. */
    interface Callback {
        /** The scans with their titles, empty where they have none; an empty batch is one that isn't known. */
        void onRead(Map<ScanId, String> titles);

        /** It couldn't be read. */
        void onFailure(Exception cause);
    }
}
