package dev.scancast.scanner.analyzer;

import dev.scancast.scanner.report.Severity;
import org.jspecify.annotations.Nullable;

/**
 * Something that an analyzer has to say about a file.
 *
 * @param rule the id of the rule that was broken
 * @param message for people; long ones are cut in the report
 * @param path of the file, relative to the repository, with slashes; null where it isn't about one file
 * @param line from 1; 0 where it isn't about a line
 * @param trait what tells it from other findings of this rule in this file, whatever line it moves to, such as the text
 *     of the line; null for the message
 */
public record Finding(
        String rule,
        Severity severity,
        String message,
        @Nullable String path,
        int line,
        @Nullable String trait) {

    /** @throws IllegalArgumentException if the line is negative */
    public Finding {
        if (line < 0) {
            throw new IllegalArgumentException("line must not be negative, got " + line);
        }
    }

    /** One in a file that a {@link FileAnalyzer} was given. */
    public static Finding atLine(String rule, Severity severity, String message, int line) {
        return new Finding(rule, severity, message, null, line, null);
    }
}
