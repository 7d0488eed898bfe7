package dev.scancast.contract.redis;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** How often the write script gave each answer. Thread-safe. */
public final class WriteCounts {
    private final Map<WriteResult.Answer, LongAdder> counts = new EnumMap<>(WriteResult.Answer.class);

    WriteCounts() {
        for (WriteResult.Answer answer : WriteResult.Answer.values()) {
            counts.put(answer, new LongAdder());
        }
    }

    /** So many documents were answered so. */
    public long of(WriteResult.Answer answer) {
        return counter(answer).sum();
    }

    void count(WriteResult.Answer answer) {
        counter(answer).increment();
    }

    private LongAdder counter(WriteResult.Answer answer) {
        LongAdder counter = counts.get(answer);
        if (counter == null) {
            throw new IllegalStateException("no counter for " + answer);
        }
        return counter;
    }
}
