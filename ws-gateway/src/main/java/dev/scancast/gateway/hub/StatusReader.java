package dev.scancast.gateway.hub;

import dev.scancast.contract.document.ScanId;
import org.jspecify.annotations.Nullable;

/** Reads the status of scans, with a marker that tells on the subscriber link when it was read. No call blocks. */
public interface StatusReader {

    /**
     * Reads the status by a marker read: the nonce for {@code readNumber} is published on the gateway's channel and the
     * status read in one step.
     *
     * @param callback called on any thread, exactly once
     */
    void read(ScanId scan, long readNumber, Callback callback);

    /** What came of a read. */
    interface Callback {
        /** What stands there. */
        void onRead(StoredStatus stored);

        /** It couldn't be read. */
        void onFailure(Exception cause);
    }

    /**
     * What stands in Redis for a scan.
     *
     * @param status the bytes at the status key, null if there are none
     * @param terminal the terminal document in meta, null if there is none
     */
    @SuppressWarnings("ArrayRecordComponent") // the bytes as they came; never compared
    record StoredStatus(byte @Nullable [] status, byte @Nullable [] terminal) {}
}
