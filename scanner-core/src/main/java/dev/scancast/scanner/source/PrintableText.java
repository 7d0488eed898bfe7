package dev.scancast.scanner.source;

/**
 * Makes names fit for people and for JSON: a name on disk may hold line breaks, control characters, marks that turn the
 * direction of writing, and bytes that are no text at all.
 */
public final class PrintableText {
    private static final char REPLACEMENT = '\uFFFD';

    private PrintableText() {}

    /** The text with U+FFFD for each character that can't be shown. */
    public static String of(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~') {
                return replaced(text);
            }
        }
        return text;
    }

    private static String replaced(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (isShown(c)) {
                shown.appendCodePoint(c);
            } else {
                shown.append(REPLACEMENT);
            }
        });
        return shown.toString();
    }

    private static boolean isShown(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
