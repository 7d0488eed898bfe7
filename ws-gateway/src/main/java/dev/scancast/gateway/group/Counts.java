package dev.scancast.gateway.group;

import dev.scancast.contract.document.ScanStatus;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * How far a batch is, as far as it is shown: a scan that was just added counts once it was looked at.
 *
 * @param total its scans
 * @param processed those that have ended, however they did
 * @param success those that completed
 * @param errors those that failed
 * @param canceled those that somebody stopped
 */
record Counts(int total, int processed, int success, int errors, int canceled) {

    /** What the members' ends add up to. */
    static Counts of(Collection<Member> members) {
        int total = 0;
        int success = 0;
        int errors = 0;
        int canceled = 0;
        for (Member member : members) {
            total += member.hasAnswered() ? 1 : 0;
            @Nullable ScanStatus end = member.end();
            success += end == ScanStatus.COMPLETED ? 1 : 0;
            errors += end == ScanStatus.ERROR ? 1 : 0;
            canceled += end == ScanStatus.CANCELED ? 1 : 0;
        }
        return new Counts(total, success + errors + canceled, success, errors, canceled);
    }

    boolean isComplete() {
        return total > 0 && processed == total;
    }
}
