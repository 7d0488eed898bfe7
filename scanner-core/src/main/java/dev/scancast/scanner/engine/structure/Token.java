package dev.scancast.scanner.engine.structure;

/**
 * The kinds of token. A punctuation mark is its own ASCII code; the few of two characters that matter
 * and everything else stand here; keywords follow from {@link #KEYWORD} on, each language its own.
 */
final class Token {
    static final int END = 0;
    static final int WORD = 256;
    static final int NUMBER = 257;
    /** A string, a character, a regular expression, a piece of a template or of markup text. */
    static final int TEXT = 258;
    /** {@code =>}, and {@code ->} where it means the same. */
    static final int ARROW = 259;
    /** An operator of several characters in which {@code =}, {@code <} or {@code >} occurs. */
    static final int OPERATOR = 260;
    /** A piece of text that ends where code begins in it. */
    static final int HOLE = 261;
    /** {@code ++} or {@code --} after an operand. */
    static final int POSTFIX = 262;

    /** The first number a language may give a keyword. */
    static final int KEYWORD = 300;

    private Token() {}
}
