package dev.scancast.gateway.websocket;

/**
 * Whether bytes are UTF-8, told at the first byte that can't be (RFC 3629, the table of the Unicode standard's section
 * 3.9), wherever the bytes are cut. Confined to one thread.
 */
final class Utf8Check {
    private static final int LOWEST = 0x80;
    private static final int HIGHEST = 0xbf;

    /** Bytes that the character begun still needs, and between what the next of them must lie. */
    private int needed;

    private int lowest = LOWEST;
    private int highest = HIGHEST;

    /** Takes the next byte; false if no text has it there. */
    boolean accepts(int b) {
        if (needed > 0) {
            boolean fits = b >= lowest && b <= highest;
            needed--;
            lowest = LOWEST;
            highest = HIGHEST;
            return fits;
        }
        if (b < 0x80) {
            return true;
        }
        if (b >= 0xc2 && b <= 0xdf) {
            needed = 1;
        } else if (b >= 0xe0 && b <= 0xef) {
            needed = 2;
            lowest = b == 0xe0 ? 0xa0 : LOWEST; // shorter forms exist
            highest = b == 0xed ? 0x9f : HIGHEST; // surrogates
        } else if (b >= 0xf0 && b <= 0xf4) {
            needed = 3;
            lowest = b == 0xf0 ? 0x90 : LOWEST;
            highest = b == 0xf4 ? 0x8f : HIGHEST; // above 10FFFF
        } else {
            return false;
        }
        return true;
    }

    /** Whether no character is begun. */
    boolean isComplete() {
        return needed == 0;
    }
}
