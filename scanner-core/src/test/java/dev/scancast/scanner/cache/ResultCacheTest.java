package dev.scancast.scanner.cache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scancast.scanner.analyzer.FileResult;
import dev.scancast.scanner.analyzer.Finding;
import dev.scancast.scanner.analyzer.TodoFinder;
import dev.scancast.scanner.engine.structure.NodeCounts;
import dev.scancast.scanner.engine.structure.NodeKind;
import dev.scancast.scanner.report.Lines;
import dev.scancast.scanner.report.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is remembered from scan to scan, and when it is forgotten. */
class ResultCacheTest {
    private static final FileResult RESULT = new FileResult(
            "Java",
            new Lines(1, 200, 30_000, 4_000_000_000L),
            NodeCounts.of(Map.of(NodeKind.TYPE, 1, NodeKind.ENUM_CONSTANT, 70_000)),
            5,
            List.of(
                    new Finding("rule", Severity.ERROR, "a message, ünicode 😀", null, 12, "trait"),
                    Finding.atLine("", Severity.NONE, "", 0)));

    @TempDir
    private Path directory;

    private ResultCache cache(long maxBytes) throws IOException {
        return ResultCache.open(directory.resolve("cache"), maxBytes);
    }

    private RememberedResults open(String repository) throws IOException {
        return cache(1 << 20).open(repository, new TodoFinder());
    }

    private static ContentKey key(String content) {
        byte[] bytes = content.getBytes(UTF_8);
        return new ContentKey.Maker().of(bytes, bytes.length, "Java");
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("cache"))) {
            return files.sorted().toList();
        }
    }

    @Test
    void whatAKilledWorkerDidNotFinishIsRemovedButNotWhatAnotherIsAt() throws IOException {
        RememberedResults results = open("r");
        Path left = cache(1 << 20).unfinished();
        Files.setLastModifiedTime(left, FileTime.from(Instant.now().minusSeconds(7200)));
        Path fresh = cache(1 << 20).unfinished();
        assertThat(files()).as("opening it removes what is old").containsExactly(fresh);

        Files.setLastModifiedTime(fresh, FileTime.from(Instant.now().minusSeconds(7200)));
        results.save();
        assertThat(files()).as("so does each scan").hasSize(1).doesNotContain(fresh);
    }

    @Test
    void whatWasSavedIsThereInTheNextScan() throws IOException {
        RememberedResults results = open("r");
        assertThat(results.get(key("x"))).isNull();
        results.put(key("x"), RESULT);
        results.save();

        assertThat(open("r").get(key("x"))).isEqualTo(RESULT);
        assertThat(open("r").get(key("y"))).isNull();
        assertThat(open("other").get(key("x"))).isNull();
    }

    @Test
    void theKeyIsTheContentAndWhatElseCounts() {
        ContentKey.Maker maker = new ContentKey.Maker();
        byte[] bytes = "content".getBytes(UTF_8);

        assertThat(maker.of(bytes, 7, "Java")).isEqualTo(key("content"));
        assertThat(maker.of(bytes, 6, "Java")).isNotEqualTo(key("content")).isEqualTo(key("conten"));
        assertThat(maker.of(bytes, 7, "Go")).isNotEqualTo(key("content"));
    }

    @Test
    void aDamagedFileIsAsNoneAndIsWrittenAnew() throws IOException {
        RememberedResults results = open("r");
        for (int i = 0; i < 100; i++) {
            results.put(key("x" + i), RESULT);
        }
        results.save();
        Path file = files().get(0);
        byte[] whole = Files.readAllBytes(file);
        Random random = new Random(7);
        for (int i = 0; i < 300; i++) {
            byte[] damaged = i % 2 == 0 ? java.util.Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
            if (damaged.length > 0) {
                damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            }
            Files.write(file, damaged);
            assertThat(open("r").get(key("x1"))).isNull();
        }

        RememberedResults again = open("r");
        again.put(key("x1"), RESULT);
        again.save();
        assertThat(open("r").get(key("x1"))).isEqualTo(RESULT);
    }

    @Test
    void whatNobodyAskedForInSomeScansIsForgotten() throws IOException {
        RememberedResults first = open("r");
        first.put(key("used"), RESULT);
        first.put(key("unused"), RESULT);
        first.save();
        long both = Files.size(files().get(0));
        for (int scan = 0; scan < RememberedResults.LONGEST_UNUSED; scan++) {
            RememberedResults results = open("r");
            assertThat(results.get(key("used"))).isNotNull();
            results.save();
        }
        assertThat(Files.size(files().get(0))).isEqualTo(both);
        RememberedResults last = open("r");
        assertThat(last.get(key("used"))).isNotNull();
        last.save();

        assertThat(open("r").get(key("used"))).isNotNull();
        assertThat(open("r").get(key("unused"))).isNull();
    }

    @Test
    void overItsSizeTheOldestRepositoriesAreForgotten() throws IOException {
        for (int i = 0; i < 5; i++) {
            RememberedResults results = open("r" + i);
            results.put(key("x"), RESULT);
            results.save();
        }
        List<Path> files = files();
        long each = Files.size(files.get(0));
        for (int i = 0; i < 5; i++) {
            Files.setLastModifiedTime(files.get(i), FileTime.from(Instant.EPOCH.plusSeconds(i)));
        }

        cache(each * 2).shrink();

        assertThat(files()).containsExactlyElementsOf(files.subList(3, 5));
    }

    @Test
    void aResultThatIsHugeIsNotKept() throws IOException {
        RememberedResults results = open("r");
        results.put(key("x"), FileResult.of(List.of(Finding.atLine("r", Severity.NOTE, "m".repeat(70_000), 1))));

        assertThat(results.get(key("x"))).isNull();
    }

    @Test
    void theDirectoryIsTheWorkersOwn() throws IOException {
        var unused = open("r");

        assertThat(Files.getPosixFilePermissions(directory.resolve("cache")))
                .isEqualTo(java.nio.file.attribute.PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void aPlaceThatIsNoDirectoryIsRefused() throws IOException {
        Files.writeString(directory.resolve("cache"), "a file");

        assertThatThrownBy(() -> cache(1)).isInstanceOf(IOException.class);
    }
}
