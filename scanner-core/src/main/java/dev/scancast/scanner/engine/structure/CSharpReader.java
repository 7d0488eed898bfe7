package dev.scancast.scanner.engine.structure;

/** Reads declarations of C#: of types and their members, and functions inside bodies. */
final class CSharpReader extends StructureReader {
    private final CSharpBodies bodies;

    private int nameStart;
    private int nameEnd;
    private int nameLine;

    CSharpReader(Tokenizer tokens, Nesting nesting, NodeVisitor visitor) {
        super(tokens, nesting, visitor);
        this.bodies = new CSharpBodies(this);
    }

    @Override
    protected void step() {
        if (nesting.topIsCode()) {
            bodies.code();
        } else if (nesting.top() == Nesting.CONSTANTS) {
            constant();
        } else {
            member();
        }
    }

    private void constant() {
        if (CSharpTokenizer.isName(tokens.kind())) {
            node(NodeKind.ENUM_CONSTANT);
            tokens.next();
            return;
        }
        switch (tokens.kind()) {
            case '[' -> skipBrackets();
            case '=' -> open(Nesting.VALUE);
            case '}' -> closeBrace();
            default -> tokens.next();
        }
    }

    private void name() {
        nameStart = tokens.start();
        nameEnd = tokens.stop();
        nameLine = tokens.line();
        tokens.next();
    }

    private void named(NodeKind kind) {
        node(kind, nameStart, nameEnd, nameLine);
    }

    /** One member of a type, or one declaration of a file, up to its body or its end. */
    private void member() {
        int names = 0;
        boolean destructor = false;
        NodeKind variable = NodeKind.FIELD;
        while (true) {
            switch (tokens.kind()) {
                case Token.WORD, CSharpTokenizer.QUERY_WORD -> {
                    if (tokens.previous() != '.') {
                        names++;
                    }
                    name();
                }
                case CSharpTokenizer.SOFT_MODIFIER -> {
                    if (names == 0) {
                        tokens.next();
                        if (tokens.kind() == '=' || tokens.kind() == ';') {
                            return; // an assignment to a thing of this name
                        }
                    } else {
                        names++;
                        name();
                    }
                }
                case CSharpTokenizer.RECORD -> {
                    name();
                    boolean declares = tokens.kind() == Token.WORD || tokens.kind() == CSharpTokenizer.CLASS;
                    if (names == 0 && declares) {
                        if (tokens.kind() == CSharpTokenizer.CLASS) {
                            tokens.next();
                        }
                        type(Nesting.RECORD);
                        return;
                    }
                    names++;
                }
                case CSharpTokenizer.PRIMITIVE -> {
                    names++;
                    tokens.next();
                }
                case CSharpTokenizer.CLASS -> {
                    tokens.next();
                    type(Nesting.TYPE);
                    return;
                }
                case CSharpTokenizer.ENUM -> {
                    tokens.next();
                    type(Nesting.CONSTANTS);
                    return;
                }
                case CSharpTokenizer.NAMESPACE -> {
                    namespace();
                    return;
                }
                case CSharpTokenizer.USING -> {
                    if (tokens.next() != '(') {
                        skipStatement();
                    }
                    return;
                }
                case CSharpTokenizer.DELEGATE -> {
                    tokens.next();
                    delegate();
                    return;
                }
                case CSharpTokenizer.EVENT -> {
                    variable = NodeKind.EVENT;
                    tokens.next();
                }
                case CSharpTokenizer.OPERATOR_WORD -> {
                    operator();
                    return;
                }
                case CSharpTokenizer.THIS -> {
                    names++;
                    name();
                }
                case '~' -> {
                    destructor = true;
                    tokens.next();
                }
                case '[' -> skipBrackets();
                case '<' -> skipAngles();
                case '(' -> {
                    if (names == 0) {
                        skipBrackets();
                        names++; // a tuple is a type
                    } else if (nesting.top() == Nesting.MODULE) {
                        functionOfModule(names);
                        return;
                    } else {
                        named(names == 1 && !destructor ? NodeKind.CONSTRUCTOR : NodeKind.METHOD);
                        skipParameters();
                        afterParameters();
                        return;
                    }
                }
                case '{' -> {
                    if (names > 1) {
                        named(variable == NodeKind.EVENT ? NodeKind.EVENT : NodeKind.PROPERTY);
                    }
                    open(Nesting.BLOCK);
                    return;
                }
                case Token.ARROW -> {
                    if (names > 1) {
                        named(NodeKind.PROPERTY);
                    }
                    open(Nesting.EXPRESSION);
                    return;
                }
                case '=', ',', ';' -> {
                    if (names > 1 && nesting.top() != Nesting.MODULE) {
                        named(variable);
                    }
                    if (tokens.kind() == '=') {
                        nesting.push(
                                Nesting.VALUE,
                                0,
                                0,
                                0,
                                variable == NodeKind.EVENT ? CSharpBodies.EVENTS : CSharpBodies.FIELDS);
                        tokens.next();
                        return;
                    }
                    if (tokens.kind() == ';') {
                        tokens.next();
                        return;
                    }
                    tokens.next();
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

    private void namespace() {
        while (tokens.kind() != '{' && tokens.kind() != ';' && tokens.kind() != '}' && tokens.kind() != Token.END) {
            tokens.next();
        }
        if (tokens.kind() == '{') {
            open(Nesting.MODULE);
        } else if (tokens.kind() == ';') {
            tokens.next();
        }
    }

    /** A type's name and header; the current token should be the name. */
    private void type(int body) {
        if (!CSharpTokenizer.isName(tokens.kind())) {
            return;
        }
        node(NodeKind.TYPE);
        tokens.next();
        while (tokens.kind() != '{' && tokens.kind() != ';' && tokens.kind() != '}' && tokens.kind() != Token.END) {
            if (tokens.kind() == '(') {
                if (body == Nesting.RECORD && tokens.previous() != ':') {
                    components();
                } else {
                    skipBrackets();
                }
            } else if (tokens.kind() == ':') {
                body = body == Nesting.RECORD ? Nesting.TYPE : body; // parentheses from here on are arguments
                tokens.next();
            } else {
                tokens.next();
            }
        }
        if (tokens.kind() == '{') {
            open(body);
        } else if (tokens.kind() == ';') {
            tokens.next();
        }
    }

    /** A record's parameters, each of which declares a property. */
    private void components() {
        int names = 0;
        tokens.next();
        while (true) {
            switch (tokens.kind()) {
                case '[', '(', '{' -> skipBrackets();
                case '<' -> skipAngles();
                case ',', ')', '=' -> {
                    if (names > 1) {
                        named(NodeKind.PROPERTY);
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
                case CSharpTokenizer.PRIMITIVE -> {
                    names++;
                    tokens.next();
                }
                default -> {
                    if (CSharpTokenizer.isName(tokens.kind())) {
                        if (tokens.previous() != '.') {
                            names++;
                        }
                        name();
                    } else {
                        tokens.next();
                    }
                }
            }
        }
    }

    /** A delegate type: the last name before its parameters is its own. */
    private void delegate() {
        while (true) {
            switch (tokens.kind()) {
                case '<' -> skipAngles();
                case '[' -> skipBrackets();
                case '(' -> {
                    if (tokens.previous() == CSharpTokenizer.DELEGATE) {
                        skipBrackets();
                    } else {
                        named(NodeKind.TYPE);
                        skipStatement();
                        return;
                    }
                }
                case ';' -> {
                    tokens.next();
                    return;
                }
                case '{', '}', Token.END -> {
                    return;
                }
                default -> {
                    if (CSharpTokenizer.isName(tokens.kind())) {
                        name();
                    } else {
                        tokens.next();
                    }
                }
            }
        }
    }

    private void operator() {
        int start = tokens.start();
        int line = tokens.line();
        int end = tokens.stop();
        tokens.next();
        while (tokens.kind() != '(' && tokens.kind() != ';' && tokens.kind() != '}' && tokens.kind() != Token.END) {
            end = tokens.stop();
            tokens.next();
        }
        node(NodeKind.METHOD, start, end, line);
        if (tokens.kind() == '(') {
            skipParameters();
        }
        afterParameters();
    }

    /**
     * Skips a method's parameters; ends before a body too, since branches of conditional compilation may
     * each open the parentheses that only one of them closes.
     */
    private void skipParameters() {
        int depth = 0;
        do {
            switch (tokens.kind()) {
                case '(' -> {
                    depth++;
                    tokens.next();
                }
                case ')' -> {
                    depth--;
                    tokens.next();
                }
                case '[' -> skipBrackets();
                case '{', ';', '}', Token.END -> {
                    return;
                }
                default -> tokens.next();
            }
        } while (depth > 0);
    }

    /** After a method's parameters: base call and constraints, then a body or a semicolon. */
    private void afterParameters() {
        while (true) {
            switch (tokens.kind()) {
                case '{' -> {
                    open(Nesting.BLOCK);
                    return;
                }
                case Token.ARROW -> {
                    open(Nesting.EXPRESSION);
                    return;
                }
                case ';' -> {
                    tokens.next();
                    return;
                }
                case '}', Token.END -> {
                    return;
                }
                case '(' -> skipBrackets();
                default -> tokens.next();
            }
        }
    }

    /** Among top-level statements: a function if a type stood before the name and a body follows. */
    private void functionOfModule(int names) {
        skipBrackets();
        boolean body = tokens.kind() == '{' || tokens.kind() == Token.ARROW;
        if (names > 1 && body) {
            named(NodeKind.FUNCTION);
        }
        if (body) {
            open(tokens.kind() == '{' ? Nesting.BLOCK : Nesting.EXPRESSION);
        } else if (tokens.kind() == '.' || tokens.kind() == '?' || tokens.kind() == '=') {
            nesting.push(Nesting.EXPRESSION);
        }
    }

    /** Closes a body. */
    void closeBrace() {
        nesting.popBrace();
        tokens.next();
    }
}
