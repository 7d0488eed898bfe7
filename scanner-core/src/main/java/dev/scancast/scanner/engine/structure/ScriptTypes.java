package dev.scancast.scanner.engine.structure;

/** Skips types of TypeScript, which look like values in places and end where no operator goes on with them. */
final class ScriptTypes {
    private static final byte[] VOID = {'v', 'o', 'i', 'd'};

    private final StructureReader reader;
    private final Tokenizer tokens;

    ScriptTypes(StructureReader reader) {
        this.reader = reader;
        this.tokens = reader.tokens;
    }

    /** Skips a type; ends at what can't belong to it, such as a function's body or a new line's statement. */
    void skipType() {
        skipType(false);
    }

    /**
     * Skips a type.
     *
     * @param ofArrow whether it is an arrow function's result, so that its own arrow ends it; an arrow
     *     after something like parameters belongs to the type
     */
    void skipType(boolean ofArrow) {
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
                    reader.skipBrackets();
                    operand = false;
                }
                case '(' -> {
                    int from = tokens.start();
                    reader.skipBrackets();
                    parameters = operand && looksLikeParameters(from, tokens.start());
                    operand = false;
                }
                case '[' -> {
                    reader.skipBrackets();
                    operand = false;
                }
                case '<' -> reader.skipAngles(true);
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
                    boolean word = ScriptTokenizer.isWord(token) || token == Token.TEXT || token == Token.NUMBER;
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
}
