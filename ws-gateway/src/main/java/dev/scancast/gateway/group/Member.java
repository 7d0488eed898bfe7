package dev.scancast.gateway.group;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanStatus;
import dev.scancast.contract.document.WireDocument;
import dev.scancast.gateway.hub.Broadcast;
import dev.scancast.gateway.hub.HubNotice;
import dev.scancast.gateway.hub.Watcher;
import dev.scancast.gateway.session.SessionSettings;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One scan of a group. As a watcher it is called on the scan's loop and only hands over to the group's, in order;
 * everything else is confined to the group's loop.
 */
final class Member implements Watcher {
    private static final String UNKNOWN = "\"unknown\"";

    private final ScanId scan;
    private final ScanGroup group;
    private final long sinceRead;
    private volatile boolean hasAnswered;

    private String title = "";
    private @Nullable WireDocument document;
    private boolean gone;

    /** @param sinceRead the last read of the index that was asked for before this scan was heard of */
    Member(ScanId scan, ScanGroup group, long sinceRead) {
        this.scan = scan;
        this.group = group;
        this.sinceRead = sinceRead;
    }

    ScanId scan() {
        return scan;
    }

    /** Whether what that read of the index says can be held against it. */
    boolean isOlderThanRead(long number) {
        return number > sinceRead;
    }

    /** Whether it was told for the first time what is known of the scan, be it nothing. */
    boolean hasAnswered() {
        return hasAnswered;
    }

    void answered() {
        hasAnswered = true;
    }

    /** Returns whether that is a change. */
    boolean rename(String newTitle) {
        boolean changes = !newTitle.equals(title);
        title = newTitle;
        return changes;
    }

    void show(WireDocument newest) {
        document = newest;
        gone = false;
    }

    void markGone() {
        gone = true;
    }

    /** Whether its status is there, or was when it was last heard of. */
    boolean isKnown() {
        return document != null && !gone;
    }

    /** How the scan ended, null if it hasn't. */
    @Nullable
    ScanStatus end() {
        return document == null ? null : document.terminal();
    }

    /**
     * What stands for the scan in the group's state.
     *
     * @return null where nothing is known of it and nobody said that it belongs there
     */
    @Nullable
    Map<String, String> entry(boolean evenIfUnknown) {
        Map<String, String> fields;
        if (document != null) {
            fields = EntryFields.of(document);
        } else if (evenIfUnknown) {
            fields = new LinkedHashMap<>();
            fields.put("status", UNKNOWN);
        } else {
            return null;
        }
        if (!title.isEmpty()) {
            fields.put("title", quoted(title));
        }
        return fields;
    }

    private static String quoted(String text) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }

    // ---- Watcher, on the scan's loop

    /** At first none, so that it is told at once that nothing is known; after that it waits for the scan to appear. */
    @Override
    public Duration patience() {
        return hasAnswered ? SessionSettings.LONGEST_WAIT : Duration.ZERO;
    }

    @Override
    public void onDocuments(Broadcast broadcast) {
        WireDocument newest = broadcast.newest();
        group.loop().execute(() -> group.onDocument(this, newest));
    }

    @Override
    public void onNotice(HubNotice notice) {
        group.loop().execute(() -> group.onNotice(this, notice));
    }

    @Override
    public void onEnd(ScanStatus end) {
        // The terminal document, which came before, says it.
    }

    @Override
    public void onUnknown() {
        group.loop().execute(() -> group.onNothing(this));
    }

    @Override
    public void onUnreadable() {
        group.loop().execute(() -> group.onNothing(this));
    }
}
