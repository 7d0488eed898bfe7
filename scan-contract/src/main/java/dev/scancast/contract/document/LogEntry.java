package dev.scancast.contract.document;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;

/**
 * A log line, or the marker that ends a log, as it came from Redis: its bytes untouched, its place known. Immutable; the
 * array is shared, never changed.
 *
 * @param number its place in the log: a line's number; the marker has the one after its {@code last}
 * @param isEnd whether it is the marker
 * @param json as it was written
 */
@SuppressWarnings("ArrayRecordComponent") // the bytes as they came; never compared
public record LogEntry(long number, boolean isEnd, byte[] json) {

    /** No number is higher: all are exact in JavaScript too. */
    public static final long MAX_NUMBER = (1L << 53) - 2;

    /**
     * Reads what came on a scan's log channel; its own words tell its place.
     *
     * @throws DocumentRejectedException if it can't be relayed; it says why
     */
    public static LogEntry published(ScanId scan, byte[] json) throws DocumentRejectedException {
        JsonNode fields = fields(scan, json);
        boolean isEnd = isEnd(fields);
        JsonNode place = fields.path(isEnd ? "last" : "line");
        long number = place.isIntegralNumber() && place.canConvertToLong() ? place.longValue() : -1;
        if (isEnd) {
            number++;
        }
        if (number < 1 || number > MAX_NUMBER) {
            throw DocumentRejectedException.of(DocumentRejectedException.Reason.NOT_A_LOG_LINE);
        }
        return new LogEntry(number, isEnd, json);
    }

    /**
     * Reads what stood in a scan's log stream; the stream tells its place.
     *
     * @throws DocumentRejectedException if it can't be relayed; it says why
     */
    public static LogEntry stored(ScanId scan, long number, String json) throws DocumentRejectedException {
        byte[] bytes = json.getBytes(UTF_8);
        return new LogEntry(number, isEnd(fields(scan, bytes)), bytes);
    }

    private static boolean isEnd(JsonNode fields) {
        return fields.path("end").asBoolean(false);
    }

    private static JsonNode fields(ScanId scan, byte[] json) throws DocumentRejectedException {
        if (!WireDocument.parse(scan, json).isLog()) {
            throw DocumentRejectedException.of(DocumentRejectedException.Reason.NOT_A_LOG_LINE);
        }
        try {
            return Json.mapper().readTree(json);
        } catch (IOException e) {
            throw DocumentRejectedException.of(DocumentRejectedException.Reason.NOT_JSON);
        }
    }
}
