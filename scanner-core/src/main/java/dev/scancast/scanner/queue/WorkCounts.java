package dev.scancast.scanner.queue;

import dev.scancast.contract.document.ScanStatus;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What a worker did. Thread-safe. */
public final class WorkCounts {
    private final LongAdder begun = new LongAdder();
    private final LongAdder takenOver = new LongAdder();
    private final LongAdder stalled = new LongAdder();
    private final LongAdder left = new LongAdder();
    private final LongAdder nanos = new LongAdder();
    private final Map<ScanStatus, LongAdder> ended = new EnumMap<>(ScanStatus.class);

    WorkCounts() {
        for (ScanStatus status : ScanStatus.values()) {
            if (status.isTerminal()) {
                ended.put(status, new LongAdder());
            }
        }
    }

    void begins(int attempt) {
        begun.increment();
        if (attempt > 1) {
            takenOver.increment();
        }
    }

    void stalls() {
        stalled.increment();
    }

    void ends(ScanStatus status) {
        LongAdder counter = ended.get(status);
        if (counter != null) {
            counter.increment();
        }
    }

    void leaves() {
        left.increment();
    }

    void took(Duration time) {
        nanos.add(time.toNanos());
    }

    /** Attempts that began here. */
    public long begun() {
        return begun.sum();
    }

    /** Those of them that were not their scan's first. */
    public long takenOver() {
        return takenOver.sum();
    }

    /** Scans that hung and were left to another worker. */
    public long stalled() {
        return stalled.sum();
    }

    /** Attempts that ended without an end of the scan: given back, or lost to another worker. */
    public long left() {
        return left.sum();
    }

    /** Scans that ended here, by a terminal status; 0 for any other. */
    public long ended(ScanStatus status) {
        LongAdder counter = ended.get(status);
        return counter == null ? 0 : counter.sum();
    }

    /** How long all attempts that are over took together, in seconds. */
    public double seconds() {
        return nanos.sum() / (double) Duration.ofSeconds(1).toNanos();
    }
}
