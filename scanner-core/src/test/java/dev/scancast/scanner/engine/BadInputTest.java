package dev.scancast.scanner.engine;

import static dev.scancast.contract.document.ScanStatus.WRITING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scancast.contract.document.Json;
import dev.scancast.scanner.TestTree;
import dev.scancast.scanner.report.ScanReport;
import dev.scancast.scanner.report.ScanReport.FileError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No file, whatever is wrong with it, ends a scan. */
class BadInputTest {
    @TempDir
    private Path directory;

    private TestTree tree;
    private final RecordedScan scan = new RecordedScan();

    @BeforeEach
    void makeRoot() throws IOException {
        tree = new TestTree(Files.createDirectory(directory.resolve("repository")));
        tree.write("Good.java", "class Good {}\n");
    }

    @FunctionalInterface
    private interface Harm {
        void happen() throws Exception;
    }

    /** Does it after the files were counted, before they are read. */
    private void onceCounted(Harm harm) {
        scan.onEvent(event -> {
            if (event instanceof ScanEvent.FilesCounted) {
                try {
                    harm.happen();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }
        });
    }

    private void assertOnlyTheGoodFileWasScanned(ScanReport report, String path, String reason) {
        assertThat(scan.scannedPaths()).containsExactly("Good.java");
        assertThat(report.totals().files()).isEqualTo(1);
        assertThat(report.totals().fileErrors()).isEqualTo(1);
        assertThat(report.fileErrors()).containsExactly(new FileError(path, reason));
        assertThat(scan.phases()).endsWith(WRITING);
    }

    @Test
    void aFileThatVanishedMeanwhileIsAFileError() throws IOException {
        Path gone = tree.write("Gone.java", "class Gone {}\n");
        onceCounted(() -> Files.delete(gone));

        ScanReport report = scan.run(tree.root());

        assertOnlyTheGoodFileWasScanned(report, "Gone.java", "it vanished while the scan ran");
        assertThat(scan.events(ScanEvent.FileFailed.class))
                .containsExactly(new ScanEvent.FileFailed("Gone.java", 14, true, "it vanished while the scan ran"));
    }

    @Test
    void aFileThatBecameADirectoryIsAFileError() throws IOException {
        Path file = tree.write("A.java", "class A {}\n");
        onceCounted(() -> {
            Files.delete(file);
            Files.createDirectory(file);
        });

        assertOnlyTheGoodFileWasScanned(scan.run(tree.root()), "A.java", "it is no regular file any more");
    }

    @Test
    void aFileThatBecameALinkIsNotFollowed() throws IOException {
        Path file = tree.write("A.java", "class A {}\n");
        Path secret = Files.writeString(directory.resolve("secret.java"), "class Secret {}\n");
        onceCounted(() -> {
            Files.delete(file);
            Files.createSymbolicLink(file, secret);
        });

        assertOnlyTheGoodFileWasScanned(scan.run(tree.root()), "A.java", "it is no regular file any more");
    }

    @Test
    void aFileThatBecameAPipeDoesNotHoldUpTheScan() throws IOException {
        Path file = tree.write("A.java", "class A {}\n");
        onceCounted(() -> {
            Files.delete(file);
            tree.shell("mkfifo A.java");
        });

        assertOnlyTheGoodFileWasScanned(scan.run(tree.root()), "A.java", "it is no regular file any more");
    }

    @Test
    void aFileThatGrewBeyondTheLimitIsAFileError() throws IOException {
        Path file = tree.write("A.java", "class A {}\n");
        scan.limits(new ScanLimits(2, 1000, 10));
        onceCounted(() -> Files.writeString(file, " ".repeat(1001)));

        assertOnlyTheGoodFileWasScanned(
                scan.run(tree.root()), "A.java", "it is larger than the 1000 bytes that scan.max-file-size allows");
    }

    @Test
    void aFileOfExactlyTheLimitIsScannedAndOneOfAByteMoreIsNotCounted() throws IOException {
        scan.limits(new ScanLimits(2, 1000, 10));
        tree.write("fits.txt", "a".repeat(1000));
        tree.write("large.txt", "a".repeat(1001));

        ScanReport report = scan.run(tree.root());

        assertThat(scan.scannedPaths()).containsExactly("Good.java", "fits.txt");
        assertThat(scan.counted()).isEqualTo(new ScanEvent.FilesCounted(2, 1014));
        assertThat(scan.events(ScanEvent.FileFailed.class))
                .containsExactly(new ScanEvent.FileFailed(
                        "large.txt", 0, false, "it is larger than the 1000 bytes that scan.max-file-size allows"));
        assertThat(report.totals().fileErrors()).isEqualTo(1);
    }

    @Test
    void emptyFilesAndFilesOfBlanksCount() throws IOException {
        tree.write("empty.java", "");
        tree.write("empty.txt", "");
        tree.write("blank.md", " \r\n\t\r\r\n \n");

        ScanReport report = scan.run(tree.root());

        assertThat(report.totals().files()).isEqualTo(4);
        assertThat(report.totals().lines().blank()).isEqualTo(4);
        assertThat(report.totals().lines().total()).isEqualTo(5);
    }

    @Test
    void noiseUnderSourceNamesIsScannedOrCountedAsBinary() throws IOException {
        Random random = new Random(42);
        for (String ending : List.of("java", "cs", "ts", "tsx", "js", "html", "py", "go", "xml")) {
            byte[] noise = new byte[50_000];
            random.nextBytes(noise);
            Files.write(tree.path("nul." + ending), noise);
            for (int i = 0; i < noise.length; i++) {
                noise[i] = noise[i] == 0 ? (byte) '{' : noise[i];
            }
            Files.write(tree.path("noise." + ending), noise);
        }

        ScanReport report = scan.run(tree.root());

        assertThat(report.totals().fileErrors()).isZero();
        assertThat(report.totals().files()).isEqualTo(19);
        assertThat(report.languages())
                .filteredOn(language -> language.language().equals("Binary"))
                .singleElement()
                .satisfies(binary -> assertThat(binary.files()).isEqualTo(9));
    }

    @Test
    void aMillionOpenBracketsAreScanned() throws IOException {
        tree.write("A.java", "class A { void f() { " + "(".repeat(1_000_000));
        tree.write("b.ts", "[{".repeat(500_000));
        tree.write("c.html", "<div>".repeat(200_000));

        assertThat(scan.run(tree.root()).totals().files()).isEqualTo(4);
    }

    @Test
    void utf16WithAByteOrderMarkIsReadAsText() throws IOException {
        Files.write(tree.path("Little.cs"), "\uFEFFclass A { int f; }\n".getBytes(StandardCharsets.UTF_16LE));
        Files.write(tree.path("Big.cs"), "\uFEFFclass B { int f; }\n".getBytes(StandardCharsets.UTF_16BE));

        ScanReport report = scan.run(tree.root());

        assertThat(report.totals().nodes()).isEqualTo(5);
    }

    @Test
    void namesThatAreNoTextBreakNeitherTheScanNorItsJson() throws Exception {
        tree.shell("printf 'class A {}' > \"$(printf 'new\\nline.java')\";"
                + " printf 'class B {}' > \"$(printf 'invalid\\377\\300.java')\";"
                + " printf 'class C {}' > \"$(printf 'control\\033[31m\\001.java')\"");

        ScanReport report = scan.run(tree.root());

        assertThat(report.totals().files()).isEqualTo(4);
        assertThat(report.totals().nodes()).isEqualTo(4);
        assertThat(scan.scannedPaths()).contains("new\uFFFDline.java", "control\uFFFD[31m\uFFFD.java");
        assertThat(Json.read(Json.write(report), ScanReport.class)).isEqualTo(report);
        assertThat(new String(Json.write(report), StandardCharsets.UTF_8)).contains("invalid\uFFFD");
    }

    @Test
    void everyNestedDirectoryOfManyIsScanned() throws IOException {
        String path = "";
        for (int i = 0; i < 300; i++) {
            path += "d/";
            tree.write(path + "A" + i + ".java", "class A {}\n");
        }

        ScanReport report = scan.run(tree.root());

        assertThat(report.totals().nodes()).isEqualTo(301);
        assertThat(report.directories()).hasSize(100);
        assertThat(report.truncated()).containsExactly(new ScanReport.Cut("directories", 100, 301));
    }

    @Test
    void thousandsOfFilesInOneDirectoryAreAllScanned() throws IOException {
        for (int i = 0; i < 10_000; i++) {
            Files.writeString(tree.path("F" + i + ".java"), "class F {}\n");
        }

        ScanReport report = scan.run(tree.root());

        assertThat(report.totals().nodes()).isEqualTo(10_001);
        assertThat(scan.events(ScanEvent.FileScanned.class)).hasSize(10_001);
        assertThat(report.largestFiles()).hasSize(20);
    }
}
