package dev.scancast.gateway.group;

import dev.scancast.contract.document.ScanId;
import org.jspecify.annotations.Nullable;

/**
 * Which scans are watched together.
 *
 * @param batch the id of a batch, of the form of scan ids; null for all scans
 * @param owner whose scans, where they aren't a batch's; null for everybody's
 */
public record GroupKey(@Nullable String batch, @Nullable String owner) {

    /** All scans there are. */
    public static final GroupKey ALL = new GroupKey(null, null);

    /** @throws IllegalArgumentException if no batch can have that id */
    public GroupKey {
        if (batch != null && !ScanId.isValid(batch)) {
            throw new IllegalArgumentException("a batch id must match " + ScanId.PATTERN);
        }
    }

    /** All scans of an owner; of everybody for null. */
    public static GroupKey allOf(@Nullable String owner) {
        return owner == null ? ALL : new GroupKey(null, owner);
    }

    /** The scans of a batch. */
    public static GroupKey ofBatch(String batch) {
        return new GroupKey(batch, null);
    }

    /** Whether it is a batch: one that is closed when all its scans have ended. */
    public boolean isBatch() {
        return batch != null;
    }

    /** For logs. */
    @Override
    public String toString() {
        return batch != null ? "batch=" + batch : owner == null ? "group=all" : "group=own";
    }
}
