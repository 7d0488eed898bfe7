package dev.scancast.scanner.progress;

import dev.scancast.contract.document.ScanStep;
import dev.scancast.contract.document.ScanStep.State;
import dev.scancast.scanner.engine.ScanEvent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far the analyzers are, which run one after the other and share their phase by weight. Until somebody tells which
 * they are, it is the structural one alone. Guarded by its owner's lock.
 */
final class AnalyzerSteps {

    /** What a file weighs beside its bytes: opening one costs as much as reading so many. */
    private static final long WEIGHT_PER_FILE = 16 * 1024;

    private List<Step> steps = List.of(new Step("structure", 1));
    private int running;

    private static final class Step {
        private final String name;
        private final double weight;
        private long files = -1;
        private long filesDone;
        private double totalWork;
        private double doneWork;
        private boolean isEnded;
        private boolean isFailed;

        Step(String name, double weight) {
            this.name = name;
            this.weight = weight;
        }

        void begin(long count, long bytes) {
            files = count;
            totalWork = bytes + (double) count * WEIGHT_PER_FILE;
        }

        double share() {
            return isEnded ? 1 : totalWork <= 0 ? 0 : Math.min(1, doneWork / totalWork);
        }
    }

    /** Which they are; heard once, before any began. */
    void choose(List<ScanEvent.AnalyzerShare> shares) {
        if (!shares.isEmpty() && steps.size() == 1 && steps.get(0).files < 0) {
            List<Step> chosen = new ArrayList<>();
            shares.forEach(share -> chosen.add(new Step(share.name(), share.weight())));
            steps = chosen;
        }
    }

    /** So much is to be analyzed; an analyzer that begins may say that it takes less of it. */
    void count(long files, long bytes) {
        for (Step step : steps) {
            if (step.files < 0) {
                step.begin(files, bytes);
            }
        }
    }

    void start(String name, long files, long bytes) {
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            if (step.name.equals(name) && !step.isEnded && i >= running) {
                step.begin(files, bytes);
                running = i;
            }
        }
    }

    /** The running one is done with a file. */
    void done(long bytes) {
        Step step = steps.get(running);
        step.filesDone++;
        step.doneWork += bytes + (double) WEIGHT_PER_FILE;
    }

    void end(String name, boolean isFailed) {
        Step step = steps.get(running);
        if (step.name.equals(name)) {
            step.isEnded = true;
            step.isFailed = isFailed;
        }
    }

    /** How much of all is done, 0 to 1; null where there is nothing to tell it by. */
    @Nullable
    Double share() {
        if (steps.size() == 1 && steps.get(0).totalWork <= 0) {
            return null;
        }
        double done = 0;
        double all = 0;
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            all += step.weight;
            done += step.weight * (i < running ? 1 : step.share());
        }
        return done / all;
    }

    /** Such as {@code Scanning file 3/7}, and with which analyzer, if there are several. */
    String message(long filesFound) {
        Step step = steps.get(running);
        String message = "Scanning file " + step.filesDone + "/" + (step.files < 0 ? filesFound : step.files);
        return steps.size() == 1 ? message : message + " (" + step.name + ")";
    }

    /**
     * As a document lists them.
     *
     * @param phase where their phase stands
     */
    List<ScanStep> list(State phase) {
        List<ScanStep> list = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            State state = state(i, step, phase);
            Double percent = state == State.RUNNING && step.totalWork > 0
                    ? (Double) (Math.floor(step.share() * 1000) / 10)
                    : null;
            list.add(new ScanStep(step.name, state, percent));
        }
        return list;
    }

    private State state(int place, Step step, State phase) {
        if (step.isFailed) {
            return State.FAILED;
        }
        if (phase == State.PENDING || phase == State.DONE) {
            return phase;
        }
        if (step.isEnded || place < running) {
            return State.DONE;
        }
        return place == running ? phase : phase == State.RUNNING ? State.PENDING : State.SKIPPED;
    }
}
