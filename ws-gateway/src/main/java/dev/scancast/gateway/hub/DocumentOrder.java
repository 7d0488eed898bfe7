package dev.scancast.gateway.hub;

import dev.scancast.contract.document.DocumentVersion;
import dev.scancast.contract.document.WireDocument;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The newest document of a scan, and whether another is newer. Documents with epoch and seq are ordered by both; those
 * with a seq alone by it, as long as their publisher doesn't begin again; those without by their arrival. Confined to
 * the scan's loop.
 */
final class DocumentOrder {

    /** How many documents without an order of their own are remembered, to know an old one that is read again. */
    private static final int REMEMBERED = 256;

    /** Where a document stands to the newest. */
    enum Place {
        NEWER,
        SAME,
        OLDER,
        /** It has no epoch, though one was seen. */
        WITHOUT_EPOCH,
        /** Its seq isn't higher: a straggler, or the publisher began again. Only the status tells. */
        UNCLEAR
    }

    private final ArrayDeque<Long> unordered = new ArrayDeque<>();
    private @Nullable WireDocument newest;

    @Nullable
    WireDocument newest() {
        return newest;
    }

    /** Whether the newest one tells the end. */
    boolean hasEnded() {
        return newest != null && newest.isTerminal();
    }

    /** Where a document stands that came by the channel. */
    Place placeOfPublished(WireDocument document) {
        WireDocument known = newest;
        if (known == null) {
            return Place.NEWER;
        }
        DocumentVersion version = document.version();
        DocumentVersion knownVersion = known.version();
        if (knownVersion != null) {
            return version == null ? Place.WITHOUT_EPOCH : placeOf(version, knownVersion);
        }
        if (version != null) {
            return Place.NEWER;
        }
        if (document.hasSeq() && known.hasSeq()) {
            return document.seq() > known.seq() ? Place.NEWER : document.sameBytes(known) ? Place.SAME : Place.UNCLEAR;
        }
        return Place.NEWER;
    }

    /**
     * Where a document stands that was read from the status, no message being under way that was published before.
     *
     * <p>A seq without epoch that isn't higher is the truth, its publisher having begun again, after a message that had
     * a lower one, too. Where all its messages were lost it is so if the document was never seen, and only at a later
     * read: a publisher may PUBLISH before it SETs, and a fail-over that lost writes turns the status back to one that
     * was seen.
     */
    Place placeOfRead(WireDocument document, PendingRead.Occasion occasion) {
        WireDocument known = newest;
        if (known == null) {
            return Place.NEWER;
        }
        if (document.version() == null && known.version() == null) {
            if (document.sameBytes(known)) {
                return Place.SAME;
            }
            if (document.hasSeq() && known.hasSeq()) {
                return document.seq() > known.seq() || hasBegunAgain(document, occasion) ? Place.NEWER : Place.OLDER;
            }
            return wasSeen(document) ? Place.OLDER : Place.NEWER;
        }
        return placeOfPublished(document);
    }

    private boolean hasBegunAgain(WireDocument document, PendingRead.Occasion occasion) {
        return switch (occasion) {
            case SUBSCRIBED -> false;
            case AGAIN -> !wasSeen(document);
            case LOWER_SEQ -> true;
        };
    }

    /** Whether it is one of the newest without an epoch. */
    private boolean wasSeen(WireDocument document) {
        return unordered.contains(fingerprint(document));
    }

    /** How many documents are missing between the newest and this one, which is newer; 0 if none or unknown. */
    long skippedBefore(WireDocument document) {
        WireDocument known = newest;
        return known != null && known.hasSeq() && document.hasSeq() ? Math.max(0, document.seq() - known.seq() - 1) : 0;
    }

    /** Makes it the newest. */
    void accept(WireDocument document) {
        newest = document;
        if (document.version() == null) {
            unordered.addLast(fingerprint(document));
            if (unordered.size() > REMEMBERED) {
                unordered.removeFirst();
            }
        }
    }

    private static Place placeOf(DocumentVersion version, DocumentVersion known) {
        int order = version.compareTo(known);
        return order > 0 ? Place.NEWER : order == 0 ? Place.SAME : Place.OLDER;
    }

    private static long fingerprint(WireDocument document) {
        byte[] bytes = document.bytes();
        long hash = bytes.length;
        for (byte b : bytes) {
            hash = hash * 0x100000001b3L ^ (b & 0xff);
        }
        return hash;
    }
}
