package dev.scancast.scanner.engine.structure;

/** Reads declarations of Java: of types, their members, and those in bodies that have a name. */
final class JavaReader extends StructureReader {
    /** In code: {@code new} was read, and so far nothing but the name of a type. */
    private boolean creating;

    JavaReader(Tokenizer tokens, NodeVisitor visitor) {
        super(tokens, new Nesting(), visitor);
    }

    @Override
    protected void step() {
        if (nesting.topIsCode()) {
            code();
        } else if (nesting.top() == Nesting.CONSTANTS) {
            constant();
        } else {
            member();
        }
    }

    private void constant() {
        switch (tokens.kind()) {
            case Token.WORD, JavaTokenizer.RECORD -> {
                node(NodeKind.ENUM_CONSTANT);
                tokens.next();
            }
            case '@' -> annotation();
            case '(' -> open(Nesting.CREATION);
            case '{' -> open(Nesting.TYPE);
            case ';' -> {
                nesting.become(Nesting.TYPE);
                tokens.next();
            }
            case '}' -> closeBrace();
            default -> tokens.next();
        }
    }

    /** One member of a type, or one declaration of a file, up to its body or its end. */
    private void member() {
        int names = 0;
        int start = 0;
        int end = 0;
        int line = 0;
        while (true) {
            switch (tokens.kind()) {
                case Token.WORD -> {
                    if (tokens.previous() != '.') {
                        names++;
                    }
                    start = tokens.start();
                    end = tokens.stop();
                    line = tokens.line();
                    tokens.next();
                }
                case JavaTokenizer.PRIMITIVE -> {
                    names++;
                    tokens.next();
                }
                case JavaTokenizer.RECORD -> {
                    int recordStart = tokens.start();
                    int recordEnd = tokens.stop();
                    int recordLine = tokens.line();
                    if (tokens.next() == Token.WORD && names == 0) {
                        type(Nesting.RECORD);
                        return;
                    }
                    names++;
                    start = recordStart;
                    end = recordEnd;
                    line = recordLine;
                }
                case JavaTokenizer.CLASS, JavaTokenizer.INTERFACE -> {
                    tokens.next();
                    type(Nesting.TYPE);
                    return;
                }
                case JavaTokenizer.ENUM -> {
                    tokens.next();
                    type(Nesting.CONSTANTS);
                    return;
                }
                case '@' -> annotation();
                case '<' -> skipAngles();
                case '(' -> {
                    if (names > 0) {
                        node(names == 1 ? NodeKind.CONSTRUCTOR : NodeKind.METHOD, start, end, line);
                        skipBrackets();
                        afterParameters();
                        return;
                    }
                    skipBrackets();
                }
                case '{' -> {
                    if (names == 1 && nesting.top() == Nesting.RECORD) {
                        node(NodeKind.CONSTRUCTOR, start, end, line);
                    }
                    open(Nesting.BLOCK);
                    return;
                }
                case '=', ',', ';' -> {
                    if (names > 1 && nesting.top() != Nesting.MODULE) {
                        node(NodeKind.FIELD, start, end, line);
                    }
                    if (tokens.kind() == '=') {
                        open(Nesting.VALUE);
                        return;
                    }
                    if (tokens.kind() == ';') {
                        tokens.next();
                        return;
                    }
                    tokens.next();
                }
                case JavaTokenizer.IMPORT -> {
                    skipStatement();
                    return;
                }
                case '}' -> {
                    closeBrace();
                    return;
                }
                case Token.END -> {
                    return;
                }
                default -> tokens.next();
            }
        }
    }

    /** After a method's parameters: {@code throws}, a default value, then a body or a semicolon. */
    private void afterParameters() {
        while (true) {
            switch (tokens.kind()) {
                case '{' -> {
                    open(Nesting.BLOCK);
                    return;
                }
                case JavaTokenizer.DEFAULT -> {
                    skipStatement();
                    return;
                }
                case ';' -> {
                    tokens.next();
                    return;
                }
                case '}', Token.END -> {
                    return;
                }
                case '(' -> skipBrackets(); // of an annotation
                default -> tokens.next();
            }
        }
    }

    /** A type's name and header; the current token should be the name. */
    private void type(int body) {
        if (tokens.kind() != Token.WORD && tokens.kind() != JavaTokenizer.RECORD) {
            return;
        }
        node(NodeKind.TYPE);
        tokens.next();
        while (tokens.kind() != '{' && tokens.kind() != ';' && tokens.kind() != '}' && tokens.kind() != Token.END) {
            if (tokens.kind() == '(' && body == Nesting.RECORD) {
                components();
            } else if (tokens.kind() == '(') {
                skipBrackets();
            } else {
                tokens.next();
            }
        }
        if (tokens.kind() == '{') {
            open(body);
        }
    }

    /** A record's components: the last word before each comma or the end. */
    private void components() {
        int names = 0;
        int start = 0;
        int end = 0;
        int line = 0;
        tokens.next();
        while (true) {
            switch (tokens.kind()) {
                case '@' -> annotation();
                case '<' -> skipAngles();
                case '(', '{' -> skipBrackets();
                case ',', ')' -> {
                    if (names > 1) {
                        node(NodeKind.FIELD, start, end, line);
                    }
                    names = 0;
                    if (tokens.kind() == ')') {
                        tokens.next();
                        return;
                    }
                    tokens.next();
                }
                case ';', '}', Token.END -> {
                    return;
                }
                case Token.WORD, JavaTokenizer.RECORD, JavaTokenizer.PRIMITIVE -> {
                    names++;
                    start = tokens.start();
                    end = tokens.stop();
                    line = tokens.line();
                    tokens.next();
                }
                default -> tokens.next();
            }
        }
    }

    /** An annotation with its arguments, or the {@code @} of an annotation type. */
    private void annotation() {
        if (tokens.next() == JavaTokenizer.INTERFACE) {
            return;
        }
        while (tokens.kind() == Token.WORD || tokens.kind() == JavaTokenizer.RECORD) {
            if (tokens.next() != '.') {
                break;
            }
            tokens.next();
        }
        if (tokens.kind() == '(') {
            skipBrackets();
        }
    }

    /** One token of a body or an initial value. */
    private void code() {
        int token = tokens.kind();
        switch (token) {
            case '{' -> {
                creating = false;
                open(Nesting.BLOCK);
            }
            case '}' -> closeBrace();
            case '(' -> {
                int frame = creating ? Nesting.CREATION : Nesting.GROUP;
                creating = false;
                open(frame);
            }
            case ')' -> closeGroup();
            case ';' -> endValue(true);
            case ',' -> endValue(false);
            case JavaTokenizer.NEW -> {
                creating = true;
                tokens.next();
            }
            case '<' -> {
                if (creating) {
                    skipAngles();
                } else {
                    anglesOrLess();
                }
            }
            case Token.WORD, JavaTokenizer.PRIMITIVE, '.' -> tokens.next();
            case '@' -> annotation();
            case JavaTokenizer.CLASS -> localType(Nesting.TYPE);
            case JavaTokenizer.INTERFACE -> localType(Nesting.TYPE);
            case JavaTokenizer.ENUM -> localType(Nesting.CONSTANTS);
            case JavaTokenizer.RECORD -> {
                boolean statement = tokens.previous() != '.';
                if (tokens.next() == Token.WORD && statement) {
                    type(Nesting.RECORD);
                }
            }
            default -> {
                creating = false;
                tokens.next();
            }
        }
    }

    private void localType(int body) {
        creating = false;
        boolean literal = tokens.previous() == '.'; // Foo.class
        tokens.next();
        if (!literal) {
            type(body);
        }
    }

    private void closeGroup() {
        creating = false;
        int frame = nesting.top();
        if (frame == Nesting.GROUP || frame == Nesting.CREATION) {
            nesting.pop();
        }
        if (tokens.next() == '{' && frame == Nesting.CREATION) {
            open(Nesting.TYPE);
        }
    }

    /** A comma or a semicolon ends an initial value that stands directly in a type's body. */
    private void endValue(boolean statement) {
        creating = false;
        boolean value = nesting.top() == Nesting.VALUE;
        if (value) {
            nesting.pop();
        }
        tokens.next();
        if (value && !statement) {
            declarators();
        }
    }

    /** Further fields of one declaration: {@code b, c[] = …} in {@code int a = 1, b, c[] = …;}. */
    private void declarators() {
        while (tokens.kind() == Token.WORD || tokens.kind() == JavaTokenizer.RECORD) {
            int start = tokens.start();
            int end = tokens.stop();
            int line = tokens.line();
            tokens.next();
            while (tokens.kind() == '[' || tokens.kind() == ']') {
                tokens.next();
            }
            int token = tokens.kind();
            if (token != '=' && token != ',' && token != ';') {
                open(Nesting.VALUE); // it was no declarator but a part of an expression
                return;
            }
            node(NodeKind.FIELD, start, end, line);
            if (token == '=') {
                open(Nesting.VALUE);
                return;
            }
            tokens.next();
            if (token == ';') {
                return;
            }
        }
    }

    private void closeBrace() {
        creating = false;
        nesting.popBrace();
        tokens.next();
    }
}
