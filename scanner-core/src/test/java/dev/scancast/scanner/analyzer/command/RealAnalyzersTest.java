package dev.scancast.scanner.analyzer.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.scancast.scanner.TestTree;
import dev.scancast.scanner.analyzer.Finding;
import dev.scancast.scanner.report.Severity;
import dev.scancast.testkit.Commands;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Programs that other people made and use: flawfinder and ESLint, configured as docs/analyzers.md shows. */
@Timeout(300)
class RealAnalyzersTest {
    private static final Path DOCS =
            new File("../docs/analyzers.md").getAbsoluteFile().toPath();

    @TempDir
    private Path directory;

    /** The example of the documentation, with {@code /opt/eslint} where it is installed here. */
    private CommandAnalyzer analyzer(String name, Path eslint) throws IOException {
        String page = Files.readString(DOCS);
        int begin = page.indexOf("```yaml\n") + "```yaml\n".length();
        String yaml = page.substring(begin, page.indexOf("```", begin)).replace("/opt/eslint", eslint.toString());
        return CommandFile.read(Files.writeString(directory.resolve("analyzers.yaml"), yaml)).stream()
                .filter(analyzer -> analyzer.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void flawfinderFindsWhatIsDangerousInC() throws Exception {
        assumeTrue(Commands.onPath("flawfinder").isPresent(), "there is no flawfinder");
        TestTree tree = new TestTree(Files.createDirectory(directory.resolve("repository")));
        tree.write("src/greet.c", """
                #include <stdio.h>
                #include <string.h>

                int main(int argc, char **argv) {
                    char name[8];
                    strcpy(name, argv[1]);
                    printf(name);
                    return 0;
                }
                """);
        tree.write("--help.c", "#include <stdio.h>\nvoid f(char *s) { gets(s); }\n");
        RecordedAnalysis analysis = new RecordedAnalysis(tree.root());

        analyzer("flawfinder", Path.of("/opt/eslint")).analyze(analysis);

        assertThat(analysis.findings())
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("message", "trait")
                .contains(
                        found("FF1001", Severity.ERROR, "src/greet.c", 6),
                        found("FF1016", Severity.ERROR, "src/greet.c", 7),
                        found("FF1013", Severity.NOTE, "src/greet.c", 5),
                        found("FF1014", Severity.ERROR, "--help.c", 2))
                .extracting(Finding::message)
                .allMatch(message -> message.length() > 20);
        assertThat(analysis.done()).containsExactly("--help.c", "src/greet.c");
        assertThat(analysis.version()).matches("2\\..+");
    }

    /** Compared by what flawfinder promises; texts may differ from version to version. */
    private static Finding found(String rule, Severity severity, String path, int line) {
        return new Finding(rule, severity, "", path, line, null);
    }

    @Test
    void esLintFindsWhatIsWrongInItsOwnSources() throws Exception {
        Path eslint = eslint();
        TestTree tree = new TestTree(Files.createDirectory(directory.resolve("repository")));
        copy(eslint.resolve("node_modules/eslint/lib"), tree.path("lib"));
        tree.write("with blank/bad.js", "var a = 1;\nif (a = 2) { }\nwhile (true) {\n  undefinedThing();\n}\n");
        tree.write("broken.js", "function (\n");
        RecordedAnalysis analysis = new RecordedAnalysis(tree.root());

        analyzer("eslint", eslint).analyze(analysis);

        assertThat(analysis.findings().stream()
                        .filter(finding -> "with blank/bad.js".equals(finding.path()))
                        .map(finding -> finding.rule() + ":" + finding.line()))
                .contains("no-cond-assign:2", "no-empty:2", "no-undef:4");
        assertThat(analysis.findings().size() + analysis.failures().size()).isGreaterThan(3);
        assertThat(Stream.concat(
                        analysis.failures().stream(),
                        analysis.findings().stream().map(finding -> finding.path() + ": " + finding.message())))
                .anyMatch(line -> line.startsWith("broken.js: ") && line.contains("Parsing error"));
        assertThat(analysis.done().size()).isGreaterThan(300);
    }

    /** Installs ESLint once for all runs until the next clean. */
    private static synchronized Path eslint() throws Exception {
        assumeTrue(Commands.onPath("node").isPresent(), "there is no node to run ESLint on");
        assumeTrue(Commands.onPath("npm").isPresent(), "there is no npm to install ESLint with");
        Path home = new File("target/eslint").getAbsoluteFile().toPath();
        Path mark = home.resolve("installed");
        if (!Files.exists(mark)) {
            Files.createDirectories(home);
            Files.writeString(home.resolve("package.json"), "{\"private\":true}");
            TestTree.run(
                    home,
                    Map.of(),
                    List.of(
                            "npm",
                            "install",
                            "--no-audit",
                            "--no-fund",
                            "--ignore-scripts",
                            "eslint@9.39.1",
                            "@eslint/js@9.39.1",
                            "@microsoft/eslint-formatter-sarif@3.1.0"));
            Files.writeString(home.resolve("eslint.config.mjs"), """
                    import js from "@eslint/js";
                    export default [js.configs.recommended];
                    """);
            Files.createFile(mark);
        }
        return home;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.createDirectories(to.resolve(from.relativize(file)).getParent());
                Files.copy(file, to.resolve(from.relativize(file)));
            }
        }
    }
}
