package dev.scancast.scanner.engine.structure;

/**
 * Cuts a text into tokens, one at a time, and counts its lines on the way. What languages share is
 * here; a subclass reads strings, comments and operators. Never throws on any text: what is cut off
 * ends at the text's end. Confined to one thread; used for one text.
 */
abstract class Tokenizer {
    private static final byte BLANK = 0;
    private static final byte LETTER = 1;
    private static final byte DIGIT = 2;
    private static final byte MARK = 3;
    private static final byte SPECIAL = 4;
    private static final byte BREAK = 5;

    private static final int TYPE_ARGUMENTS_AHEAD = 1024;

    /** What {@link #special} answers when it read no token but white space or a comment. */
    protected static final int NOTHING = -1;

    protected final byte[] source;
    protected final int end;
    /** The next byte to read. */
    protected int pos;

    private final byte[] classes;
    private final KeywordTable keywords;

    private int kind = Token.END;
    private int previous = Token.END;
    private int start;
    private int stop;
    private int previousStop;
    private int startLine = 1;
    private boolean afterBreak;

    /** How many bytes may still be looked at ahead in this text, which keeps the time linear. */
    private int lookAhead;

    private int line = 1;
    private int lineStart;
    private boolean lineHasCode;
    private boolean lineHasComment;
    private int codeLines;
    private int commentLines;
    private int blankLines;

    /**
     * @param classes from {@link #classes(String)}
     */
    protected Tokenizer(byte[] source, int length, byte[] classes, KeywordTable keywords) {
        this.source = source;
        this.end = length;
        this.lookAhead = Math.max(length, TYPE_ARGUMENTS_AHEAD);
        this.classes = classes;
        this.keywords = keywords;
        if (length >= 3 && source[0] == (byte) 0xEF && source[1] == (byte) 0xBB && source[2] == (byte) 0xBF) {
            pos = 3; // the byte order mark
        }
    }

    /** The table of byte classes for a language whose {@link #special} wants to see these marks. */
    protected static byte[] classes(String specialMarks) {
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
    private static boolean isWordByte(int c) {
        return isAsciiLetter(c) || (c >= '0' && c <= '9') || c == '_' || c == '$' || c >= 128;
    }

    /** Whether a byte (0-255) is one of a-z, in upper or lower case. */
    protected static boolean isAsciiLetter(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    /**
     * Reads what begins with a mark the language asked for. {@link #pos} stands on the mark; the
     * method moves it past what it read.
     *
     * @return the token, or {@link #NOTHING}
     */
    protected abstract int special(int mark);

    /** Whether a keyword after a dot is one; else it is a member's name there. */
    protected boolean keywordsAfterDot() {
        return false;
    }

    /** Reads the next token and returns its kind; {@link Token#END} again and again at the end. */
    final int next() {
        previous = kind;
        previousStop = stop;
        afterBreak = false;
        while (pos < end) {
            int c = source[pos] & 0xFF;
            switch (classes[c]) {
                case BLANK -> pos++;
                case BREAK -> lineBreak(c);
                case LETTER -> {
                    begin();
                    return finish(word());
                }
                case DIGIT -> {
                    begin();
                    return finish(number());
                }
                case SPECIAL -> {
                    int before = pos;
                    int beforeLine = line;
                    int token = special(c);
                    if (token != NOTHING) {
                        start = before;
                        startLine = beforeLine;
                        lineHasCode = true;
                        return finish(token);
                    }
                }
                default -> {
                    begin();
                    pos++;
                    return finish(c);
                }
            }
        }
        start = end;
        return finish(Token.END);
    }

    private void begin() {
        start = pos;
        startLine = line;
        lineHasCode = true;
    }

    private int finish(int token) {
        stop = pos;
        kind = token;
        return token;
    }

    /** The kind of the current token. */
    final int kind() {
        return kind;
    }

    /** The kind of the token before the current one. */
    final int previous() {
        return previous;
    }

    /** The kind of the token that was read last, while {@link #special} reads the next. */
    protected final int last() {
        return kind;
    }

    /** The first byte of the current token. */
    final int start() {
        return start;
    }

    /** One past the last byte of the current token. */
    final int stop() {
        return stop;
    }

    /** One past the last byte of the token before the current one. */
    final int previousStop() {
        return previousStop;
    }

    /** The line the current token begins on, from 1. */
    final int line() {
        return startLine;
    }

    /** Whether a line ended between the previous token and the current one. */
    final boolean afterBreak() {
        return afterBreak;
    }

    /** Whether the current token reads like this. */
    final boolean is(byte[] text) {
        return java.util.Arrays.equals(source, start, stop, text, 0, text.length);
    }

    /**
     * Whether the {@code <} that is the current token begins type arguments: nothing but types up to
     * its {@code >}, and then what can't follow a comparison (the rule of C#'s own grammar).
     *
     * @param marks what may stand in types, besides words, white space and angle brackets
     */
    final boolean typeArgumentsAhead(String marks) {
        return typeArgumentsAhead(marks, false);
    }

    /**
     * Whether the {@code <} that is the current token begins type arguments.
     *
     * @param marks what may stand in types, besides words, white space and angle brackets
     * @param orBreak whether also the end of a line can't follow a comparison (a rule of TypeScript's)
     */
    final boolean typeArgumentsAhead(String marks, boolean orBreak) {
        int depth = 1;
        int limit = Math.min(end, pos + Math.min(TYPE_ARGUMENTS_AHEAD, lookAhead));
        int at = pos;
        boolean found = false;
        for (; at < limit; at++) {
            int c = source[at] & 0xFF;
            if (c == '<') {
                depth++;
            } else if (c == '>' && source[at - 1] != '=') {
                if (--depth == 0) {
                    found = endsTypeArguments(at + 1, limit, orBreak);
                    break;
                }
            } else if (c == '=' && depth == 1 && at + 1 < limit && source[at + 1] != '>') {
                break; // an assignment; in an argument only an arrow may stand, or a default deeper down
            } else if (c > ' ' && c != '>' && classes[c] != LETTER && classes[c] != DIGIT && marks.indexOf(c) < 0) {
                break;
            }
        }
        lookAhead -= at - pos;
        return found;
    }

    private boolean endsTypeArguments(int from, int limit, boolean orBreak) {
        for (int at = from; at < limit; at++) {
            if (orBreak && (source[at] == '\n' || source[at] == '\r')) {
                return true;
            }
            if (source[at] > ' ' || source[at] < 0) {
                return "()]{}:;,.?=!&|^[".indexOf(source[at]) >= 0;
            }
        }
        return false;
    }

    /** How far the current token, the first on its line, is indented; a tab reaches to the next multiple of 8. */
    final int indentation() {
        int from = start;
        while (from > 0 && (source[from - 1] == ' ' || source[from - 1] == '\t')) {
            from--;
        }
        int column = 0;
        for (int at = from; at < start; at++) {
            column = source[at] == '\t' ? (column / 8 + 1) * 8 : column + 1;
        }
        return column;
    }

    /** Goes on where another tokenizer of the same text stopped. */
    final void continueFrom(Tokenizer other) {
        pos = other.pos;
        line = other.line;
        lineStart = other.lineStart;
        lineHasCode = other.lineHasCode;
        lineHasComment = other.lineHasComment;
        codeLines = other.codeLines;
        commentLines = other.commentLines;
        blankLines = other.blankLines;
    }

    /** The lines read so far; the whole text's, once {@link #next} has reached the end. */
    final LineCounts lines() {
        boolean unfinished = pos > lineStart;
        return new LineCounts(
                codeLines + (unfinished && lineHasCode ? 1 : 0),
                commentLines + (unfinished && !lineHasCode && lineHasComment ? 1 : 0),
                blankLines + (unfinished && !lineHasCode && !lineHasComment ? 1 : 0));
    }

    private int word() {
        int hash = 0;
        int from = pos;
        int at = pos;
        while (at < end) {
            int c = source[at];
            byte charClass = classes[c & 0xFF];
            if (charClass != LETTER && charClass != DIGIT) {
                break;
            }
            hash = KeywordTable.hash(hash, c);
            at++;
        }
        pos = at;
        if (kind == '.' && !keywordsAfterDot()) {
            return Token.WORD;
        }
        return keywords.find(source, from, at, hash);
    }

    /** Reads on while bytes may stand in a name. */
    protected final void skipWord() {
        while (pos < end) {
            byte charClass = classes[source[pos] & 0xFF];
            if (charClass != LETTER && charClass != DIGIT) {
                return;
            }
            pos++;
        }
    }

    private int number() {
        pos++;
        while (pos < end) {
            int c = source[pos] & 0xFF;
            boolean exponentSign = (c == '+' || c == '-')
                    && (source[pos - 1] | 0x20) == 'e'
                    && !(source[start] == '0' && (source[start + 1] | 0x20) == 'x');
            boolean fraction = c == '.' && pos + 1 < end && source[pos + 1] >= '0' && source[pos + 1] <= '9';
            if (classes[c] != LETTER && classes[c] != DIGIT && !exponentSign && !fraction) {
                break;
            }
            pos++;
        }
        return Token.NUMBER;
    }

    /** The byte at this distance from {@link #pos}, or 0 beyond the end. */
    protected final int peek(int distance) {
        return pos + distance < end ? source[pos + distance] & 0xFF : 0;
    }

    /** Reads a carriage return or a line feed; the two together end one line. */
    private void lineBreak(int c) {
        pos++;
        if (c == '\r' && pos < end && source[pos] == '\n') {
            pos++;
        }
        if (lineHasCode) {
            codeLines++;
        } else if (lineHasComment) {
            commentLines++;
        } else {
            blankLines++;
        }
        lineHasCode = false;
        lineHasComment = false;
        line++;
        lineStart = pos;
        afterBreak = true;
    }

    /** Reads one byte of a text or comment that may go over several lines. */
    private void contentByte(int c, boolean comment) {
        if (classes[c] == BREAK) {
            boolean breakBefore = afterBreak;
            lineBreak(c);
            afterBreak = breakBefore || comment;
            return;
        }
        if (c > ' ') {
            if (comment) {
                lineHasComment = true;
            } else {
                lineHasCode = true;
            }
        }
        pos++;
    }

    /** Reads one byte of a string that may go over several lines. */
    protected final void textByte() {
        contentByte(source[pos] & 0xFF, false);
    }

    /** Reads one byte of a comment that may go over several lines. */
    protected final void commentByte() {
        contentByte(source[pos] & 0xFF, true);
    }

    /** Whether nothing but white space stands before {@link #pos} on its line. */
    protected final boolean firstOnLine() {
        return !lineHasCode && !lineHasComment;
    }

    /** Reads to the end of the line, or of the text, as comment. */
    protected final void lineComment() {
        lineHasComment = true;
        skipLine();
    }

    /** Reads to the end of the line as code. */
    protected final void codeLine() {
        lineHasCode = true;
        skipLine();
    }

    private void skipLine() {
        while (pos < end && source[pos] != '\n' && source[pos] != '\r') {
            pos++;
        }
    }

    /** Reads a comment that ends with these two marks; {@link #pos} stands on its two opening ones. */
    protected final void blockComment(int first, int second) {
        lineHasComment = true;
        pos = Math.min(pos + 2, end);
        while (pos < end) {
            int c = source[pos] & 0xFF;
            if (c == first && peek(1) == second) {
                lineHasComment = true;
                pos += 2;
                return;
            }
            contentByte(c, true);
        }
    }

    /** Reads a C-style comment if there is one at the slash under {@link #pos}. */
    protected final boolean slashComment() {
        int second = peek(1);
        if (second == '/') {
            lineComment();
            return true;
        }
        if (second == '*') {
            blockComment('*', '/');
            return true;
        }
        return false;
    }

    /** Reads a string of one line that ends with its own mark; a backslash escapes. */
    protected final int quoted(int quote) {
        return quoted(quote, false);
    }

    /**
     * Reads a string that ends with its own mark; a backslash escapes.
     *
     * @param joinsLines whether a backslash at a line's end lets the string go on with the next line
     */
    protected final int quoted(int quote, boolean joinsLines) {
        pos++;
        while (pos < end) {
            int c = source[pos];
            if (c == '\n' || c == '\r') {
                return Token.TEXT; // never closed: what follows is more likely code than text
            }
            pos++;
            if (c == quote) {
                return Token.TEXT;
            }
            if (c == '\\' && pos < end) {
                if (source[pos] != '\n' && source[pos] != '\r') {
                    pos++;
                } else if (joinsLines) {
                    textByte();
                }
            }
        }
        return Token.TEXT;
    }

    /** Reads a string of many lines that ends with three of its marks; a backslash escapes. */
    protected final int tripleQuoted(int quote) {
        pos += 3;
        while (pos < end) {
            int c = source[pos] & 0xFF;
            if (c == quote && peek(1) == quote && peek(2) == quote) {
                lineHasCode = true;
                pos += 3;
                return Token.TEXT;
            }
            if (c == '\\' && pos + 1 < end) {
                textByte();
            }
            textByte();
        }
        return Token.TEXT;
    }

    /** Reads a mark that forms a longer operator with {@code =}, so that a lone one stays an assignment. */
    protected final int operator() {
        pos++;
        if (peek(0) == '=') {
            pos++;
            return Token.OPERATOR;
        }
        return source[pos - 1] & 0xFF;
    }
}
