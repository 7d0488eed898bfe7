package dev.scancast.scanner.engine.structure;

import java.nio.charset.StandardCharsets;

/**
 * Tokens of C#, among them strings with holes in which code stands. Of conditional compilation all
 * branches are read.
 */
final class CSharpTokenizer extends Tokenizer {
    static final int CLASS = Token.KEYWORD;
    static final int ENUM = Token.KEYWORD + 1;
    static final int RECORD = Token.KEYWORD + 2;
    static final int DELEGATE = Token.KEYWORD + 3;
    static final int EVENT = Token.KEYWORD + 4;
    static final int NAMESPACE = Token.KEYWORD + 5;
    static final int USING = Token.KEYWORD + 6;
    static final int OPERATOR_WORD = Token.KEYWORD + 7;
    static final int THIS = Token.KEYWORD + 8;
    static final int MODIFIER = Token.KEYWORD + 9;
    /** A modifier where nothing but modifiers came before it; else a name. */
    static final int SOFT_MODIFIER = Token.KEYWORD + 10;

    static final int PRIMITIVE = Token.KEYWORD + 11;
    /** A name, but one that may stand before a call without being its type. */
    static final int QUERY_WORD = Token.KEYWORD + 12;
    /** A word of expressions and statements that is never a name. */
    static final int STATEMENT_WORD = Token.KEYWORD + 13;

    private static final KeywordTable KEYWORDS = KeywordTable.builder()
            .add(CLASS, "class struct interface")
            .add(ENUM, "enum")
            .add(RECORD, "record")
            .add(DELEGATE, "delegate")
            .add(EVENT, "event")
            .add(NAMESPACE, "namespace")
            .add(USING, "using")
            .add(OPERATOR_WORD, "operator")
            .add(THIS, "this")
            .add(
                    MODIFIER,
                    "public protected private internal static abstract sealed virtual override readonly const extern"
                            + " unsafe volatile new fixed ref implicit explicit")
            .add(SOFT_MODIFIER, "async partial required file scoped")
            .add(
                    PRIMITIVE,
                    "void bool byte sbyte short ushort int uint long ulong char float double decimal object string")
            .add(
                    QUERY_WORD,
                    "await select where orderby from join on equals let by into when and or not ascending descending"
                            + " group yield")
            .add(
                    STATEMENT_WORD,
                    "return throw case is as in out else do goto stackalloc sizeof typeof default checked unchecked"
                            + " if while for foreach lock switch catch try finally base true false null break continue"
                            + " params")
            .build();

    private static final byte[] CLASSES = ByteClasses.of("/\"'=!<@$#{}()[],:");

    // A text with holes, as a mode: its kind, and for raw ones how many quotes and dollars it has.
    private static final int PLAIN = 1;
    private static final int VERBATIM = 2;
    private static final int RAW = 3;
    private static final int KIND_MASK = 0xF;
    private static final int QUOTES_SHIFT = 4;
    private static final int DOLLARS_SHIFT = 16;
    private static final int COUNT_MASK = 0xFFF;

    private static final byte[] IF = "if".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ELSE = "el".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ENDIF = "endif".getBytes(StandardCharsets.US_ASCII);

    private final Modes texts = new Modes();
    private final ConditionalBranches branches;

    /**
     * @param nesting the brackets that the reader of these tokens has open
     */
    CSharpTokenizer(byte[] source, int length, Nesting nesting) {
        super(source, length, CLASSES, KEYWORDS);
        this.branches = new ConditionalBranches(nesting);
    }

    /** Whether the token is a name, or a word that may serve as one outside its own construct. */
    static boolean isName(int token) {
        return token == Token.WORD || token == QUERY_WORD || token == SOFT_MODIFIER || token == RECORD;
    }

    @Override
    protected int special(int mark) {
        return switch (mark) {
            case '/' -> slashComment() ? NOTHING : operator();
            case '"' -> quotes(0, false);
            case '\'' -> quoted('\'');
            case '@', '$' -> prefixed();
            case '#' -> directive();
            case '(', '[' -> {
                texts.group(1);
                yield mark();
            }
            case ')', ']' -> {
                texts.group(-1);
                yield mark();
            }
            case ',' -> {
                boolean alignment = texts.directlyInHole();
                pos++;
                yield alignment ? Token.OPERATOR : ',';
            }
            case ':' -> texts.directlyInHole() ? format() : mark();
            case '{' -> {
                pos++;
                texts.openBrace();
                yield '{';
            }
            case '}' -> {
                pos++;
                yield texts.closeBrace() ? textWithHoles(texts.top()) : '}';
            }
            case '=' -> {
                if (peek(1) == '>') {
                    pos += 2;
                    yield Token.ARROW;
                }
                yield operator();
            }
            default -> operator();
        };
    }

    private int mark() {
        return source[pos++];
    }

    /** After a hole's value: how to write it, which is text up to the brace; or {@code ::} in a name. */
    private int format() {
        if (peek(1) == ':') {
            pos += 2;
            return Token.OPERATOR;
        }
        int kind = texts.top() & KIND_MASK;
        while (pos < end && source[pos] != '}' && source[pos] != '\n' && source[pos] != '\r') {
            int escape = kind == PLAIN ? '\\' : kind == VERBATIM ? '"' : 0;
            boolean escaped = source[pos] == escape && (escape == '\\' ? pos + 1 < end : peek(1) == '"');
            if (escaped) {
                textByte();
            } else if (source[pos] == '"') {
                break;
            }
            textByte();
        }
        return Token.TEXT;
    }

    /** Reads {@code @name}, {@code @"…"}, {@code $"…"}, {@code $@"…"}, {@code $$"""…"""}. */
    private int prefixed() {
        int dollars = 0;
        boolean verbatim = false;
        int distance = 0;
        while (peek(distance) == '$' || peek(distance) == '@') {
            if (peek(distance) == '$') {
                dollars++;
            } else {
                verbatim = true;
            }
            distance++;
        }
        if (peek(distance) == '"') {
            pos += distance;
            return quotes(Math.min(dollars, COUNT_MASK), verbatim);
        }
        pos += distance;
        skipWord();
        return Token.WORD;
    }

    private int quotes(int dollars, boolean verbatim) {
        int quotes = 1;
        while (quotes < COUNT_MASK && peek(quotes) == '"') {
            quotes++;
        }
        if (quotes >= 3 && !verbatim) {
            pos += quotes;
            return dollars == 0 ? raw(quotes) : openText(RAW | quotes << QUOTES_SHIFT | dollars << DOLLARS_SHIFT);
        }
        if (dollars > 0) {
            pos++;
            return openText(verbatim ? VERBATIM : PLAIN);
        }
        return verbatim ? verbatim() : quoted('"');
    }

    private int verbatim() {
        pos++;
        while (pos < end) {
            if (source[pos] == '"') {
                if (peek(1) != '"') {
                    textByte();
                    return Token.TEXT;
                }
                textByte();
            }
            textByte();
        }
        return Token.TEXT;
    }

    private int raw(int quotes) {
        while (pos < end) {
            if (source[pos] == '"' && takeRun('"', quotes)) {
                return Token.TEXT;
            }
            if (pos < end && source[pos] != '"') {
                textByte();
            }
        }
        return Token.TEXT;
    }

    /** Reads a run of one mark as text; answers whether it had at least so many. */
    private boolean takeRun(int mark, int atLeast) {
        int run = 0;
        while (pos < end && source[pos] == mark) {
            textByte();
            run++;
        }
        return run >= atLeast;
    }

    private int openText(int mode) {
        texts.push(mode);
        return textWithHoles(mode);
    }

    /** Reads such a text from here to its end, or to its next hole. */
    private int textWithHoles(int mode) {
        int kind = mode & KIND_MASK;
        int quotes = mode >> QUOTES_SHIFT & COUNT_MASK;
        int dollars = mode >> DOLLARS_SHIFT & COUNT_MASK;
        while (pos < end) {
            int c = source[pos];
            if (c == '"') {
                if (kind == VERBATIM && peek(1) == '"') {
                    textByte();
                    textByte();
                } else if (kind != RAW) {
                    textByte();
                    texts.pop();
                    return Token.TEXT;
                } else if (takeRun('"', quotes)) {
                    texts.pop();
                    return Token.TEXT;
                }
            } else if (c == '{') {
                if (kind == RAW) {
                    if (takeRun('{', dollars)) {
                        return Token.TEXT;
                    }
                } else if (peek(1) == '{') {
                    textByte();
                    textByte();
                } else {
                    textByte();
                    return Token.TEXT;
                }
            } else if (kind == PLAIN && (c == '\n' || c == '\r')) {
                texts.pop(); // never closed
                return Token.TEXT;
            } else {
                if (kind == PLAIN && c == '\\' && pos + 1 < end) {
                    textByte();
                }
                textByte();
            }
        }
        return Token.TEXT;
    }

    private int directive() {
        if (!firstOnLine()) {
            return mark();
        }
        int word = 1;
        while (peek(word) == ' ' || peek(word) == '\t') {
            word++;
        }
        if (follows(word, IF)) {
            condition(word + IF.length);
        } else if (follows(word, ELSE)) {
            branches.alternative();
        } else if (follows(word, ENDIF)) {
            branches.end();
        }
        codeLine();
        return NOTHING;
    }

    private void condition(int distance) {
        while (peek(distance) == ' ' || peek(distance) == '(') {
            distance++;
        }
        boolean negated = peek(distance) == '!';
        int text = 0;
        for (int c = peek(distance); c > ' ' && c != '/'; c = peek(distance)) {
            text = KeywordTable.hash(text, c);
            distance++;
        }
        branches.begin(text, negated);
    }

    private boolean follows(int distance, byte[] word) {
        for (int i = 0; i < word.length; i++) {
            if (peek(distance + i) != word[i]) {
                return false;
            }
        }
        return true;
    }
}
