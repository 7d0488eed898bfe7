package dev.scancast.contract.redis;

/**
 * What came of writing a document.
 *
 * @param cancelRequested whether somebody wants the scan stopped
 * @param isReplicated false if it was an end, there are replicas, and none of them confirmed it in time: then what was
 *     written to may be no primary any more
 */
public record WriteResult(Answer answer, boolean cancelRequested, boolean isReplicated) {

    /** The write script's word. */
    public enum Answer {
        /** Written and published. */
        OK,
        /** A newer epoch writes this scan: stop at once, write nothing more. */
        STALE,
        /** The scan has ended: stop at once, write nothing more. */
        ENDED,
        /** A document with a higher seq of the same epoch is there already. */
        OLD;

        /** Whether the writer has lost the right to write. */
        public boolean isFinal() {
            return this == STALE || this == ENDED;
        }
    }
}
