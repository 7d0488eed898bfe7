package dev.scancast.scanner.progress;

import dev.scancast.contract.document.ScanStatus;
import dev.scancast.contract.document.ScanStep;
import dev.scancast.contract.document.ScanStep.State;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The phases of a scan: which share of the whole each has, and how the document lists them. With a clone the shares are
 * other ones. Immutable.
 */
final class Phases {
    static final Phases WITHOUT_CLONE = new Phases(
            new Phase(ScanStatus.DISCOVERING, "discovering", 0, 5),
            new Phase(ScanStatus.SCANNING, "analyzers", 5, 90),
            new Phase(ScanStatus.AGGREGATING, "aggregating", 90, 95),
            new Phase(ScanStatus.WRITING, "writing", 95, 100));

    static final Phases WITH_CLONE = new Phases(
            new Phase(ScanStatus.CLONING, "cloning", 0, 25),
            new Phase(ScanStatus.DISCOVERING, "discovering", 25, 30),
            new Phase(ScanStatus.SCANNING, "analyzers", 30, 90),
            new Phase(ScanStatus.AGGREGATING, "aggregating", 90, 95),
            new Phase(ScanStatus.WRITING, "writing", 95, 100));

    private final List<Phase> phases;

    private Phases(Phase... phases) {
        this.phases = List.of(phases);
    }

    private record Phase(ScanStatus status, String step, double from, double to) {}

    /**
     * The percent of the whole.
     *
     * @param status the phase that runs; before the first one it is 0
     * @param share of that phase, 0 to 1
     */
    double percent(ScanStatus status, double share) {
        return phases.stream()
                .filter(phase -> phase.status == status)
                .findFirst()
                .map(phase -> phase.from + (phase.to - phase.from) * Math.max(0, Math.min(1, share)))
                .orElse(0.0);
    }

    /**
     * The list of steps.
     *
     * @param reached the phase that runs or ran last
     * @param share of that phase, 0 to 1; null where it can't be told
     * @param end null while the scan lives
     * @param analyzers the steps of the phase {@code scanning}
     */
    List<ScanStep> steps(
            ScanStatus reached, @Nullable Double share, @Nullable ScanStatus end, AnalyzerSteps analyzers) {
        List<ScanStep> steps = new ArrayList<>();
        for (Phase phase : phases) {
            State state = state(phase.status.compareTo(reached), end);
            if (phase.status == ScanStatus.SCANNING) {
                steps.addAll(analyzers.list(state));
                continue;
            }
            Double percent = state == State.RUNNING && share != null ? Math.floor(share * 1000) / 10 : null;
            steps.add(new ScanStep(phase.step, state, percent));
        }
        return steps;
    }

    private static State state(int comparedToReached, @Nullable ScanStatus end) {
        if (comparedToReached < 0 || end == ScanStatus.COMPLETED) {
            return State.DONE;
        }
        if (end == null) {
            return comparedToReached == 0 ? State.RUNNING : State.PENDING;
        }
        return comparedToReached == 0 && end == ScanStatus.ERROR ? State.FAILED : State.SKIPPED;
    }
}
