package dev.scancast.scanner.engine.structure;

/**
 * Cuts a text into tokens, one at a time, and counts its lines on the way. What languages share is
 * here; a subclass reads strings, comments and operators. Never throws on any text: what is cut off
 * ends at the text's end. Confined to one thread; used for one text.
 */
abstract class Tokenizer {
    /** What {@link #special} answers when it read no token but white space or a comment. */
    protected static final int NOTHING = -1;

    protected final byte[] source;
    protected final int end;
    /** The next byte to read. */
    protected int pos;

    private final byte[] classes;
    private final KeywordTable keywords;
    private final TypeArguments typeArguments;

    private int kind = Token.END;
    private int previous = Token.END;
    private int start;
    private int stop;
    private int previousStop;
    private int startLine = 1;
    private boolean afterBreak;

    private LineTally lines = new LineTally();

    /**
     * @param classes from {@link ByteClasses#of}
     */
    protected Tokenizer(byte[] source, int length, byte[] classes, KeywordTable keywords) {
        this.source = source;
        this.end = length;
        this.typeArguments = new TypeArguments(source, length);
        this.classes = classes;
        this.keywords = keywords;
        if (length >= 3 && source[0] == (byte) 0xEF && source[1] == (byte) 0xBB && source[2] == (byte) 0xBF) {
            pos = 3; // the byte order mark
        }
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
                case ByteClasses.BLANK -> pos++;
                case ByteClasses.BREAK -> lineBreak(c);
                case ByteClasses.LETTER -> {
                    begin();
                    return finish(word());
                }
                case ByteClasses.DIGIT -> {
                    begin();
                    return finish(number());
                }
                case ByteClasses.SPECIAL -> {
                    int before = pos;
                    int beforeLine = lines.number();
                    int token = special(c);
                    if (token != NOTHING) {
                        start = before;
                        startLine = beforeLine;
                        lines.code();
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
        startLine = lines.number();
        lines.code();
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

    /** As {@link TypeArguments#ahead} of the {@code <} that is the current token. */
    final boolean typeArgumentsAhead(String marks, boolean orBreak) {
        return typeArguments.ahead(pos, marks, orBreak);
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

    /** Goes on where another tokenizer of the same text stopped, and counts its lines on. */
    final void continueFrom(Tokenizer other) {
        pos = other.pos;
        lines = other.lines;
    }

    /** The lines read so far; the whole text's, once {@link #next} has reached the end. */
    final LineCounts lines() {
        return lines.counts(pos);
    }

    private int word() {
        int hash = 0;
        int from = pos;
        int at = pos;
        while (at < end) {
            int c = source[at];
            byte charClass = classes[c & 0xFF];
            if (charClass != ByteClasses.LETTER && charClass != ByteClasses.DIGIT) {
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
            if (charClass != ByteClasses.LETTER && charClass != ByteClasses.DIGIT) {
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
            if (classes[c] != ByteClasses.LETTER && classes[c] != ByteClasses.DIGIT && !exponentSign && !fraction) {
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
        lines.end(pos);
        afterBreak = true;
    }

    /** Reads one byte of a text or comment that may go over several lines. */
    private void contentByte(int c, boolean comment) {
        if (classes[c] == ByteClasses.BREAK) {
            boolean breakBefore = afterBreak;
            lineBreak(c);
            afterBreak = breakBefore || comment;
            return;
        }
        if (c > ' ') {
            if (comment) {
                lines.comment();
            } else {
                lines.code();
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
        return lines.isEmptySoFar();
    }

    /** Reads to the end of the line, or of the text, as comment. */
    protected final void lineComment() {
        lines.comment();
        skipLine();
    }

    /** Reads to the end of the line as code. */
    protected final void codeLine() {
        lines.code();
        skipLine();
    }

    private void skipLine() {
        while (pos < end && source[pos] != '\n' && source[pos] != '\r') {
            pos++;
        }
    }

    /** Reads a comment that ends with these two marks; {@link #pos} stands on its two opening ones. */
    protected final void blockComment(int first, int second) {
        lines.comment();
        pos = Math.min(pos + 2, end);
        while (pos < end) {
            int c = source[pos] & 0xFF;
            if (c == first && peek(1) == second) {
                lines.comment();
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
                lines.code();
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
