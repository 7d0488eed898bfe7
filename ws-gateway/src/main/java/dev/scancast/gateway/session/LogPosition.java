package dev.scancast.gateway.session;

import dev.scancast.contract.document.LogEntry;
import org.jspecify.annotations.Nullable;

/**
 * What an event stream's client has that watches a log too, as its {@code Last-Event-ID} says: {@code <version>/<line>},
 * or the version alone, as where no log is watched.
 *
 * @param version the version of the last document; null if there was none
 * @param line the highest number of the log that it has; 0 for none
 */
public record LogPosition(@Nullable String version, long line) {

    /** Reads an id; what is no number counts as not said. */
    public static LogPosition parse(@Nullable String id) {
        if (id == null) {
            return new LogPosition(null, 0);
        }
        int slash = id.lastIndexOf('/');
        String version = slash < 0 ? id : id.substring(0, slash);
        return new LogPosition(version.isEmpty() ? null : version, slash < 0 ? 0 : line(id.substring(slash + 1)));
    }

    /** A line's number, 0 for what is none. */
    static long line(String text) {
        long number = text.matches("\\d{1,16}") ? Long.parseLong(text) : 0;
        return number <= LogEntry.MAX_NUMBER ? number : 0;
    }

    @Override
    public String toString() {
        return (version == null ? "" : version) + "/" + line;
    }
}
