package dev.scancast.scanner.engine.structure;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads declarations of Python: blocks are told by indentation, statements by line breaks outside brackets. */
final class PythonReader extends StructureReader {
    private static final byte[] INIT = "__init__".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PROPERTY = "property".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CACHED_PROPERTY = "cached_property".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SETTER = "setter".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DELETER = "deleter".getBytes(StandardCharsets.US_ASCII);

    /** The function that comes next is decorated as a property. */
    private boolean property;

    /** Start, end and line of each name that a statement may give a value to. */
    private int[] remembered = new int[3 * 8];

    /** Where the statement under way begins. */
    private int statement;

    /** How far its line is indented. */
    private int indentation;

    PythonReader(Tokenizer tokens, NodeVisitor visitor) {
        super(tokens, new Nesting(), visitor);
    }

    /** One statement's beginning, and the rest of it skipped, save a block on the same line. */
    @Override
    protected void step() {
        if (tokens.afterBreak() || tokens.previous() == Token.END) {
            indentation = tokens.indentation();
            leaveBlocks();
        }
        statement = tokens.start();
        if (tokens.kind() == PythonTokenizer.ASYNC) {
            tokens.next();
        }
        switch (tokens.kind()) {
            case '@' -> {
                decorator();
                return;
            }
            case PythonTokenizer.CLASS -> type();
            case PythonTokenizer.DEF -> function();
            case PythonTokenizer.COMPOUND -> skipHeader();
            case PythonTokenizer.TYPE_WORD -> typeAlias();
            case Token.WORD, PythonTokenizer.ENUM_BASE -> variable();
            default -> {}
        }
        property = false;
        if (tokens.kind() == ':') {
            tokens.next();
            if (!tokens.afterBreak()) {
                return;
            }
        }
        skipToStatement();
    }

    private void leaveBlocks() {
        while (nesting.depth() > 0 && indentation <= nesting.note()) {
            nesting.pop();
        }
    }

    private void decorator() {
        tokens.next();
        while (tokens.kind() == Token.WORD || tokens.kind() == '.') {
            property |= tokens.is(PROPERTY)
                    || tokens.is(CACHED_PROPERTY)
                    || (tokens.previous() == '.' && (tokens.is(SETTER) || tokens.is(DELETER)));
            tokens.next();
            if (tokens.afterBreak()) {
                return;
            }
        }
        skipToStatement();
    }

    private void type() {
        if (tokens.next() != Token.WORD && tokens.kind() != PythonTokenizer.ENUM_BASE) {
            return;
        }
        node(NodeKind.TYPE);
        tokens.next();
        boolean constants = false;
        int depth = 0;
        while (tokens.kind() != Token.END && tokens.kind() != ':') {
            if (tokens.kind() == '(' || tokens.kind() == '[') {
                depth++;
            } else if (tokens.kind() == ')' || tokens.kind() == ']') {
                depth--;
            } else if (depth <= 0 && tokens.afterBreak()) {
                return;
            }
            constants |= tokens.kind() == PythonTokenizer.ENUM_BASE;
            tokens.next();
        }
        nesting.push(constants ? Nesting.CONSTANTS : Nesting.TYPE, 0, 0, 0, indentation);
    }

    private void function() {
        if (tokens.next() != Token.WORD && tokens.kind() < Token.KEYWORD) {
            return;
        }
        boolean member = nesting.top() == Nesting.TYPE || nesting.top() == Nesting.CONSTANTS;
        if (!member) {
            node(NodeKind.FUNCTION);
        } else if (property) {
            node(NodeKind.PROPERTY);
        } else {
            node(tokens.is(INIT) ? NodeKind.CONSTRUCTOR : NodeKind.METHOD);
        }
        tokens.next();
        if (tokens.kind() == '[') {
            skipBrackets();
        }
        if (tokens.kind() == '(') {
            skipBrackets();
        }
        nesting.push(Nesting.BLOCK, 0, 0, 0, indentation);
    }

    /** Skips the condition of a statement with a block, up to the colon. */
    private void skipHeader() {
        tokens.next();
        while (tokens.kind() != ':' && tokens.kind() != ';' && tokens.kind() != Token.END && !tokens.afterBreak()) {
            if (tokens.kind() == '(' || tokens.kind() == '[' || tokens.kind() == '{') {
                skipBrackets();
            } else {
                tokens.next();
            }
        }
    }

    /** {@code type Name = …}; else {@code type} is a name itself. */
    private void typeAlias() {
        int start = tokens.start();
        int end = tokens.stop();
        int line = tokens.line();
        tokens.next();
        if (tokens.kind() == Token.WORD && !tokens.afterBreak()) {
            node(NodeKind.TYPE);
            tokens.next();
        } else {
            variable(start, end, line);
        }
    }

    private void variable() {
        int start = tokens.start();
        int end = tokens.stop();
        int line = tokens.line();
        tokens.next();
        variable(start, end, line);
    }

    /** A name, or several with commas between them, that a value or a type is given to in a module or a class. */
    private void variable(int start, int end, int line) {
        int names = 0;
        remember(names++, start, end, line);
        while (tokens.kind() == ',' && !nesting.topIsCode()) {
            tokens.next();
            if (tokens.kind() != Token.WORD || tokens.afterBreak()) {
                break;
            }
            remember(names++, tokens.start(), tokens.stop(), tokens.line());
            tokens.next();
        }
        boolean given = !tokens.afterBreak() && (tokens.kind() == '=' || (tokens.kind() == ':' && names == 1));
        if (given && !nesting.topIsCode()) {
            NodeKind kind = nesting.top() == Nesting.CONSTANTS ? NodeKind.ENUM_CONSTANT : NodeKind.FIELD;
            for (int i = 0; i < names; i++) {
                node(kind, remembered[3 * i], remembered[3 * i + 1], remembered[3 * i + 2]);
            }
        }
        if (tokens.kind() == ':') {
            tokens.next(); // the colon of a type, not of a block
        }
    }

    private void remember(int name, int start, int end, int line) {
        if (3 * name == remembered.length) {
            remembered = Arrays.copyOf(remembered, 2 * remembered.length);
        }
        remembered[3 * name] = start;
        remembered[3 * name + 1] = end;
        remembered[3 * name + 2] = line;
    }

    /** Skips to the first token of the next statement. */
    private void skipToStatement() {
        while (tokens.kind() != Token.END && !(tokens.afterBreak() && tokens.start() != statement)) {
            int token = tokens.kind();
            if (token == '(' || token == '[' || token == '{') {
                skipBrackets();
            } else {
                tokens.next();
                if (token == ';') {
                    return;
                }
            }
        }
    }
}
