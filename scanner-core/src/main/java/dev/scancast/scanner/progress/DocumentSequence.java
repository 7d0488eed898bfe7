package dev.scancast.scanner.progress;

import dev.scancast.contract.document.ProgressDocument;
import dev.scancast.contract.document.ScanStatus;
import dev.scancast.contract.redis.Fence;

/**
 * Gives documents their place: versions without a hole, from where the scan was when its lease was taken, and the
 * attempt's own percent mapped to what is left: {@code p0 + (100 - p0) * own / 100}. Percent never falls, and is 100
 * only where the attempt's own is (or an earlier attempt had come so far). Confined to one thread.
 */
final class DocumentSequence {
    private final DocumentSource source;
    private final Fence fence;
    private long seq;
    private double percent;

    DocumentSequence(DocumentSource source, Fence fence) {
        this.source = source;
        this.fence = fence;
        this.seq = fence.seq();
        this.percent = fence.percent();
    }

    /** The next document to be written. */
    ProgressDocument next() {
        ProgressDocument own = source.take();
        percent = Math.max(percent, map(own.progress()));
        seq++;
        return own.toBuilder()
                .version(fence.epoch(), seq)
                .attempt(attempt(own.status()))
                .progress(percent)
                .build();
    }

    /** A scan that is given back is queued as if this attempt had not been; nothing else says {@code queued}. */
    private int attempt(ScanStatus status) {
        return status == ScanStatus.QUEUED ? Math.max(0, fence.attempt() - 1) : fence.attempt();
    }

    private double map(double own) {
        if (own >= 100) {
            return 100;
        }
        double start = fence.percent();
        // Two decimals, rounded down: 100 is never reached by rounding.
        return Math.floor((start + (100 - start) * own / 100) * 100) / 100;
    }
}
