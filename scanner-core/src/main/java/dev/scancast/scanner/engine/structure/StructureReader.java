package dev.scancast.scanner.engine.structure;

/**
 * Reads declarations from tokens. Subclasses, one for each family of languages, know the grammar;
 * here is what they share. Works in one pass with one token of look-ahead and no recursion, so its
 * time is linear in the text whatever the text is.
 */
abstract class StructureReader {
    private static final NodeKind[] KINDS = NodeKind.values();

    protected final Tokenizer tokens;
    protected final Nesting nesting;

    private final NodeVisitor visitor;
    private final int[] counts = new int[KINDS.length];

    protected StructureReader(Tokenizer tokens, Nesting nesting, NodeVisitor visitor) {
        this.tokens = tokens;
        this.nesting = nesting;
        this.visitor = visitor;
    }

    /** Reads the whole text. */
    final void read() {
        tokens.next();
        while (tokens.kind() != Token.END) {
            step();
        }
    }

    /** Reads at least one token. */
    protected abstract void step();

    final NodeCounts nodes() {
        return NodeCounts.copyOf(counts);
    }

    /** How many tags were opened, where there is markup. */
    int tags() {
        return 0;
    }

    /** Counts a node that the current token names. */
    protected final void node(NodeKind kind) {
        node(kind, tokens.start(), tokens.stop(), tokens.line());
    }

    protected final void node(NodeKind kind, int start, int end, int line) {
        node(kind, start, end, line, nesting.inCode());
    }

    protected final void node(NodeKind kind, int start, int end, int line, boolean local) {
        counts[kind.index()]++;
        visitor.node(kind, line, local, tokens.source, start, end);
    }

    /** Skips from an opening bracket past the one that closes it. Braces in it must be balanced too. */
    protected final void skipBrackets() {
        int depth = 0;
        do {
            int token = tokens.kind();
            if (token == '(' || token == '[' || token == '{') {
                depth++;
            } else if (token == ')' || token == ']' || token == '}') {
                depth--;
            }
            tokens.next();
        } while (depth > 0 && tokens.kind() != Token.END);
    }

    /** Skips type arguments or parameters, from {@code <} past its {@code >}; stops where they can't go on. */
    protected final void skipAngles() {
        skipAngles(false);
    }

    /**
     * Skips type arguments or parameters.
     *
     * @param braces whether types may be written in braces
     */
    protected final void skipAngles(boolean braces) {
        int depth = 0;
        do {
            int token = tokens.kind();
            if (token == '<') {
                depth++;
            } else if (token == '>') {
                depth--;
            } else if (token == '(' || token == '[' || (token == '{' && braces)) {
                skipBrackets();
                continue;
            } else if (token == ';' || token == '{' || token == '}' || token == ')' || token == Token.END) {
                return;
            }
            tokens.next();
        } while (depth > 0);
    }

    /**
     * Skips type arguments if the {@code <} under way begins some; else reads it as "less than". They
     * matter only directly in a value, which their commas must not end.
     */
    protected final void anglesOrLess() {
        if (nesting.top() == Nesting.VALUE && tokens.typeArgumentsAhead(",.?[]@:*", false)) {
            skipAngles();
        } else {
            tokens.next();
        }
    }

    /** Opens a frame with the current token. */
    protected final void open(int frame) {
        nesting.push(frame);
        tokens.next();
    }

    /** Skips to a semicolon, past balanced brackets, and past it. */
    protected final void skipStatement() {
        while (tokens.kind() != ';' && tokens.kind() != '}' && tokens.kind() != Token.END) {
            if (tokens.kind() == '{' || tokens.kind() == '(') {
                skipBrackets();
            } else {
                tokens.next();
            }
        }
        if (tokens.kind() == ';') {
            tokens.next();
        }
    }
}
