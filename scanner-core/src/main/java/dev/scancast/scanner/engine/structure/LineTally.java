package dev.scancast.scanner.engine.structure;

/** Counts lines by what they hold, while a text is read. */
final class LineTally {
    private int number = 1;
    private int start;
    private boolean hasCode;
    private boolean hasComment;
    private int codeLines;
    private int commentLines;
    private int blankLines;

    /** The number of the line being read, from 1. */
    int number() {
        return number;
    }

    /** The line holds something of the program. */
    void code() {
        hasCode = true;
    }

    /** The line holds something of a comment. */
    void comment() {
        hasComment = true;
    }

    /** Whether the line holds nothing but white space so far. */
    boolean isEmptySoFar() {
        return !hasCode && !hasComment;
    }

    /**
     * The line ended.
     *
     * @param next the first byte of the next one
     */
    void end(int next) {
        if (hasCode) {
            codeLines++;
        } else if (hasComment) {
            commentLines++;
        } else {
            blankLines++;
        }
        hasCode = false;
        hasComment = false;
        number++;
        start = next;
    }

    /**
     * The lines so far, with the one being read if anything stands in it.
     *
     * @param at how far the text was read
     */
    LineCounts counts(int at) {
        boolean unfinished = at > start;
        return new LineCounts(
                codeLines + (unfinished && hasCode ? 1 : 0),
                commentLines + (unfinished && !hasCode && hasComment ? 1 : 0),
                blankLines + (unfinished && isEmptySoFar() ? 1 : 0));
    }
}
