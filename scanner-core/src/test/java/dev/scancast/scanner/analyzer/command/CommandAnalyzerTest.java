package dev.scancast.scanner.analyzer.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.scancast.scanner.TestTree;
import dev.scancast.scanner.analyzer.AnalyzerFailedException;
import dev.scancast.scanner.analyzer.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Commands as operators write them, good ones and bad ones: small real programs, run for real. */
@Timeout(60)
class CommandAnalyzerTest {
    private static final String SARIF = """
            {"version":"2.1.0","runs":[{"tool":{"driver":{"name":"t"}},"results":[
            {"ruleId":"r","message":{"text":"m"},"locations":[{"physicalLocation":
            {"artifactLocation":{"uri":"a.c"},"region":{"startLine":3}}}]}]}]}""";

    private static final String EMPTY = "{\"version\":\"2.1.0\",\"runs\":[]}";

    @TempDir
    private Path directory;

    private TestTree tree;
    private Duration timeout = Duration.ofSeconds(30);
    private long maxOutput = 1 << 20;
    private int batch = 500;

    @BeforeEach
    void makeRepository() throws IOException {
        tree = new TestTree(Files.createDirectory(directory.resolve("repository")));
        tree.touch("a.c", "b.c");
    }

    private CommandAnalyzer command(String... command) {
        return new CommandAnalyzer(new CommandSpec(
                "test", List.of(command), List.of(), timeout, maxOutput, Set.of(0), batch, 1, false, false));
    }

    /** A program of the operator's, outside of the repository. */
    private String program(String script) throws IOException {
        Path file = directory.resolve("program.sh");
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, java.nio.file.attribute.PosixFilePermissions.fromString("rwx------"));
        return file.toString();
    }

    private Path sarif(String text) throws IOException {
        return Files.writeString(directory.resolve("result.sarif"), text);
    }

    private AnalyzerFailedException failure(RecordedAnalysis analysis, String... command) {
        return catchThrowableOfType(
                AnalyzerFailedException.class, () -> command(command).analyze(analysis));
    }

    @Test
    void whatACommandPrintsIsRead() throws Exception {
        RecordedAnalysis analysis = new RecordedAnalysis(tree.root());

        command(program("cat " + sarif(SARIF)), "{files}").analyze(analysis);

        assertThat(analysis.findings())
                .singleElement()
                .extracting(Finding::path)
                .isEqualTo("a.c");
        assertThat(analysis.done()).containsExactly("a.c", "b.c");
        assertThat(analysis.started()).containsExactly("a.c");
    }

    @Test
    void whatACommandWritesToItsOutputFileIsReadAndNotWhatItPrints() throws Exception {
        RecordedAnalysis analysis = new RecordedAnalysis(tree.root());

        command(program("echo checking; cp " + sarif(SARIF) + " \"$1\""), "{output}", "{files}")
                .analyze(analysis);

        assertThat(analysis.findings()).hasSize(1);
    }

    @Test
    void aCommandThatDoesNotWriteItsOutputFileFails() throws Exception {
        assertThat(failure(new RecordedAnalysis(tree.root()), "true", "{output}"))
                .hasMessage("it didn't write its output file");
    }

    @Test
    void itRunsInTheRepositoryAndIsToldWhereThatIs() throws Exception {
        RecordedAnalysis analysis = new RecordedAnalysis(tree.root());

        command(program("pwd >&2; echo \"$1\" >&2; cat " + sarif(EMPTY)), "{root}/x")
                .analyze(analysis);

        assertThat(analysis.said())
                .containsExactly(
                        analysis.root().toString(), analysis.root().resolve("x").toString());
    }

    @Test
    void noShellReadsNamesOfFilesAndNoneIsTakenForAnOption() throws Exception {
        tree.touch("--fix", "-x.c", "$(touch hacked)", "a b;touch hacked", "näme.c");
        RecordedAnalysis analysis = new RecordedAnalysis(tree.root());

        command(program("printf '%s\\n' \"$@\" >&2; cat " + sarif(EMPTY)), "{files}")
                .analyze(analysis);

        assertThat(analysis.said()).hasSize(7).contains("./--fix", "./-x.c", "./$(touch hacked)", "./a b;touch hacked");
        assertThat(tree.path("hacked")).doesNotExist();
    }

    @Test
    void manyFilesComeInBatches() throws Exception {
        for (int i = 0; i < 23; i++) {
            tree.touch("f" + i);
        }
        batch = 10;
        RecordedAnalysis analysis = new RecordedAnalysis(tree.root());

        command(program("echo $# >&2; cat " + sarif(EMPTY)), "{files}").analyze(analysis);

        assertThat(analysis.said()).containsExactly("10", "10", "5");
        assertThat(analysis.done()).hasSize(25).doesNotHaveDuplicates();
    }

    @Test
    void longNamesMakeBatchesThatEverySystemTakes() throws Exception {
        for (int i = 0; i < 900; i++) {
            tree.touch("x".repeat(200) + i);
        }
        batch = 100_000;
        RecordedAnalysis analysis = new RecordedAnalysis(tree.root());

        command(program("echo $# >&2; cat " + sarif(EMPTY)), "{files}").analyze(analysis);

        assertThat(analysis.said()).hasSize(2);
        assertThat(analysis.said().stream().mapToInt(Integer::parseInt).sum()).isEqualTo(902);
    }

    @Test
    void aCommandThatIsToldNoFilesRunsOnce() throws Exception {
        batch = 1;
        RecordedAnalysis analysis = new RecordedAnalysis(tree.root());

        command(program("echo once >&2; cat " + sarif(SARIF))).analyze(analysis);

        assertThat(analysis.said()).containsExactly("once");
        assertThat(analysis.done()).containsExactly("a.c", "b.c");
    }

    @Test
    void anExitCodeThatMeansFailureFailsItWithItsLastWords() throws Exception {
        RecordedAnalysis analysis = new RecordedAnalysis(tree.root());

        assertThat(failure(analysis, program("echo reading >&2; echo no such rule: xy >&2; exit 3")))
                .hasMessage("it ended with 3: no such rule: xy");
        assertThat(analysis.said()).containsExactly("reading", "no such rule: xy");
        assertThat(analysis.done()).isEmpty();
    }

    @Test
    void aProgramThatIsNotThereIsTold() throws Exception {
        assertThat(failure(new RecordedAnalysis(tree.root()), "no-such-linter", "{files}"))
                .hasMessageContaining("it can't be started")
                .hasMessageContaining("no-such-linter");
    }

    @Test
    void whatIsNoSarifFailsItAndWhatCameBeforeStays() throws Exception {
        String broken = SARIF.substring(0, SARIF.length() - 4) + ",{\"ruleId\":";
        for (String text : List.of("", "null", "all fine!", "{}", "[" + SARIF + "]", "{\"version\":\"1.0.0\"}")) {
            assertThat(failure(new RecordedAnalysis(tree.root()), program("cat " + sarif(text))))
                    .as(text)
                    .hasMessageContaining("SARIF");
        }
        assertThat(failure(new RecordedAnalysis(tree.root()), program("cat " + sarif(broken))))
                .hasMessageContaining("SARIF");
    }

    @Test
    void aCommandThatHangsIsEndedAfterItsTimeWithAllItsChildren() throws Exception {
        timeout = Duration.ofMillis(1500);
        Path pids = directory.resolve("pids");
        String script = "sh -c 'echo $$ >>" + pids + "; sleep 300; true' & echo $$ >>" + pids + "; sleep 300; true";
        RecordedAnalysis analysis = new RecordedAnalysis(tree.root());

        assertThat(failure(analysis, program(script))).hasMessage("it took longer than the 1 s it has");

        assertThat(analysis.signsOfLife()).isPositive();
        assertNoneIsLeft(pids, 2);
    }

    @Test
    void aCancelEndsItWithAllItsChildrenWithinASecond() throws Exception {
        Path pids = directory.resolve("pids");
        String script = "sh -c 'trap \"\" TERM HUP INT; echo $$ >>" + pids + "; sleep 300; true' & trap '' TERM;"
                + " echo $$ >>" + pids + "; while :; do sleep 300; done";
        AtomicBoolean stopped = new AtomicBoolean();
        RecordedAnalysis analysis = new RecordedAnalysis(tree.root(), stopped::get);
        CommandAnalyzer analyzer = command(program(script));
        long[] endedAt = new long[1];
        Thread thread = new Thread(() -> {
            assertThatThrownBy(() -> analyzer.analyze(analysis)).isInstanceOf(CancellationException.class);
            endedAt[0] = System.nanoTime();
        });
        thread.start();
        await("both run").until(() -> lines(pids).size() == 2);

        long canceledAt = System.nanoTime();
        stopped.set(true);
        thread.join(10_000);

        assertThat(endedAt[0] - canceledAt)
                .isPositive()
                .isLessThan(Duration.ofSeconds(1).toNanos());
        assertNoneIsLeft(pids, 2);
    }

    @Test
    void anInterruptEndsItToo() throws Exception {
        Path pids = directory.resolve("pids");
        CommandAnalyzer analyzer = command(program("echo $$ >>" + pids + "; sleep 300; true"));
        RecordedAnalysis analysis = new RecordedAnalysis(tree.root());
        List<Throwable> thrown = new ArrayList<>();
        AtomicBoolean isInterrupted = new AtomicBoolean();
        Thread thread = new Thread(() -> {
            try {
                analyzer.analyze(analysis);
            } catch (Exception e) {
                thrown.add(e);
            }
            isInterrupted.set(Thread.currentThread().isInterrupted());
        });
        thread.start();
        await("it runs").until(() -> lines(pids).size() == 1);

        thread.interrupt();
        thread.join(10_000);

        assertThat(thrown).singleElement().isInstanceOf(AnalyzerFailedException.class);
        assertThat(isInterrupted).isTrue();
        assertNoneIsLeft(pids, 1);
    }

    @Test
    void whatItLeftInTheBackgroundHoldsUpNothingAndIsEnded() throws Exception {
        assumeTrue(Files.isDirectory(Path.of("/proc/self")), "only Linux tells whose environment a process has");
        Path pids = directory.resolve("pids");
        String script = "(sh -c 'echo $$ >>" + pids + "; sleep 300; true' &)\nwhile [ ! -s " + pids
                + " ]; do :; done; cat " + sarif(SARIF);
        RecordedAnalysis analysis = new RecordedAnalysis(tree.root());
        long begun = System.nanoTime();

        command(program(script)).analyze(analysis);

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(20));
        assertThat(analysis.findings()).hasSize(1);
        assertNoneIsLeft(pids, 1);
    }

    @Test
    void aCommandThatPrintsWithoutEndIsEnded() throws Exception {
        assertThat(failure(new RecordedAnalysis(tree.root()), program("while :; do echo flood; done")))
                .hasMessage("it wrote more than the 1 MiB it may");
        assertThat(failure(new RecordedAnalysis(tree.root()), program("while :; do echo flood >&2; done")))
                .hasMessage("it wrote more than the 1 MiB it may");
        assertThat(failure(new RecordedAnalysis(tree.root()), program("head -c 3000000 /dev/zero >\"$1\""), "{output}"))
                .hasMessage("it wrote more than the 1 MiB it may");
    }

    @Test
    void onlyTheBeginningOfItsErrorsIsShown() throws Exception {
        RecordedAnalysis analysis = new RecordedAnalysis(tree.root());

        command(program("i=0; while [ $i -lt 5000 ]; do echo line $i >&2; i=$((i+1)); done; cat " + sarif(EMPTY)))
                .analyze(analysis);

        assertThat(analysis.said()).startsWith("line 0", "line 1").endsWith("(more of its errors is not shown)");
        assertThat(analysis.said().stream().mapToInt(String::length).sum()).isLessThan(17_000);
    }

    @Test
    void ourSettingsAreNotShownToIt() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Path output = directory.resolve("environment");
        ProcessBuilder builder = new ProcessBuilder(
                java,
                "-cp",
                System.getProperty("java.class.path"),
                EnvironmentProbe.class.getName(),
                tree.root().toString(),
                program("env >&2; cat " + sarif(EMPTY)));
        builder.environment().put("SCANCAST_REDIS", "redis://:secret@127.0.0.1");
        builder.environment().put("LINT_HOME", "/opt/lint");
        Process process = builder.redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor()).isZero();

        assertThat(Files.readString(output)).contains("LINT_HOME=/opt/lint").doesNotContain("SCANCAST_");
    }

    @Test
    void nothingOfItIsLeftOnDisk() throws Exception {
        String script = "echo \"$1\" >&2; cp " + sarif(SARIF) + " \"$1\"";
        RecordedAnalysis analysis = new RecordedAnalysis(tree.root());

        command(program(script), "{output}").analyze(analysis);

        assertThat(Path.of(analysis.said().get(0)).getParent()).doesNotExist();
    }

    private static List<String> lines(Path file) {
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            return List.of();
        }
    }

    private static void assertNoneIsLeft(Path pids, int count) {
        assertThat(lines(pids)).hasSize(count);
        await("no process is left")
                .atMost(Duration.ofSeconds(2))
                .until(() -> lines(pids).stream().noneMatch(CommandAnalyzerTest::isAlive));
    }

    /** Whether it runs: one that is dead but was not waited for doesn't. */
    private static boolean isAlive(String pid) {
        Path stat = Path.of("/proc", pid, "stat");
        if (!Files.exists(Path.of("/proc/self"))) {
            return ProcessHandle.of(Long.parseLong(pid)).isPresent();
        }
        try (Stream<String> lines = Files.lines(stat)) {
            return lines.noneMatch(line -> line.contains(") Z ") || line.contains(") X "));
        } catch (IOException | java.io.UncheckedIOException e) {
            return false;
        }
    }
}
