package dev.scancast.scanner.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scancast.scanner.engine.structure.Language;
import dev.scancast.scanner.engine.structure.NodeCounts;
import dev.scancast.scanner.engine.structure.StructuralLexer;
import dev.scancast.scanner.report.ScanReport.Cut;
import dev.scancast.scanner.report.ScanReport.DirectorySummary;
import dev.scancast.scanner.report.ScanReport.FileSummary;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a report keeps of many files, and what it says it left out. */
class ReportBuilderTest {
    private static final Instant START = Instant.parse("2026-01-05T10:00:00Z");

    private final ReportBuilder builder = new ReportBuilder();

    private ScanReport build() {
        return builder.build("repository", START, START.plusSeconds(7), Duration.ofMillis(7250));
    }

    private static ScannedFile text(String directory, String name, long bytes, long lines) {
        String path = directory.equals(".") ? name : directory + "/" + name;
        return new ScannedFile(path, directory, "Markdown", bytes, new Lines(0, 0, 0, lines), NodeCounts.NONE, 0);
    }

    @Test
    void directoriesWithTheMostLinesAreKeptAndTheCutIsTold() {
        for (int i = 0; i < 150; i++) {
            builder.add(text("d" + i, "a.md", 10, i));
        }

        ScanReport report = build();

        assertThat(report.directories())
                .hasSize(100)
                .startsWith(new DirectorySummary("d149", 1, 10, new Lines(0, 0, 0, 149), 0))
                .endsWith(new DirectorySummary("d50", 1, 10, new Lines(0, 0, 0, 50), 0));
        assertThat(report.truncated()).containsExactly(new Cut("directories", 100, 150));
        assertThat(report.totals().files()).isEqualTo(150);
    }

    @Test
    void theLargestFilesAreKeptLargestFirst() {
        IntStream.range(0, 100).map(i -> (i * 37) % 100).forEach(i -> builder.add(text(".", i + ".md", i, 1)));

        assertThat(build().largestFiles().stream().map(FileSummary::bytes))
                .containsExactlyElementsOf(
                        IntStream.range(0, 20).mapToObj(i -> 99L - i).toList());
    }

    @Test
    void filesOfOneSizeAreKeptByNameWhateverOrderTheyCameIn() {
        IntStream.range(0, 100).map(i -> (i * 37) % 100).forEach(i -> builder.add(text(".", "f" + (100 + i), 5, 1)));

        assertThat(build().largestFiles().stream().map(FileSummary::path))
                .containsExactlyElementsOf(
                        IntStream.range(0, 20).mapToObj(i -> "f" + (100 + i)).toList());
    }

    @Test
    void theFirstErrorsAreKeptAndAllAreCounted() {
        for (int i = 0; i < 250; i++) {
            builder.addError("f" + i, "permission denied");
        }

        ScanReport report = build();

        assertThat(report.fileErrors()).hasSize(100).startsWith(new ScanReport.FileError("f0", "permission denied"));
        assertThat(report.totals().fileErrors()).isEqualTo(250);
        assertThat(report.truncated()).containsExactly(new Cut("file_errors", 100, 250));
    }

    @Test
    void languagesWithTheMostNodesComeFirst() {
        NodeCounts nodes = StructuralLexer.analyze(Language.JAVA, "class A {}".getBytes(StandardCharsets.UTF_8), 10)
                .nodes();
        builder.add(text(".", "a.md", 1000, 1000));
        builder.add(new ScannedFile("A.java", ".", "Java", 10, new Lines(1, 0, 0, 0), nodes, 0));

        assertThat(build().languages().stream().map(ScanReport.LanguageSummary::language))
                .containsExactly("Java", "Markdown");
    }

    @Test
    void timesAndDurationAreTold() {
        ScanReport report = build();

        assertThat(report.startedAt()).isEqualTo(START);
        assertThat(report.endedAt()).isEqualTo(START.plusSeconds(7));
        assertThat(report.durationSeconds()).isEqualTo(7.25);
    }
}
