package dev.scancast.launcher;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.scancast.contract.document.Json;
import dev.scancast.contract.redis.ScanLog.Level;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a line says that a wrapped program printed. */
sealed interface PrintedLine {

    /** Who is told. */
    interface Listener {
        /** @param message null where the line has none */
        void progress(double percent, @Nullable String message);

        void log(Level level, String message);
    }

    void tell(Listener listener);

    /** How far the program is. */
    record Progress(double percent, @Nullable String message) implements PrintedLine {
        @Override
        public void tell(Listener listener) {
            listener.progress(percent, message);
        }
    }

    /** Any other line. */
    record Log(Level level, String message) implements PrintedLine {
        @Override
        public void tell(Listener listener) {
            listener.log(level, message);
        }
    }

    /** {@code 12%}, {@code 12.5 % Reading}, {@code [ 12%] Building}. */
    Pattern PERCENT = Pattern.compile("\\s*\\[?\\s*(\\d{1,3}(?:\\.\\d{1,15})?)\\s?%\\]?(?:[\\s:]+(.*))?");

    double ALL = 100;

    /** Reads a line of standard output. */
    static PrintedLine of(String line) {
        PrintedLine read = line.stripLeading().startsWith("{") ? ofJson(line) : ofText(line);
        return read == null ? new Log(Level.INFO, line) : read;
    }

    private static @Nullable PrintedLine ofText(String line) {
        Matcher matcher = PERCENT.matcher(line);
        if (!matcher.matches()) {
            return null;
        }
        double percent = Double.parseDouble(matcher.group(1));
        return percent > ALL ? null : new Progress(percent, meant(matcher.group(2)));
    }

    /** {@code {"progress":12.5,"message":"..."}} or {@code {"level":"warn","message":"..."}}; null for other JSON. */
    private static @Nullable PrintedLine ofJson(String line) {
        JsonNode fields;
        try {
            fields = Json.mapper().readTree(line);
        } catch (JsonProcessingException e) {
            return null; // it only looked like JSON
        }
        String message = fields.path("message").isTextual()
                ? meant(fields.path("message").textValue())
                : null;
        JsonNode progress = fields.path("progress");
        if (progress.isNumber() && progress.doubleValue() >= 0 && progress.doubleValue() <= ALL) {
            return new Progress(progress.doubleValue(), message);
        }
        Level level = level(fields.path("level").asText(""));
        return message == null || level == null ? null : new Log(level, message);
    }

    private static @Nullable Level level(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "debug" -> Level.DEBUG;
            case "info" -> Level.INFO;
            case "warn", "warning" -> Level.WARN;
            case "error" -> Level.ERROR;
            default -> null;
        };
    }

    private static @Nullable String meant(@Nullable String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }
}
