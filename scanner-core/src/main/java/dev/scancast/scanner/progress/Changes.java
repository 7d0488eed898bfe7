package dev.scancast.scanner.progress;

import dev.scancast.contract.document.ProgressDocument;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Documents that must be published, oldest first. Guarded by its owner's lock. */
final class Changes {
    private final Deque<ProgressDocument> waiting = new ArrayDeque<>();

    void add(ProgressDocument document) {
        waiting.add(document);
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    @Nullable
    ProgressDocument poll() {
        return waiting.poll();
    }

    /** Only a handful stays: the newest, and a document with 100 %, which must come before {@code completed}. */
    void keepNewest() {
        ProgressDocument newest = waiting.pollLast();
        waiting.removeIf(document -> document.progress() < 100);
        if (newest != null) {
            waiting.addLast(newest);
        }
    }
}
