package dev.scancast.scanner.engine.structure;

import java.nio.charset.StandardCharsets;

/** Reads declarations of Python: blocks are told by indentation, statements by line breaks outside brackets. */
final class PythonReader extends StructureReader {
    private static final byte[] INIT = "__init__".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PROPERTY = "property".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CACHED_PROPERTY = "cached_property".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SETTER = "setter".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DELETER = "deleter".getBytes(StandardCharsets.US_ASCII);

    /** The function that comes next is decorated as a property. */
    private boolean property;

    /** Where the statement under way begins. */
    private int statement;

    PythonReader(Tokenizer tokens, NodeVisitor visitor) {
        super(tokens, new Nesting(), visitor);
    }

    /** One statement's beginning, and the rest of it skipped. */
    @Override
    protected void step() {
        if (tokens.previous() != ';' && tokens.kind() != ';') {
            leaveBlocks(tokens.indentation());
        }
        statement = tokens.start();
        int indentation = tokens.indentation();
        if (tokens.kind() == PythonTokenizer.ASYNC) {
            tokens.next();
        }
        switch (tokens.kind()) {
            case '@' -> {
                decorator();
                return;
            }
            case PythonTokenizer.CLASS -> type(indentation);
            case PythonTokenizer.DEF -> function(indentation);
            case Token.WORD, PythonTokenizer.ENUM_BASE -> {
                if (!nesting.topIsCode()) {
                    variable();
                }
            }
            default -> {}
        }
        property = false;
        skipToStatement();
    }

    private void leaveBlocks(int indentation) {
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

    private void type(int indentation) {
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

    private void function(int indentation) {
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

    /** A name that a value or a type is given to, in a module or a class. */
    private void variable() {
        int start = tokens.start();
        int end = tokens.stop();
        int line = tokens.line();
        tokens.next();
        if (!tokens.afterBreak() && (tokens.kind() == '=' || tokens.kind() == ':')) {
            node(nesting.top() == Nesting.CONSTANTS ? NodeKind.ENUM_CONSTANT : NodeKind.FIELD, start, end, line);
        }
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
