package dev.scancast.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scancast.testkit.Documents;
import dev.scancast.testkit.Received;
import dev.scancast.testkit.ScanWatcher;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a client of many scans makes of its messages, by the contract alone: a snapshot replaces everything, an update
 * is the next revision and is applied field by field. Not thread-safe.
 */
final class GroupView {

    /** The whole of it as it was after each message, by revision. */
    private final TreeMap<Long, State> states = new TreeMap<>();

    private @Nullable State state;
    int snapshots;
    int updates;

    /**
     * A revision.
     *
     * @param counts a missing node where the group is no batch
     */
    record State(long rev, JsonNode scans, JsonNode counts) {
        JsonNode scan(Object id) {
            return scans.path(id.toString());
        }

        String status(Object id) {
            return scan(id).path("status").asText();
        }

        /** As a snapshot would say it. */
        String asSnapshot(String batch) {
            return "{\"type\":\"snapshot\",\"rev\":" + rev + ",\"batch\":\"" + batch + "\",\"counts\":" + counts
                    + ",\"scans\":" + scans + "}";
        }
    }

    /** What the client knows now. */
    static GroupView of(ScanWatcher client) {
        return of(client.messages().stream().map(Received::text).toList());
    }

    /** What one knows who got these messages. */
    static GroupView of(List<String> messages) {
        GroupView view = new GroupView();
        messages.forEach(text -> view.apply(Documents.parse(text)));
        return view;
    }

    /** Null before the first snapshot. */
    @Nullable
    State state() {
        return state;
    }

    /** Every revision that was seen. */
    Map<Long, State> states() {
        return states;
    }

    Collection<State> history() {
        return states.values();
    }

    private void apply(JsonNode message) {
        switch (message.path("type").asText()) {
            case "snapshot" -> {
                snapshots++;
                remember(message.path("rev").asLong(), (ObjectNode) message.path("scans"), message.path("counts"));
            }
            case "update" -> {
                updates++;
                State before = state;
                if (before == null || message.path("rev").asLong() != before.rev() + 1) {
                    throw new AssertionError("an update that follows nothing: " + message);
                }
                remember(before.rev() + 1, applied(before, message), message.path("counts"));
            }
            default -> {} // notices
        }
    }

    private static ObjectNode applied(State before, JsonNode update) {
        ObjectNode scans = before.scans().deepCopy();
        update.path("scans").properties().forEach(scan -> {
            ObjectNode entry = scans.path(scan.getKey()).isObject()
                    ? (ObjectNode) scans.path(scan.getKey())
                    : scans.putObject(scan.getKey());
            scan.getValue().properties().forEach(field -> {
                if (field.getValue().isNull()) {
                    if (entry.remove(field.getKey()) == null) {
                        throw new AssertionError("a field went away that wasn't there: " + update);
                    }
                } else {
                    entry.set(field.getKey(), field.getValue());
                }
            });
        });
        update.path("removed").forEach(id -> {
            if (scans.remove(id.asText()) == null) {
                throw new AssertionError("a scan was removed that wasn't there: " + update);
            }
        });
        return scans;
    }

    private void remember(long rev, ObjectNode scans, JsonNode counts) {
        State now = new State(rev, scans, counts.isMissingNode() ? JsonNodeFactory.instance.missingNode() : counts);
        state = now;
        State known = states.put(rev, now);
        if (known != null && !known.equals(now)) {
            throw new AssertionError("revision " + rev + " is not what it was: " + known + " and " + now);
        }
    }
}
