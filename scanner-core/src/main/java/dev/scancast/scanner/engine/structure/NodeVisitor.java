package dev.scancast.scanner.engine.structure;

/** Is told each node as the lexer finds it. Called on the thread that runs the lexer. */
@FunctionalInterface
public interface NodeVisitor {
    /** Ignores every node. */
    NodeVisitor NONE = (kind, line, local, source, start, end) -> {};

    /**
     * A node was found. Nodes come in the order of their names, save that one whose kind shows only
     * later (a constant that turns out to hold a function) may come after nodes inside it.
     *
     * @param kind what it is
     * @param line the line of its name, from 1
     * @param local whether it stands inside a body or an initial value: a local class or function, or
     *     a member of an anonymous class
     * @param source the text, shared with the lexer: not to be changed or kept
     * @param start the first byte of its name
     * @param end one past the name's last byte
     */
    void node(NodeKind kind, int line, boolean local, byte[] source, int start, int end);
}
