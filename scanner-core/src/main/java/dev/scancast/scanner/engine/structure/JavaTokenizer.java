package dev.scancast.scanner.engine.structure;

/** Tokens of Java. */
final class JavaTokenizer extends Tokenizer {
    static final int CLASS = Token.KEYWORD;
    static final int INTERFACE = Token.KEYWORD + 1;
    static final int ENUM = Token.KEYWORD + 2;
    static final int RECORD = Token.KEYWORD + 3;
    static final int NEW = Token.KEYWORD + 4;
    static final int MODIFIER = Token.KEYWORD + 5;
    static final int PRIMITIVE = Token.KEYWORD + 6;
    static final int IMPORT = Token.KEYWORD + 7;
    static final int DEFAULT = Token.KEYWORD + 8;

    private static final KeywordTable KEYWORDS = KeywordTable.builder()
            .add(CLASS, "class")
            .add(INTERFACE, "interface")
            .add(ENUM, "enum")
            .add(RECORD, "record")
            .add(NEW, "new")
            .add(
                    MODIFIER,
                    "public protected private static final abstract native synchronized transient volatile strictfp")
            .add(PRIMITIVE, "void boolean byte short char int long float double")
            .add(IMPORT, "import package")
            .add(DEFAULT, "default")
            .build();

    private static final byte[] CLASSES = ByteClasses.of("/\"'=!-");

    JavaTokenizer(byte[] source, int length) {
        super(source, length, CLASSES, KEYWORDS);
    }

    @Override
    protected boolean keywordsAfterDot() {
        return true; // outer.new Inner() { … }
    }

    @Override
    protected int special(int mark) {
        return switch (mark) {
            case '/' -> slashComment() ? NOTHING : operator();
            case '"' -> peek(1) == '"' && peek(2) == '"' ? tripleQuoted('"') : quoted('"');
            case '\'' -> quoted('\'');
            case '-' -> {
                if (peek(1) == '>') {
                    pos += 2;
                    yield Token.ARROW;
                }
                yield operator();
            }
            default -> operator();
        };
    }
}
