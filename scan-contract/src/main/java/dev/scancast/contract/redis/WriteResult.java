package dev.scancast.contract.redis;

/**
 * What came of writing a document.
 *
 * @param cancelRequested whether somebody wants the scan stopped
 */
public record WriteResult(Answer answer, boolean cancelRequested) {

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
