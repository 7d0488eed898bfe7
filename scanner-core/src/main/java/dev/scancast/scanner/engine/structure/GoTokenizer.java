package dev.scancast.scanner.engine.structure;

/** Tokens of Go. */
final class GoTokenizer extends Tokenizer {
    static final int FUNC = Token.KEYWORD;
    static final int TYPE = Token.KEYWORD + 1;
    static final int STRUCT = Token.KEYWORD + 2;
    static final int INTERFACE = Token.KEYWORD + 3;
    static final int VARIABLE = Token.KEYWORD + 4;
    static final int IMPORT = Token.KEYWORD + 5;

    private static final KeywordTable KEYWORDS = KeywordTable.builder()
            .add(FUNC, "func")
            .add(TYPE, "type")
            .add(STRUCT, "struct")
            .add(INTERFACE, "interface")
            .add(VARIABLE, "var const")
            .add(IMPORT, "import package")
            .build();

    private static final byte[] CLASSES = ByteClasses.of("/\"'`=");

    GoTokenizer(byte[] source, int length) {
        super(source, length, CLASSES, KEYWORDS);
    }

    @Override
    protected int special(int mark) {
        return switch (mark) {
            case '/' -> slashComment() ? NOTHING : operator();
            case '"', '\'' -> quoted(mark);
            case '`' -> raw();
            default -> operator();
        };
    }

    private int raw() {
        pos++;
        while (pos < end && source[pos] != '`') {
            textByte();
        }
        if (pos < end) {
            textByte();
        }
        return Token.TEXT;
    }
}
