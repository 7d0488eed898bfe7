package dev.scancast.scanner.engine.structure;

/**
 * Reads declarations of JavaScript and TypeScript: functions and variables of a module, types and
 * their members, named functions anywhere, methods of object literals.
 */
final class ScriptReader extends StructureReader {
    /** In a frame's note: told only if it turns out to be a function. */
    private static final int NO_KIND = 0xFF;
    /** In the note of parentheses: neither a function nor anything else takes its name from them. */
    private static final int UNNAMED = NO_KIND | NO_KIND << 8;
    /** In the note of an object's frame: it may turn out to be a parameter, with a type. */
    private static final int PATTERN = 1;

    private int nameStart;
    private int nameEnd;
    private int nameLine;

    ScriptReader(Tokenizer tokens, NodeVisitor visitor) {
        super(tokens, new Nesting(), visitor);
    }

    @Override
    protected void step() {
        switch (nesting.top()) {
            case Nesting.TYPE -> classMember();
            case Nesting.INTERFACE -> signature();
            case Nesting.CONSTANTS -> constant();
            case Nesting.HEADER -> header();
            default -> code();
        }
    }

    private boolean isName() {
        return ScriptTokenizer.isName(tokens.kind());
    }

    /** Any word at all: every keyword may name a member. */
    private boolean isWord() {
        return tokens.kind() == Token.WORD || tokens.kind() >= Token.KEYWORD;
    }

    private boolean isMemberName() {
        return isWord() || tokens.kind() == Token.TEXT || tokens.kind() == Token.NUMBER || tokens.kind() == '[';
    }

    private void name() {
        nameStart = tokens.start();
        nameLine = tokens.line();
        if (tokens.kind() == '[') {
            skipBrackets();
            nameEnd = tokens.previousStop();
        } else {
            nameEnd = tokens.stop();
            tokens.next();
        }
    }

    private void named(NodeKind kind) {
        node(kind, nameStart, nameEnd, nameLine);
    }

    private boolean nameIs(String text) {
        if (nameEnd - nameStart != text.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (tokens.source[nameStart + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private void constant() {
        if (isWord() || tokens.kind() == Token.TEXT) {
            node(NodeKind.ENUM_CONSTANT);
            tokens.next();
            return;
        }
        switch (tokens.kind()) {
            case '=' -> open(Nesting.VALUE);
            case '}' -> closeBrace();
            default -> tokens.next();
        }
    }

    // ---- members of classes and interfaces

    private void classMember() {
        switch (tokens.kind()) {
            case '@' -> {
                decorator();
                return;
            }
            case '}' -> {
                closeBrace();
                return;
            }
            case '{' -> {
                open(Nesting.BLOCK); // static { … }
                return;
            }
            default -> {
                if (!isMemberName()) {
                    tokens.next();
                    return;
                }
            }
        }
        boolean accessor = memberName();
        if (tokens.kind() == '{') {
            return;
        }
        boolean computed = tokens.source[nameStart] == '[';
        while (tokens.kind() == '?' || tokens.kind() == '!') {
            tokens.next();
        }
        if (tokens.kind() == '(' || tokens.kind() == '<') {
            boolean constructor = nameIs("constructor");
            named(constructor ? NodeKind.CONSTRUCTOR : accessor ? NodeKind.PROPERTY : NodeKind.METHOD);
            function(constructor);
            return;
        }
        int start = nameStart;
        int end = nameEnd;
        int line = nameLine;
        boolean typed = tokens.kind() == ':';
        if (typed) {
            tokens.next();
            skipType();
        }
        if (tokens.kind() == '=') {
            boolean local = nesting.inCode();
            open(Nesting.VALUE);
            value(start, end, line, note(NodeKind.METHOD, NodeKind.FIELD, local));
        } else if (!(computed && typed)) {
            node(NodeKind.FIELD, start, end, line);
        }
    }

    /** Reads modifiers and the name; answers whether {@code get} or {@code set} was among them. */
    private boolean memberName() {
        boolean accessor = false;
        while (true) {
            int word = tokens.kind();
            name();
            boolean modifier = word == ScriptTokenizer.MODIFIER
                    || word == ScriptTokenizer.PROPERTY_MODIFIER
                    || word == ScriptTokenizer.ASYNC
                    || word == ScriptTokenizer.ACCESSOR;
            if (modifier && tokens.kind() == '*') {
                tokens.next();
            }
            if (!modifier || !isMemberName()) {
                return accessor;
            }
            accessor |= word == ScriptTokenizer.ACCESSOR;
        }
    }

    private void decorator() {
        tokens.next();
        while (isWord()) {
            if (tokens.next() != '.') {
                break;
            }
            tokens.next();
        }
        if (tokens.kind() == '<') {
            skipAngles(true);
        }
        if (tokens.kind() == '(') {
            skipBrackets();
        }
    }

    private void signature() {
        if (tokens.kind() == '}') {
            closeBrace();
            return;
        }
        if (tokens.kind() == '(' || tokens.kind() == '<') {
            callSignature();
            return;
        }
        if (!isMemberName()) {
            tokens.next();
            return;
        }
        boolean construct = tokens.kind() == ScriptTokenizer.PREFIX;
        boolean accessor = memberName();
        boolean computed = tokens.source[nameStart] == '[';
        if (tokens.kind() == '?') {
            tokens.next();
        }
        if (tokens.kind() == '(' || tokens.kind() == '<') {
            if (!construct || !nameIs("new")) {
                named(accessor ? NodeKind.PROPERTY : NodeKind.METHOD);
            }
            callSignature();
            return;
        }
        if (!computed) {
            named(NodeKind.PROPERTY);
        }
        if (tokens.kind() == ':') {
            tokens.next();
            skipType();
        }
    }

    private void callSignature() {
        if (tokens.kind() == '<') {
            skipAngles(true);
        }
        if (tokens.kind() == '(') {
            skipBrackets();
        }
        if (tokens.kind() == ':') {
            tokens.next();
            skipType();
        }
    }

    // ---- functions, types, values

    /** A function from its type parameters or parameters on, up to its body. */
    private void function(boolean constructor) {
        if (tokens.kind() == '<') {
            skipAngles(true);
        }
        if (tokens.kind() == '(') {
            if (constructor) {
                constructorParameters();
            } else {
                skipBrackets();
            }
        }
        if (tokens.kind() == ':') {
            tokens.next();
            skipType();
        }
        if (tokens.kind() == '{') {
            open(Nesting.BLOCK);
        }
    }

    /** Parameters with a modifier declare fields of the class as well. */
    private void constructorParameters() {
        tokens.next();
        boolean modified = false;
        boolean start = true;
        while (tokens.kind() != ')' && tokens.kind() != Token.END) {
            if (tokens.kind() == '@') {
                decorator();
                continue;
            }
            if (tokens.kind() == '(' || tokens.kind() == '{' || tokens.kind() == '[') {
                skipBrackets();
                start = false;
                continue;
            }
            if (tokens.kind() == '<') {
                skipAngles(true);
                continue;
            }
            if (tokens.kind() == ',') {
                start = true;
                modified = false;
            } else if (start && tokens.kind() == ScriptTokenizer.PROPERTY_MODIFIER) {
                modified = true;
            } else if (start) {
                if (modified && isName()) {
                    node(NodeKind.FIELD);
                }
                start = false;
            }
            tokens.next();
        }
        if (tokens.kind() == ')') {
            tokens.next();
        }
    }

    /** Skips a type; ends at what can't belong to it, such as a function's body or a new line's statement. */
    private void skipType() {
        skipType(false);
    }

    /**
     * Skips a type.
     *
     * @param ofArrow whether it is an arrow function's result, so that its own arrow ends it; an arrow
     *     after something like parameters belongs to the type
     */
    private void skipType(boolean ofArrow) {
        boolean operand = true; // one must come next
        boolean parameters = false;
        while (true) {
            int token = tokens.kind();
            if (!operand
                    && tokens.afterBreak()
                    && token != '|'
                    && token != '&'
                    && token != '?'
                    && token != ':'
                    && token != '.'
                    && token != Token.ARROW
                    && token != ScriptTokenizer.TYPE_INFIX) {
                return;
            }
            switch (token) {
                case '{' -> {
                    if (!operand) {
                        return;
                    }
                    skipBrackets();
                    operand = false;
                }
                case '(' -> {
                    int from = tokens.start();
                    skipBrackets();
                    parameters = operand && looksLikeParameters(from, tokens.start());
                    operand = false;
                }
                case '[' -> {
                    skipBrackets();
                    operand = false;
                }
                case '<' -> skipAngles(true);
                case Token.ARROW -> {
                    if (ofArrow && !parameters) {
                        return;
                    }
                    parameters = false;
                    tokens.next();
                    operand = true;
                }
                case '|', '&', '.', '?', ':', ScriptTokenizer.TYPE_INFIX -> {
                    tokens.next();
                    operand = true;
                }
                case '-', ScriptTokenizer.PREFIX, ScriptTokenizer.TYPE_PREFIX, ScriptTokenizer.PROPERTY_MODIFIER -> {
                    boolean prefix = operand;
                    if (token == ScriptTokenizer.PREFIX && tokens.is(VOID)) {
                        operand = false;
                    }
                    if (!prefix) {
                        return;
                    }
                    tokens.next();
                }
                case Token.HOLE -> {
                    tokens.next();
                    operand = true;
                }
                case ScriptTokenizer.IS -> {
                    tokens.next();
                    operand = !operand;
                }
                default -> {
                    if (token == Token.TEXT && tokens.source[tokens.start()] == '}') {
                        tokens.next(); // the rest of a template
                        operand = false;
                        continue;
                    }
                    boolean word = isWord() || token == Token.TEXT || token == Token.NUMBER;
                    if (!word || !operand) {
                        return;
                    }
                    tokens.next();
                    operand = tokens.previous() == ScriptTokenizer.MODIFIER && tokens.kind() == ScriptTokenizer.PREFIX;
                }
            }
        }
    }

    /** Whether parentheses in a type hold a parameter with its type, or nothing. */
    private boolean looksLikeParameters(int from, int to) {
        for (int at = from + 1; at < to; at++) {
            int c = tokens.source[at];
            if (c == ':' || c == ')') {
                return true;
            }
            if (c == '(' || c == '{' || c == '[' || c == '<' || c == '|' || c == '&') {
                return c == '{' || c == '[';
            }
        }
        return false;
    }

    private static final byte[] VOID = {'v', 'o', 'i', 'd'};

    private static int note(NodeKind ifFunction, NodeKind otherwise, boolean local) {
        return ifFunction.index() | otherwise.index() << 8 | (local ? 1 << 16 : 0);
    }

    private static int note(NodeKind ifFunction, boolean local) {
        return ifFunction.index() | NO_KIND << 8 | (local ? 1 << 16 : 0);
    }

    private static final NodeKind[] KINDS = NodeKind.values();

    private void settle(int start, int end, int line, int note, boolean function) {
        int kind = function ? note & 0xFF : note >> 8 & 0xFF;
        if (kind != NO_KIND) {
            node(KINDS[kind], start, end, line, note >> 16 != 0);
        }
    }

    /** The first tokens of a named value: they tell whether it is a function, now or when a group closes. */
    private void value(int start, int end, int line, int note) {
        if (tokens.kind() == ScriptTokenizer.ASYNC) {
            tokens.next();
        }
        if (tokens.kind() == ScriptTokenizer.FUNCTION) {
            settle(start, end, line, note, true);
            tokens.next();
            if (tokens.kind() == '*') {
                tokens.next();
            }
            if (isName()) {
                tokens.next(); // known in its own body alone
            }
            function(false);
            return;
        }
        if (tokens.kind() == '<') {
            skipAngles(true);
        }
        if (tokens.kind() == '(') {
            nesting.push(Nesting.PARAMETERS, start, end, line, note);
            tokens.next();
            parameter();
            return;
        }
        boolean parameter = isName();
        if (parameter) {
            tokens.next();
        }
        settle(start, end, line, note, parameter && tokens.kind() == Token.ARROW);
    }

    // ---- statements and expressions

    private void code() {
        if (nesting.top() == Nesting.VALUE && tokens.afterBreak() && statementEnds()) {
            nesting.pop();
            return;
        }
        switch (tokens.kind()) {
            case '{' -> brace();
            case '}' -> closeBrace();
            case '(' -> {
                if (ScriptTokenizer.endsOperand(tokens.previous())) {
                    open(Nesting.GROUP); // a call's arguments
                } else {
                    nesting.push(Nesting.PARAMETERS, 0, 0, 0, UNNAMED);
                    tokens.next();
                    parameter();
                }
            }
            case '[' -> open(Nesting.GROUP);
            case ')', ']' -> closeGroup();
            case ';' -> {
                if (nesting.top() == Nesting.VALUE) {
                    nesting.pop();
                }
                tokens.next();
            }
            case ',' -> comma();
            case '<' -> {
                if (nesting.top() == Nesting.VALUE && tokens.typeArgumentsAhead(",.?[]:|&{}()'\"=;-`", true)) {
                    skipAngles(true);
                } else {
                    tokens.next();
                }
            }
            case '=' -> assignment();
            case ScriptTokenizer.FUNCTION -> functionDeclaration();
            case ScriptTokenizer.CLASS -> classDeclaration();
            case ScriptTokenizer.INTERFACE, ScriptTokenizer.TYPE_WORD, ScriptTokenizer.NAMESPACE -> softDeclaration();
            case ScriptTokenizer.ENUM -> {
                tokens.next();
                enumDeclaration();
            }
            case ScriptTokenizer.VARIABLE -> {
                boolean assertion = tokens.previous() == Token.WORD && !tokens.afterBreak(); // … as const
                if (tokens.next() != ScriptTokenizer.ENUM && !assertion) {
                    declarators();
                }
            }
            case ScriptTokenizer.IMPORT -> importDeclaration();
            case ScriptTokenizer.EXPORT -> {
                if (tokens.next() == '{') {
                    skipBrackets();
                }
            }
            default -> {
                nameStart = tokens.start();
                nameEnd = tokens.stop();
                nameLine = tokens.line();
                tokens.next();
            }
        }
    }

    /** Whether a line break before the current token ends the statement (JavaScript's own rule, nearly). */
    private boolean statementEnds() {
        if (tokens.kind() == ScriptTokenizer.EXPORT || tokens.kind() == ScriptTokenizer.VARIABLE) {
            return true; // no expression goes on with these
        }
        boolean ended = ScriptTokenizer.endsOperand(tokens.previous()) || tokens.previous() == ScriptTokenizer.VARIABLE;
        boolean begins = (isWord()
                        && tokens.kind() != ScriptTokenizer.TYPE_INFIX
                        && !tokens.is(IN)
                        && !tokens.is(OF)
                        && !tokens.is(INSTANCEOF)
                        && !tokens.is(AS)
                        && !tokens.is(SATISFIES))
                || tokens.kind() == '@'
                || (tokens.kind() == Token.TEXT && tokens.source[tokens.start()] != '`')
                || tokens.kind() == Token.NUMBER
                || tokens.kind() == '{';
        return ended && begins;
    }

    private static final byte[] IN = {'i', 'n'};
    private static final byte[] OF = {'o', 'f'};
    private static final byte[] AS = {'a', 's'};
    private static final byte[] INSTANCEOF = {'i', 'n', 's', 't', 'a', 'n', 'c', 'e', 'o', 'f'};
    private static final byte[] SATISFIES = {'s', 'a', 't', 'i', 's', 'f', 'i', 'e', 's'};

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

    private void brace() {
        boolean object = switch (tokens.previous()) {
            case '=', '(', ',', '[', '?', '&', '|', '!', '+', '-', Token.OPERATOR, Token.HOLE, ScriptTokenizer.PREFIX ->
                true;
            case ':' -> nesting.top() >= Nesting.GROUP;
            default -> false;
        };
        if (object) {
            open(Nesting.OBJECT);
            property();
        } else if (nesting.top() == Nesting.MODULE && tokens.previous() == Token.WORD && nameIs("global")) {
            open(Nesting.MODULE); // declare global { … }
        } else {
            open(Nesting.BLOCK);
        }
    }

    /** What may stand after a brace or a comma in an object literal: a method, or a key. */
    private void property() {
        if (tokens.kind() == '*') {
            tokens.next();
        }
        if (!isMemberName()) {
            return;
        }
        boolean local = nesting.inCode();
        boolean accessor = memberName();
        int start = nameStart;
        int end = nameEnd;
        int line = nameLine;
        if (tokens.kind() == '(' || tokens.kind() == '<') {
            function(false);
            if (nesting.top() == Nesting.BLOCK) {
                node(accessor ? NodeKind.PROPERTY : NodeKind.METHOD, start, end, line, local);
            }
        } else if (tokens.kind() == ':') {
            tokens.next();
            value(start, end, line, note(NodeKind.METHOD, local));
        }
    }

    /** What may stand first in parentheses, or after a comma there: a parameter, whose type holds no code. */
    private void parameter() {
        if (tokens.kind() == '{') {
            nesting.push(Nesting.OBJECT, 0, 0, 0, PATTERN);
            tokens.next();
            property();
            return;
        }
        if (tokens.kind() == Token.OPERATOR) {
            tokens.next(); // the dots of a rest parameter
        }
        if (!isName()) {
            return;
        }
        nameStart = tokens.start();
        nameEnd = tokens.stop();
        nameLine = tokens.line();
        if (tokens.next() == '?') {
            tokens.next();
        }
        if (tokens.kind() == ':') {
            tokens.next();
            skipType();
        }
    }

    private void comma() {
        int frame = nesting.top();
        tokens.next();
        if (frame == Nesting.OBJECT) {
            property();
        } else if (frame == Nesting.PARAMETERS) {
            parameter();
        } else if (frame == Nesting.VALUE) {
            nesting.pop();
            if (nesting.top() != Nesting.CONSTANTS && nesting.top() != Nesting.TYPE) {
                declarators(true);
            }
        }
    }

    private void assignment() {
        boolean member = tokens.previous() == Token.WORD && nameStart > 0 && tokens.source[nameStart - 1] == '.';
        int start = nameStart;
        int end = nameEnd;
        int line = nameLine;
        tokens.next();
        if (member) {
            value(start, end, line, note(NodeKind.METHOD, nesting.inCode()));
        }
    }

    private void closeGroup() {
        while (nesting.top() == Nesting.VALUE) {
            nesting.pop();
        }
        int frame = nesting.top();
        int start = nesting.start();
        int end = nesting.end();
        int line = nesting.line();
        int note = nesting.note();
        if (frame == Nesting.GROUP || frame == Nesting.PARAMETERS) {
            nesting.pop();
        }
        tokens.next();
        if (frame == Nesting.PARAMETERS && note != UNNAMED) {
            boolean typed = tokens.kind() == ':';
            settle(start, end, line, note, typed || tokens.kind() == Token.ARROW);
            if (typed) {
                tokens.next();
                skipType(true);
            }
        }
    }

    private void closeBrace() {
        boolean pattern = nesting.top() == Nesting.OBJECT && nesting.note() == PATTERN;
        nesting.popBrace();
        tokens.next();
        if (pattern && tokens.kind() == ':') {
            tokens.next();
            skipType();
        }
    }

    private void functionDeclaration() {
        tokens.next();
        if (tokens.kind() == '*') {
            tokens.next();
        }
        if (isName()) {
            node(NodeKind.FUNCTION);
            tokens.next();
        }
        function(false);
    }

    private void classDeclaration() {
        tokens.next();
        if (isName() && !tokens.is(IMPLEMENTS)) {
            node(NodeKind.TYPE);
            tokens.next();
        }
        openHeader(Nesting.TYPE);
    }

    private static final byte[] IMPLEMENTS = {'i', 'm', 'p', 'l', 'e', 'm', 'e', 'n', 't', 's'};

    /** One token of what stands between a type's name and its body; calls in it hold code. */
    private void header() {
        switch (tokens.kind()) {
            case '{' -> {
                int body = nesting.note();
                nesting.pop();
                open(body);
            }
            case ';', '}' -> nesting.pop();
            case '(', '[' -> open(Nesting.GROUP);
            case '<' -> skipAngles(true);
            default -> tokens.next();
        }
    }

    private void openHeader(int body) {
        nesting.push(Nesting.HEADER, 0, 0, 0, body);
    }

    /** {@code interface}, {@code type}, {@code namespace} and {@code module}: keywords only before a name. */
    private void softDeclaration() {
        int word = tokens.kind();
        boolean begins = beginsStatement();
        nameStart = tokens.start();
        nameEnd = tokens.stop();
        nameLine = tokens.line();
        tokens.next();
        boolean text = word == ScriptTokenizer.NAMESPACE && tokens.kind() == Token.TEXT;
        if (!begins || tokens.afterBreak() || !(isName() || text)) {
            return;
        }
        switch (word) {
            case ScriptTokenizer.INTERFACE -> {
                node(NodeKind.TYPE);
                tokens.next();
                openHeader(Nesting.INTERFACE);
            }
            case ScriptTokenizer.TYPE_WORD -> {
                node(NodeKind.TYPE);
                tokens.next();
                if (tokens.kind() == '<') {
                    skipAngles(true);
                }
                if (tokens.kind() == '=') {
                    tokens.next();
                    skipType();
                }
            }
            default -> {
                tokens.next();
                openHeader(nesting.top() == Nesting.MODULE ? Nesting.MODULE : Nesting.BLOCK);
            }
        }
    }

    private void enumDeclaration() {
        if (!isName()) {
            return;
        }
        node(NodeKind.TYPE);
        tokens.next();
        if (tokens.kind() == '{') {
            open(Nesting.CONSTANTS);
        }
    }

    /** The variables of one declaration, up to the first with a value. */
    private void declarators() {
        declarators(false);
    }

    private void declarators(boolean afterValue) {
        boolean ofModule = nesting.top() == Nesting.MODULE;
        while (true) {
            boolean pattern = tokens.kind() == '{' || tokens.kind() == '[';
            if (!pattern && !isName()) {
                return;
            }
            int start = tokens.start();
            int end = tokens.stop();
            int line = tokens.line();
            if (pattern && ofModule && !afterValue) {
                pattern();
            } else if (pattern) {
                skipBrackets();
            } else {
                tokens.next();
            }
            if (tokens.kind() == '!') {
                tokens.next();
            }
            if (tokens.kind() == ':') {
                tokens.next();
                skipType();
            }
            if (tokens.kind() == '=') {
                boolean local = nesting.inCode();
                open(Nesting.VALUE);
                if (!pattern) {
                    value(
                            start,
                            end,
                            line,
                            ofModule ? note(NodeKind.FUNCTION, NodeKind.FIELD, local) : note(NodeKind.FUNCTION, local));
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
                node(NodeKind.FIELD, start, end, line);
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
            } else if (isName()) {
                name();
                boolean variable = tokens.kind() != ':' && tokens.kind() != '.' && tokens.kind() != '(';
                if (variable) {
                    named(NodeKind.FIELD);
                }
                continue;
            }
            tokens.next();
        } while (depth > 0 && tokens.kind() != Token.END);
    }

    private void skipDefault() {
        while (tokens.kind() != ',' && tokens.kind() != '}' && tokens.kind() != ']' && tokens.kind() != Token.END) {
            if (tokens.kind() == '(' || tokens.kind() == '[' || tokens.kind() == '{') {
                skipBrackets();
            } else {
                tokens.next();
            }
        }
    }

    private void importDeclaration() {
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
                skipBrackets();
            } else {
                tokens.next();
            }
        }
    }
}
