package dev.scancast.scanner.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scancast.contract.document.ProgressDocument;
import dev.scancast.contract.document.ScanError;
import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanStatus;
import dev.scancast.contract.document.ScanStep;
import dev.scancast.scanner.engine.ScanEvent;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several analyzers in one document. */
class AnalyzerStepsTest {
    private final MovableClock clock = new MovableClock();
    private final ProgressMeter meter = new ProgressMeter(new ScanId("s"), "repo", clock, clock::nanoTime);

    @BeforeEach
    void chooseTwo() {
        meter.onEvent(new ScanEvent.AnalyzersChosen(
                List.of(new ScanEvent.AnalyzerShare("structure", 1), new ScanEvent.AnalyzerShare("lint", 3))));
        meter.onEvent(new ScanEvent.PhaseStarted(ScanStatus.DISCOVERING));
        meter.onEvent(new ScanEvent.FilesCounted(4, 0));
    }

    private ProgressDocument now() {
        while (meter.hasChange()) {
            var unused = meter.take();
        }
        return meter.take();
    }

    private void start(String name, long files) {
        meter.onEvent(new ScanEvent.AnalyzerStarted(name, files, 0));
    }

    private void scan(int files, boolean isFirst) {
        for (int i = 0; i < files; i++) {
            meter.onEvent(new ScanEvent.FileScanned("f" + i, 0, 1, isFirst));
        }
    }

    private void end(String name, String failure) {
        meter.onEvent(new ScanEvent.AnalyzerEnded(name, Duration.ofSeconds(1), failure));
    }

    private static List<String> steps(ProgressDocument document) {
        return document.steps().stream()
                .map(step -> step.name() + " " + step.state().wireName()
                        + (step.progress() == null ? "" : " " + step.progress()))
                .toList();
    }

    @Test
    void theyShareTheirPhaseByWeight() {
        assertThat(now().progress()).isEqualTo(5);
        meter.onEvent(new ScanEvent.PhaseStarted(ScanStatus.SCANNING));
        start("structure", 4);
        scan(2, true);
        assertThat(now().progress()).isEqualTo(5 + 85 * 0.125);
        scan(2, true);
        end("structure", null);
        assertThat(now().progress()).isEqualTo(5 + 85 * 0.25);
        start("lint", 2);
        scan(1, false);
        assertThat(now().progress()).isEqualTo(5 + 85 * 0.625);
        scan(1, false);
        end("lint", null);
        assertThat(now().progress()).isEqualTo(90);
    }

    @Test
    void eachIsAStepWithItsOwnProgress() {
        assertThat(steps(now()))
                .containsExactly(
                        "discovering running 100.0",
                        "structure pending",
                        "lint pending",
                        "aggregating pending",
                        "writing pending");
        meter.onEvent(new ScanEvent.PhaseStarted(ScanStatus.SCANNING));
        start("structure", 4);
        scan(1, true);
        assertThat(steps(now())).contains("structure running 25.0", "lint pending");
        end("structure", null);
        start("lint", 2);
        scan(1, false);
        assertThat(steps(now())).contains("structure done", "lint running 50.0", "aggregating pending");
        end("lint", null);
        meter.onEvent(new ScanEvent.PhaseStarted(ScanStatus.AGGREGATING));
        assertThat(steps(now())).contains("structure done", "lint done", "aggregating running");
    }

    @Test
    void oneThatFailedStaysFailedToTheEnd() {
        meter.onEvent(new ScanEvent.PhaseStarted(ScanStatus.SCANNING));
        start("structure", 4);
        end("structure", null);
        start("lint", 2);
        end("lint", "it broke");
        assertThat(now().progress()).isEqualTo(90);
        meter.onEvent(new ScanEvent.PhaseStarted(ScanStatus.AGGREGATING));
        meter.onEvent(new ScanEvent.PhaseStarted(ScanStatus.WRITING));
        meter.onEvent(new ScanEvent.ReportWritten(true));
        meter.completed();

        assertThat(now().status()).isEqualTo(ScanStatus.COMPLETED);
        assertThat(steps(now()))
                .containsExactly(
                        "discovering done", "structure done", "lint failed", "aggregating done", "writing done");
    }

    @Test
    void anErrorIsShownAtTheOneThatRan() {
        meter.onEvent(new ScanEvent.PhaseStarted(ScanStatus.SCANNING));
        start("structure", 4);
        meter.failed(new ScanError("internal", "broken"));

        assertThat(now().steps())
                .extracting(ScanStep::state)
                .containsExactly(
                        ScanStep.State.DONE,
                        ScanStep.State.FAILED,
                        ScanStep.State.SKIPPED,
                        ScanStep.State.SKIPPED,
                        ScanStep.State.SKIPPED);
    }

    @Test
    void filesCountOnceAndFindingsAndNodesOfAll() {
        meter.onEvent(new ScanEvent.PhaseStarted(ScanStatus.SCANNING));
        start("structure", 4);
        scan(4, true);
        end("structure", null);
        start("lint", 2);
        scan(2, false);
        meter.onEvent(new ScanEvent.FindingsFound("lint", 3));
        meter.onEvent(new ScanEvent.FindingsFound("lint", 1));

        assertThat(now().filesScanned()).isEqualTo(4);
        assertThat(now().findings()).isEqualTo(4);
        assertThat(now().nodesFound()).isEqualTo(6);
        assertThat(now().message()).isEqualTo("Scanning file 2/2 (lint)");
        assertThat(meter.summary()).isEqualTo("Scan completed: 4 files, 6 nodes, 4 findings");
    }

    @Test
    void anAnalyzerWithoutFilesIsOverAtOnce() {
        meter.onEvent(new ScanEvent.PhaseStarted(ScanStatus.SCANNING));
        start("structure", 0);
        end("structure", null);
        start("lint", 0);

        assertThat(steps(now())).contains("structure done", "lint running");
        assertThat(now().progress()).isEqualTo(26.25);
    }
}
