package dev.scancast.scanner.engine.structure;

import java.nio.charset.StandardCharsets;

/** Tokens of HTML: a tag each, and words between them. */
final class HtmlTokenizer extends Tokenizer {
    static final int TAG = Token.KEYWORD;
    static final int SCRIPT = Token.KEYWORD + 1;

    private static final KeywordTable NO_KEYWORDS = KeywordTable.builder().build();
    private static final byte[] CLASSES = ByteClasses.of("<");
    private static final byte[] SCRIPT_NAME = "script".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] STYLE_NAME = "style".getBytes(StandardCharsets.US_ASCII);

    HtmlTokenizer(byte[] source, int length) {
        super(source, length, CLASSES, NO_KEYWORDS);
    }

    @Override
    protected int special(int mark) {
        if (peek(1) == '!' && peek(2) == '-' && peek(3) == '-') {
            commentByte();
            comment();
            return NOTHING;
        }
        boolean opening = ByteClasses.isAsciiLetter(peek(1));
        boolean script = opening && named(1, SCRIPT_NAME);
        boolean style = opening && named(1, STYLE_NAME);
        boolean other = peek(1) == '/' || peek(1) == '!' || peek(1) == '?';
        if (!opening && !other) {
            pos++;
            return '<';
        }
        boolean selfClosed = tag();
        if (style && !selfClosed) {
            skipTo(rawTextEnd(STYLE_NAME));
        }
        if (!opening) {
            return Token.TEXT;
        }
        return script && !selfClosed ? SCRIPT : TAG;
    }

    /** Where the raw text that begins here ends: at its closing tag, or with the text. */
    private int rawTextEnd(byte[] name) {
        for (int at = pos; at < end; at++) {
            if (source[at] == '<' && at + 1 < end && source[at + 1] == '/' && named(at + 2 - pos, name)) {
                return at;
            }
        }
        return end;
    }

    /** Where the script that begins here ends. */
    int scriptEnd() {
        return rawTextEnd(SCRIPT_NAME);
    }

    private void skipTo(int to) {
        while (pos < to) {
            textByte();
        }
    }

    private void comment() {
        while (pos < end && !(source[pos] == '>' && source[pos - 1] == '-' && source[pos - 2] == '-')) {
            commentByte();
        }
        if (pos < end) {
            commentByte();
        }
    }

    /** Reads a tag; answers whether it closes itself. */
    private boolean tag() {
        int quote = 0;
        int last = 0;
        boolean value = false;
        while (pos < end) {
            int c = source[pos];
            if (quote != 0) {
                if (c == quote) {
                    quote = 0;
                }
            } else if (value && (c == '"' || c == '\'')) {
                quote = c;
            } else if (c == '>') {
                textByte();
                return last == '/';
            }
            if (c > ' ' || c < 0) {
                value = c == '=';
                last = c;
            }
            textByte();
        }
        return false;
    }

    /** Whether a name, in upper or lower case, stands at this distance. */
    private boolean named(int distance, byte[] name) {
        for (int i = 0; i < name.length; i++) {
            if ((peek(distance + i) | 0x20) != name[i]) {
                return false;
            }
        }
        int after = peek(distance + name.length);
        return after <= ' ' || after == '>' || after == '/';
    }
}
