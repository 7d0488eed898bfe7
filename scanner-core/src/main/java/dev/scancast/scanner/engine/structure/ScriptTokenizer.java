package dev.scancast.scanner.engine.structure;

import java.util.BitSet;

/**
 * Tokens of JavaScript and TypeScript: regular expressions told from divisions by what stands before
 * them, templates and markup (JSX) with code in their holes.
 */
final class ScriptTokenizer extends Tokenizer {
    static final int CLASS = Token.KEYWORD;
    static final int INTERFACE = Token.KEYWORD + 1;
    static final int ENUM = Token.KEYWORD + 2;
    static final int TYPE_WORD = Token.KEYWORD + 3;
    static final int NAMESPACE = Token.KEYWORD + 4;
    static final int FUNCTION = Token.KEYWORD + 5;
    static final int VARIABLE = Token.KEYWORD + 6;
    static final int IMPORT = Token.KEYWORD + 7;
    static final int EXPORT = Token.KEYWORD + 8;
    static final int ASYNC = Token.KEYWORD + 9;
    static final int ACCESSOR = Token.KEYWORD + 10;
    static final int MODIFIER = Token.KEYWORD + 11;
    /** Makes a constructor's parameter a property too. */
    static final int PROPERTY_MODIFIER = Token.KEYWORD + 12;
    /** Stands before an expression. */
    static final int PREFIX = Token.KEYWORD + 13;
    /** Begins or parts a statement; a block may follow. */
    static final int STATEMENT_WORD = Token.KEYWORD + 14;
    /** Stands before a type inside a type. */
    static final int TYPE_PREFIX = Token.KEYWORD + 15;
    /** Stands between types inside a type, and before an expression elsewhere. */
    static final int TYPE_INFIX = Token.KEYWORD + 16;

    /** Stands before a condition in parentheses, after which a statement begins. */
    static final int CONDITION_WORD = Token.KEYWORD + 17;

    /** Stands between a parameter and a type, else a name. */
    static final int IS = Token.KEYWORD + 18;

    private static final KeywordTable KEYWORDS = KeywordTable.builder()
            .add(CLASS, "class")
            .add(INTERFACE, "interface")
            .add(ENUM, "enum")
            .add(TYPE_WORD, "type")
            .add(NAMESPACE, "namespace module")
            .add(FUNCTION, "function")
            .add(VARIABLE, "const let var")
            .add(IMPORT, "import")
            .add(EXPORT, "export")
            .add(ASYNC, "async")
            .add(ACCESSOR, "get set")
            .add(MODIFIER, "static abstract declare accessor")
            .add(PROPERTY_MODIFIER, "public private protected readonly override")
            .add(PREFIX, "return instanceof in new delete void throw case yield await default typeof")
            .add(STATEMENT_WORD, "else do try finally")
            .add(TYPE_PREFIX, "keyof infer unique asserts")
            .add(TYPE_INFIX, "extends")
            .add(IS, "is")
            .add(CONDITION_WORD, "if while for with")
            .build();

    private static final byte[] CLASSES = ByteClasses.of("/\"'`=!<.{}()#+-");

    // What code may stand in a hole of.
    private static final int TEMPLATE = 1;
    private static final int TAG = 2;
    private static final int CHILDREN = 3;
    /** In the mode of an element that stands in code and not in another element. */
    private static final int OUTERMOST = 8;

    /** How far to look for a regular expression's end, whatever was looked at in vain before. */
    private static final int REGEX_AHEAD = 256;

    private final Modes texts = new Modes();
    private final BitSet conditions = new BitSet();
    private int parentheses;
    private boolean conditionClosed;

    /** How many bytes may still be looked at for the ends of regular expressions that have none: keeps the time linear. */
    private int vainLookAhead;

    private final boolean markup;

    /**
     * @param markup whether a {@code <} before an operand begins an element
     */
    ScriptTokenizer(byte[] source, int length, boolean markup) {
        super(source, length, CLASSES, KEYWORDS);
        this.markup = markup;
        this.vainLookAhead = length;
        if (peek(0) == '#' && peek(1) == '!') {
            lineComment();
        }
    }

    /** Whether an operand ends with this token, so that an operator may follow. */
    static boolean endsOperand(int token) {
        return token == Token.WORD
                || token == Token.NUMBER
                || token == Token.TEXT
                || token == Token.POSTFIX
                || token == ')'
                || token == ']'
                || token == '}'
                || isSoftWord(token);
    }

    /** Whether the token is a name, or a word that may serve as one outside its own construct. */
    static boolean isName(int token) {
        return token == Token.WORD || isSoftWord(token);
    }

    /** Whether the token is any word at all: every keyword may name a member. */
    static boolean isWord(int token) {
        return token == Token.WORD || token >= Token.KEYWORD;
    }

    private static boolean isSoftWord(int token) {
        return switch (token) {
            case INTERFACE, TYPE_WORD, NAMESPACE, ASYNC, ACCESSOR, MODIFIER, PROPERTY_MODIFIER, TYPE_PREFIX, IS -> true;
            default -> false;
        };
    }

    @Override
    protected int special(int mark) {
        return switch (mark) {
            case '/' -> slash();
            case '"', '\'' -> quoted(mark, true);
            case '`' -> {
                pos++;
                texts.push(TEMPLATE);
                yield template();
            }
            case '#' -> {
                pos++;
                skipWord();
                yield Token.WORD;
            }
            case '.' -> {
                if (peek(1) == '.' && peek(2) == '.') {
                    pos += 3;
                    yield Token.OPERATOR;
                }
                pos++;
                yield '.';
            }
            case '(' -> {
                pos++;
                conditions.set(parentheses, last() == CONDITION_WORD);
                parentheses++;
                yield '(';
            }
            case ')' -> {
                pos++;
                parentheses = Math.max(parentheses - 1, 0);
                conditionClosed = conditions.get(parentheses);
                yield ')';
            }
            case '+', '-' -> {
                if (peek(1) == mark) {
                    pos += 2;
                    yield endsOperand(last()) && !afterBreak() ? Token.POSTFIX : Token.OPERATOR;
                }
                yield operator();
            }
            case '{' -> {
                pos++;
                texts.openBrace();
                yield '{';
            }
            case '}' -> {
                pos++;
                if (!texts.closeBrace()) {
                    yield '}';
                }
                yield texts.top() == TEMPLATE ? template() : markup();
            }
            case '=' -> {
                if (peek(1) == '>') {
                    pos += 2;
                    yield Token.ARROW;
                }
                if (peek(1) == '=' && peek(2) == '=') {
                    pos++;
                }
                yield operator();
            }
            case '<' -> {
                if (markup && !afterOperand() && elementAhead()) {
                    texts.push(TAG | OUTERMOST);
                    pos++;
                    yield markup();
                }
                yield operator();
            }
            default -> {
                if (peek(1) == '=' && peek(2) == '=') {
                    pos++;
                }
                yield operator();
            }
        };
    }

    /** Whether an operator follows here and not an operand. After a block or a condition a statement begins. */
    private boolean afterOperand() {
        return switch (last()) {
            case ')' -> !conditionClosed;
            case '}' -> !afterBreak();
            default -> endsOperand(last());
        };
    }

    private int slash() {
        if (slashComment()) {
            return NOTHING;
        }
        if (afterOperand()) {
            return operator();
        }
        int regex = regexEnd();
        if (regex < 0) {
            return operator();
        }
        pos = regex;
        skipWord();
        return Token.TEXT;
    }

    /** One past the slash that closes a regular expression on this line, or -1. */
    private int regexEnd() {
        int limit = Math.min(end, pos + Math.max(REGEX_AHEAD, vainLookAhead));
        boolean inSet = false;
        int at = pos + 1;
        for (; at < limit && source[at] != '\n' && source[at] != '\r'; at++) {
            switch (source[at]) {
                case '\\' -> at++;
                case '[' -> inSet = true;
                case ']' -> inSet = false;
                case '/' -> {
                    if (!inSet) {
                        return at + 1;
                    }
                }
                default -> {}
            }
        }
        vainLookAhead -= at - pos;
        return -1;
    }

    private int template() {
        while (pos < end) {
            int c = source[pos];
            if (c == '`') {
                textByte();
                texts.pop();
                return Token.TEXT;
            }
            if (c == '$' && peek(1) == '{') {
                textByte();
                textByte();
                return Token.HOLE;
            }
            if (c == '\\' && pos + 1 < end) {
                textByte();
            }
            textByte();
        }
        return Token.TEXT;
    }

    /** Whether an element begins here, rather than type parameters such as {@code <T,>} or {@code <T extends U>}. */
    private boolean elementAhead() {
        int c = peek(1);
        if (c == '>') {
            return true;
        }
        if (!ByteClasses.isAsciiLetter(c) && c != '_') {
            return false;
        }
        int distance = 1;
        while (distance < 64 && (peek(distance) > ' ' && ",>/<(=".indexOf(peek(distance)) < 0)) {
            distance++;
        }
        while (distance < 64 && peek(distance) == ' ') {
            distance++;
        }
        boolean constraint = peek(distance) == 'e' && peek(distance + 1) == 'x' && peek(distance + 2) == 't';
        return peek(distance) != ',' && peek(distance) != '(' && !constraint;
    }

    /** Reads tags and what stands between them, to the end of the outermost element or to a hole. */
    private int markup() {
        while (pos < end) {
            int c = source[pos];
            boolean inTag = (texts.top() & ~OUTERMOST) == TAG;
            boolean closed = false;
            if (c == '{') {
                textByte();
                return Token.HOLE;
            } else if (inTag) {
                closed = tagPart(c);
            } else if (c == '<' && peek(1) == '/') {
                closingTag();
                closed = true;
            } else {
                if (c == '<') {
                    texts.push(TAG);
                }
                textByte();
            }
            if (closed) {
                boolean outermost = (texts.top() & OUTERMOST) != 0;
                texts.pop();
                if (outermost) {
                    return Token.TEXT;
                }
            }
        }
        return Token.TEXT;
    }

    /** Reads some of an opening tag; answers whether it ended there and closed itself. */
    private boolean tagPart(int c) {
        if (c == '"' || c == '\'') {
            attributeValue(c);
        } else if (c == '/' && peek(1) == '*') {
            blockComment('*', '/');
        } else if (c == '/' && peek(1) == '>') {
            textByte();
            textByte();
            return true;
        } else if (c == '<') {
            typeArguments();
        } else {
            if (c == '>') {
                texts.become(CHILDREN | (texts.top() & OUTERMOST));
            }
            textByte();
        }
        return false;
    }

    private void typeArguments() {
        int depth = 0;
        do {
            int c = source[pos];
            depth += c == '<' ? 1 : c == '>' ? -1 : 0;
            textByte();
        } while (depth > 0 && pos < end);
    }

    private void closingTag() {
        while (pos < end && source[pos] != '>') {
            textByte();
        }
        if (pos < end) {
            textByte();
        }
    }

    private void attributeValue(int quote) {
        textByte();
        while (pos < end && source[pos] != quote) {
            textByte();
        }
        if (pos < end) {
            textByte();
        }
    }
}
