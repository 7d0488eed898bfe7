package dev.scancast.scanner.engine.structure;

/** What a byte of a text may be the beginning of. */
final class ByteClasses {
    static final byte BLANK = 0;
    static final byte LETTER = 1;
    static final byte DIGIT = 2;
    static final byte MARK = 3;
    static final byte SPECIAL = 4;
    static final byte BREAK = 5;

    private ByteClasses() {}

    /** The table of byte classes for a language whose {@link Tokenizer#special} wants to see these marks. */
    static byte[] of(String specialMarks) {
        byte[] classes = new byte[256];
        for (int c = 0; c < 256; c++) {
            if (c == '\n' || c == '\r') {
                classes[c] = BREAK;
            } else if (c <= ' ' || c == 127) {
                classes[c] = BLANK;
            } else if (isWordByte(c)) {
                classes[c] = c >= '0' && c <= '9' ? DIGIT : LETTER;
            } else {
                classes[c] = MARK;
            }
        }
        for (int i = 0; i < specialMarks.length(); i++) {
            classes[specialMarks.charAt(i)] = SPECIAL;
        }
        return classes;
    }

    /** Whether a byte (0-255) may stand in a name. All of UTF-8 beyond ASCII may. */
    static boolean isWordByte(int c) {
        return isAsciiLetter(c) || (c >= '0' && c <= '9') || c == '_' || c == '$' || c >= 128;
    }

    /** Whether a byte (0-255) is one of a-z, in upper or lower case. */
    static boolean isAsciiLetter(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }
}
