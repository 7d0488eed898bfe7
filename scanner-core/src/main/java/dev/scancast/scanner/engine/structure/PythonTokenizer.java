package dev.scancast.scanner.engine.structure;

/** Tokens of Python. */
final class PythonTokenizer extends Tokenizer {
    static final int CLASS = Token.KEYWORD;
    static final int DEF = Token.KEYWORD + 1;
    static final int ASYNC = Token.KEYWORD + 2;
    static final int STATEMENT_WORD = Token.KEYWORD + 3;
    /** The name of a base class that makes a class an enum. */
    static final int ENUM_BASE = Token.KEYWORD + 4;

    /** Begins a statement with a block of its own, which may stand on the same line. */
    static final int COMPOUND = Token.KEYWORD + 5;
    /** Declares an alias where a name follows; else a name. */
    static final int TYPE_WORD = Token.KEYWORD + 6;

    private static final KeywordTable KEYWORDS = KeywordTable.builder()
            .add(CLASS, "class")
            .add(DEF, "def")
            .add(ASYNC, "async")
            .add(
                    STATEMENT_WORD,
                    "return raise import from pass break continue"
                            + " global nonlocal assert del yield lambda not await in is and or")
            .add(COMPOUND, "if elif else for while try except finally with")
            .add(TYPE_WORD, "type")
            .add(ENUM_BASE, "Enum IntEnum StrEnum Flag IntFlag")
            .build();

    private static final byte[] CLASSES = ByteClasses.of("#\"'=!<>:\\");

    PythonTokenizer(byte[] source, int length) {
        super(source, length, CLASSES, KEYWORDS);
    }

    @Override
    protected boolean keywordsAfterDot() {
        return true; // enum.Enum
    }

    @Override
    protected int special(int mark) {
        return switch (mark) {
            case '#' -> {
                lineComment();
                yield NOTHING;
            }
            case '"', '\'' -> peek(1) == mark && peek(2) == mark ? tripleQuoted(mark) : quoted(mark, true);
            case '\\' -> {
                joinLines();
                yield NOTHING;
            }
            default -> operator();
        };
    }

    /** A backslash at a line's end: the next line goes on with the statement. */
    private void joinLines() {
        textByte();
        if (peek(0) == '\r' || peek(0) == '\n') {
            textByte();
        }
    }
}
