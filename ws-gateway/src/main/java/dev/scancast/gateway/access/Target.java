package dev.scancast.gateway.access;

import dev.scancast.contract.document.ScanId;

/** What is asked for. */
public sealed interface Target {

    /** As it stands in a ticket. */
    String text();

    /** A scan. */
    record Scan(ScanId scan) implements Target {
        @Override
        public String text() {
            return "one:" + scan.value(); // not spelled as a key is
        }
    }

    /** A batch. */
    record Batch(String batch) implements Target {
        @Override
        public String text() {
            return "batch:" + batch;
        }
    }

    /** All scans that the caller sees. */
    record All() implements Target {
        @Override
        public String text() {
            return "all";
        }
    }
}
