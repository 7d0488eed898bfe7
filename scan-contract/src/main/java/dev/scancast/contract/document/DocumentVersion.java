package dev.scancast.contract.document;

/**
 * The place of a document in a scan's order. The epoch is the fencing token of whoever wrote it; the sequence counts
 * 1, 2, 3 ... over the whole scan and goes on in a new epoch.
 *
 * @param epoch milliseconds since 1970 at least, rising with every writer
 * @param seq 0 before the first document
 */
public record DocumentVersion(long epoch, long seq) implements Comparable<DocumentVersion> {

    @Override
    public int compareTo(DocumentVersion other) {
        int byEpoch = Long.compare(epoch, other.epoch);
        return byEpoch != 0 ? byEpoch : Long.compare(seq, other.seq);
    }

    /** Whether a document of this version replaces one of the other. */
    public boolean isNewerThan(DocumentVersion other) {
        return compareTo(other) > 0;
    }

    /** As in {@code ETag} and SSE {@code id}: {@code epoch-seq}. */
    @Override
    public String toString() {
        return epoch + "-" + seq;
    }
}
