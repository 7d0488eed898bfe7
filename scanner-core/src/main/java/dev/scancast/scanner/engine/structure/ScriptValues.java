package dev.scancast.scanner.engine.structure;

/**
 * Reads what may turn out to be a function: values given to names, and the members of object literals.
 * Keeps the name that was read last.
 */
final class ScriptValues {
    /** In a frame's note: told only if it turns out to be a function. */
    private static final int NO_KIND = 0xFF;
    /** In the note of parentheses: neither a function nor anything else takes its name from them. */
    static final int UNNAMED = NO_KIND | NO_KIND << 8;
    /** In the note of an object's frame: it may turn out to be a parameter, with a type. */
    static final int PATTERN = 1;

    private static final NodeKind[] KINDS = NodeKind.values();

    private final StructureReader reader;
    private final Tokenizer tokens;
    private final Nesting nesting;
    private final ScriptTypes types;

    private int nameStart;
    private int nameEnd;
    private int nameLine;

    ScriptValues(StructureReader reader, ScriptTypes types) {
        this.reader = reader;
        this.tokens = reader.tokens;
        this.nesting = reader.nesting;
        this.types = types;
    }

    int nameStart() {
        return nameStart;
    }

    int nameEnd() {
        return nameEnd;
    }

    int nameLine() {
        return nameLine;
    }

    /** Takes the current token for a name, and goes past it. */
    void word() {
        nameStart = tokens.start();
        nameEnd = tokens.stop();
        nameLine = tokens.line();
        tokens.next();
    }

    boolean isName() {
        return ScriptTokenizer.isName(tokens.kind());
    }

    boolean isMemberName() {
        return ScriptTokenizer.isWord(tokens.kind())
                || tokens.kind() == Token.TEXT
                || tokens.kind() == Token.NUMBER
                || tokens.kind() == '[';
    }

    void name() {
        nameStart = tokens.start();
        nameLine = tokens.line();
        if (tokens.kind() == '[') {
            reader.skipBrackets();
            nameEnd = tokens.previousStop();
        } else {
            nameEnd = tokens.stop();
            tokens.next();
        }
    }

    void named(NodeKind kind) {
        reader.node(kind, nameStart, nameEnd, nameLine);
    }

    boolean nameIs(String text) {
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

    /** Reads modifiers and the name; answers whether {@code get} or {@code set} was among them. */
    boolean memberName() {
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

    /** A function from its type parameters or parameters on, up to its body. */
    void function() {
        if (tokens.kind() == '<') {
            reader.skipAngles(true);
        }
        if (tokens.kind() == '(') {
            reader.skipBrackets();
        }
        body();
    }

    /** A function from its result's type on, up to its body. */
    void body() {
        if (tokens.kind() == ':') {
            tokens.next();
            types.skipType();
        }
        if (tokens.kind() == '{') {
            reader.open(Nesting.BLOCK);
        }
    }

    static int note(NodeKind ifFunction, NodeKind otherwise, boolean local) {
        return ifFunction.index() | otherwise.index() << 8 | (local ? 1 << 16 : 0);
    }

    static int note(NodeKind ifFunction, boolean local) {
        return ifFunction.index() | NO_KIND << 8 | (local ? 1 << 16 : 0);
    }

    void settle(int start, int end, int line, int note, boolean function) {
        int kind = function ? note & 0xFF : note >> 8 & 0xFF;
        if (kind != NO_KIND) {
            reader.node(KINDS[kind], start, end, line, note >> 16 != 0);
        }
    }

    /** The first tokens of a named value: they tell whether it is a function, now or when a group closes. */
    void value(int start, int end, int line, int note) {
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
            function();
            return;
        }
        if (tokens.kind() == '<') {
            reader.skipAngles(true);
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

    /** What may stand after a brace or a comma in an object literal: a method, or a key. */
    void property() {
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
            function();
            if (nesting.top() == Nesting.BLOCK) {
                reader.node(accessor ? NodeKind.PROPERTY : NodeKind.METHOD, start, end, line, local);
            }
        } else if (tokens.kind() == ':') {
            tokens.next();
            value(start, end, line, note(NodeKind.METHOD, local));
        }
    }

    /** What may stand first in parentheses, or after a comma there: a parameter, whose type holds no code. */
    void parameter() {
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
            types.skipType();
        }
    }
}
