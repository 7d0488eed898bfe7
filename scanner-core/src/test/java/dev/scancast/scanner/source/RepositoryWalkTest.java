package dev.scancast.scanner.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.scancast.scanner.TestTree;
import dev.scancast.testkit.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files of a repository are found. */
class RepositoryWalkTest {
    @TempDir
    private Path directory;

    private TestTree tree;

    @BeforeEach
    void makeRoot() throws IOException {
        tree = new TestTree(Files.createDirectory(directory.resolve("repository")));
    }

    @Test
    void whatBuildsAndToolsLeaveIsNotScanned() throws IOException {
        tree.touch(
                "a.txt",
                "node_modules/m/index.js",
                "web/node_modules/m/index.js",
                "App/bin/Debug/App.dll",
                "src/App/obj/App.cs",
                "target/classes/A.class",
                "module/target/A.java",
                "build/b.js",
                "dist/b.js",
                "vendor/lib.go",
                ".venv/lib/x.py",
                "pkg/__pycache__/x.pyc",
                ".git/config",
                "submodule/.git",
                "submodule/kept.txt",
                ".github/workflows/ci.yml");

        assertThat(RecordedWalk.of(tree.root()).paths())
                .containsExactly(".github/workflows/ci.yml", "a.txt", "submodule/kept.txt");
    }

    @Test
    void aFileNamedAsABuildDirectoryIsScanned() throws IOException {
        tree.touch("build", "bin/x", "scripts/target");

        assertThat(RecordedWalk.of(tree.root()).paths()).containsExactly("build", "scripts/target");
    }

    /** Spring has packages named target and vendor; the defaults once would have left their classes out. */
    @Test
    void packagesNamedAsBuildDirectoriesAreScanned() throws IOException {
        tree.touch(
                "src/main/java/org/aop/target/A.java",
                "src/test/java/build/B.java",
                "orm/src/main/java/org/jpa/vendor/C.java",
                "orm/src/main/kotlin/bin/D.kt",
                "src/main/java/node_modules/no.js",
                "src/main/resources/dist/no.js",
                "orm/target/no.txt");

        assertThat(RecordedWalk.of(tree.root()).paths())
                .containsExactly(
                        "orm/src/main/java/org/jpa/vendor/C.java",
                        "orm/src/main/kotlin/bin/D.kt",
                        "src/main/java/org/aop/target/A.java",
                        "src/test/java/build/B.java");
    }

    @Test
    void aBareNameInTheRequestExcludesAtAnyDepth() throws IOException {
        tree.touch("generated/a.cs", "x/y/generated/b.cs", "x/generated.cs", "x/c.min.js");

        assertThat(RecordedWalk.of(tree.root(), "generated", "*.min.js").paths())
                .containsExactly("x/generated.cs");
    }

    @Test
    void theRequestTakesADefaultBack() throws IOException {
        tree.touch("build/a.js", "web/build/deep/b.js", "dist/c.js");

        assertThat(RecordedWalk.of(tree.root(), "!build").paths()).containsExactly("build/a.js", "web/build/deep/b.js");
    }

    @Test
    void theLastRequestPatternThatMatchesDecides() throws IOException {
        tree.touch("a.txt", "b.txt");

        assertThat(RecordedWalk.of(tree.root(), "*.txt", "!b.txt").paths()).containsExactly("b.txt");
        assertThat(RecordedWalk.of(tree.root(), "!b.txt", "*.txt").paths()).isEmpty();
    }

    @Test
    void aPatternWithASlashIsAnchored() throws IOException {
        tree.touch("docs/a.md", "x/docs/b.md");

        assertThat(RecordedWalk.of(tree.root(), "/docs").paths()).containsExactly("x/docs/b.md");
        assertThat(RecordedWalk.of(tree.root(), "x/docs").paths()).containsExactly("docs/a.md");
    }

    @Test
    void gitignoreFilesHoldBelowWhereTheyAreAndDeeperOnesWin() throws IOException {
        tree.write(".gitignore", "*.log\n# comment\n\n/only-here.txt\ntemp/\n");
        tree.write("a/.gitignore", "!kept.log\nlocal.txt\n");
        tree.write("a/b/.gitignore", "kept.log\n");
        tree.touch("x.log", "only-here.txt", "temp/y.txt", "a/only-here.txt", "a/kept.log", "a/z.log", "a/local.txt");
        tree.touch("a/b/kept.log", "a/b/local.txt", "a/temp", "local.txt");

        assertThat(RecordedWalk.of(tree.root()).paths())
                .containsExactly(
                        ".gitignore",
                        "a/.gitignore",
                        "a/b/.gitignore",
                        "a/kept.log",
                        "a/only-here.txt",
                        "a/temp",
                        "local.txt");
    }

    @Test
    void theRequestWinsOverGitignoreAndThatOverTheDefaults() throws IOException {
        tree.write(".gitignore", "!build/\nsecret.txt\n");
        tree.touch("build/a.txt", "secret.txt");

        assertThat(RecordedWalk.of(tree.root()).paths()).containsExactly(".gitignore", "build/a.txt");
        assertThat(RecordedWalk.of(tree.root(), "build", "!secret.txt").paths())
                .containsExactly(".gitignore", "secret.txt");
    }

    @Test
    void infoExcludeHoldsAndGitignoreWinsOverIt() throws IOException {
        tree.write(".git/info/exclude", "private.txt\n*.tmp\n");
        tree.write(".gitignore", "!shown.tmp\n");
        tree.touch("private.txt", "a/private.txt", "a/x.tmp", "shown.tmp");

        assertThat(RecordedWalk.of(tree.root()).paths()).containsExactly(".gitignore", "shown.tmp");
    }

    @Test
    void aGitignoreFromWindowsHolds() throws IOException {
        tree.write(".gitignore", "\uFEFFfirst.txt\r\n*.log\r\n");
        tree.touch("first.txt", "a.log", "b.txt");

        assertThat(RecordedWalk.of(tree.root()).paths()).containsExactly(".gitignore", "b.txt");
    }

    /** The same files as git itself finds, for rules with every kind of mark. */
    @Test
    void gitFindsTheSameFiles() throws Exception {
        assumeTrue(Commands.onPath("git").isPresent(), "this needs git");
        tree.write(".gitignore", """
                *.o
                !important.o
                /top
                sub/inner
                **/anywhere/deep
                a/**/z
                trailing/**
                [abc]x.txt
                q?.txt
                !keep/
                dir-only/
                \\#literal
                \\!bang
                sp ace.txt
                """);
        tree.write("sub/.gitignore", "*\n!.gitignore\n!*.md\n");
        tree.touch("1.o", "important.o", "x/1.o", "top", "x/top", "sub/inner", "x/sub/inner", "sub/a.md", "sub/b.txt");
        tree.touch("anywhere/deep", "x/anywhere/deep/file", "anywhere/other", "a/z", "a/b/z", "a/b/c/z", "z");
        tree.touch("trailing/1", "trailing/2/3", "x/trailing/1", "ax.txt", "dx.txt", "qq.txt", "qqq.txt");
        tree.touch("dir-only/1", "x/dir-only", "#literal", "!bang", "sp ace.txt", "keep/1.o", "keep/2");
        String listed = tree.shell("git -c init.defaultBranch=main init -q . && git ls-files -coz --exclude-standard");

        assertThat(RecordedWalk.of(tree.root()).paths())
                .containsExactlyInAnyOrder(listed.split("\0"))
                .contains("important.o", "x/trailing/1", "dx.txt");
    }

    @Test
    void onlyTheWantedTypesAreFoundInUpperAndLowerCase() throws IOException {
        tree.touch("A.cs", "B.CS", "c.ts", "d.d.ts", "e.css", "cs", "f.html");

        assertThat(RecordedWalk.of(tree.root(), List.of(".cs", ".D.TS"), List.of(), RecordedWalk.NO_LIMIT)
                        .paths())
                .containsExactly("A.cs", "B.CS", "d.d.ts");
    }

    @Test
    void linksAreNotFollowed() throws IOException {
        Path outside = Files.createDirectory(directory.resolve("outside"));
        Files.writeString(outside.resolve("secret.txt"), "x");
        tree.touch("a.txt");
        Files.createSymbolicLink(tree.path("link.txt"), outside.resolve("secret.txt"));
        Files.createSymbolicLink(tree.path("linked"), outside);
        Files.createSymbolicLink(tree.path("loop"), tree.root());
        Files.createSymbolicLink(tree.path("broken"), directory.resolve("nowhere"));
        Files.createSymbolicLink(tree.path(".gitignore"), outside.resolve("secret.txt"));

        RecordedWalk walk = RecordedWalk.of(tree.root());

        assertThat(walk.paths()).containsExactly("a.txt");
        assertThat(walk.failures()).isEmpty();
    }

    @Test
    void aRootThatIsALinkIsWalked() throws IOException {
        tree.touch("a.txt");
        Path link = Files.createSymbolicLink(directory.resolve("link"), tree.root());

        assertThat(RecordedWalk.of(link).paths()).containsExactly("a.txt");
    }

    @Test
    void pipesDoNotHoldUpTheWalk() throws Exception {
        tree.touch("a.txt");
        tree.shell("mkfifo pipe.java .gitignore");

        RecordedWalk walk = RecordedWalk.of(tree.root());

        assertThat(walk.paths()).containsExactly("a.txt");
        assertThat(walk.failures()).isEmpty();
    }

    @Test
    void aFileThatIsTooLargeIsAFailureThatNamesTheLimit() throws IOException {
        tree.write("fits.txt", "12345");
        tree.write("large.txt", "123456");
        tree.write("ignored.log", "1234567");

        RecordedWalk walk = RecordedWalk.of(tree.root(), List.of(), List.of("*.log"), 5);

        assertThat(walk.paths()).containsExactly("fits.txt");
        assertThat(walk.failures())
                .isEqualTo(Map.of("large.txt", "it is larger than the 5 bytes that scan.max-file-size allows"));
        assertThat(RepositoryWalk.tooLarge(8 << 20)).contains("8 MiB");
    }

    @Test
    void namesOfAnyBytesAreFoundAndShownFitForPeople() throws Exception {
        tree.shell(
                "printf x > \"$(printf 'new\\nline.java')\"; printf x > \"$(printf 'bell\\007.java')\";"
                        + " printf x > \"$(printf 'invalid\\377\\376.java')\"; printf x > \"$(printf '\\342\\200\\256rtl.java')\";"
                        + " mkdir \"$(printf 'd\\001')\"; printf x > \"$(printf 'd\\001/a.java')\"; printf x > '\"quoted\\.java'");

        RecordedWalk walk = RecordedWalk.of(tree.root());

        assertThat(walk.paths()).hasSize(6).allMatch(path -> path.endsWith(".java"));
        assertThat(walk.paths())
                .contains("new\uFFFDline.java", "bell\uFFFD.java", "d\uFFFD/a.java", "\"quoted\\.java")
                .allMatch(path -> path.chars().noneMatch(Character::isISOControl));
        for (FoundFile file : walk.files()) {
            assertThat(new String(Files.readAllBytes(tree.root().resolve(file.relative())), UTF_8))
                    .isEqualTo("x");
        }
    }

    @Test
    void tenThousandFilesInOneDirectoryAreFound() throws IOException {
        for (int i = 0; i < 10_000; i++) {
            Files.createFile(tree.path(i + ".txt"));
        }

        assertThat(RecordedWalk.of(tree.root()).files()).hasSize(10_000);
    }

    @Test
    void deepNestingIsFollowedToItsLimitAndThenTold() throws IOException {
        Path deepest = tree.root();
        for (int i = 0; i < RepositoryWalk.DEEPEST; i++) {
            deepest = deepest.resolve("d");
        }
        Files.createDirectories(deepest.resolve("too-deep"));
        Files.writeString(deepest.resolve("a.txt"), "x");
        Files.writeString(deepest.resolve("too-deep/b.txt"), "x");

        RecordedWalk walk = RecordedWalk.of(tree.root());

        assertThat(walk.files()).hasSize(1);
        assertThat(walk.files().get(0).path()).endsWith("d/d/a.txt");
        assertThat(walk.failures()).hasSize(1);
        assertThat(walk.failures().values()).containsExactly("it is nested deeper than 500 directories");
        assertThat(walk.failures().keySet().iterator().next()).endsWith("d/d/too-deep");
    }

    @Test
    void everyEntryIsAPlaceToStop() throws IOException {
        tree.touch("a/1", "a/2", "node_modules/x", "b");

        assertThat(RecordedWalk.of(tree.root(), List.of(".none"), List.of(), 1).entries())
                .isGreaterThanOrEqualTo(6);
    }

    @Test
    void aRootThatIsNotThereIsAnError() {
        assertThatThrownBy(() -> RecordedWalk.of(directory.resolve("nowhere"))).isInstanceOf(NoSuchFileException.class);
    }
}
