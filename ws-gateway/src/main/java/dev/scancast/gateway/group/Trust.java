package dev.scancast.gateway.group;

import java.util.HashSet;
import java.util.Set;

/**
 * Whether what a group shows is current: not while the link is down, nor after that before the index and every scan
 * was read again. Confined to the group's loop.
 */
final class Trust {
    private final Set<Member> degradedMembers = new HashSet<>();
    private boolean indexIsOld;

    /** From this read of the index on nothing was lost. */
    private long readThatCounts;

    Trust(boolean linkUp) {
        if (!linkUp) {
            linkIsDown();
        }
    }

    boolean isDegraded() {
        return indexIsOld || !degradedMembers.isEmpty();
    }

    void linkIsDown() {
        indexIsOld = true;
        readThatCounts = Long.MAX_VALUE;
    }

    /**
     * The link stands.
     *
     * @param nextRead the first read of the index that is asked for from now on
     */
    void linkIsUp(long nextRead) {
        readThatCounts = nextRead;
    }

    void indexWasRead(long number) {
        indexIsOld &= number < readThatCounts;
    }

    void isDegraded(Member member) {
        degradedMembers.add(member);
    }

    /** It was read again, or nothing more comes of it. */
    void isSettled(Member member) {
        degradedMembers.remove(member);
    }
}
