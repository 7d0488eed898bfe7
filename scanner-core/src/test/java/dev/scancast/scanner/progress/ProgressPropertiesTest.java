package dev.scancast.scanner.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scancast.contract.document.ProgressDocument;
import dev.scancast.contract.document.ScanError;
import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanStatus;
import dev.scancast.contract.redis.Fence;
import dev.scancast.scanner.engine.ScanEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/**
 * What holds for any sequence of events, sensible or not, and whenever documents are taken or lost in between. The seed
 * of a failure is told; {@code -Dseed=...} repeats it.
 */
class ProgressPropertiesTest {
    private static final int CASES_A_ROUND = 400;

    private static final List<ScanStatus> PHASES =
            List.of(ScanStatus.DISCOVERING, ScanStatus.SCANNING, ScanStatus.AGGREGATING, ScanStatus.WRITING);

    @RepeatedTest(5)
    void percentNeverFallsAHundredComesAfterTheReportAndVersionsHaveNoHole() {
        long given = Long.getLong("seed", 0);
        for (int i = 0; i < CASES_A_ROUND; i++) {
            long seed = given != 0 ? given : new Random().nextLong();
            try {
                new Case(seed).run();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("fails with -Dseed=" + seed, e);
            }
        }
    }

    @Test
    void theCasesReachEveryEnd() {
        List<ScanStatus> ends = new ArrayList<>();
        for (long seed = 1; seed <= 300; seed++) {
            ends.add(new Case(seed).run());
        }
        assertThat(ends)
                .contains(ScanStatus.COMPLETED, ScanStatus.ERROR, ScanStatus.CANCELED, ScanStatus.QUEUED)
                .contains(ScanStatus.SCANNING);
    }

    private static final class Case {
        private final Random random;
        private final MovableClock clock = new MovableClock();
        private final ProgressMeter meter = new ProgressMeter(new ScanId("s"), "r", clock, clock::nanoTime);
        private final Fence fence;
        private final DocumentSequence sequence;
        private final List<ProgressDocument> documents = new ArrayList<>();
        private boolean reportWritten;

        Case(long seed) {
            random = new Random(seed);
            double percent = random.nextBoolean() ? 0 : Math.floor(random.nextDouble() * 9999) / 100;
            fence = new Fence(5, random.nextInt(100), percent, 1 + random.nextInt(2));
            sequence = new DocumentSequence(meter, fence);
        }

        ScanStatus run() {
            boolean sensible = random.nextBoolean();
            Iterator<ScanStatus> phases = PHASES.iterator();
            int steps = random.nextInt(120);
            for (int i = 0; i < steps; i++) {
                clock.advance(Duration.ofMillis(random.nextInt(random.nextBoolean() ? 3 : 3000)));
                if (sensible && random.nextInt(6) == 0 && phases.hasNext()) {
                    meter.onEvent(new ScanEvent.PhaseStarted(phases.next()));
                } else {
                    happen(sensible);
                }
                if (random.nextInt(4) == 0) {
                    take();
                }
                if (random.nextInt(15) == 0) {
                    meter.keepNewest();
                }
            }
            while (meter.hasChange()) {
                take();
            }
            check();
            return documents.isEmpty()
                    ? ScanStatus.QUEUED
                    : documents.get(documents.size() - 1).status();
        }

        private void happen(boolean sensible) {
            switch (random.nextInt(sensible ? 11 : 14)) {
                case 0 -> meter.onEvent(new ScanEvent.FilesFound(random.nextInt(5000), random.nextInt(1 << 20)));
                case 1 -> meter.onEvent(new ScanEvent.FilesCounted(random.nextInt(20), random.nextInt(1 << 20)));
                case 2 -> meter.onEvent(new ScanEvent.FileStarted("a/b" + random.nextInt()));
                case 3, 4, 5 ->
                    meter.onEvent(new ScanEvent.FileScanned("x", random.nextInt(1 << 18), random.nextInt(50)));
                case 6 ->
                    meter.onEvent(new ScanEvent.FileFailed("x", random.nextInt(1 << 18), random.nextBoolean(), "why"));
                case 7 -> writeReport();
                case 8 -> complete();
                case 9 -> end();
                case 10 -> analyze();
                default ->
                    meter.onEvent(new ScanEvent.PhaseStarted(
                            List.of(ScanStatus.values()).get(random.nextInt(ScanStatus.values().length))));
            }
        }

        private void analyze() {
            String name = random.nextBoolean() ? "structure" : "lint";
            switch (random.nextInt(5)) {
                case 0 ->
                    meter.onEvent(new ScanEvent.AnalyzersChosen(List.of(
                            new ScanEvent.AnalyzerShare("structure", 1),
                            new ScanEvent.AnalyzerShare("lint", random.nextDouble() * 9 + 0.1))));
                case 1 ->
                    meter.onEvent(new ScanEvent.AnalyzerStarted(name, random.nextInt(20), random.nextInt(1 << 20)));
                case 2 ->
                    meter.onEvent(new ScanEvent.AnalyzerEnded(
                            name, Duration.ofMillis(random.nextInt(9)), random.nextBoolean() ? null : "why"));
                case 3 -> meter.onEvent(new ScanEvent.FindingsFound(name, random.nextInt(9)));
                default -> meter.onEvent(new ScanEvent.FileScanned("x", random.nextInt(1 << 18), 1, false));
            }
        }

        private void writeReport() {
            ProgressDocument before = lastTaken();
            meter.onEvent(new ScanEvent.ReportWritten(random.nextInt(4) > 0));
            reportWritten |= before == null || !before.status().isTerminal();
        }

        private void complete() {
            try {
                meter.completed();
            } catch (IllegalStateException e) {
                assertThat(e).hasMessageContaining("before its report is written");
            }
        }

        private void end() {
            switch (random.nextInt(20)) {
                case 0 -> meter.failed(new ScanError("code", "broken"));
                case 1 -> meter.canceled();
                case 2 -> meter.handBack();
                default -> {}
            }
        }

        private ProgressDocument lastTaken() {
            return documents.isEmpty() ? null : documents.get(documents.size() - 1);
        }

        private void take() {
            ProgressDocument document = sequence.next();
            if (document.progress() == 100) {
                assertThat(reportWritten)
                        .as("100 before the report was written")
                        .isTrue();
            }
            documents.add(document);
        }

        private void check() {
            double percent = fence.percent();
            long seq = fence.seq();
            boolean sawAll = false;
            for (ProgressDocument document : documents) {
                assertThat(document.progress()).as("percent").isGreaterThanOrEqualTo(percent);
                assertThat(document.seq()).as("seq").isEqualTo(seq + 1);
                if (document.status() == ScanStatus.COMPLETED) {
                    assertThat(document.progress()).isEqualTo(100);
                    assertThat(sawAll).as("100 in writing before completed").isTrue();
                }
                sawAll |= document.status() == ScanStatus.WRITING && document.progress() == 100;
                percent = document.progress();
                seq = document.seq();
            }
        }
    }
}
