package dev.scancast.gateway.hub;

import dev.scancast.contract.document.WireDocument;
import java.util.ArrayDeque;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * A marker read under way: its answer and its marker come on different connections, in any order. Confined to the
 * scan's loop.
 */
final class PendingRead {
    final long number;

    final Occasion occasion;

    /** What made it necessary. */
    enum Occasion {
        /** The scan was subscribed just now: what arrives before the marker is older than what is read. */
        SUBSCRIBED,
        /** Time passed, in which something may have been missed. */
        AGAIN,
        /** A message came with a lower seq: it was a straggler, or its publisher has begun again. */
        LOWER_SEQ
    }

    /** With more than these the oldest are forgotten: each document is the full state, and an answer may take long. */
    private static final int MOST_KEPT = 1_000;

    /** Documents without epoch that came after the marker, waiting for the answer; nothing is behind an end. */
    private final ArrayDeque<WireDocument> afterMarker = new ArrayDeque<>();

    boolean markerSeen;
    boolean answered;

    /** What the answer held; null if nothing, or while it hasn't come. */
    @Nullable
    WireDocument found;

    PendingRead(long number, Occasion occasion) {
        this.number = number;
        this.occasion = occasion;
    }

    /** Whether what arrives before the marker counts for nothing. */
    boolean dropsBeforeMarker() {
        return occasion == Occasion.SUBSCRIBED;
    }

    /** Keeps a document that came after the marker. */
    void keep(WireDocument document) {
        if (!afterMarker.isEmpty() && afterMarker.getLast().isTerminal()) {
            return;
        }
        afterMarker.addLast(document);
        if (afterMarker.size() > MOST_KEPT) {
            afterMarker.removeFirst();
        }
    }

    /** What was kept, oldest first. */
    Collection<WireDocument> kept() {
        return afterMarker;
    }

    boolean isComplete() {
        return markerSeen && answered;
    }
}
