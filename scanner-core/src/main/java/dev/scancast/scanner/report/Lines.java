package dev.scancast.scanner.report;

import dev.scancast.scanner.engine.structure.LineCounts;

/**
 * Lines by what they hold.
 *
 * @param code with code, with or without a comment beside it
 * @param comment with nothing but comment
 * @param blank with white space alone
 * @param text with anything, in texts of no language that has a lexer
 */
public record Lines(long code, long comment, long blank, long text) {
    /** No lines. */
    public static final Lines NONE = new Lines(0, 0, 0, 0);

    /** What a lexer counted. */
    public static Lines of(LineCounts counts) {
        return new Lines(counts.code(), counts.comment(), counts.blank(), 0);
    }

    /** All lines. */
    public long total() {
        return code + comment + blank + text;
    }

    /** The sum of both. */
    public Lines plus(Lines other) {
        return new Lines(code + other.code, comment + other.comment, blank + other.blank, text + other.text);
    }
}
