package dev.scancast.gateway.hub;

import dev.scancast.contract.document.WireDocument;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A marker read under way: its answer and its marker come on different connections, in any order. Confined to the
 * scan's loop.
 */
final class PendingRead {
    final long number;

    /** Whether what arrives before the marker is older than what is read: so at joining, when nothing was seen yet. */
    final boolean dropsBeforeMarker;

    /** Whether a message with a lower seq made it necessary. */
    final boolean mayHaveBegunAgain;

    /** Documents without epoch that came after the marker, waiting for the answer. */
    final List<WireDocument> afterMarker = new ArrayList<>();

    boolean markerSeen;
    boolean answered;

    /** What the answer held; null if nothing, or while it hasn't come. */
    @Nullable
    WireDocument found;

    PendingRead(long number, boolean dropsBeforeMarker, boolean mayHaveBegunAgain) {
        this.number = number;
        this.dropsBeforeMarker = dropsBeforeMarker;
        this.mayHaveBegunAgain = mayHaveBegunAgain;
    }

    boolean isComplete() {
        return markerSeen && answered;
    }
}
