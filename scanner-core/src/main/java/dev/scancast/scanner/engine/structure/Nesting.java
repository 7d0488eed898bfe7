package dev.scancast.scanner.engine.structure;

import java.util.Arrays;

/**
 * The open brackets, on a stack of our own so that no text is nested too deeply. The lowest frame is
 * the file and is never popped. A frame may remember a node that is told only when the frame closes.
 */
final class Nesting {
    /** A file, a namespace or a module block: what stands here belongs to no type. */
    static final int MODULE = 0;
    /** A type's body. */
    static final int TYPE = 1;
    /** A record's body, whose constructor may lack parameters. */
    static final int RECORD = 2;
    /** The part of an enum's body that lists its constants. */
    static final int CONSTANTS = 3;
    /** An interface's body, where the language reads it another way than a class's. */
    static final int INTERFACE = 4;
    /** The header of a type, whose body is in the frame's note. */
    static final int HEADER = 5;
    /** Statements in braces. All frames from here on hold code. */
    static final int BLOCK = 6;
    /** Parentheses or square brackets in code. */
    static final int GROUP = 7;
    /** Parentheses after which a brace opens the body of an anonymous class. */
    static final int CREATION = 8;
    /** Parentheses that turn out to be parameters if a body follows. */
    static final int PARAMETERS = 9;
    /** An initial value, up to a comma or a semicolon. */
    static final int VALUE = 10;
    /** An expression as a body, up to a semicolon. */
    static final int EXPRESSION = 11;
    /** An object literal. */
    static final int OBJECT = 12;

    private static final int WIDTH = 5;

    private int[] frames = new int[64 * WIDTH];
    private int top;
    private int codeFrames;

    void push(int frame) {
        push(frame, 0, 0, 0, 0);
    }

    /** Opens a frame that remembers where a name stands, and a number of the reader's choice. */
    void push(int frame, int start, int end, int line, int note) {
        top += WIDTH;
        if (top == frames.length) {
            frames = Arrays.copyOf(frames, frames.length * 2);
        }
        frames[top] = frame;
        frames[top + 1] = start;
        frames[top + 2] = end;
        frames[top + 3] = line;
        frames[top + 4] = note;
        if (frame >= BLOCK) {
            codeFrames++;
        }
    }

    void pop() {
        if (top > 0) {
            if (frames[top] >= BLOCK) {
                codeFrames--;
            }
            top -= WIDTH;
        }
    }

    int top() {
        return frames[top];
    }

    int start() {
        return frames[top + 1];
    }

    int end() {
        return frames[top + 2];
    }

    int line() {
        return frames[top + 3];
    }

    int note() {
        return frames[top + 4];
    }

    /** Makes the top frame, which holds declarations, another kind of them. */
    void become(int frame) {
        frames[top] = frame;
    }

    /** Whether some frame holds code. */
    boolean inCode() {
        return codeFrames > 0;
    }

    /** Whether the top frame holds code. */
    boolean topIsCode() {
        return frames[top] >= BLOCK;
    }

    /** Closes brackets left open up to the brace that a closing brace must mean, and that brace. */
    void popBrace() {
        while (top > 0 && frames[top] >= GROUP && frames[top] != OBJECT) {
            pop();
        }
        pop();
    }

    int depth() {
        return top;
    }

    /** Goes back to a depth it had before; frames popped since then are open again. */
    void returnTo(int depth) {
        while (top > depth) {
            pop();
        }
        while (top < depth) {
            top += WIDTH;
            if (frames[top] >= BLOCK) {
                codeFrames++;
            }
        }
    }
}
