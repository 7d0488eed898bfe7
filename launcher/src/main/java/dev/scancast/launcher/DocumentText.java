package dev.scancast.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A progress document as words for a terminal. Foreign documents may lack any field. */
final class DocumentText {
    private static final int LONGEST = 120;

    private DocumentText() {}

    /** Percent, 0 to 100; 0 where there is none. */
    static double percent(JsonNode document) {
        JsonNode progress = document.path("progress");
        double percent = progress.isObject() ? progress.path("percent").asDouble() : progress.asDouble();
        return Double.isFinite(percent) ? Math.max(0, Math.min(100, percent)) : 0;
    }

    static String status(JsonNode document) {
        return printable(document.path("status").asText("scanning"));
    }

    /** The counters and the time left, as far as they are told. */
    static String details(JsonNode document) {
        List<String> parts = new ArrayList<>();
        if (document.path("total_files").isNumber()) {
            parts.add(document.path("files_scanned").asLong() + "/"
                    + document.path("total_files").asLong() + " files");
        }
        if (document.path("nodes_found").isNumber()) {
            parts.add(document.path("nodes_found").asLong() + " nodes");
        }
        if (document.path("file_errors").asLong() > 0) {
            parts.add(document.path("file_errors").asLong() + " unreadable");
        }
        JsonNode low = document.path("eta_low_seconds");
        JsonNode high = document.path("eta_high_seconds");
        if (document.path("eta_seconds").isNumber()) {
            parts.add(
                    low.isNumber() && high.isNumber()
                            ? seconds(low.asDouble()) + "-" + seconds(high.asDouble()) + " s left"
                            : seconds(document.path("eta_seconds").asDouble()) + " s left");
        }
        return String.join(", ", parts);
    }

    /** The last line about a scan. */
    static String end(JsonNode document) {
        String reason = document.path("error")
                .path("message")
                .asText(document.path("message").asText(""));
        String details = details(document);
        return status(document)
                + (details.isEmpty() ? "" : ": " + details)
                + (document.path("error").isObject() && !reason.isEmpty() ? " (" + printable(reason) + ")" : "");
    }

    /** What came from a scan can't steer the terminal, nor fill it. */
    static String printable(String text) {
        String line = text.replaceAll("[\\p{Cntrl}\\p{Cf}]", "?");
        return line.length() > LONGEST ? line.substring(0, LONGEST) + "..." : line;
    }

    private static String seconds(double seconds) {
        return String.format(Locale.ROOT, "%.0f", seconds);
    }
}
