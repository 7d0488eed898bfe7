package dev.scancast.scanner.engine.structure;

import java.util.Arrays;
import java.util.Map;
import java.util.StringJoiner;

/** How many nodes there are of each kind. Immutable. */
public final class NodeCounts {
    /** No nodes at all. */
    public static final NodeCounts NONE = new NodeCounts(new int[0]);

    private static final NodeKind[] KINDS = NodeKind.values();

    private final int[] counts;

    private NodeCounts(int[] counts) {
        this.counts = counts;
    }

    /**
     * The given counts; kinds that aren't there have none.
     *
     * @throws IllegalArgumentException if a count is negative
     */
    public static NodeCounts of(Map<NodeKind, Integer> counts) {
        int[] array = new int[KINDS.length];
        counts.forEach((kind, count) -> {
            if (count < 0) {
                throw new IllegalArgumentException("counts must not be negative, got " + count + " " + kind.plural());
            }
            array[kind.index()] = count;
        });
        return new NodeCounts(array);
    }

    /** Takes a copy of counts that stand in the order of {@link NodeKind}. */
    static NodeCounts copyOf(int[] countsByOrdinal) {
        return new NodeCounts(Arrays.copyOf(countsByOrdinal, KINDS.length));
    }

    /** How many of this kind. */
    public int of(NodeKind kind) {
        return kind.index() < counts.length ? counts[kind.index()] : 0;
    }

    /** How many of all kinds together. */
    public int total() {
        return Arrays.stream(counts).sum();
    }

    /** The sum of both, kind by kind. */
    public NodeCounts plus(NodeCounts other) {
        int[] sum = Arrays.copyOf(counts, KINDS.length);
        for (int i = 0; i < other.counts.length; i++) {
            sum[i] += other.counts[i];
        }
        return new NodeCounts(sum);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NodeCounts that && Arrays.stream(KINDS).allMatch(kind -> of(kind) == that.of(kind));
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(Arrays.copyOf(counts, KINDS.length));
    }

    /** The kinds that occur, such as {@code types=2, methods=7}. */
    @Override
    public String toString() {
        StringJoiner text = new StringJoiner(", ");
        for (NodeKind kind : KINDS) {
            if (of(kind) > 0) {
                text.add(kind.plural() + "=" + of(kind));
            }
        }
        return text.toString();
    }
}
