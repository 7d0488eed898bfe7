package dev.scancast.scanner.progress;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.scancast.contract.document.Json;
import dev.scancast.contract.document.ProgressDocument;
import dev.scancast.contract.document.ScanError;
import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanStatus;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** Progress as somebody else's scanner tells it: percent and words. Thread-safe. */
final class ManualProgress implements DocumentSource {
    private static final int LONGEST_MESSAGE = 1000;

    private final Clock clock;

    @GuardedBy("this")
    private final Changes changes = new Changes();

    @GuardedBy("this")
    private boolean hasNews;

    @GuardedBy("this")
    private ProgressDocument current;

    /** @param repository what is scanned, for people; null if that isn't told */
    ManualProgress(ScanId scan, @Nullable String repository, Clock clock) {
        this.clock = clock;
        this.current = ProgressDocument.builder(scan)
                .status(ScanStatus.SCANNING)
                .message("Scanning")
                .repository(repository)
                .startedAt(clock.instant())
                .updatedAt(clock.instant())
                .build();
        changes.add(current);
    }

    /**
     * Percent below what was told before is ignored; its message counts all the same.
     *
     * @return whether all is reached by this, so that the status changes
     */
    @CanIgnoreReturnValue
    synchronized boolean progress(double percent, String message) {
        if (current.status().isTerminal()) {
            return false;
        }
        double within = Math.max(current.progress(), Math.min(100, percent));
        boolean reachesAll = within >= 100 && current.progress() < 100;
        current = current.toBuilder()
                .status(within >= 100 ? ScanStatus.WRITING : ScanStatus.SCANNING)
                .progress(within)
                .message(Json.text(message, LONGEST_MESSAGE))
                .updatedAt(clock.instant())
                .build();
        hasNews = true;
        if (reachesAll) {
            addChange();
        }
        return reachesAll;
    }

    /** Ends it, unless it has ended. A document with 100 % comes before {@code completed}. */
    synchronized void end(ScanStatus end, String message, @Nullable ScanError error) {
        if (current.status().isTerminal()) {
            return;
        }
        if (end == ScanStatus.COMPLETED) {
            progress(100, message);
        }
        current = current.toBuilder()
                .status(end)
                .message(Json.text(message, LONGEST_MESSAGE))
                .error(error)
                .updatedAt(clock.instant())
                .build();
        addChange();
    }

    synchronized boolean hasEnded() {
        return current.status().isTerminal();
    }

    @Override
    public synchronized boolean hasChange() {
        return !changes.isEmpty();
    }

    @Override
    public synchronized boolean hasNews() {
        return hasNews;
    }

    @Override
    public synchronized ProgressDocument take() {
        ProgressDocument change = changes.poll();
        if (change != null) {
            return change;
        }
        hasNews = false;
        return current.toBuilder().updatedAt(clock.instant()).build();
    }

    @GuardedBy("this")
    private void addChange() {
        changes.add(current);
        hasNews = false;
    }

    @Override
    public synchronized void keepNewest() {
        changes.keepNewest();
    }
}
