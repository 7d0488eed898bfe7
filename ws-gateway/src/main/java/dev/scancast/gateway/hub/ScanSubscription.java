package dev.scancast.gateway.hub;

import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanStatus;
import dev.scancast.contract.document.WireDocument;
import dev.scancast.gateway.hub.PendingRead.Occasion;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One scan, as all its watchers on this gateway see it. Confined to the scan's loop: every event, from the link, from a
 * read, from a watcher, is a task there.
 *
 * <p>The order that loses nothing: subscribe, wait for Redis' confirmation, read the status with a marker, give it to
 * the watchers, then relay only what is newer. Documents with epoch and seq are ordered by those, whenever they come.
 * For documents without, the marker decides: what arrives before it is older than what was read and is dropped; what
 * arrives after it waits for the answer and is then relayed in order, the first one dropped if it equals what was read.
 * Each loss of the link starts this again in a new generation.
 */
final class ScanSubscription {
    private final ScanId scan;
    private final Loop loop;
    private final SubscriberLink link;
    private final StatusReader reader;
    private final HubSettings settings;
    private final HubMetrics metrics;
    private final LongSupplier numbers;
    private final Consumer<WireDocument> onGone;
    private final Runnable onIdle;

    private final DocumentReader documents;
    private final DocumentOrder order = new DocumentOrder();
    private final Audience audience;
    private final Watchdog watchdog;
    private final Linger linger;

    private long generation;
    private boolean confirmed;
    private boolean wasReadOnce;
    private boolean degraded;
    private boolean gone;
    private @Nullable PendingRead pending;

    /** What the last read found, until the first message after its marker has come. */
    private @Nullable WireDocument readBeforeItsMessage;

    private boolean secondReadDue;
    private boolean closed;

    /**
     * Begins to subscribe.
     *
     * @param numbers gives each generation and each read a number that was never given before
     * @param linkUp whether the link stands now
     * @param onGone hears the newest document once the status is gone
     * @param onIdle called when nobody has watched for the linger time
     */
    ScanSubscription(
            ScanId scan,
            Loop loop,
            SubscriberLink link,
            StatusReader reader,
            HubSettings settings,
            HubMetrics metrics,
            LongSupplier numbers,
            boolean linkUp,
            Consumer<WireDocument> onGone,
            Runnable onIdle) {
        this.scan = scan;
        this.loop = loop;
        this.link = link;
        this.reader = reader;
        this.settings = settings;
        this.metrics = metrics;
        this.numbers = numbers;
        this.onGone = onGone;
        this.onIdle = onIdle;
        this.documents = new DocumentReader(scan, metrics);
        this.audience = new Audience(scan, loop, settings, metrics, () -> degraded, this::onFewerWatchers);
        this.watchdog = new Watchdog(loop, settings, this::isWatchedAndLive, this::readAgain);
        this.linger = new Linger(loop, settings.linger(), this::closeIfIdle);
        if (linkUp) {
            subscribe();
        } else {
            degraded = true;
        }
    }

    // ---- watchers

    void join(Watcher watcher) {
        // What this turn brought goes out first: to the one who joins it is in the snapshot already.
        audience.flush();
        linger.end();
        audience.join(watcher);
        WireDocument current = order.newest();
        if (current == null) {
            if (wasReadOnce && !degraded) {
                audience.waitForScan(watcher);
            } else {
                audience.waitForRead(watcher);
            }
        } else if (!watcher.holds(current)) {
            watcher.onSnapshot(Broadcast.of(current));
        }
        ScanStatus end = current == null ? null : current.terminal();
        if (end != null) {
            audience.end(watcher, end);
            onFewerWatchers();
            return;
        }
        if (degraded) {
            watcher.onNotice(HubNotice.DEGRADED);
        }
        watchdog.wake();
    }

    void leave(Watcher watcher) {
        audience.leave(watcher);
    }

    // ---- the link

    void onLinkUp() {
        subscribe();
    }

    void onLinkDown() {
        confirmed = false;
        pending = null;
        if (degraded || order.hasEnded()) {
            return;
        }
        degraded = true;
        audience.tell(HubNotice.DEGRADED);
    }

    void onSubscribed(long confirmedGeneration) {
        if (confirmedGeneration != generation || closed) {
            return;
        }
        confirmed = true;
        read(Occasion.SUBSCRIBED);
    }

    void onMessage(byte[] message) {
        if (closed) {
            return;
        }
        WireDocument document = documents.parse(message);
        if (document == null) {
            return;
        }
        if (document.isLog()) {
            return; // log lines have a channel of their own
        }
        metrics.documentsInCounter().increment();
        if (document.isVersioned()) {
            offer(document);
            return;
        }
        if (repeatsWhatWasRead(document)) {
            return;
        }
        PendingRead read = pending;
        if (!confirmed && !wasReadOnce) {
            return; // the read that follows the confirmation holds it, or a newer one
        }
        if (read == null) {
            offer(document);
        } else if (read.markerSeen) {
            read.keep(document);
        } else if (!read.dropsBeforeMarker()) {
            offer(document);
        }
    }

    void onMarker(long readNumber) {
        PendingRead read = pending;
        if (read != null && read.number == readNumber) {
            read.markerSeen = true;
            finishIfComplete(read);
        }
    }

    // ---- reading the status

    private void read(Occasion occasion) {
        PendingRead read = new PendingRead(numbers.getAsLong(), occasion);
        pending = read;
        metrics.readsCounter().increment();
        long readGeneration = generation;
        reader.read(scan, read.number, new StatusReader.Callback() {
            @Override
            public void onRead(StatusReader.StoredStatus stored) {
                loop.execute(() -> onStored(read, stored));
            }

            @Override
            public void onFailure(Exception cause) {
                loop.execute(() -> onReadFailed(read, readGeneration));
            }
        });
    }

    private void onReadFailed(PendingRead read, long readGeneration) {
        if (pending != read || closed) {
            return;
        }
        loop.schedule(settings.retry(), () -> {
            if (pending == read && generation == readGeneration && !closed) {
                read(read.occasion);
            }
        });
    }

    private void onStored(PendingRead read, StatusReader.StoredStatus stored) {
        if (pending != read || closed) {
            return;
        }
        read.answered = true;
        read.found = documents.newestOf(stored);
        if (read.found != null && read.found.isVersioned() && order.newest() == null) {
            // The snapshot need not wait: what is older and still under way will be known as such. Where something is
            // known it waits for the marker: it would hide from the watchers what lies between.
            offerRead(read.found, read.occasion);
        }
        finishIfComplete(read);
    }

    private void finishIfComplete(PendingRead read) {
        if (!read.isComplete()) {
            return;
        }
        pending = null;
        take(read);
        readBeforeItsMessage = read.found;
        for (WireDocument document : read.kept()) {
            if (!repeatsWhatWasRead(document)) {
                onMessageAfterRead(document);
            }
        }
        wasReadOnce = true;
        recovered();
        scheduleSecondRead();
        if (order.newest() == null) {
            audience.nothingFound();
        }
        watchdog.wake();
    }

    /**
     * Takes what was found. It had to wait for the marker, unless it was the first of all: what was published before it
     * was read is older, and was still under way when the answer came by its other connection.
     */
    private void take(PendingRead read) {
        WireDocument found = read.found;
        if (found != null) {
            gone = false;
            offerRead(found, read.occasion);
        } else if (order.newest() != null && !order.hasEnded() && !gone) {
            gone = true;
            audience.tell(HubNotice.STATUS_GONE);
            onGone.accept(order.newest());
        }
    }

    /**
     * A publisher SETs, then PUBLISHes: a read in between has the document already, and its message is the first to
     * come after the marker.
     */
    private boolean repeatsWhatWasRead(WireDocument document) {
        PendingRead read = pending;
        if (readBeforeItsMessage == null || (read != null && !read.markerSeen && read.dropsBeforeMarker())) {
            return false;
        }
        boolean repeats = document.sameBytes(readBeforeItsMessage);
        readBeforeItsMessage = null;
        return repeats;
    }

    private void onMessageAfterRead(WireDocument document) {
        PendingRead another = pending;
        if (another != null && another.markerSeen) {
            another.keep(document);
        } else {
            offer(document);
        }
    }

    private void recovered() {
        if (!degraded) {
            return;
        }
        degraded = false;
        audience.tell(HubNotice.RECOVERED);
    }

    /** A publisher may PUBLISH before it SETs: then the status that was read was already old. */
    private void scheduleSecondRead() {
        WireDocument current = order.newest();
        if (!secondReadDue || order.hasEnded() || (current != null && current.isVersioned())) {
            return;
        }
        secondReadDue = false;
        loop.schedule(settings.secondRead(), this::readAgain);
    }

    private void readAgain() {
        if (confirmed && pending == null && !closed && !order.hasEnded()) {
            read(Occasion.AGAIN);
        }
    }

    // ---- documents

    private void offer(WireDocument document) {
        if (order.hasEnded()) {
            metrics.afterEndCounter().increment();
            return;
        }
        switch (order.placeOfPublished(document)) {
            case NEWER -> {
                audience.isNews(document);
                accept(document);
            }
            case SAME, OLDER -> metrics.olderCounter().increment();
            case WITHOUT_EPOCH -> metrics.withoutEpochCounter().increment();
            case UNCLEAR -> {
                metrics.olderCounter().increment();
                if (pending == null && confirmed) {
                    read(Occasion.LOWER_SEQ);
                }
            }
        }
    }

    private void offerRead(WireDocument document, Occasion occasion) {
        if (order.hasEnded()) {
            return;
        }
        switch (order.placeOfRead(document, occasion)) {
            case NEWER -> accept(document);
            case WITHOUT_EPOCH -> metrics.withoutEpochCounter().increment();
            case SAME, OLDER, UNCLEAR -> {}
        }
    }

    private void accept(WireDocument document) {
        gone = false; // whoever publishes has written the status again
        if (order.skippedBefore(document) > 0) {
            metrics.seqJumpsCounter().increment();
        }
        if (order.newest() == null) {
            audience.found();
        }
        order.accept(document);
        watchdog.heard();
        watchdog.wake();
        audience.add(document);
    }

    // ---- life

    private void subscribe() {
        if (closed || order.hasEnded()) {
            return;
        }
        generation = numbers.getAsLong();
        confirmed = false;
        pending = null;
        readBeforeItsMessage = null;
        secondReadDue = true;
        metrics.subscribesCounter().increment();
        link.subscribe(Topic.progress(scan), generation);
    }

    private boolean isWatchedAndLive() {
        return !closed && !order.hasEnded() && !audience.isEmpty();
    }

    private void onFewerWatchers() {
        if (!isWatchedAndLive()) {
            watchdog.sleep();
        }
        if (audience.isEmpty() && !closed) {
            linger.begin();
        }
    }

    private void closeIfIdle() {
        if (audience.isEmpty()) {
            closed = true;
            watchdog.sleep();
            link.unsubscribe(Topic.progress(scan));
            onIdle.run();
        }
    }
}
