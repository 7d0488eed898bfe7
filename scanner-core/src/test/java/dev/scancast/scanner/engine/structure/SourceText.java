package dev.scancast.scanner.engine.structure;

import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.List;
import java.util.regex.Pattern;

/** A file's lines, from 1, and what can be told of one without reading the language. */
final class SourceText {
    private static final int AROUND = 8;

    private final List<String> lines;
    private final BitSet conditional = new BitSet();

    SourceText(byte[] text) {
        this.lines = new String(text, StandardCharsets.UTF_8).lines().toList();
        int depth = 0;
        for (int i = 0; i < lines.size(); i++) {
            String directive = lines.get(i).replace(" ", "").replace("\t", "");
            depth += directive.startsWith("#if") ? 1 : directive.startsWith("#endif") ? -1 : 0;
            conditional.set(i + 1, depth > 0);
        }
    }

    /** The line without its indentation, or nothing beyond the end. */
    String line(int number) {
        return number >= 1 && number <= lines.size() ? lines.get(number - 1).strip() : "";
    }

    /** This line and a few after it. */
    String from(int number) {
        int first = Math.min(Math.max(number - 1, 0), lines.size());
        return String.join("\n", lines.subList(first, Math.min(first + AROUND, lines.size())));
    }

    /** What follows the name on this line, and a few lines more. */
    String after(int number, String name) {
        String text = from(number);
        int at = text.indexOf(name);
        return at < 0 ? "" : text.substring(at + name.length());
    }

    /** How many white characters stand before the line. */
    int indentation(int number) {
        String line = number >= 1 && number <= lines.size() ? lines.get(number - 1) : "";
        return line.length() - line.stripLeading().length();
    }

    /** Whether the line stands between an {@code #if} and its {@code #endif}. */
    boolean isConditional(int number) {
        return conditional.get(number);
    }

    /** Whether some line before this one holds the pattern. */
    boolean occursBefore(int number, Pattern pattern) {
        return lines.subList(0, Math.min(number, lines.size())).stream()
                .anyMatch(line -> pattern.matcher(line).find());
    }
}
