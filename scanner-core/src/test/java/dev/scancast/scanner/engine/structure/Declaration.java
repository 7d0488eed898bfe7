package dev.scancast.scanner.engine.structure;

/**
 * A declaration that the lexer or the oracle found.
 *
 * @param name as in the text; of a qualified one the last part, of an operator without blanks
 * @param local whether it stands in a body; only the lexer tells
 * @param scope what it stands in; only the oracle tells
 */
record Declaration(int line, String name, NodeKind kind, boolean local, String scope) {
    /** Where it is and how it is called: what both must agree on. */
    record Place(int line, String name) {}

    Place place() {
        return new Place(line, plain(name));
    }

    private static String plain(String name) {
        String text = name.replaceAll("\\s", "");
        if (text.startsWith("~") || text.startsWith("@")) {
            text = text.substring(1);
        }
        int dot = text.lastIndexOf('.');
        return dot > 0 && dot < text.length() - 1 && Character.isJavaIdentifierStart(text.charAt(dot + 1))
                ? text.substring(dot + 1)
                : text;
    }
}
