package dev.scancast.testkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what a progress document says, with no help of the code under test. */
public final class Documents {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Set<String> TERMINAL_WORDS =
            Set.of("completed", "finished", "error", "failed", "aborted", "canceled", "cancelled");

    private Documents() {}

    /** The JSON. */
    public static JsonNode parse(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + text, e);
        }
    }

    /** Whether it is a document rather than a message of a gateway's own, which has a type that only gateways say. */
    public static boolean isDocument(String text) {
        return !Set.of("notice", "pong", "snapshot", "update", "log")
                .contains(parse(text).path("type").asText());
    }

    /** Whether it tells the end of a scan. */
    public static boolean isTerminal(String text) {
        return TERMINAL_WORDS.contains(parse(text).path("status").asText().toLowerCase(Locale.ROOT));
    }

    /** Epoch and seq; null if either is missing. */
    static @Nullable Version version(String text) {
        JsonNode document = parse(text);
        return document.path("epoch").isIntegralNumber() && document.path("seq").isIntegralNumber()
                ? new Version(
                        document.path("epoch").longValue(), document.path("seq").longValue())
                : null;
    }

    record Version(long epoch, long seq) implements Comparable<Version> {
        @Override
        public int compareTo(Version other) {
            int byEpoch = Long.compare(epoch, other.epoch);
            return byEpoch != 0 ? byEpoch : Long.compare(seq, other.seq);
        }
    }
}
