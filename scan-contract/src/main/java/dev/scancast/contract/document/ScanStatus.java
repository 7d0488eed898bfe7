package dev.scancast.contract.document;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where a scan stands. The legal moves go forward along
 * {@code queued, cloning, discovering, scanning, aggregating, writing, completed}; {@code error} and {@code canceled}
 * can follow any live status, and a scan that is taken over goes back to where its new attempt is.
 */
public enum ScanStatus {
    QUEUED,
    CLONING,
    DISCOVERING,
    SCANNING,
    AGGREGATING,
    WRITING,
    COMPLETED,
    ERROR,
    CANCELED;

    private static final Map<String, ScanStatus> BY_WIRE_NAME =
            Stream.of(values()).collect(Collectors.toUnmodifiableMap(ScanStatus::wireName, status -> status));

    /** Terminal words that foreign publishers use, in lower case. */
    private static final Map<String, ScanStatus> FOREIGN_TERMINALS = Map.of(
            "finished", COMPLETED,
            "completed", COMPLETED,
            "failed", ERROR,
            "aborted", ERROR,
            "error", ERROR,
            "cancelled", CANCELED,
            "canceled", CANCELED);

    /** The word in documents: the name in lower case. */
    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The status for a word of our own.
     *
     * @throws IllegalArgumentException if it is none of ours
     */
    @JsonCreator
    public static ScanStatus fromWire(String word) {
        ScanStatus status = BY_WIRE_NAME.get(word);
        if (status == null) {
            throw new IllegalArgumentException("unknown status \"" + word + "\"");
        }
        return status;
    }

    /**
     * The terminal status that a word means, foreign words in any case included; null if the word ends nothing, which
     * is so for every word that isn't known.
     */
    public static @Nullable ScanStatus terminalOf(String word) {
        return FOREIGN_TERMINALS.get(word.toLowerCase(Locale.ROOT));
    }

    /** Whether nothing can follow. */
    public boolean isTerminal() {
        return this == COMPLETED || this == ERROR || this == CANCELED;
    }

    /** Whether a document with this status may be followed, within one attempt, by one with the next. */
    public boolean mayBecome(ScanStatus next) {
        if (isTerminal()) {
            return false;
        }
        if (next == ERROR || next == CANCELED) {
            return true;
        }
        if (next == COMPLETED) {
            return this == WRITING;
        }
        return next.compareTo(this) >= 0;
    }
}
