package dev.scancast.scanner.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scancast.contract.document.Json;
import dev.scancast.contract.document.ProgressDocument;
import dev.scancast.contract.document.ScanError;
import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanStatus;
import dev.scancast.contract.document.ScanStep.State;
import dev.scancast.contract.redis.Fence;
import dev.scancast.scanner.engine.ScanEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressMeterTest {
    private static final int KIB_16 = 16 * 1024;

    private final MovableClock clock = new MovableClock();
    private final ProgressMeter meter = new ProgressMeter(new ScanId("s"), "repo", clock, clock::nanoTime);

    @Test
    void percentFollowsTheSharesOfThePhases() {
        begin(ScanStatus.DISCOVERING);
        assertThat(now().progress()).isZero();
        meter.onEvent(new ScanEvent.FilesFound(2000, 1));
        assertThat(now().progress()).isEqualTo(2.5);
        meter.onEvent(new ScanEvent.FilesCounted(4, 0));
        assertThat(now().progress()).isEqualTo(5);
        begin(ScanStatus.SCANNING);
        scan("a", 0);
        assertThat(now().progress()).isEqualTo(5 + 85 / 4.0);
        begin(ScanStatus.AGGREGATING);
        assertThat(now().progress()).isEqualTo(90);
        begin(ScanStatus.WRITING);
        assertThat(now().progress()).isEqualTo(95);
        meter.onEvent(new ScanEvent.ReportWritten(true));
        assertThat(now().progress()).isEqualTo(100);
    }

    @Test
    void withACloneTheSharesAreOthers() {
        begin(ScanStatus.CLONING);
        assertThat(now().progress()).isZero();
        begin(ScanStatus.DISCOVERING);
        assertThat(now().progress()).isEqualTo(25);
        meter.onEvent(new ScanEvent.FilesCounted(2, 0));
        assertThat(now().progress()).isEqualTo(30);
        begin(ScanStatus.SCANNING);
        scan("a", 0);
        assertThat(now().progress()).isEqualTo(60);
        assertThat(now().steps())
                .hasSize(5)
                .first()
                .satisfies(step -> assertThat(step.name()).isEqualTo("cloning"));
    }

    @Test
    void aLargeFileWeighsMoreThanASmallOne() {
        discover(2, KIB_16 * 2);
        scan("large", KIB_16 * 2);
        assertThat(now().progress()).isEqualTo(Math.floor((5 + 85 * 0.75) * 100) / 100);
    }

    @Test
    void aFileThatFailsCountsAsDoneButNotAsScanned() {
        discover(2, 0);
        meter.onEvent(new ScanEvent.FileFailed("x", 0, true, "unreadable"));
        meter.onEvent(new ScanEvent.FileFailed("y", 0, false, "never counted"));
        ProgressDocument document = now();
        assertThat(document.fileErrors()).isEqualTo(2);
        assertThat(document.filesScanned()).isZero();
        assertThat(document.progress()).isEqualTo(47.5);
        assertThat(document.message()).isEqualTo("Scanning file 1/2");
    }

    @Test
    void stepsTellWhatRunsAndHowFarItIs() {
        discover(2, 0);
        scan("a", 0);
        assertThat(states(now())).containsExactly(State.DONE, State.RUNNING, State.PENDING, State.PENDING);
        assertThat(now().steps().get(1).progress()).isEqualTo(50);
        assertThat(now().steps().get(0).progress()).isNull();
    }

    @Test
    void anErrorKeepsPercentAndTellsWhereItHappened() {
        discover(2, 0);
        scan("a", 0);
        meter.failed(new ScanError("internal", "broken"));
        ProgressDocument document = now();
        assertThat(document.status()).isEqualTo(ScanStatus.ERROR);
        assertThat(document.step()).isEqualTo(ScanStatus.SCANNING);
        assertThat(document.progress()).isEqualTo(47.5);
        assertThat(document.error()).isEqualTo(new ScanError("internal", "broken"));
        assertThat(states(document)).containsExactly(State.DONE, State.FAILED, State.SKIPPED, State.SKIPPED);
    }

    @Test
    void aCancelKeepsPercentAndSkipsTheRest() {
        discover(2, 0);
        meter.canceled();
        assertThat(now().status()).isEqualTo(ScanStatus.CANCELED);
        assertThat(now().progress()).isEqualTo(5);
        assertThat(states(now())).containsExactly(State.DONE, State.SKIPPED, State.SKIPPED, State.SKIPPED);
    }

    @Test
    void nothingFollowsTheEnd() {
        discover(2, 0);
        meter.canceled();
        ProgressDocument end = now();
        scan("a", 0);
        begin(ScanStatus.AGGREGATING);
        meter.failed(new ScanError("late", "late"));
        meter.handBack();
        assertThat(meter.hasChange()).isFalse();
        assertThat(now()).isEqualTo(end);
    }

    @Test
    void completedNeedsTheReportsFate() {
        discover(1, 0);
        begin(ScanStatus.WRITING);
        assertThatThrownBy(meter::completed)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("report");
        meter.onEvent(new ScanEvent.ReportWritten(false));
        meter.completed();
        assertThat(now().status()).isEqualTo(ScanStatus.COMPLETED);
        assertThat(now().report()).isFalse();
        assertThat(now().progress()).isEqualTo(100);
        assertThat(states(now())).containsOnly(State.DONE);
    }

    @Test
    void everyChangeOfStatusIsADocumentOfItsOwnHoweverLateItIsTaken() {
        discover(1, 0);
        scan("a", 0);
        begin(ScanStatus.AGGREGATING);
        begin(ScanStatus.WRITING);
        meter.onEvent(new ScanEvent.ReportWritten(true));
        meter.completed();
        List<String> taken = new ArrayList<>();
        while (meter.hasChange()) {
            ProgressDocument document = meter.take();
            taken.add(document.status().wireName() + " " + document.progress());
        }
        assertThat(taken)
                .containsExactly(
                        "discovering 0.0",
                        "scanning 5.0",
                        "aggregating 90.0",
                        "writing 95.0",
                        "writing 100.0",
                        "completed 100.0");
    }

    @Test
    void whatCouldNotBePublishedIsForgottenExceptTheNewestAndAllBeforeCompleted() {
        discover(1, 0);
        meter.keepNewest();
        assertThat(meter.take().status()).isEqualTo(ScanStatus.SCANNING);
        begin(ScanStatus.AGGREGATING);
        begin(ScanStatus.WRITING);
        meter.onEvent(new ScanEvent.ReportWritten(true));
        meter.completed();
        meter.keepNewest();
        assertThat(meter.take().progress()).isEqualTo(100);
        assertThat(meter.take().status()).isEqualTo(ScanStatus.COMPLETED);
        assertThat(meter.hasChange()).isFalse();
    }

    @Test
    void aLaterAttemptHasOnlyWhatIsLeft() {
        DocumentSequence sequence = new DocumentSequence(meter, new Fence(7, 41, 40, 2));
        discover(2, 0);
        scan("a", 0);
        meter.keepNewest();
        assertThat(sequence.next().progress()).isEqualTo(40 + 60 * 0.05);
        ProgressDocument half = sequence.next();
        assertThat(half.progress()).isEqualTo(40 + 60 * 0.475);
        assertThat(half.epoch()).isEqualTo(7);
        assertThat(half.seq()).isEqualTo(43);
        assertThat(half.attempt()).isEqualTo(2);
        assertThat(half.filesScanned()).isEqualTo(1);
    }

    @Test
    void aScanThatIsGivenBackIsQueuedAsIfThisAttemptHadNotBeen() {
        DocumentSequence sequence = new DocumentSequence(meter, new Fence(7, 1, 0, 1));
        discover(2, 0);
        scan("a", 0);
        meter.handBack();
        meter.keepNewest();
        ProgressDocument document = sequence.next();
        assertThat(document.status()).isEqualTo(ScanStatus.QUEUED);
        assertThat(document.attempt()).isZero();
        assertThat(document.progress()).isEqualTo(47.5);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1.5, 0", "33.33, 33.33", "99.99, 99.99"})
    void onlyAllOfItIsAHundred(double start, double least) {
        DocumentSequence sequence = new DocumentSequence(meter, new Fence(1, 1, start, 2));
        discover(1, 0);
        begin(ScanStatus.WRITING);
        meter.keepNewest();
        assertThat(sequence.next().progress()).isGreaterThanOrEqualTo(least).isLessThan(100);
        meter.onEvent(new ScanEvent.ReportWritten(true));
        assertThat(sequence.next().progress()).isEqualTo(100);
    }

    @Test
    void theTimeLeftIsHiddenUntilItCanBeTold() {
        discover(100, 0);
        for (int i = 0; i < 4; i++) {
            clock.advance(Duration.ofSeconds(1));
            scan("f" + i, 0);
        }
        assertThat(now().etaSeconds()).as("4 % in 4 s").isNull();
        clock.advance(Duration.ofSeconds(1));
        scan("f", 0);
        ProgressDocument document = now();
        assertThat(document.etaSeconds()).as("5 % in 5 s").isBetween(94.0, 96.0);
        assertThat(document.etaLowSeconds()).isLessThan(document.etaSeconds());
        assertThat(document.etaHighSeconds()).isGreaterThan(document.etaSeconds());
        begin(ScanStatus.AGGREGATING);
        assertThat(now().etaSeconds()).isNull();
    }

    @Test
    void textsOfAnyKindFitIntoTheDocument() {
        begin(ScanStatus.DISCOVERING);
        meter.onEvent(new ScanEvent.FileStarted("x".repeat(70_000)));
        meter.failed(new ScanError("internal", "\ud83d".repeat(70_000)));
        while (meter.hasChange()) {
            assertThat(Json.write(meter.take())).hasSizeLessThan(16 * 1024);
        }
    }

    private void discover(long files, long bytes) {
        begin(ScanStatus.DISCOVERING);
        meter.onEvent(new ScanEvent.FilesCounted(files, bytes));
        begin(ScanStatus.SCANNING);
    }

    private void begin(ScanStatus phase) {
        meter.onEvent(new ScanEvent.PhaseStarted(phase));
    }

    private void scan(String path, long bytes) {
        meter.onEvent(new ScanEvent.FileStarted(path));
        meter.onEvent(new ScanEvent.FileScanned(path, bytes, 3));
    }

    /** The present state, whatever else waits. */
    private ProgressDocument now() {
        ProgressDocument last = meter.take();
        while (meter.hasChange()) {
            last = meter.take();
        }
        return last.status().isTerminal() ? last : meter.take();
    }

    private static List<State> states(ProgressDocument document) {
        return document.steps().stream().map(step -> step.state()).toList();
    }
}
