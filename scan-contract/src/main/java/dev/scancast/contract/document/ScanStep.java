package dev.scancast.contract.document;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One step of a scan, as the document lists it.
 *
 * @param name what the step is called, for instance {@code discovering} or an analyzer's name
 * @param progress percent of this step alone, 0 to 100; null where it isn't running or can't be told
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ScanStep(String name, State state, @Nullable Double progress) {

    /** A document lists at most so many. */
    public static final int MOST = 20;

    /** Where a step stands. */
    public enum State {
        PENDING,
        RUNNING,
        DONE,
        FAILED,
        SKIPPED;

        /** The word in documents. */
        @JsonValue
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
