package dev.scancast.scanner.engine.structure;

/** Reads declarations among statements: of functions, types, variables and modules. */
final class ScriptDeclarations {
    private static final byte[] IMPLEMENTS = {'i', 'm', 'p', 'l', 'e', 'm', 'e', 'n', 't', 's'};

    private final StructureReader reader;
    private final Tokenizer tokens;
    private final Nesting nesting;
    private final ScriptTypes types;
    private final ScriptValues values;

    ScriptDeclarations(StructureReader reader, ScriptTypes types, ScriptValues values) {
        this.reader = reader;
        this.tokens = reader.tokens;
        this.nesting = reader.nesting;
        this.types = types;
        this.values = values;
    }

    void functionDeclaration() {
        tokens.next();
        if (tokens.kind() == '*') {
            tokens.next();
        }
        if (values.isName()) {
            reader.node(NodeKind.FUNCTION);
            tokens.next();
        }
        values.function();
    }

    void classDeclaration() {
        tokens.next();
        if (values.isName() && !tokens.is(IMPLEMENTS)) {
            reader.node(NodeKind.TYPE);
            tokens.next();
        }
        openHeader(Nesting.TYPE);
    }

    /** One token of what stands between a type's name and its body; calls in it hold code. */
    void header() {
        switch (tokens.kind()) {
            case '{' -> {
                int body = nesting.note();
                nesting.pop();
                reader.open(body);
            }
            case ';', '}' -> nesting.pop();
            case '(', '[' -> reader.open(Nesting.GROUP);
            case '<' -> reader.skipAngles(true);
            default -> tokens.next();
        }
    }

    private void openHeader(int body) {
        nesting.push(Nesting.HEADER, 0, 0, 0, body);
    }

    /** {@code interface}, {@code type}, {@code namespace} and {@code module}: keywords only before a name. */
    void softDeclaration() {
        int word = tokens.kind();
        boolean begins = beginsStatement();
        values.word();
        boolean text = word == ScriptTokenizer.NAMESPACE && tokens.kind() == Token.TEXT;
        if (!begins || tokens.afterBreak() || !(values.isName() || text)) {
            return;
        }
        switch (word) {
            case ScriptTokenizer.INTERFACE -> {
                reader.node(NodeKind.TYPE);
                tokens.next();
                openHeader(Nesting.INTERFACE);
            }
            case ScriptTokenizer.TYPE_WORD -> {
                reader.node(NodeKind.TYPE);
                tokens.next();
                if (tokens.kind() == '<') {
                    reader.skipAngles(true);
                }
                if (tokens.kind() == '=') {
                    tokens.next();
                    types.skipType();
                }
            }
            default -> {
                tokens.next();
                openHeader(nesting.top() == Nesting.MODULE ? Nesting.MODULE : Nesting.BLOCK);
            }
        }
    }

    void enumDeclaration() {
        if (!values.isName()) {
            return;
        }
        reader.node(NodeKind.TYPE);
        tokens.next();
        if (tokens.kind() == '{') {
            reader.open(Nesting.CONSTANTS);
        }
    }

    /** The variables of one declaration, up to the first with a value. */
    void declarators() {
        declarators(false);
    }

    void declarators(boolean afterValue) {
        boolean ofModule = nesting.top() == Nesting.MODULE;
        while (true) {
            boolean pattern = tokens.kind() == '{' || tokens.kind() == '[';
            if (!pattern && !values.isName()) {
                return;
            }
            int start = tokens.start();
            int end = tokens.stop();
            int line = tokens.line();
            if (pattern && ofModule && !afterValue) {
                pattern();
            } else if (pattern) {
                reader.skipBrackets();
            } else {
                tokens.next();
            }
            if (tokens.kind() == '!') {
                tokens.next();
            }
            if (tokens.kind() == ':') {
                tokens.next();
                types.skipType();
            }
            if (tokens.kind() == '=') {
                boolean local = nesting.inCode();
                reader.open(Nesting.VALUE);
                if (!pattern) {
                    values.value(
                            start,
                            end,
                            line,
                            ofModule
                                    ? ScriptValues.note(NodeKind.FUNCTION, NodeKind.FIELD, local)
                                    : ScriptValues.note(NodeKind.FUNCTION, local));
                }
                return;
            }
            boolean ends = tokens.kind() == ','
                    || tokens.kind() == ';'
                    || tokens.kind() == '}'
                    || tokens.kind() == Token.END
                    || tokens.afterBreak();
            if (afterValue && !ends) {
                nesting.push(Nesting.VALUE); // it was no declarator but a part of an expression
                return;
            }
            if (ofModule && !pattern) {
                reader.node(NodeKind.FIELD, start, end, line);
            }
            if (tokens.kind() != ',') {
                return;
            }
            tokens.next();
        }
    }

    /** A pattern of a module's variables: a name before a comma, a default or a bracket is one, one before a colon a key. */
    private void pattern() {
        int depth = 0;
        do {
            int token = tokens.kind();
            if (token == '{' || token == '[') {
                depth++;
            } else if (token == '}' || token == ']') {
                depth--;
            } else if (token == '=') {
                skipDefault();
                continue;
            } else if (values.isName()) {
                values.name();
                boolean variable = tokens.kind() != ':' && tokens.kind() != '.' && tokens.kind() != '(';
                if (variable) {
                    values.named(NodeKind.FIELD);
                }
                continue;
            }
            tokens.next();
        } while (depth > 0 && tokens.kind() != Token.END);
    }

    private void skipDefault() {
        while (tokens.kind() != ',' && tokens.kind() != '}' && tokens.kind() != ']' && tokens.kind() != Token.END) {
            if (tokens.kind() == '(' || tokens.kind() == '[' || tokens.kind() == '{') {
                reader.skipBrackets();
            } else {
                tokens.next();
            }
        }
    }

    void importDeclaration() {
        tokens.next();
        if (tokens.kind() == '(' || tokens.kind() == '.') {
            return;
        }
        while (tokens.kind() != Token.TEXT
                && tokens.kind() != ';'
                && tokens.kind() != '='
                && tokens.kind() != '}'
                && tokens.kind() != Token.END) {
            if (tokens.kind() == '{') {
                reader.skipBrackets();
            } else {
                tokens.next();
            }
        }
    }

    private boolean beginsStatement() {
        int before = tokens.previous();
        return tokens.afterBreak()
                || before == Token.END
                || before == ';'
                || before == '{'
                || before == '}'
                || before == ')'
                || before == ScriptTokenizer.EXPORT
                || before == ScriptTokenizer.MODIFIER
                || before == ScriptTokenizer.PREFIX;
    }
}
