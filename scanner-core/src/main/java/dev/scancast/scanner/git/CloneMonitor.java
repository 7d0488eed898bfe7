package dev.scancast.scanner.git;

import dev.scancast.scanner.engine.ScanEvent;
import org.eclipse.jgit.internal.JGitText;
import org.eclipse.jgit.lib.ProgressMonitor;

/**
 * How far a clone is. Written by the thread that clones, read by any. The spans are those of a clone from a near server:
 * most of the time goes into receiving, then into writing.
 */
final class CloneMonitor implements ProgressMonitor {
    private static final Span ASKING = new Span(0, 0.05);
    private static final Span RECEIVING = new Span(0.05, 0.6);
    private static final Span RESOLVING = new Span(0.6, 0.7);
    private static final Span WRITING = new Span(0.7, 1);

    private final GuardedNetwork network;
    private final CloneSettings.Limits limits;
    private volatile boolean isCanceled;
    private volatile ScanEvent.CloneProgress progress = new ScanEvent.CloneProgress(0, "Cloning: asking the server");

    // Confined to the thread that clones.
    private Span span = ASKING;
    private int total;
    private int done;

    private record Span(double from, double to) {
        double at(int done, int total) {
            return from + (to - from) * (total <= 0 ? 0 : Math.min(1, (double) done / total));
        }
    }

    CloneMonitor(GuardedNetwork network, CloneSettings.Limits limits) {
        this.network = network;
        this.limits = limits;
    }

    ScanEvent.CloneProgress progress() {
        return progress;
    }

    void cancel() {
        isCanceled = true;
    }

    /** So many files are to be written. */
    void beginWriting(int files) {
        begin(WRITING, files);
    }

    @Override
    public void beginTask(String title, int totalWork) {
        if (title.equals(JGitText.get().receivingObjects)) {
            if (totalWork < 0 || totalWork > limits.objects()) {
                throw CloneFailure.tooLarge(
                        "it has " + Integer.toUnsignedString(totalWork) + " objects", CloneSettings.MAX_OBJECTS);
            }
            network.allowObjects();
            begin(RECEIVING, totalWork);
        } else if (title.equals(JGitText.get().resolvingDeltas)) {
            begin(RESOLVING, totalWork);
        } else {
            begin(ASKING, totalWork); // what the server tells of its own work
        }
    }

    @Override
    public void update(int completed) {
        done += completed;
        tell();
    }

    @Override
    public boolean isCancelled() {
        return isCanceled;
    }

    @Override
    public void start(int totalTasks) {
        // it isn't known how many there will be
    }

    @Override
    public void endTask() {
        // the next one begins, or the clone ends
    }

    @Override
    public void showDuration(boolean enabled) {
        // of no use here
    }

    private void begin(Span next, int totalWork) {
        if (next.from >= span.from) { // the server may still talk while its objects come
            span = next;
            total = totalWork;
            done = 0;
            tell();
        }
    }

    private void tell() {
        double share = Math.max(progress.share(), span.at(done, total));
        progress = new ScanEvent.CloneProgress(share, message());
    }

    private String message() {
        if (span.equals(RECEIVING)) {
            return "Cloning: received " + done + " of " + total + " objects, " + (network.received() >> 10) + " KiB";
        }
        if (span.equals(RESOLVING)) {
            return "Cloning: resolved " + done + " of " + total + " deltas";
        }
        if (span.equals(WRITING)) {
            return "Cloning: wrote " + done + " of " + total + " files";
        }
        return "Cloning: asking the server";
    }
}
