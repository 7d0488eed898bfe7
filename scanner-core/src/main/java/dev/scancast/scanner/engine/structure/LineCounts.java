package dev.scancast.scanner.engine.structure;

/**
 * A text's lines. A line is code if it holds anything of the program, else comment if it holds
 * anything of a comment, else blank; a line of white space alone is blank wherever it stands, also
 * inside a comment or a string. The end of the last line needs no line break.
 *
 * @param code lines with code, with or without a comment beside it
 * @param comment lines with nothing but comment
 * @param blank lines with white space alone
 */
public record LineCounts(int code, int comment, int blank) {
    /** No lines, as in an empty file. */
    public static final LineCounts NONE = new LineCounts(0, 0, 0);

    public LineCounts {
        if (code < 0 || comment < 0 || blank < 0) {
            throw new IllegalArgumentException(
                    "line counts must not be negative, got " + code + ", " + comment + ", " + blank);
        }
    }

    /** All lines. */
    public int total() {
        return code + comment + blank;
    }

    /** The sum of both. */
    public LineCounts plus(LineCounts other) {
        return new LineCounts(code + other.code, comment + other.comment, blank + other.blank);
    }
}
