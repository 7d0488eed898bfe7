package dev.scancast.scanner.engine.structure;

/** Counts tags of HTML and reads its scripts. */
final class HtmlReader extends StructureReader {
    private final HtmlTokenizer html;
    private int tags;

    HtmlReader(HtmlTokenizer tokens, NodeVisitor visitor) {
        super(tokens, new Nesting(), visitor);
        this.html = tokens;
    }

    @Override
    protected void step() {
        if (html.kind() == HtmlTokenizer.TAG) {
            tags++;
        } else if (html.kind() == HtmlTokenizer.SCRIPT) {
            tags++;
            script();
        }
        html.next();
    }

    private void script() {
        ScriptTokenizer script = new ScriptTokenizer(html.source, html.scriptEnd(), false);
        script.continueFrom(html);
        ScriptReader reader = new ScriptReader(script, this::count);
        reader.read();
        html.continueFrom(script);
    }

    private void count(NodeKind kind, int line, boolean local, byte[] source, int start, int end) {
        node(kind, start, end, line, local);
    }

    @Override
    int tags() {
        return tags;
    }
}
