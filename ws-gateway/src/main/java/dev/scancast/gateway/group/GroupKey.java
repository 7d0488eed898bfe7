package dev.scancast.gateway.group;

import dev.scancast.contract.document.ScanId;
import org.jspecify.annotations.Nullable;

/**
 * Which scans are watched together.
 *
 * @param batch the id of a batch, of the form of scan ids; null for all scans of nobody in particular
 */
public record GroupKey(@Nullable String batch) {

    /** All scans there are, as long as there are no owners. */
    public static final GroupKey ALL = new GroupKey(null);

    /** @throws IllegalArgumentException if no batch can have that id */
    public GroupKey {
        if (batch != null && !ScanId.isValid(batch)) {
            throw new IllegalArgumentException("a batch id must match " + ScanId.PATTERN);
        }
    }

    /** Whether it is a batch: one that is closed when all its scans have ended. */
    public boolean isBatch() {
        return batch != null;
    }

    /** For logs. */
    @Override
    public String toString() {
        return batch == null ? "group=all" : "batch=" + batch;
    }
}
