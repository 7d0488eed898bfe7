package dev.scancast.scanner.engine.structure;

import java.util.Objects;

/**
 * Finds the named declarations of a source text and counts its lines, by tokens and brackets alone:
 * no names are resolved and no grammar is checked. Takes any bytes: what is no valid program, no
 * valid UTF-8 or cut off anywhere is read as far as it makes sense. Never throws on a text, needs
 * time linear in its length and does not recurse. Thread-safe.
 */
public final class StructuralLexer {
    private StructuralLexer() {}

    /** As {@link #analyze(Language, byte[], int, NodeVisitor)}, with nobody told of single nodes. */
    public static FileStructure analyze(Language language, byte[] utf8, int length) {
        return analyze(language, utf8, length, NodeVisitor.NONE);
    }

    /**
     * Reads one text.
     *
     * @param utf8 the text, from 0 to length; not changed and not kept
     * @param length how many bytes of it count
     * @param visitor is told each node; what it throws comes out here
     * @throws IndexOutOfBoundsException if length is negative or more than there is
     */
    public static FileStructure analyze(Language language, byte[] utf8, int length, NodeVisitor visitor) {
        Objects.checkFromToIndex(0, length, utf8.length);
        StructureReader reader = reader(language, utf8, length, visitor);
        reader.read();
        return new FileStructure(language, reader.nodes(), reader.tokens.lines(), reader.tags());
    }

    private static StructureReader reader(Language language, byte[] utf8, int length, NodeVisitor visitor) {
        return switch (language) {
            case JAVA -> new JavaReader(new JavaTokenizer(utf8, length), visitor);
            case CSHARP -> {
                Nesting nesting = new Nesting();
                yield new CSharpReader(new CSharpTokenizer(utf8, length, nesting), nesting, visitor);
            }
            case TYPESCRIPT -> new ScriptReader(new ScriptTokenizer(utf8, length, false), visitor);
            case TSX, JAVASCRIPT -> new ScriptReader(new ScriptTokenizer(utf8, length, true), visitor);
            case HTML -> new HtmlReader(new HtmlTokenizer(utf8, length), visitor);
            case PYTHON -> new PythonReader(new PythonTokenizer(utf8, length), visitor);
            case GO -> new GoReader(new GoTokenizer(utf8, length), visitor);
        };
    }
}
