package dev.scancast.scanner.report;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** How bad a finding is, as SARIF's {@code level}; the worst first. */
public enum Severity {
    ERROR,
    WARNING,
    NOTE,
    NONE;

    /** The word in reports and in SARIF. */
    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The severity of that word; empty if there is none. */
    public static Optional<Severity> of(String wireName) {
        return Stream.of(values())
                .filter(severity -> severity.wireName().equals(wireName))
                .findFirst();
    }
}
