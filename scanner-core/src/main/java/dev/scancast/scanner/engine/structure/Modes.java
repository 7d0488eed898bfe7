package dev.scancast.scanner.engine.structure;

import java.util.Arrays;

/**
 * The texts that are open around the code being read: code may stand in a hole of a text, and again
 * text in that code. For each the brackets are counted that the code in the hole has open.
 */
final class Modes {
    /** The answer of {@link #top} where no text is open. */
    static final int NONE = 0;

    private int[] modes = new int[16];
    private int[] braces = new int[16];
    private int[] groups = new int[16];
    private int size;

    void push(int mode) {
        if (size == modes.length) {
            modes = Arrays.copyOf(modes, size * 2);
            braces = Arrays.copyOf(braces, size * 2);
            groups = Arrays.copyOf(groups, size * 2);
        }
        modes[size] = mode;
        braces[size] = 0;
        groups[size] = 0;
        size++;
    }

    void pop() {
        size--;
    }

    int top() {
        return size == 0 ? NONE : modes[size - 1];
    }

    /** Replaces the mode of the innermost text. */
    void become(int mode) {
        modes[size - 1] = mode;
    }

    /** Counts a brace that the code in a hole opens. */
    void openBrace() {
        if (size > 0) {
            braces[size - 1]++;
        }
    }

    /** Counts a closing brace; answers whether it closes the hole itself. */
    boolean closeBrace() {
        if (size == 0) {
            return false;
        }
        if (braces[size - 1] == 0) {
            groups[size - 1] = 0;
            return true;
        }
        braces[size - 1]--;
        return false;
    }

    /** Counts a parenthesis or square bracket that the code in a hole opens or, by -1, closes. */
    void group(int change) {
        if (size > 0) {
            groups[size - 1] += change;
        }
    }

    /** Whether the code being read stands in a hole and in no brackets there. */
    boolean directlyInHole() {
        return size > 0 && braces[size - 1] == 0 && groups[size - 1] <= 0;
    }
}
