package dev.scancast.gateway.hub;

import dev.scancast.contract.document.ScanStatus;
import dev.scancast.contract.document.WireDocument;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps what it is told. */
class RecordingWatcher implements Watcher {
    final List<String> documents = new ArrayList<>();
    final List<String> notices = new ArrayList<>();

    @Nullable
    ScanStatus end;

    boolean unknown;
    boolean unreadable;

    @Override
    public Duration patience() {
        return Duration.ofSeconds(30);
    }

    @Override
    public void onDocuments(Broadcast broadcast) {
        if (end != null) {
            documents.add("AFTER THE END");
        }
        for (WireDocument document : broadcast.documents()) {
            documents.add(document.toString());
        }
    }

    @Override
    public void onNotice(HubNotice notice) {
        notices.add(notice.code());
    }

    @Override
    public void onEnd(ScanStatus end) {
        this.end = end;
    }

    @Override
    public void onUnknown() {
        unknown = true;
    }

    @Override
    public void onUnreadable() {
        unreadable = true;
    }

    String last() {
        return documents.isEmpty() ? "nothing" : documents.get(documents.size() - 1);
    }
}
