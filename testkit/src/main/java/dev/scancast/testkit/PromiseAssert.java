package dev.scancast.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.AbstractAssert;

/** Whether what a watcher saw keeps the promise to watchers. */
public final class PromiseAssert extends AbstractAssert<PromiseAssert, ScanWatcher> {

    /** Beyond the close frame's code nothing is known of it. */
    private static final int NORMAL = 1000;

    private PromiseAssert(ScanWatcher watcher) {
        super(watcher, PromiseAssert.class);
    }

    /** Begins an assertion. */
    public static PromiseAssert assertPromise(ScanWatcher watcher) {
        return new PromiseAssert(watcher);
    }

    /**
     * No document is older than the one before it: by epoch and seq where both have them, by {@code n} where a test's
     * foreign publisher counts so; and no percent is lower.
     */
    @CanIgnoreReturnValue
    public PromiseAssert neverGoesBack() {
        List<String> texts = actual.texts();
        for (int i = 1; i < texts.size(); i++) {
            String before = texts.get(i - 1);
            String after = texts.get(i);
            Documents.Version versionBefore = Documents.version(before);
            Documents.Version versionAfter = Documents.version(after);
            if (versionBefore != null && versionAfter != null && versionAfter.compareTo(versionBefore) <= 0) {
                failWithMessage("document %s is not newer than the one before:%n%s%n%s", i, before, after);
            }
            requireNotLower("n", i, before, after, true);
            requireNotLower("progress", i, before, after, false);
        }
        return this;
    }

    private void requireNotLower(String field, int i, String before, String after, boolean strictly) {
        JsonNode low = Documents.parse(before).path(field);
        JsonNode high = Documents.parse(after).path(field);
        if (low.isNumber()
                && high.isNumber()
                && (high.doubleValue() < low.doubleValue() || (strictly && high.doubleValue() == low.doubleValue()))) {
            failWithMessage("%s goes back at document %s:%n%s%n%s", field, i, before, after);
        }
    }

    /** No document came twice. */
    @CanIgnoreReturnValue
    public PromiseAssert neverRepeats() {
        Set<String> seen = new HashSet<>();
        for (String text : actual.texts()) {
            if (!seen.add(text)) {
                failWithMessage(
                        "this document came twice: %s%nof %s",
                        text, actual.texts().size());
            }
        }
        return this;
    }

    /** The last document, and no other, tells the end. */
    @CanIgnoreReturnValue
    public PromiseAssert hasItsTerminalLast() {
        List<String> texts = actual.texts();
        if (texts.isEmpty()) {
            failWithMessage("no document came; the end was %s %s", actual.endCode(), actual.endReason());
        }
        for (int i = 0; i < texts.size(); i++) {
            boolean last = i == texts.size() - 1;
            if (Documents.isTerminal(texts.get(i)) != last) {
                failWithMessage(
                        last
                                ? "the last document tells no end: %s (%s of %s), closed with %s %s"
                                : "an end is not the last: %s (%s of %s), closed with %s %s",
                        texts.get(i),
                        i + 1,
                        texts.size(),
                        actual.endCode(),
                        actual.endReason());
            }
        }
        return this;
    }

    /** It was closed with 1000 and that reason. */
    @CanIgnoreReturnValue
    public PromiseAssert endedNormally(String reason) {
        if (actual.endCode() != NORMAL || !actual.endReason().equals(reason)) {
            failWithMessage("expected 1000 %s, got %s %s", reason, actual.endCode(), actual.endReason());
        }
        return this;
    }

    /** All of it, for a scan that has ended. */
    @CanIgnoreReturnValue
    public PromiseAssert isKept(String reason) {
        return neverGoesBack().neverRepeats().hasItsTerminalLast().endedNormally(reason);
    }
}
