package dev.scancast.scanner.engine.structure;

/** Reads members of classes, interfaces and enums. */
final class ScriptMembers {
    private final ScriptReader reader;
    private final Tokenizer tokens;
    private final Nesting nesting;
    private final ScriptTypes types;
    private final ScriptValues values;

    ScriptMembers(ScriptReader reader, ScriptTypes types, ScriptValues values) {
        this.reader = reader;
        this.tokens = reader.tokens;
        this.nesting = reader.nesting;
        this.types = types;
        this.values = values;
    }

    void constant() {
        if (ScriptTokenizer.isWord(tokens.kind()) || tokens.kind() == Token.TEXT) {
            reader.node(NodeKind.ENUM_CONSTANT);
            tokens.next();
            return;
        }
        switch (tokens.kind()) {
            case '=' -> reader.open(Nesting.VALUE);
            case '}' -> reader.closeBrace();
            default -> tokens.next();
        }
    }

    void classMember() {
        switch (tokens.kind()) {
            case '@' -> {
                decorator();
                return;
            }
            case '}' -> {
                reader.closeBrace();
                return;
            }
            case '{' -> {
                reader.open(Nesting.BLOCK); // static { … }
                return;
            }
            default -> {
                if (!values.isMemberName()) {
                    tokens.next();
                    return;
                }
            }
        }
        boolean accessor = values.memberName();
        if (tokens.kind() == '{') {
            return;
        }
        boolean computed = tokens.source[values.nameStart()] == '[';
        while (tokens.kind() == '?' || tokens.kind() == '!') {
            tokens.next();
        }
        if (tokens.kind() == '(' || tokens.kind() == '<') {
            boolean constructor = values.nameIs("constructor");
            values.named(constructor ? NodeKind.CONSTRUCTOR : accessor ? NodeKind.PROPERTY : NodeKind.METHOD);
            if (constructor) {
                constructor();
            } else {
                values.function();
            }
            return;
        }
        int start = values.nameStart();
        int end = values.nameEnd();
        int line = values.nameLine();
        boolean typed = tokens.kind() == ':';
        if (typed) {
            tokens.next();
            types.skipType();
        }
        if (tokens.kind() == '=') {
            boolean local = nesting.inCode();
            reader.open(Nesting.VALUE);
            values.value(start, end, line, ScriptValues.note(NodeKind.METHOD, NodeKind.FIELD, local));
        } else if (!(computed && typed)) {
            reader.node(NodeKind.FIELD, start, end, line);
        }
    }

    private void decorator() {
        tokens.next();
        while (ScriptTokenizer.isWord(tokens.kind())) {
            if (tokens.next() != '.') {
                break;
            }
            tokens.next();
        }
        if (tokens.kind() == '<') {
            reader.skipAngles(true);
        }
        if (tokens.kind() == '(') {
            reader.skipBrackets();
        }
    }

    private void constructor() {
        if (tokens.kind() == '<') {
            reader.skipAngles(true);
        }
        if (tokens.kind() == '(') {
            constructorParameters();
        }
        values.body();
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
                reader.skipBrackets();
                start = false;
                continue;
            }
            if (tokens.kind() == '<') {
                reader.skipAngles(true);
                continue;
            }
            if (tokens.kind() == ',') {
                start = true;
                modified = false;
            } else if (start && tokens.kind() == ScriptTokenizer.PROPERTY_MODIFIER) {
                modified = true;
            } else if (start) {
                if (modified && values.isName()) {
                    reader.node(NodeKind.FIELD);
                }
                start = false;
            }
            tokens.next();
        }
        if (tokens.kind() == ')') {
            tokens.next();
        }
    }

    void signature() {
        if (tokens.kind() == '}') {
            reader.closeBrace();
            return;
        }
        if (tokens.kind() == '(' || tokens.kind() == '<') {
            callSignature();
            return;
        }
        if (!values.isMemberName()) {
            tokens.next();
            return;
        }
        boolean construct = tokens.kind() == ScriptTokenizer.PREFIX;
        boolean accessor = values.memberName();
        boolean computed = tokens.source[values.nameStart()] == '[';
        if (tokens.kind() == '?') {
            tokens.next();
        }
        if (tokens.kind() == '(' || tokens.kind() == '<') {
            if (!construct || !values.nameIs("new")) {
                values.named(accessor ? NodeKind.PROPERTY : NodeKind.METHOD);
            }
            callSignature();
            return;
        }
        if (!computed) {
            values.named(NodeKind.PROPERTY);
        }
        if (tokens.kind() == ':') {
            tokens.next();
            types.skipType();
        }
    }

    private void callSignature() {
        if (tokens.kind() == '<') {
            reader.skipAngles(true);
        }
        if (tokens.kind() == '(') {
            reader.skipBrackets();
        }
        if (tokens.kind() == ':') {
            tokens.next();
            types.skipType();
        }
    }
}
