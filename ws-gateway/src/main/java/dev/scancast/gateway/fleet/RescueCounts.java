package dev.scancast.gateway.fleet;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What this gateway did for scans that nobody held. Thread-safe. */
public final class RescueCounts {
    private static final String CANCELED = "canceled";

    /** Why it ends scans: the codes of their errors, and canceled. */
    public static final List<String> REASONS = List.of("worker_lost", "lost", CANCELED);

    private final LongAdder queuedAgain = new LongAdder();
    private final Map<String, LongAdder> ended =
            REASONS.stream().collect(Collectors.toUnmodifiableMap(Function.identity(), reason -> new LongAdder()));

    RescueCounts() {}

    void scanQueuedAgain() {
        queuedAgain.increment();
    }

    /** @param code null for a cancel */
    void scanEnded(@Nullable String code) {
        LongAdder counter = ended.get(code == null ? CANCELED : code);
        if (counter != null) {
            counter.increment();
        }
    }

    /** Scans that it queued again. */
    public long queuedAgain() {
        return queuedAgain.sum();
    }

    /** Scans that it ended for one of the {@link #REASONS}. */
    public long ended(String reason) {
        LongAdder counter = ended.get(reason);
        return counter == null ? 0 : counter.sum();
    }
}
