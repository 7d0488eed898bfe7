package dev.scancast.scanner.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.scancast.scanner.TestTree;
import dev.scancast.scanner.report.ScanReport;
import dev.scancast.scanner.report.ScanReport.FileError;
import dev.scancast.testkit.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The engine where locale, rights and memory are not the test's own. */
class OtherMachineTest {
    private static final long SOME = 8L << 20;
    private static final Map<String, String> POSIX = Map.of("LC_ALL", "POSIX");

    @TempDir
    private Path directory;

    private TestTree tree;

    @BeforeEach
    void makeRoot() throws IOException {
        tree = new TestTree(Files.createDirectory(directory.resolve("repository")));
        tree.write("Good.java", "class Good {}\n");
    }

    @AfterEach
    void giveRightsBack() throws Exception {
        tree.shell("chmod -R u+rwx .");
    }

    /** What it takes so that rights bind even root, as whom tests run in containers. */
    private static List<String> boundByRights() throws IOException {
        boolean root = Files.getOwner(Path.of("/proc/self")).getName().equals("root");
        if (!root) {
            return List.of();
        }
        assumeTrue(Commands.onPath("setpriv").isPresent(), "as root this needs setpriv");
        String capabilities = "-dac_override,-dac_read_search";
        return List.of("setpriv", "--bounding-set=" + capabilities, "--inh-caps=" + capabilities);
    }

    @Test
    void namesBeyondAsciiAreScannedInThePosixLocale() throws Exception {
        tree.shell("printf 'class A {}' > \"$(printf 'gr\\303\\274n.java')\";"
                + " printf 'class B {}' > \"$(printf 'invalid\\377.java')\";"
                + " mkdir \"$(printf '\\303\\274')\"; printf 'class C {}' > \"$(printf '\\303\\274/C.java')\"");

        ScanReport report = EngineProbe.run(tree.root(), SOME, POSIX, List.of());

        assertThat(report.fileErrors()).isEmpty();
        assertThat(report.totals().files()).isEqualTo(4);
        assertThat(report.totals().nodes()).isEqualTo(4);
        assertThat(report.largestFiles()).allMatch(file -> file.path().endsWith(".java"));
    }

    @Test
    void whatMayNotBeReadIsAFileErrorUnlessItIsExcluded() throws Exception {
        tree.write("Secret.java", "class Secret {}");
        tree.write("closed/A.java", "class A {}");
        tree.write("node_modules/closed.js", "x");
        tree.write("with-ignore/.gitignore", "*.txt");
        tree.write("with-ignore/B.java", "class B {}");
        tree.shell("chmod 000 Secret.java closed node_modules with-ignore/.gitignore");

        ScanReport report = EngineProbe.run(tree.root(), SOME, Map.of(), boundByRights());

        assertThat(report.fileErrors())
                .containsExactlyInAnyOrder(
                        new FileError("Secret.java", "permission denied"),
                        new FileError("closed", "permission denied"),
                        new FileError("with-ignore/.gitignore", "permission denied"));
        assertThat(report.totals().fileErrors()).isEqualTo(3);
        assertThat(report.totals().files()).isEqualTo(2);
        assertThat(report.totals().nodes()).isEqualTo(2);
    }

    @Test
    void aFileForWhichThereIsNotEnoughMemoryIsAFileError() throws Exception {
        tree.write("Huge.java", "class Huge {}" + "\n".repeat(100 << 20));

        ScanReport report = EngineProbe.run(tree.root(), 256L << 20, Map.of(), List.of(), "-Xmx64m");

        assertThat(report.fileErrors())
                .containsExactly(new FileError("Huge.java", "there is not enough memory for it"));
        assertThat(report.totals().files()).isEqualTo(1);
    }

    /** A list of results, or of contents, would not fit: the files hold three times the memory there is. */
    @Test
    void manyFilesAreScannedInLittleMemory() throws Exception {
        String content = "class A { void method() {} }\n".repeat(300);
        for (int i = 0; i < 10_000; i++) {
            tree.write("directory" + i / 100 + "/A" + i + ".java", content);
        }

        ScanReport report = EngineProbe.run(tree.root(), SOME, Map.of(), List.of(), "-Xmx28m");

        assertThat(report.totals().nodes()).isEqualTo(6_000_001);
        assertThat(report.totals().fileErrors()).isZero();
    }
}
