package dev.scancast.gateway.session;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a watcher may ask for in its URL, the same on every transport.
 *
 * @param parameters the query, decoded
 */
public record WatchQuery(Map<String, List<String>> parameters) {

    /** {@code ?wait=0...300}: seconds to wait for an unknown scan; anything else counts as not said. */
    public Duration patience(Duration byDefault) {
        String text = first("wait");
        if (text == null || !text.matches("\\d{1,3}")) {
            return byDefault;
        }
        Duration asked = Duration.ofSeconds(Long.parseLong(text));
        return asked.compareTo(SessionSettings.LONGEST_WAIT) > 0 ? SessionSettings.LONGEST_WAIT : asked;
    }

    /** {@code ?notices=true}. */
    public boolean notices() {
        return "true".equals(first("notices"));
    }

    /** {@code ?log=true}: log lines too. */
    public boolean log() {
        return "true".equals(first("log"));
    }

    /** {@code ?log_after=...}: the highest line that the client has; 0 if it isn't said, or is no such number. */
    public long logAfter() {
        String text = first("log_after");
        return text == null ? 0 : LogPosition.line(text);
    }

    /** {@code ?batch=...}, as it was written; null for all scans. */
    public @Nullable String batch() {
        return first("batch");
    }

    private @Nullable String first(String name) {
        List<String> values = parameters.get(name);
        return values == null || values.isEmpty() ? null : values.get(0);
    }
}
