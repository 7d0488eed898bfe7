package dev.scancast.scanner.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.scancast.contract.document.ScanError;
import dev.scancast.scanner.TestTree;
import dev.scancast.scanner.analyzer.Analyzer;
import dev.scancast.scanner.analyzer.AnalyzerFailedException;
import dev.scancast.scanner.analyzer.Finding;
import dev.scancast.scanner.analyzer.TodoFinder;
import dev.scancast.scanner.report.ReportFinding;
import dev.scancast.scanner.report.ScanReport;
import dev.scancast.scanner.report.ScanReport.AnalyzerSummary;
import dev.scancast.scanner.report.ScanReport.FileError;
import dev.scancast.scanner.report.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several analyzers in one scan, and what becomes of what each says. */
class AnalyzerPassesTest {
    @TempDir
    private Path directory;

    private final RecordedScan scan = new RecordedScan();
    private TestTree tree;

    @BeforeEach
    void makeRepository() throws IOException {
        tree = new TestTree(Files.createDirectory(directory.resolve("repository")));
        tree.write("src/A.java", "class A {\n  int x; // TODO one\n  void f() {} // TODO two\n}\n");
        tree.write("b.js", "function f() {}\n");
        tree.write("c.txt", "nothing");
        tree.write("node_modules/excluded.js", "// TODO never seen\n");
    }

    private ScanReport run(Analyzer... analyzers) {
        return scan.analyzers(analyzers).run(tree.root());
    }

    private static Finding finding(String path, int line) {
        return new Finding("rule", Severity.ERROR, "message", path, line, null);
    }

    @Test
    void eachAnalyzerIsToldWithItsFilesOneAfterTheOther() {
        run(new StructureAnalyzer(), new TodoFinder());

        assertThat(scan.events().get(0))
                .isEqualTo(new ScanEvent.AnalyzersChosen(List.of(
                        new ScanEvent.AnalyzerShare("structure", 1), new ScanEvent.AnalyzerShare("todo-finder", 1))));
        List<ScanEvent> starts = scan.events().stream()
                .filter(event -> event instanceof ScanEvent.AnalyzerStarted || event instanceof ScanEvent.AnalyzerEnded)
                .toList();
        assertThat(starts)
                .extracting(Object::getClass)
                .extracting(Class::getSimpleName)
                .containsExactly("AnalyzerStarted", "AnalyzerEnded", "AnalyzerStarted", "AnalyzerEnded");
        assertThat(starts.get(0)).isEqualTo(new ScanEvent.AnalyzerStarted("structure", 3, 82));
        assertThat(starts.get(2)).isEqualTo(new ScanEvent.AnalyzerStarted("todo-finder", 2, 75));
    }

    @Test
    void aFileIsScannedOnceHoweverManyLookAtIt() {
        ScanReport report = run(new StructureAnalyzer(), new TodoFinder());

        assertThat(report.totals().files()).isEqualTo(3);
        assertThat(scan.events(ScanEvent.FileScanned.class).stream().filter(ScanEvent.FileScanned::isFirst))
                .hasSize(3);
        assertThat(scan.events(ScanEvent.FileScanned.class)).hasSize(5);
    }

    @Test
    void findingsStandInTheReportWithTheirPlaceAndAreCounted() {
        ScanReport report = run(new StructureAnalyzer(), new TodoFinder());

        assertThat(report.findings())
                .extracting(ReportFinding::analyzer, ReportFinding::rule, ReportFinding::path, ReportFinding::line)
                .containsExactly(
                        tuple("todo-finder", "todo", "src/A.java", 2), tuple("todo-finder", "todo", "src/A.java", 3));
        assertThat(report.findings()).extracting(ReportFinding::fingerprint).doesNotHaveDuplicates();
        assertThat(report.totals().findings()).isEqualTo(2);
        assertThat(report.findingsBySeverity()).isEqualTo(Map.of("note", 2L));
        assertThat(report.rules()).containsExactly(new ScanReport.RuleSummary("todo-finder", "todo", Severity.NOTE, 2));
        assertThat(scan.events(ScanEvent.FindingsFound.class).stream()
                        .mapToLong(ScanEvent.FindingsFound::findings)
                        .sum())
                .isEqualTo(2);
    }

    @Test
    void aFingerprintStaysWhenTheLineMoves() throws IOException {
        String before = run(new TodoFinder()).findings().get(0).fingerprint();
        tree.write("src/A.java", "\n\n\nclass A {\n  int x; // TODO one\n  void f() {} // TODO two\n}\n");
        ScanReport after = new RecordedScan().analyzers(new TodoFinder()).run(tree.root());

        assertThat(after.findings().get(0).line()).isEqualTo(5);
        assertThat(after.findings().get(0).fingerprint()).isEqualTo(before);
    }

    @Test
    void oneThatFillsItsStackOrTheMemoryFailsLikeAnyOther() {
        TestAnalyzers.Tree deep = new TestAnalyzers.Tree("deep").doing(analysis -> overflow(0));
        TestAnalyzers.Tree greedy = new TestAnalyzers.Tree("greedy").doing(analysis -> takeAllMemory());

        ScanReport report = run(new StructureAnalyzer(), deep, greedy);

        assertThat(report.totals().files()).isEqualTo(3);
        assertThat(report.analyzers())
                .extracting(AnalyzerSummary::name, AnalyzerSummary::error)
                .contains(
                        tuple("deep", "it broke (StackOverflowError); the worker's log tells more"),
                        tuple("greedy", "it needs more memory than the worker has: give the worker more"));
    }

    @Test
    void oneThatIsRequiredAndFillsTheMemoryFailsTheScanWithThatReason() {
        TestAnalyzers.Tree greedy = new TestAnalyzers.Tree("greedy").required().doing(analysis -> takeAllMemory());

        assertThat(catchThrowableOfType(ScanFailedException.class, () -> run(greedy))
                        .error())
                .isEqualTo(new ScanError(
                        "analyzer_failed",
                        "Analyzer greedy failed: it needs more memory than the worker has: give the worker more"));
    }

    @SuppressWarnings("InfiniteRecursion")
    private static int overflow(int depth) {
        return 1 + overflow(depth + 1);
    }

    private static void takeAllMemory() {
        Object[] held = {};
        while (true) {
            Object[] more = new Object[Integer.MAX_VALUE - 8];
            more[0] = held;
            held = more;
        }
    }

    @Test
    void anAnalyzerThatFailsIsToldAndTheScanGoesOn() {
        TestAnalyzers.Tree failing = new TestAnalyzers.Tree("lint")
                .taking(".js")
                .doing(analysis -> {
                    analysis.found(finding("b.js", 1));
                    throw new AnalyzerFailedException("it has a bad day", null);
                });

        ScanReport report = run(failing, new StructureAnalyzer());

        assertThat(report.analyzers().stream().filter(summary -> summary.name().equals("lint")))
                .singleElement()
                .satisfies(summary -> {
                    assertThat(summary.error()).isEqualTo("it has a bad day");
                    assertThat(summary.findings()).isEqualTo(1);
                });
        assertThat(report.totals().files()).isEqualTo(3);
        assertThat(scan.events(ScanEvent.AnalyzerEnded.class))
                .extracting(ScanEvent.AnalyzerEnded::failure)
                .containsExactly("it has a bad day", null);
    }

    @Test
    void aRequiredAnalyzerThatFailsFailsTheScan() {
        TestAnalyzers.Tree failing = new TestAnalyzers.Tree("lint").required().doing(analysis -> {
            throw new AnalyzerFailedException("it has a bad day", null);
        });

        ScanFailedException failure =
                catchThrowableOfType(ScanFailedException.class, () -> run(new StructureAnalyzer(), failing));

        assertThat(failure.error().code()).isEqualTo("analyzer_failed");
        assertThat(failure.error().message()).isEqualTo("Analyzer lint failed: it has a bad day");
    }

    @Test
    void anAnalyzerThatBreaksIsAFailureLikeAnyOther() {
        TestAnalyzers.Tree broken = new TestAnalyzers.Tree("lint").doing(analysis -> {
            throw new IllegalStateException("thrown by the test");
        });

        ScanReport report = run(broken, new StructureAnalyzer());

        assertThat(scan.events(ScanEvent.AnalyzerEnded.class).get(0).failure()).contains("IllegalStateException");
        assertThat(report.totals().files()).isEqualTo(3);
    }

    @Test
    void whatIsSaidOfFilesOutsideOfTheScanIsLeftOutAndThatIsSaid() {
        TestAnalyzers.Tree lint = new TestAnalyzers.Tree("lint").doing(analysis -> {
            analysis.found(finding("node_modules/excluded.js", 1));
            analysis.found(finding("../outside.js", 1));
            analysis.found(finding("a\0b", 1));
            analysis.found(finding("./src/../b.js", 0));
            analysis.found(finding(null, 0));
            analysis.failed("elsewhere.js", "unreadable");
        });

        ScanReport report = run(lint);

        assertThat(report.findings()).extracting(ReportFinding::path).containsExactly(null, "b.js");
        assertThat(report.fileErrors()).isEmpty();
        assertThat(scan.events(ScanEvent.AnalyzerSaid.class))
                .extracting(ScanEvent.AnalyzerSaid::line)
                .containsExactly("4 findings were left out: they are not about files of this scan");
    }

    @Test
    void withoutTheStructuralOneFilesCountAllTheSame() {
        ScanReport report = run(new TestAnalyzers.Tree("lint").taking(".JS"));

        assertThat(report.totals().files()).isEqualTo(1);
        assertThat(report.languages())
                .extracting(ScanReport.LanguageSummary::language)
                .containsExactly("JavaScript");
    }

    @Test
    void anAnalyzerWithoutFilesDoesNotRun() {
        TestAnalyzers.Tree lint = new TestAnalyzers.Tree("lint")
                .taking(".cobol")
                .doing(analysis -> {
                    throw new AnalyzerFailedException("it ran", null);
                });

        ScanReport report = run(lint);

        assertThat(report.analyzers())
                .singleElement()
                .extracting(AnalyzerSummary::error)
                .isNull();
    }

    @Test
    void anotherFileAnalyzerAddsDeclarationsAndErrors() throws IOException {
        tree.write("bad.txt", "bad");

        ScanReport report =
                run(new StructureAnalyzer(), new TestAnalyzers.LineByLine("line-by-line", List.of(".txt", ".java")));

        assertThat(report.totals().files()).isEqualTo(4);
        assertThat(report.nodesByKind()).containsEntry("function", 2L).containsEntry("method", 1L);
        assertThat(report.languages().stream()
                        .filter(language -> language.language().equals("Java"))
                        .map(ScanReport.LanguageSummary::nodes))
                .containsExactly(4L);
        assertThat(report.fileErrors()).containsExactly(new FileError("bad.txt", "line-by-line: it is bad"));
    }

    @Test
    void aCancelIsHeardByAnAnalyzerThatAsks() {
        TestAnalyzers.Tree waiting = new TestAnalyzers.Tree("lint").doing(analysis -> {
            while (!analysis.isStopped()) {
                Thread.onSpinWait();
            }
            analysis.check();
        });
        long begun = System.nanoTime();
        scan.cancel(() -> System.nanoTime() - begun > 200_000_000L);

        assertThat(catchThrowableOfType(ScanCanceledException.class, () -> run(waiting)))
                .isNotNull();
    }

    @Test
    void onlyTheWorstFindingsAreKeptAndAllAreCounted() {
        TestAnalyzers.Tree lint = new TestAnalyzers.Tree("lint").doing(analysis -> {
            for (int i = 1; i <= 50; i++) {
                analysis.found(new Finding("note", Severity.NOTE, "note " + i, "b.js", i, null));
            }
            analysis.found(finding("b.js", 7));
        });

        ScanReport report =
                scan.limits(new ScanLimits(2, 1 << 20, 100, 10)).analyzers(lint).run(tree.root());

        assertThat(report.findings()).hasSize(10);
        assertThat(report.findings().get(0).severity()).isEqualTo(Severity.ERROR);
        assertThat(report.findings().get(9).line()).isEqualTo(9);
        assertThat(report.truncated()).containsExactly(new ScanReport.Cut("findings", 10, 51));
        assertThat(report.findingsBySeverity()).isEqualTo(Map.of("error", 1L, "note", 50L));
    }
}
