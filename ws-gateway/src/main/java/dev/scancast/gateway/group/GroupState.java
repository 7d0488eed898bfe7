package dev.scancast.gateway.group;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.scancast.contract.document.Json;
import dev.scancast.contract.document.ScanId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a group as its clients have them, revision by revision. What is put or removed shows with the next
 * {@link #advance}, which tells exactly the difference: a snapshot with the updates after it applied is the snapshot of
 * the last one's revision. Confined to the group's loop.
 */
final class GroupState {

    /** The event id of a batch's end, the same on every gateway: who has it needs nothing more. */
    static final String END_ID = "ended";

    private final @Nullable String batch;
    private final String run;
    private final long resumeBytes;
    private final Map<ScanId, Map<String, String>> entries = new LinkedHashMap<>();

    /** Entries to come; removed where there is to be none. */
    private final Map<ScanId, Map<String, String>> puts = new LinkedHashMap<>();

    private final Set<ScanId> removals = new LinkedHashSet<>();

    private final Deque<GroupMessage> recent = new ArrayDeque<>();
    private long recentBytes;
    private @Nullable Counts counts;
    private long revision;
    private @Nullable GroupMessage snapshot;

    /**
     * A group without entries, at revision 0.
     *
     * @param batch named in every message; null where the group is none
     * @param run tells this group from the same one on another gateway, or from before a restart; without dashes
     * @param resumeBytes how many bytes of updates are kept for {@link #since}
     */
    GroupState(@Nullable String batch, String run, long resumeBytes) {
        this.batch = batch;
        this.run = run;
        this.resumeBytes = resumeBytes;
    }

    /** Sets a scan's entry. */
    void put(ScanId scan, Map<String, String> fields) {
        removals.remove(scan);
        puts.put(scan, fields);
    }

    /** Drops a scan's entry, if it has one. */
    void remove(ScanId scan) {
        puts.remove(scan);
        removals.add(scan);
    }

    /**
     * Makes what was put and removed the next revision.
     *
     * @param newCounts null where the group is no batch
     * @return the difference; null, and no new revision, if there is none
     */
    @Nullable
    GroupMessage advance(@Nullable Counts newCounts) {
        Map<ScanId, Map<String, @Nullable String>> changes = new LinkedHashMap<>();
        puts.forEach((scan, fields) -> {
            Map<String, String> before = entries.put(scan, fields);
            Map<String, @Nullable String> change = difference(before == null ? Map.of() : before, fields);
            if (before == null || !change.isEmpty()) {
                changes.put(scan, change);
            }
        });
        puts.clear();
        List<ScanId> removed = new ArrayList<>();
        for (ScanId scan : removals) {
            if (entries.remove(scan) != null) {
                removed.add(scan);
            }
        }
        removals.clear();
        if (changes.isEmpty() && removed.isEmpty() && (newCounts == null || newCounts.equals(counts))) {
            return null;
        }
        counts = newCounts;
        revision++;
        snapshot = null;
        GroupMessage update = new GroupMessage("update", id(revision), encode("update", changes, removed));
        remember(update);
        return update;
    }

    /** All entries at the present revision. */
    GroupMessage snapshot() {
        GroupMessage made = snapshot;
        if (made == null) {
            made = snapshot(id(revision));
            snapshot = made;
        }
        return made;
    }

    /** The same as the last word of a batch: from now on every snapshot says so. */
    GroupMessage lastSnapshot() {
        GroupMessage last = snapshot(END_ID);
        snapshot = last;
        return last;
    }

    /**
     * The updates after the one that a client has.
     *
     * @param lastEventId as it stood in a message of ours; null or anything else is an id that isn't known
     * @return none if it has the newest; null if that can't be told or is no longer kept
     */
    @Nullable
    List<GroupMessage> since(@Nullable String lastEventId) {
        if (lastEventId == null || !lastEventId.matches(run + "-\\d{1,18}")) {
            return null;
        }
        long missing = revision - Long.parseLong(lastEventId.substring(run.length() + 1));
        if (missing < 0 || missing > recent.size()) {
            return null;
        }
        return List.copyOf(recent).subList(recent.size() - (int) missing, recent.size());
    }

    private void remember(GroupMessage update) {
        recent.addLast(update);
        recentBytes += update.json().length;
        while (recentBytes > resumeBytes) {
            recentBytes -= recent.removeFirst().json().length;
        }
    }

    private String id(long ofRevision) {
        return run + "-" + ofRevision;
    }

    /** The fields that changed; one that went away is null. */
    private static Map<String, @Nullable String> difference(Map<String, String> before, Map<String, String> now) {
        Map<String, @Nullable String> change = new LinkedHashMap<>();
        now.forEach((name, value) -> {
            if (!value.equals(before.get(name))) {
                change.put(name, value);
            }
        });
        for (String name : before.keySet()) {
            if (!now.containsKey(name)) {
                change.put(name, null);
            }
        }
        return change;
    }

    // ---- JSON

    private GroupMessage snapshot(String id) {
        return new GroupMessage("snapshot", id, encode("snapshot", entries, null));
    }

    private byte[] encode(
            String type,
            Map<ScanId, ? extends Map<String, ? extends @Nullable String>> scans,
            @Nullable List<ScanId> removed) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = Json.mapper().getFactory().createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("type", type);
            json.writeNumberField("rev", revision);
            if (batch != null) {
                json.writeStringField("batch", batch);
            }
            if (counts != null) {
                json.writePOJOField("counts", counts);
            }
            json.writeObjectFieldStart("scans");
            for (Map.Entry<ScanId, ? extends Map<String, ? extends @Nullable String>> scan : scans.entrySet()) {
                json.writeObjectFieldStart(scan.getKey().value());
                for (Map.Entry<String, ? extends @Nullable String> field :
                        scan.getValue().entrySet()) {
                    json.writeFieldName(field.getKey());
                    String value = field.getValue();
                    json.writeRawValue(value == null ? "null" : value);
                }
                json.writeEndObject();
            }
            json.writeEndObject();
            if (removed != null) {
                json.writeArrayFieldStart("removed");
                for (ScanId scan : removed) {
                    json.writeString(scan.value());
                }
                json.writeEndArray();
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("bytes in memory can't be written", e);
        }
        return out.toByteArray();
    }
}
