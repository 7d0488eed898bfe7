package dev.scancast.gateway.faults;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a random run has counted and found. Thread-safe. */
final class Verdicts {
    private static final Logger LOG = LoggerFactory.getLogger(Verdicts.class);
    private static final int MOST_TOLD = 50;

    /** What must never be. */
    enum Violation {
        GAP,
        REPEAT,
        REGRESSION,
        MISSED_TERMINAL,
        WRONG_END,
        NOT_READY_AGAIN,
        DEAD_PEER_KEPT
    }

    private final Map<Fault, AtomicInteger> faults = new EnumMap<>(Fault.class);
    private final Map<Violation, AtomicInteger> violations = new EnumMap<>(Violation.class);
    private final ConcurrentLinkedQueue<String> told = new ConcurrentLinkedQueue<>();
    private final Map<String, ConcurrentLinkedQueue<Long>> times = new ConcurrentHashMap<>();
    final AtomicInteger joins = new AtomicInteger();
    final LongAdder connections = new LongAdder();
    final LongAdder documents = new LongAdder();
    final LongAdder scans = new LongAdder();
    final LongAdder gapChecks = new LongAdder();

    Verdicts() {
        for (Fault fault : Fault.values()) {
            faults.put(fault, new AtomicInteger());
        }
        for (Violation violation : Violation.values()) {
            violations.put(violation, new AtomicInteger());
        }
    }

    void happened(Fault fault) {
        faults.get(fault).incrementAndGet();
    }

    int count(Fault fault) {
        return faults.get(fault).get();
    }

    /** All counts, in short. */
    String counts() {
        return faults.toString();
    }

    void violation(Violation kind, String text) {
        violations.get(kind).incrementAndGet();
        if (told.size() < MOST_TOLD) {
            told.add(kind + ": " + text);
            LOG.error("{}: {}", kind, text);
        }
    }

    List<String> told() {
        return List.copyOf(told);
    }

    int violations() {
        return violations.values().stream().mapToInt(AtomicInteger::get).sum();
    }

    /** Notes how long something took. */
    void time(String what, long nanos) {
        times.computeIfAbsent(what, key -> new ConcurrentLinkedQueue<>()).add(nanos);
    }

    /** The figures as Markdown. */
    String report() {
        StringBuilder text = new StringBuilder();
        text.append("joins %d, connections %d, scans %d, documents received %d, gap checks %d%n%n"
                .formatted(joins.get(), connections.sum(), scans.sum(), documents.sum(), gapChecks.sum()));
        text.append("| fault | times |\n|---|---|\n");
        faults.forEach((fault, count) -> text.append("| %s | %d |%n".formatted(fault.text(), count.get())));
        text.append("\n| violation | found |\n|---|---|\n");
        violations.forEach((kind, count) -> text.append(
                "| %s | %d |%n".formatted(kind.name().toLowerCase(Locale.ROOT).replace('_', ' '), count.get())));
        text.append("\n| time, ms | n | p50 | p99 | most |\n|---|---|---|---|---|\n");
        new java.util.TreeMap<>(times).forEach((what, all) -> text.append(row(what, all)));
        return text.toString();
    }

    private static String row(String what, ConcurrentLinkedQueue<Long> all) {
        long[] sorted = new ArrayList<>(all).stream().mapToLong(Long::longValue).toArray();
        Arrays.sort(sorted);
        return "| %s | %d | %.1f | %.1f | %.1f |%n"
                .formatted(what, sorted.length, at(sorted, 0.5), at(sorted, 0.99), at(sorted, 1));
    }

    private static double at(long[] sorted, double share) {
        return sorted[(int) Math.min(sorted.length - 1L, (long) (sorted.length * share))] / 1e6;
    }
}
