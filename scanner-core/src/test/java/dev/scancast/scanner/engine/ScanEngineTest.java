package dev.scancast.scanner.engine;

import static dev.scancast.contract.document.ScanStatus.AGGREGATING;
import static dev.scancast.contract.document.ScanStatus.DISCOVERING;
import static dev.scancast.contract.document.ScanStatus.SCANNING;
import static dev.scancast.contract.document.ScanStatus.WRITING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.scancast.scanner.report.Lines;
import dev.scancast.scanner.report.ScanReport;
import dev.scancast.scanner.report.ScanReport.DirectorySummary;
import dev.scancast.scanner.report.ScanReport.FileSummary;
import dev.scancast.scanner.report.ScanReport.LanguageSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the engine tells and reports of small repositories. */
class ScanEngineTest {
    @TempDir
    private Path directory;

    private Path repository;
    private final RecordedScan scan = new RecordedScan();

    @BeforeEach
    void makeRepository() throws IOException {
        repository = Files.createDirectory(directory.resolve("repository"));
    }

    private void write(String path, String content) throws IOException {
        Path file = repository.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    private void makeSmallRepository() throws IOException {
        write("src/A.java", """
                package a;

                // a comment
                class A {
                    int field;
                    A() {}
                    void method() {} // beside code
                }
                """);
        write("src/b.py", "def function():\n    return 1\n\nclass B:\n    def method(self):\n        pass\n");
        write("README.md", "# Title\n\ntext");
        Files.write(repository.resolve("image.png"), new byte[] {(byte) 0x89, 'P', 'N', 'G', 0, 1, 2});
        write("node_modules/dependency/index.js", "function excluded() {}");
    }

    @Test
    void everythingInASmallRepositoryIsCounted() throws IOException {
        makeSmallRepository();

        ScanReport report = scan.run(repository);

        long javaBytes = Files.size(repository.resolve("src/A.java"));
        long pythonBytes = Files.size(repository.resolve("src/b.py"));
        assertThat(report.totals())
                .isEqualTo(new ScanReport.Totals(4, javaBytes + pythonBytes + 13 + 7, new Lines(11, 1, 3, 2), 7, 0, 0));
        assertThat(report.nodesByKind())
                .isEqualTo(Map.of("type", 2L, "method", 2L, "constructor", 1L, "function", 1L, "field", 1L));
        assertThat(report.languages())
                .containsExactly(
                        new LanguageSummary(
                                "Java",
                                1,
                                javaBytes,
                                new Lines(6, 1, 1, 0),
                                4,
                                Map.of("type", 1L, "field", 1L, "constructor", 1L, "method", 1L),
                                0),
                        new LanguageSummary(
                                "Python",
                                1,
                                pythonBytes,
                                new Lines(5, 0, 1, 0),
                                3,
                                Map.of("function", 1L, "type", 1L, "method", 1L),
                                0),
                        new LanguageSummary("Markdown", 1, 13, new Lines(0, 0, 1, 2), 0, Map.of(), 0),
                        new LanguageSummary("Binary", 1, 7, Lines.NONE, 0, Map.of(), 0));
        assertThat(report.directories())
                .containsExactly(
                        new DirectorySummary("src", 2, javaBytes + pythonBytes, new Lines(11, 1, 2, 0), 7),
                        new DirectorySummary(".", 2, 20, new Lines(0, 0, 1, 2), 0));
        assertThat(report.largestFiles())
                .containsExactly(
                        new FileSummary("src/A.java", "Java", javaBytes, 8, 4),
                        new FileSummary("src/b.py", "Python", pythonBytes, 6, 3),
                        new FileSummary("README.md", "Markdown", 13, 3, 0),
                        new FileSummary("image.png", "Binary", 7, 0, 0));
        assertThat(report.truncated()).isEmpty();
        assertThat(report.repository()).isEqualTo("test");
        assertThat(report.endedAt()).isAfterOrEqualTo(report.startedAt());
        assertThat(scan.stored()).containsExactly(report);
    }

    @Test
    void eventsComeInAnOrderThatMakesSense() throws IOException {
        makeSmallRepository();

        ScanReport report = scan.run(repository);

        assertThat(scan.phases()).containsExactly(DISCOVERING, SCANNING, AGGREGATING, WRITING);
        List<ScanEvent> events = scan.events();
        assertThat(events.get(0)).isInstanceOf(ScanEvent.AnalyzersChosen.class);
        assertThat(events.get(1)).isEqualTo(new ScanEvent.PhaseStarted(DISCOVERING));
        assertThat(events.get(events.size() - 1)).isEqualTo(new ScanEvent.ReportWritten(true));
        assertThat(events.indexOf(scan.counted())).isEqualTo(events.indexOf(new ScanEvent.PhaseStarted(SCANNING)) - 1);
        assertThat(scan.counted())
                .isEqualTo(new ScanEvent.FilesCounted(4, report.totals().bytes()));
        Map<String, Integer> started = new HashMap<>();
        for (int i = 0; i < events.size(); i++) {
            if (events.get(i) instanceof ScanEvent.FileStarted start) {
                started.put(start.path(), i);
            }
        }
        for (ScanEvent.FileScanned scanned : scan.events(ScanEvent.FileScanned.class)) {
            assertThat(started.get(scanned.path())).isLessThan(events.indexOf(scanned));
        }
        assertThat(scan.events(ScanEvent.FileScanned.class).stream().mapToLong(ScanEvent.FileScanned::nodes))
                .containsExactlyInAnyOrder(4L, 3L, 0L, 0L);
    }

    @Test
    void anEmptyRepositoryCompletesWithZeroFiles() {
        ScanReport report = scan.run(repository);

        assertThat(scan.phases()).containsExactly(DISCOVERING, SCANNING, AGGREGATING, WRITING);
        assertThat(scan.counted()).isEqualTo(new ScanEvent.FilesCounted(0, 0));
        assertThat(report.totals()).isEqualTo(new ScanReport.Totals(0, 0, Lines.NONE, 0, 0, 0));
        assertThat(scan.events()).endsWith(new ScanEvent.ReportWritten(true));
    }

    @Test
    void aReportThatCannotBeStoredIsToldAndHoldsUpNothing() {
        RecordedScan recorded = new RecordedScan();
        ScanTask task = new ScanTask(repository, "test", List.of(), List.of());

        new ScanEngine(ScanLimits.DEFAULT).scan(task, recorded.events()::add, CancelSignal.NEVER, report -> false);

        assertThat(recorded.events()).endsWith(new ScanEvent.ReportWritten(false));
    }

    @Test
    void aRootThatIsNotThereFailsTheScan() {
        ScanFailedException failure =
                catchThrowableOfType(ScanFailedException.class, () -> scan.run(directory.resolve("nowhere")));

        assertThat(failure.error().code()).isEqualTo("path_not_found");
        assertThat(failure.error().message()).contains("nowhere");
    }

    @Test
    void aFileAsRepositoryFailsTheScan() throws IOException {
        write("A.java", "class A {}");

        ScanFailedException failure =
                catchThrowableOfType(ScanFailedException.class, () -> scan.run(repository.resolve("A.java")));

        assertThat(failure.error().code()).isEqualTo("not_a_directory");
    }

    @Test
    void moreFilesThanAllowedFailTheScanAndSayWhatToDo() throws IOException {
        makeSmallRepository();
        scan.limits(new ScanLimits(2, 1000, 3));

        ScanFailedException failure = catchThrowableOfType(ScanFailedException.class, () -> scan.run(repository));

        assertThat(failure.error().code()).isEqualTo("too_many_files");
        assertThat(failure.error().message()).contains("3").contains("scan.max-files");
    }

    @Test
    void aListenerThatThrowsEndsNothing() throws IOException {
        makeSmallRepository();
        scan.onEvent(event -> {
            throw new IllegalStateException("thrown by the test's listener");
        });

        ScanReport report = scan.run(repository);

        assertThat(report.totals().files()).isEqualTo(4);
    }

    @Test
    void anyNumberOfThreadsFindsTheSame() throws IOException {
        makeSmallRepository();
        ScanReport one =
                new RecordedScan().limits(ScanLimits.DEFAULT.withThreads(1)).run(repository);
        ScanReport many =
                new RecordedScan().limits(ScanLimits.DEFAULT.withThreads(8)).run(repository);

        assertThat(many)
                .usingRecursiveComparison()
                .ignoringFields("startedAt", "endedAt", "durationSeconds", "analyzers.seconds")
                .isEqualTo(one);
    }

    @Test
    void aRelativeRootIsRefused() {
        assertThatThrownBy(() -> scan.run(Path.of("relative")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("relative");
    }
}
