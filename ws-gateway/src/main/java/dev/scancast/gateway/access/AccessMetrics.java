package dev.scancast.gateway.access;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** How many were turned away, by why. Thread-safe. */
public final class AccessMetrics {
    private final Map<Refusal, LongAdder> refusals = new EnumMap<>(Refusal.class);

    public AccessMetrics() {
        for (Refusal refusal : Refusal.values()) {
            refusals.put(refusal, new LongAdder());
        }
    }

    /** One more. */
    public void count(Refusal refusal) {
        counter(refusal).increment();
    }

    /** So many were since the start. */
    public long of(Refusal refusal) {
        return counter(refusal).sum();
    }

    private LongAdder counter(Refusal refusal) {
        LongAdder counter = refusals.get(refusal);
        if (counter == null) {
            throw new IllegalStateException("no counter for " + refusal);
        }
        return counter;
    }
}
