package dev.scancast.gateway.hub;

import dev.scancast.contract.document.ScanId;
import org.jspecify.annotations.Nullable;

/**
 * What a gateway sends itself round by its own channel: {@code m <number> <scan>} marks a read,
 * {@code p <number>} proves the link.
 *
 * @param scan the scan whose read is marked; null for a proof
 */
record LinkMarker(long number, @Nullable ScanId scan) {

    /** The marker of a read. */
    static String of(ScanId scan, long readNumber) {
        return "m " + readNumber + " " + scan;
    }

    /** The nonce of a proof. */
    static String proof(long number) {
        return "p " + number;
    }

    /** Null if the text is none of ours. */
    static @Nullable LinkMarker parse(String text) {
        String[] parts = text.split(" ", 3);
        try {
            if (parts.length == 3 && parts[0].equals("m") && ScanId.isValid(parts[2])) {
                return new LinkMarker(Long.parseLong(parts[1]), new ScanId(parts[2]));
            }
            if (parts.length == 2 && parts[0].equals("p")) {
                return new LinkMarker(Long.parseLong(parts[1]), null);
            }
        } catch (NumberFormatException e) {
            return null; // somebody else's message on our channel
        }
        return null;
    }
}
