package dev.scancast.gateway.hub;

import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanStatus;
import dev.scancast.contract.document.WireDocument;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All who watch a scan, and what is on its way to them. Documents that come in one turn of the loop go out together at
 * its end; a flood can be thinned. One watcher that fails is left out and harms no other. Confined to the scan's loop.
 */
final class Audience {
    private static final Logger LOG = LoggerFactory.getLogger(Audience.class);

    /** A turn's documents are joined up to so many bytes, so that no client is given more than it could take. */
    private static final int MOST_BYTES_JOINED = 64 * 1024;

    /** So many retries of a read a watcher without patience waits for. */
    private static final int READ_PATIENCE = 5;

    private final ScanId scan;
    private final Loop loop;
    private final HubSettings settings;
    private final HubMetrics metrics;
    private final BooleanSupplier degraded;
    private final Runnable onFewer;

    private final Map<Watcher, Waiting> watchers = new LinkedHashMap<>();
    private final List<WireDocument> turn = new ArrayList<>();

    /** The newest that was published just now; what was read may have stood there for an hour. */
    private @Nullable WireDocument news;

    // Thinning.
    private @Nullable WireDocument held;
    private Loop.@Nullable Timer release;
    private @Nullable String sentStatus;
    private long sentAt;
    private boolean sentAny;

    /** A watcher, and what ends its wait while it has got nothing yet. */
    private static final class Waiting {
        private final Watcher watcher;

        /** It watches no more: asked at each delivery, where a look into the map would be dear. */
        private boolean hasLeft;

        private Loop.@Nullable Timer timer;

        /** Whether it waits for the first read, rather than for an unknown scan to appear. */
        private boolean forRead;

        Waiting(Watcher watcher) {
            this.watcher = watcher;
        }
    }

    /**
     * An empty one.
     *
     * @param degraded whether what is known may be old
     * @param onFewer called when watchers have left, or were ended
     */
    Audience(
            ScanId scan,
            Loop loop,
            HubSettings settings,
            HubMetrics metrics,
            BooleanSupplier degraded,
            Runnable onFewer) {
        this.scan = scan;
        this.loop = loop;
        this.settings = settings;
        this.metrics = metrics;
        this.degraded = degraded;
        this.onFewer = onFewer;
    }

    boolean isEmpty() {
        return watchers.isEmpty();
    }

    void join(Watcher watcher) {
        watchers.put(watcher, new Waiting(watcher));
    }

    void leave(Watcher watcher) {
        Waiting waiting = remove(watcher);
        if (waiting != null) {
            onFewer.run();
        }
    }

    // ---- documents

    /** The document that is added next was published just now, so the time until it is sent counts. */
    void isNews(WireDocument document) {
        news = document;
    }

    /** Takes the next document. It goes out at the end of the turn, unless a flood is thinned. */
    void add(WireDocument document) {
        if (isThinned(document)) {
            held = document;
            return;
        }
        held = null; // older than this one, which is the full state
        sentAny = true;
        sentAt = loop.nanoTime();
        sentStatus = document.status();
        if (turn.isEmpty()) {
            loop.atEndOfTurn(this::sendTurn);
        }
        turn.add(document);
    }

    /** Whether it waits, the newest of its kind, for its time; a change of status and the end never do. */
    private boolean isThinned(WireDocument document) {
        if (settings.maxDocumentsPerSecond() == 0
                || !sentAny
                || document.isTerminal()
                || !Objects.equals(document.status(), sentStatus)) {
            return false;
        }
        long interval = TimeUnit.SECONDS.toNanos(1) / settings.maxDocumentsPerSecond();
        long left = interval - (loop.nanoTime() - sentAt);
        if (left <= 0) {
            return false;
        }
        if (release == null) {
            release = loop.schedule(Duration.ofNanos(left), () -> {
                release = null;
                releaseHeld();
            });
        }
        return true;
    }

    private void releaseHeld() {
        WireDocument due = held;
        if (due != null) {
            held = null;
            sentAt = loop.nanoTime();
            if (turn.isEmpty()) {
                loop.atEndOfTurn(this::sendTurn);
            }
            turn.add(due);
        }
    }

    /** Sends whatever there is now: what follows, a notice or somebody's snapshot, must come behind it. */
    void flush() {
        releaseHeld();
        sendTurn();
    }

    /** Gives what this turn brought to every watcher, and the end with it. */
    private void sendTurn() {
        if (turn.isEmpty()) {
            return;
        }
        List<WireDocument> documents = List.copyOf(turn);
        turn.clear();
        // A copy: a watcher may leave while it is called.
        List<Waiting> all = List.copyOf(watchers.values());
        for (Broadcast broadcast : split(documents)) {
            for (Waiting one : all) {
                if (!one.hasLeft) {
                    deliver(one.watcher, broadcast);
                }
            }
        }
        WireDocument newest = documents.get(documents.size() - 1);
        if (!all.isEmpty() && newest == news) {
            metrics.fannedOut(newest);
        }
        ScanStatus end = newest.terminal();
        if (end != null) {
            all.forEach(one -> end(one.watcher, end));
            onFewer.run();
        }
    }

    private void deliver(Watcher watcher, Broadcast broadcast) {
        safely(watcher, () -> {
            Broadcast missing = broadcast.after(watcher);
            if (missing != null) {
                watcher.onDocuments(missing);
            }
        });
    }

    /** Ends one's watching. */
    void end(Watcher watcher, ScanStatus end) {
        if (remove(watcher) != null) {
            safely(watcher, () -> watcher.onEnd(end));
        }
    }

    private static List<Broadcast> split(List<WireDocument> documents) {
        List<Broadcast> parts = new ArrayList<>(1);
        int from = 0;
        int bytes = 0;
        for (int i = 0; i < documents.size(); i++) {
            int length = documents.get(i).bytes().length;
            if (i > from && bytes + length > MOST_BYTES_JOINED) {
                parts.add(new Broadcast(documents.subList(from, i)));
                from = i;
                bytes = 0;
            }
            bytes += length;
        }
        parts.add(new Broadcast(documents.subList(from, documents.size())));
        return parts;
    }

    /** Tells everybody, behind the documents that came before. */
    void tell(HubNotice notice) {
        flush();
        for (Watcher watcher : List.copyOf(watchers.keySet())) {
            safely(watcher, () -> watcher.onNotice(notice));
        }
    }

    private void safely(Watcher watcher, Runnable call) {
        try {
            call.run();
        } catch (RuntimeException e) {
            LOG.error("scan={} a watcher failed and is left out", scan, e);
            leave(watcher);
        }
    }

    // ---- waiting for what isn't known

    /** Waits for the first read: as long as the watcher is patient, and a moment in any case. */
    void waitForRead(Watcher watcher) {
        Waiting waiting = watchers.get(watcher);
        if (waiting != null) {
            Duration patience = watcher.patience().plus(settings.retry().multipliedBy(READ_PATIENCE));
            waiting.forRead = true;
            waiting.timer = loop.schedule(patience, () -> giveUp(watcher, true));
        }
    }

    /** Waits for an unknown scan to appear. */
    void waitForScan(Watcher watcher) {
        Waiting waiting = watchers.get(watcher);
        if (waiting == null) {
            return;
        }
        cancel(waiting);
        waiting.forRead = false;
        if (watcher.patience().isZero()) {
            giveUp(watcher, false);
        } else {
            waiting.timer = loop.schedule(watcher.patience(), () -> giveUp(watcher, false));
        }
    }

    /** Nothing was found: those who waited for the read wait for the scan now. */
    void nothingFound() {
        List<Watcher> waiting = new ArrayList<>();
        watchers.forEach((watcher, wait) -> {
            if (wait.forRead) {
                waiting.add(watcher);
            }
        });
        waiting.forEach(this::waitForScan);
    }

    /** The scan is known: nobody waits any more. */
    void found() {
        watchers.values().forEach(Audience::cancel);
    }

    private void giveUp(Watcher watcher, boolean unreadable) {
        if (remove(watcher) == null) {
            return;
        }
        if (unreadable || degraded.getAsBoolean()) {
            safely(watcher, watcher::onUnreadable);
        } else {
            safely(watcher, watcher::onUnknown);
        }
        onFewer.run();
    }

    private @Nullable Waiting remove(Watcher watcher) {
        Waiting waiting = watchers.remove(watcher);
        if (waiting != null) {
            waiting.hasLeft = true;
            cancel(waiting);
        }
        return waiting;
    }

    private static void cancel(Waiting waiting) {
        if (waiting.timer != null) {
            waiting.timer.cancel();
            waiting.timer = null;
        }
    }
}
