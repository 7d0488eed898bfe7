package dev.scancast.scanner.engine.structure;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Keeps brackets balanced over conditional compilation. Which symbols are defined is not known, so the
 * declarations of all branches are read; but of the brackets that branches open or close, those of one
 * branch must count and not of all. The last of several does. A lone branch ({@code #if} without
 * {@code #else}) counts, save one that closes what no branch of the same condition opened: such a one
 * has a counterpart under the opposite condition, and that counts.
 */
final class ConditionalBranches {
    private static final class Condition {
        final int depth;
        final int text;
        final boolean negated;
        boolean alternatives;

        Condition(int depth, int text, boolean negated) {
            this.depth = depth;
            this.text = text;
            this.negated = negated;
        }
    }

    private final Nesting nesting;
    private final Deque<Condition> open = new ArrayDeque<>();
    private final Map<Integer, Integer> openedBy = new HashMap<>();

    ConditionalBranches(Nesting nesting) {
        this.nesting = nesting;
    }

    /**
     * An {@code #if}.
     *
     * @param text tells conditions apart
     * @param negated whether the condition begins with a negation
     */
    void begin(int text, boolean negated) {
        open.push(new Condition(nesting.depth(), text, negated));
    }

    /** An {@code #else} or {@code #elif}. */
    void alternative() {
        Condition condition = open.peek();
        if (condition != null) {
            condition.alternatives = true;
            nesting.returnTo(condition.depth);
        }
    }

    /** An {@code #endif}. */
    void end() {
        Condition condition = open.poll();
        if (condition == null || condition.alternatives || nesting.depth() == condition.depth) {
            return;
        }
        if (nesting.depth() > condition.depth) {
            openedBy.merge(condition.text, 1, Integer::sum);
        } else if (openedBy.getOrDefault(condition.text, 0) > 0) {
            openedBy.merge(condition.text, -1, Integer::sum);
        } else if (!condition.negated) {
            nesting.returnTo(condition.depth);
        }
    }
}
