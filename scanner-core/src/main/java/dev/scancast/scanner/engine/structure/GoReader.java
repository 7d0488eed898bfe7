package dev.scancast.scanner.engine.structure;

/** Reads declarations of Go, one by one or in parentheses, and types declared in bodies. */
final class GoReader extends StructureReader {
    GoReader(Tokenizer tokens, NodeVisitor visitor) {
        super(tokens, new Nesting(), visitor);
    }

    @Override
    protected void step() {
        switch (nesting.top()) {
            case Nesting.TYPE -> field();
            case Nesting.INTERFACE -> method();
            case Nesting.BLOCK -> code();
            default -> declaration();
        }
    }

    private void declaration() {
        switch (tokens.kind()) {
            case GoTokenizer.FUNC -> function();
            case GoTokenizer.TYPE -> {
                if (tokens.next() == '(') {
                    nesting.push(Nesting.MODULE);
                    tokens.next();
                }
                type();
            }
            case GoTokenizer.VARIABLE -> {
                if (tokens.next() == '(') {
                    tokens.next();
                    while (tokens.kind() != ')' && tokens.kind() != Token.END) {
                        variables();
                    }
                    return;
                }
                variables();
            }
            case GoTokenizer.IMPORT -> {
                tokens.next();
                skipLine();
            }
            case ')' -> {
                nesting.pop(); // of a group of types
                tokens.next();
            }
            case Token.WORD -> {
                if (nesting.depth() > 0) {
                    type();
                } else {
                    tokens.next();
                }
            }
            case '{', '(' -> skipBrackets();
            default -> tokens.next();
        }
    }

    private void function() {
        boolean method = tokens.next() == '(';
        if (method) {
            skipBrackets();
        }
        if (tokens.kind() != Token.WORD) {
            return;
        }
        named(method ? NodeKind.METHOD : NodeKind.FUNCTION, tokens.start(), tokens.stop(), tokens.line());
        tokens.next();
        if (tokens.kind() == '[') {
            skipBrackets();
        }
        if (tokens.kind() == '(') {
            skipBrackets();
        }
        // The results, up to the body. Without one the declaration ends with its line.
        while (!lineEnds()) {
            if (tokens.kind() == '{') {
                if (tokens.previous() != GoTokenizer.STRUCT && tokens.previous() != GoTokenizer.INTERFACE) {
                    open(Nesting.BLOCK);
                    return;
                }
                skipBrackets();
            } else if (tokens.kind() == '(' || tokens.kind() == '[') {
                skipBrackets();
            } else {
                tokens.next();
            }
        }
    }

    /** A type's name and what it stands for; the current token should be the name. */
    private void type() {
        if (tokens.kind() != Token.WORD) {
            return;
        }
        node(NodeKind.TYPE);
        tokens.next();
        if (tokens.kind() == '[') {
            skipBrackets(); // type parameters, or the length of an array
        }
        typeLiteral();
    }

    /** The rest of a line that holds a type; opens the first struct or interface in it. */
    private void typeLiteral() {
        while (!lineEnds()) {
            switch (tokens.kind()) {
                case GoTokenizer.STRUCT, GoTokenizer.INTERFACE -> {
                    int body = tokens.kind() == GoTokenizer.STRUCT ? Nesting.TYPE : Nesting.INTERFACE;
                    if (tokens.next() == '{') {
                        open(body);
                        return;
                    }
                }
                case '(', '[', '{' -> skipBrackets();
                default -> tokens.next();
            }
        }
    }

    private void field() {
        if (tokens.kind() == '}') {
            closeBrace();
            return;
        }
        if (tokens.kind() != Token.WORD) {
            tokens.next();
            return;
        }
        while (tokens.kind() == Token.WORD) {
            int start = tokens.start();
            int end = tokens.stop();
            int line = tokens.line();
            tokens.next();
            while (tokens.kind() == '.') { // embedded, from another package
                tokens.next();
                start = tokens.start();
                end = tokens.stop();
                tokens.next();
            }
            named(NodeKind.FIELD, start, end, line);
            if (tokens.kind() != ',') {
                break;
            }
            tokens.next();
        }
        typeLiteral();
    }

    private void method() {
        if (tokens.kind() == '}') {
            closeBrace();
            return;
        }
        if (tokens.kind() != Token.WORD) {
            tokens.next();
            return;
        }
        int start = tokens.start();
        int end = tokens.stop();
        int line = tokens.line();
        if (tokens.next() == '(') {
            node(NodeKind.METHOD, start, end, line);
        }
        skipLine();
    }

    /** The names of one line of {@code var} or {@code const}, and past their values. */
    private void variables() {
        int first = tokens.start();
        while (tokens.kind() == Token.WORD) {
            named(NodeKind.FIELD, tokens.start(), tokens.stop(), tokens.line());
            if (tokens.next() != ',') {
                break;
            }
            tokens.next();
        }
        skipLine();
        if (tokens.start() == first) {
            tokens.next(); // a semicolon, or what has no place here
        }
    }

    /** Counts a node, unless its name is the blank one, which names nothing. */
    private void named(NodeKind kind, int start, int end, int line) {
        boolean blank = end - start == 1 && tokens.source[start] == '_';
        if (!blank) {
            node(kind, start, end, line);
        }
    }

    private void code() {
        switch (tokens.kind()) {
            case '{' -> open(Nesting.BLOCK);
            case '}' -> closeBrace();
            case GoTokenizer.TYPE -> {
                if (tokens.next() == '(') {
                    tokens.next();
                }
                type();
            }
            default -> tokens.next();
        }
    }

    private void closeBrace() {
        nesting.popBrace();
        tokens.next();
    }

    private void skipLine() {
        while (!lineEnds()) {
            if (tokens.kind() == '(' || tokens.kind() == '[' || tokens.kind() == '{') {
                skipBrackets();
            } else {
                tokens.next();
            }
        }
    }

    /** Whether a statement ends before the current token, by a line break after what may end one. */
    private boolean lineEnds() {
        int token = tokens.kind();
        if (token == Token.END || token == ';' || token == '}' || token == ')') {
            return true;
        }
        int before = tokens.previous();
        return tokens.afterBreak()
                && (before == Token.WORD
                        || before == Token.NUMBER
                        || before == Token.TEXT
                        || before == ')'
                        || before == ']'
                        || before == '}');
    }
}
