package dev.scancast.gateway.hub;

import dev.scancast.contract.document.DocumentRejectedException;
import dev.scancast.contract.document.WireDocument;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the hub counts. Thread-safe. */
public final class HubMetrics {
    private final LongAdder documentsIn = new LongAdder();
    private final LongAdder older = new LongAdder();
    private final LongAdder withoutEpoch = new LongAdder();
    private final LongAdder afterEnd = new LongAdder();
    private final LongAdder reads = new LongAdder();
    private final LongAdder subscribes = new LongAdder();
    private final LongAdder seqJumps = new LongAdder();
    private final LongAdder logReads = new LongAdder();
    private final Map<DocumentRejectedException.Reason, LongAdder> rejected =
            new EnumMap<>(DocumentRejectedException.Reason.class);

    private volatile @Nullable Consumer<Instant> fanOutListener;

    HubMetrics() {
        for (DocumentRejectedException.Reason reason : DocumentRejectedException.Reason.values()) {
            rejected.put(reason, new LongAdder());
        }
    }

    LongAdder documentsInCounter() {
        return documentsIn;
    }

    LongAdder olderCounter() {
        return older;
    }

    LongAdder withoutEpochCounter() {
        return withoutEpoch;
    }

    LongAdder afterEndCounter() {
        return afterEnd;
    }

    LongAdder readsCounter() {
        return reads;
    }

    LongAdder subscribesCounter() {
        return subscribes;
    }

    LongAdder seqJumpsCounter() {
        return seqJumps;
    }

    LongAdder logReadsCounter() {
        return logReads;
    }

    void rejected(DocumentRejectedException.Reason reason) {
        LongAdder counter = rejected.get(reason);
        if (counter != null) {
            counter.increment();
        }
    }

    /**
     * From now on tells, on a loop of the hub, whenever all watchers of a scan were given a turn's documents, when the
     * newest of these was written; documents that carry no time are left out.
     */
    public void listenToFanOut(Consumer<Instant> listener) {
        fanOutListener = listener;
    }

    void fannedOut(WireDocument newest) {
        Consumer<Instant> listener = fanOutListener;
        if (listener == null) {
            return;
        }
        Instant writtenAt = newest.updatedAt();
        if (writtenAt != null) {
            listener.accept(writtenAt);
        }
    }

    /** Documents that came from Redis and could be relayed. */
    public long documentsIn() {
        return documentsIn.sum();
    }

    /** Documents dropped because a newer one was there. */
    public long older() {
        return older.sum();
    }

    /** Documents without an epoch dropped because one with an epoch was there. */
    public long withoutEpoch() {
        return withoutEpoch.sum();
    }

    /** Documents dropped because the scan had ended. */
    public long afterEnd() {
        return afterEnd.sum();
    }

    /** Reads of a status. */
    public long reads() {
        return reads.sum();
    }

    /** Subscriptions asked for. */
    public long subscribes() {
        return subscribes.sum();
    }

    /** Places where a document's seq was not the next one. */
    public long seqJumps() {
        return seqJumps.sum();
    }

    /** Reads of a log. */
    public long logReads() {
        return logReads.sum();
    }

    /** What was dropped because it can't be relayed, by reason. */
    public long rejectedFor(DocumentRejectedException.Reason reason) {
        LongAdder counter = rejected.get(reason);
        return counter == null ? 0 : counter.sum();
    }
}
