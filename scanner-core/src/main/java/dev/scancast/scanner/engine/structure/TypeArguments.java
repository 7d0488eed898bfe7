package dev.scancast.scanner.engine.structure;

/**
 * Tells type arguments from comparisons by looking ahead: nothing but types up to the {@code >}, and
 * then what can't follow a comparison (the rule of C#'s own grammar). Looks no further than a few
 * kilobytes at once, and at no more bytes altogether than the text has, so that time stays linear.
 */
final class TypeArguments {
    private static final int AHEAD = 8192;
    private static final String FOLLOWING = "()]{}:;,.?=!&|^[";

    private final byte[] source;
    private final int end;
    private int left;

    TypeArguments(byte[] source, int length) {
        this.source = source;
        this.end = length;
        this.left = Math.max(length, AHEAD);
    }

    /**
     * Whether type arguments begin with a {@code <}.
     *
     * @param from the byte after the {@code <}
     * @param marks what may stand in types, besides words, white space, comments and angle brackets
     * @param orBreak whether also the end of a line can't follow a comparison (a rule of TypeScript's)
     */
    boolean ahead(int from, String marks, boolean orBreak) {
        int depth = 1;
        int limit = Math.min(end, from + Math.min(AHEAD, left));
        int at = from;
        boolean found = false;
        for (; at < limit; at++) {
            int c = source[at] & 0xFF;
            if (c == '<') {
                depth++;
            } else if (c == '>' && source[at - 1] != '=') {
                if (--depth == 0) {
                    found = endsHere(at + 1, limit, orBreak);
                    break;
                }
            } else if (c == '=' && depth == 1 && at + 1 < limit && source[at + 1] != '>') {
                break; // an assignment; in an argument only an arrow may stand, or a default deeper down
            } else if (c == '/' && at + 1 < limit && source[at + 1] == '*') {
                at = commentEnd(at, limit);
            } else if (c > ' ' && c != '>' && !ByteClasses.isWordByte(c) && marks.indexOf(c) < 0) {
                break;
            }
        }
        left -= at - from;
        return found;
    }

    /** The last byte of the comment that begins here, or of what may be looked at. */
    private int commentEnd(int from, int limit) {
        int at = from + 3;
        while (at < limit && !(source[at] == '/' && source[at - 1] == '*')) {
            at++;
        }
        return Math.min(at, limit - 1);
    }

    private boolean endsHere(int from, int limit, boolean orBreak) {
        for (int at = from; at < limit; at++) {
            if (orBreak && (source[at] == '\n' || source[at] == '\r')) {
                return true;
            }
            if (source[at] > ' ' || source[at] < 0) {
                return FOLLOWING.indexOf(source[at]) >= 0;
            }
        }
        return false;
    }
}
