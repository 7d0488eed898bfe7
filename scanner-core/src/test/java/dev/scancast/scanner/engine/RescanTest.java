package dev.scancast.scanner.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scancast.scanner.analyzer.TodoFinder;
import dev.scancast.scanner.cache.ResultCache;
import dev.scancast.scanner.report.ScanReport;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A scan of what was scanned before, over a real tree: the sources of this module. */
class RescanTest {
    @TempDir
    private Path directory;

    private Path repository;

    @BeforeEach
    void copySources() throws IOException {
        Path sources = new File("src").getAbsoluteFile().toPath();
        repository = directory.resolve("repository");
        try (Stream<Path> files = Files.walk(sources)) {
            for (Path file : files.toList()) {
                Files.copy(file, repository.resolve(sources.relativize(file)));
            }
        }
        Files.writeString(repository.resolve("todo.js"), "// TODO remember\n");
    }

    private ScanReport scan(boolean withCache) throws IOException {
        RecordedScan scan = new RecordedScan().analyzers(new StructureAnalyzer(), new TodoFinder());
        if (withCache) {
            scan.cache(ResultCache.open(directory.resolve("cache"), 64 << 20));
        }
        return scan.run(repository);
    }

    private static List<Long> cached(ScanReport report) {
        return List.of("structure", "todo-finder").stream()
                .map(name -> report.analyzers().stream()
                        .filter(summary -> summary.name().equals(name))
                        .findFirst()
                        .orElseThrow()
                        .cachedFiles())
                .toList();
    }

    private static void assertSame(ScanReport one, ScanReport other) {
        assertThat(one)
                .usingRecursiveComparison()
                .ignoringFields("startedAt", "endedAt", "durationSeconds", "analyzers")
                .isEqualTo(other);
    }

    @Test
    void unchangedFilesAreNotAnalyzedAgainAndEverythingIsCountedTheSame() throws IOException {
        ScanReport without = scan(false);
        ScanReport first = scan(true);
        ScanReport second = scan(true);

        long codeFiles = without.languages().stream()
                .filter(language -> List.of("Java", "JavaScript").contains(language.language()))
                .mapToLong(ScanReport.LanguageSummary::files)
                .sum();
        assertThat(without.totals().files()).isGreaterThan(150);
        assertThat(without.findings()).isNotEmpty();
        assertSame(first, without);
        assertSame(second, without);
        assertThat(cached(second)).containsExactly(without.totals().files(), codeFiles);
    }

    @Test
    void whatChangedIsAnalyzedAndWhatMovedIsNot() throws IOException {
        ScanReport first = scan(true);
        Files.writeString(repository.resolve("todo.js"), "// TODO remember\n// TODO more\n");
        Path tree = repository.resolve("main/java/dev/scancast/scanner");
        Files.move(tree.resolve("ScannerWorker.java"), tree.resolve("Moved.java"));

        ScanReport second = scan(true);

        assertThat(cached(second).get(0)).isEqualTo(first.totals().files() - 1);
        assertSame(second, scan(false));
    }

    @Test
    void theSameBytesInAnotherLanguageAreAnother() throws IOException {
        var unused = scan(true);
        Files.copy(repository.resolve("todo.js"), repository.resolve("todo.py"));
        Path java = repository.resolve("main/java/dev/scancast/scanner/ScannerWorker.java");
        Files.copy(java, java.resolveSibling("ScannerWorker.cs"));

        assertSame(scan(true), scan(false));
    }
}
