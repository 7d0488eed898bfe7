package dev.scancast.scanner.engine.structure;

/** Reads bodies and initial values of C#: functions in them, and the further names after a value. */
final class CSharpBodies {
    // What the further names of a declaration are, in the note of a value's frame.
    static final int FIELDS = 0;
    static final int EVENTS = 1;

    private final CSharpReader reader;
    private final Tokenizer tokens;
    private final Nesting nesting;

    /** The last word follows a type, so it may be a local function's name. */
    private boolean afterType;

    private int nameStart;
    private int nameEnd;
    private int nameLine;

    CSharpBodies(CSharpReader reader) {
        this.reader = reader;
        this.tokens = reader.tokens;
        this.nesting = reader.nesting;
    }

    private void name() {
        nameStart = tokens.start();
        nameEnd = tokens.stop();
        nameLine = tokens.line();
        tokens.next();
    }

    /** One token of a body or an initial value. */
    void code() {
        boolean named = afterType;
        afterType = false;
        switch (tokens.kind()) {
            case '{' -> reader.open(Nesting.BLOCK);
            case '}' -> reader.closeBrace();
            case '(' -> {
                if (named) {
                    nesting.push(Nesting.PARAMETERS, nameStart, nameEnd, nameLine, 0);
                    tokens.next();
                } else {
                    reader.open(Nesting.GROUP);
                }
            }
            case '[' -> reader.open(Nesting.GROUP);
            case ')', ']' -> closeGroup();
            case ';' -> endStatement();
            case ',' -> endValue();
            case '<' -> {
                if (named) {
                    reader.skipAngles();
                    afterType = true;
                } else {
                    reader.anglesOrLess();
                }
            }
            case Token.WORD -> {
                afterType = mayBeType(tokens.previous());
                name();
            }
            default -> tokens.next();
        }
    }

    private static boolean mayBeType(int token) {
        return token == Token.WORD
                || token == CSharpTokenizer.PRIMITIVE
                || token == '>'
                || token == ']'
                || token == ')'
                || token == '?';
    }

    private void closeGroup() {
        int frame = nesting.top();
        if (frame == Nesting.PARAMETERS) {
            int start = nesting.start();
            int end = nesting.end();
            int line = nesting.line();
            nesting.pop();
            int token = tokens.next();
            if (token == '{' || token == Token.ARROW || token == CSharpTokenizer.QUERY_WORD) {
                reader.node(NodeKind.FUNCTION, start, end, line);
            }
            return;
        }
        if (frame == Nesting.GROUP) {
            nesting.pop();
        }
        tokens.next();
    }

    private void endStatement() {
        if (nesting.top() == Nesting.VALUE || nesting.top() == Nesting.EXPRESSION) {
            nesting.pop();
        }
        tokens.next();
    }

    /** A comma ends the value of an enum's constant or a field; after a field's may come another field. */
    private void endValue() {
        if (nesting.top() != Nesting.VALUE) {
            tokens.next();
            return;
        }
        int kind = nesting.note();
        nesting.pop();
        tokens.next();
        if (nesting.top() == Nesting.CONSTANTS) {
            return;
        }
        while (CSharpTokenizer.isName(tokens.kind())) {
            name();
            int token = tokens.kind();
            if (token != '=' && token != ',' && token != ';') {
                nesting.push(Nesting.VALUE, 0, 0, 0, kind); // it was no declarator but a part of an expression
                return;
            }
            if (nesting.top() != Nesting.MODULE) {
                reader.node(kind == EVENTS ? NodeKind.EVENT : NodeKind.FIELD, nameStart, nameEnd, nameLine);
            }
            if (token == '=') {
                nesting.push(Nesting.VALUE, 0, 0, 0, kind);
            }
            tokens.next();
            if (token != ',') {
                return;
            }
        }
    }
}
