package dev.scancast.gateway.hub;

import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.redis.ScanLog;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the logs of scans. No call blocks. */
public interface LogReader {

    /**
     * Reads what stands behind a number.
     *
     * @param callback called on any thread, exactly once
     */
    void read(ScanId scan, long after, Callback callback);

    /** What came of a read. */
    interface Callback {
        /** What stands there. */
        void onRead(Page page);

        /** It couldn't be read. */
        void onFailure(Exception cause);
    }

    /**
     * A part of a log.
     *
     * @param entries oldest first
     * @param isWhole whether nothing stood behind them
     * @param last the log's newest entry where there are no others; null where the log is empty
     */
    record Page(List<ScanLog.Entry> entries, boolean isWhole, ScanLog.@Nullable Entry last) {
        public Page {
            entries = List.copyOf(entries);
            if (!entries.isEmpty()) {
                last = entries.get(entries.size() - 1);
            }
        }
    }
}
