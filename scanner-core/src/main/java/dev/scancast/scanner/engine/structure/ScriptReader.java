package dev.scancast.scanner.engine.structure;

/**
 * Reads declarations of JavaScript and TypeScript: functions and variables of a module, types and
 * their members, named functions anywhere, methods of object literals. Here are statements and
 * expressions; what they declare is read by others.
 */
final class ScriptReader extends StructureReader {
    private static final byte[] IN = {'i', 'n'};
    private static final byte[] OF = {'o', 'f'};
    private static final byte[] AS = {'a', 's'};
    private static final byte[] INSTANCEOF = {'i', 'n', 's', 't', 'a', 'n', 'c', 'e', 'o', 'f'};
    private static final byte[] SATISFIES = {'s', 'a', 't', 'i', 's', 'f', 'i', 'e', 's'};

    private final ScriptTypes types;
    private final ScriptValues values;
    private final ScriptMembers members;
    private final ScriptDeclarations declarations;

    ScriptReader(Tokenizer tokens, NodeVisitor visitor) {
        super(tokens, new Nesting(), visitor);
        this.types = new ScriptTypes(this);
        this.values = new ScriptValues(this, types);
        this.members = new ScriptMembers(this, types, values);
        this.declarations = new ScriptDeclarations(this, types, values);
    }

    @Override
    protected void step() {
        switch (nesting.top()) {
            case Nesting.TYPE -> members.classMember();
            case Nesting.INTERFACE -> members.signature();
            case Nesting.CONSTANTS -> members.constant();
            case Nesting.HEADER -> declarations.header();
            default -> code();
        }
    }

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
                    nesting.push(Nesting.PARAMETERS, 0, 0, 0, ScriptValues.UNNAMED);
                    tokens.next();
                    values.parameter();
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
            case ScriptTokenizer.FUNCTION -> declarations.functionDeclaration();
            case ScriptTokenizer.CLASS -> declarations.classDeclaration();
            case ScriptTokenizer.INTERFACE, ScriptTokenizer.TYPE_WORD, ScriptTokenizer.NAMESPACE ->
                declarations.softDeclaration();
            case ScriptTokenizer.ENUM -> {
                tokens.next();
                declarations.enumDeclaration();
            }
            case ScriptTokenizer.VARIABLE -> {
                boolean assertion = tokens.previous() == Token.WORD && !tokens.afterBreak(); // … as const
                if (tokens.next() != ScriptTokenizer.ENUM && !assertion) {
                    declarations.declarators();
                }
            }
            case ScriptTokenizer.IMPORT -> declarations.importDeclaration();
            case ScriptTokenizer.EXPORT -> {
                if (tokens.next() == '{') {
                    skipBrackets();
                }
            }
            default -> values.word();
        }
    }

    /** Whether a line break before the current token ends the statement (JavaScript's own rule, nearly). */
    private boolean statementEnds() {
        if (tokens.kind() == ScriptTokenizer.EXPORT || tokens.kind() == ScriptTokenizer.VARIABLE) {
            return true; // no expression goes on with these
        }
        boolean ended = ScriptTokenizer.endsOperand(tokens.previous()) || tokens.previous() == ScriptTokenizer.VARIABLE;
        boolean begins = (ScriptTokenizer.isWord(tokens.kind())
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

    private void brace() {
        boolean object = switch (tokens.previous()) {
            case '=', '(', ',', '[', '?', '&', '|', '!', '+', '-', Token.OPERATOR, Token.HOLE, ScriptTokenizer.PREFIX ->
                true;
            case ':' -> nesting.top() >= Nesting.GROUP;
            default -> false;
        };
        if (object) {
            open(Nesting.OBJECT);
            values.property();
        } else if (nesting.top() == Nesting.MODULE && tokens.previous() == Token.WORD && values.nameIs("global")) {
            open(Nesting.MODULE); // declare global { … }
        } else {
            open(Nesting.BLOCK);
        }
    }

    private void comma() {
        int frame = nesting.top();
        tokens.next();
        if (frame == Nesting.OBJECT) {
            values.property();
        } else if (frame == Nesting.PARAMETERS) {
            values.parameter();
        } else if (frame == Nesting.VALUE) {
            nesting.pop();
            if (nesting.top() != Nesting.CONSTANTS && nesting.top() != Nesting.TYPE) {
                declarations.declarators(true);
            }
        }
    }

    private void assignment() {
        boolean member = tokens.previous() == Token.WORD
                && values.nameStart() > 0
                && tokens.source[values.nameStart() - 1] == '.';
        int start = values.nameStart();
        int end = values.nameEnd();
        int line = values.nameLine();
        tokens.next();
        if (member) {
            values.value(start, end, line, ScriptValues.note(NodeKind.METHOD, nesting.inCode()));
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
        if (frame == Nesting.PARAMETERS && note != ScriptValues.UNNAMED) {
            boolean typed = tokens.kind() == ':';
            values.settle(start, end, line, note, typed || tokens.kind() == Token.ARROW);
            if (typed) {
                tokens.next();
                types.skipType(true);
            }
        }
    }

    /** Closes a block, a body or an object literal. */
    void closeBrace() {
        boolean pattern = nesting.top() == Nesting.OBJECT && nesting.note() == ScriptValues.PATTERN;
        nesting.popBrace();
        tokens.next();
        if (pattern && tokens.kind() == ':') {
            tokens.next();
            types.skipType();
        }
    }
}
