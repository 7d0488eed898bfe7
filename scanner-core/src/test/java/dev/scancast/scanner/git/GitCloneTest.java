package dev.scancast.scanner.git;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scancast.contract.document.ScanStatus;
import dev.scancast.scanner.engine.ScanEvent;
import dev.scancast.scanner.engine.ScanFailedException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a clone brings to the disk. */
class GitCloneTest {
    @TempDir
    private Path directory;

    private CloneStage stage;

    @BeforeEach
    void open() throws IOException {
        stage = new CloneStage(directory);
    }

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void theDefaultABranchATagAndACommitAreCloned() throws IOException {
        ObjectId old;
        try (TestRepository repository = stage.repository("one.git")) {
            old = repository.commit("main", Map.of("A.java", "class Old {}"));
            repository.tag("v1", old);
            repository.commit("main", Map.of("A.java", "class New {}", "src/deep/B.java", "class B {}"));
            repository.commit("feature/x", Map.of("X.java", "class X {}"));
        }
        GitClones worker = stage.worker(Map.of());
        String url = stage.server.url("one.git");

        assertThat(files(worker, url, null))
                .containsOnlyKeys("A.java", "src/deep/B.java")
                .containsEntry("A.java", "class New {}");
        assertThat(files(worker, url, "main")).containsEntry("A.java", "class New {}");
        assertThat(files(worker, url, "refs/heads/main")).containsEntry("A.java", "class New {}");
        assertThat(files(worker, url, "feature/x")).containsOnlyKeys("X.java");
        assertThat(files(worker, url, "v1")).containsEntry("A.java", "class Old {}");
        assertThat(files(worker, url, old.name())).containsEntry("A.java", "class Old {}");
        stage.awaitNothingLeft();
    }

    @Test
    void itIsToldHowFarItIs() throws IOException {
        Map<String, String> content = new TreeMap<>();
        for (int i = 0; i < 300; i++) {
            content.put("src/p" + i % 10 + "/A" + i + ".java", "class A" + i + " {}");
        }
        ObjectId commit;
        try (TestRepository repository = stage.repository("one.git")) {
            commit = repository.commit("main", content);
        }
        try (GitClone clone = stage.clone(stage.worker(Map.of()), stage.server.url("one.git"), null)) {
            assertThat(clone.commit()).isEqualTo(commit.name());
        }
        assertThat(stage.events.get(0)).isEqualTo(new ScanEvent.PhaseStarted(ScanStatus.CLONING));
        assertThat(stage.events.get(stage.events.size() - 1)).isEqualTo(new ScanEvent.Cloned(commit.name()));
        assertThat(stage.shares()).isNotEmpty().isSorted().allMatch(share -> share >= 0 && share <= 1);
    }

    @Test
    void theHistoryIsNotFetched() throws IOException {
        try (TestRepository repository = stage.repository("one.git")) {
            for (int i = 0; i < 50; i++) {
                repository.commit("main", Map.of("A.java", "class A" + i + " {}"));
            }
        }
        // A commit, its tree and its file, and no more
        stage.clone(stage.worker(Map.of("clone.max-objects", "3")), stage.server.url("one.git"), null)
                .close();
    }

    @Test
    void anEmptyRepositoryHasNoFiles() throws IOException {
        stage.repository("one.git").close();
        try (GitClone clone = stage.clone(stage.worker(Map.of()), stage.server.url("one.git"), null)) {
            assertThat(clone.commit()).isNull();
            assertThat(clone.directory()).isEmptyDirectory();
        }
        stage.awaitNothingLeft();
    }

    @Test
    void aRefThatIsNotThereIsSaidToBe() throws IOException {
        try (TestRepository repository = stage.repository("one.git")) {
            repository.commit("main", Map.of("A.java", "class A {}"));
        }
        GitClones worker = stage.worker(Map.of());
        String url = stage.server.url("one.git");
        assertFails(worker, url, "nowhere", "ref_not_found", "no branch or tag nowhere");
        assertFails(worker, url, "abcdef12", "ref_not_found", "all 40 digits");
        assertFails(worker, url, "0123456789012345678901234567890123456789", "ref_not_found", "commit");
        assertFails(worker, url, "--upload-pack=touch", "ref_not_found", "must be a branch");
    }

    @Test
    void aRepositoryThatIsNotThereIsSaidToBe() {
        assertFails(
                stage.worker(Map.of()),
                stage.server.url("nothing.git"),
                null,
                "repository_not_found",
                "no such repository");
    }

    @Test
    void linksAndSubmodulesAreLeftOutAndPointersStayAsTheyAre() throws IOException {
        String pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n";
        try (TestRepository repository = stage.repository("one.git")) {
            Map<String, TestRepository.TreeEntry> entries = new TreeMap<>();
            entries.put(".gitattributes", file(repository.blob("*.bin filter=lfs\n*.txt text eol=crlf ident\n")));
            entries.put(
                    ".gitmodules", file(repository.blob("[submodule \"s\"]\n path = s\n url = https://x.test/y\n")));
            entries.put("data.bin", file(repository.blob(pointer)));
            entries.put("lines.txt", file(repository.blob("a\nb\n$Id$\n")));
            entries.put("way-out", new TestRepository.TreeEntry(FileMode.SYMLINK, repository.blob("/etc")));
            entries.put(
                    "s",
                    new TestRepository.TreeEntry(
                            FileMode.GITLINK, ObjectId.fromString("0123456789012345678901234567890123456789")));
            repository.commit("main", repository.rawTree(entries));
        }
        assertThat(files(stage.worker(Map.of()), stage.server.url("one.git"), null))
                .containsOnlyKeys(".gitattributes", ".gitmodules", "data.bin", "lines.txt")
                .containsEntry("data.bin", pointer)
                .containsEntry("lines.txt", "a\nb\n$Id$\n");
    }

    @Test
    void namesThatLeadOutOrCannotBeWrittenAreToldAndEndNothing() throws IOException {
        try (TestRepository repository = stage.repository("one.git")) {
            TestRepository.TreeEntry evil = file(repository.blob("evil"));
            ObjectId inner = repository.rawTree(Map.of("config", evil));
            Map<String, TestRepository.TreeEntry> entries = new TreeMap<>();
            entries.put("good.java", file(repository.blob("class Good {}")));
            entries.put("..", new TestRepository.TreeEntry(FileMode.TREE, inner));
            entries.put(".git", new TestRepository.TreeEntry(FileMode.TREE, inner));
            entries.put(".", evil);
            entries.put("../escaped", evil);
            entries.put("/absolute", evil);
            entries.put("n".repeat(300), evil);
            entries.put("line\nbreak", file(repository.blob("class Odd {}")));
            repository.commit("main", repository.rawTree(entries));
        }
        try (GitClone clone = stage.clone(stage.worker(Map.of()), stage.server.url("one.git"), null)) {
            assertThat(content(clone.directory())).containsOnlyKeys("good.java", "line\nbreak");
            assertThat(clone.failures().keySet())
                    .contains("..", ".git", ".", "../escaped", "/absolute", "n".repeat(300));
            assertThat(clone.directory().resolveSibling("escaped")).doesNotExist();
        }
        assertThat(stage.events.stream().filter(ScanEvent.FileFailed.class::isInstance))
                .hasSize(6);
        stage.awaitNothingLeft();
    }

    /** What the user of the worker configured for git went into every request of a clone. */
    @Test
    void theUsersConfigurationOfGitIsNotRead() throws IOException, ConfigInvalidException {
        try (TestRepository repository = stage.repository("one.git")) {
            repository.commit("main", Map.of("A.java", "class A {}"));
        }
        Path home = Files.createDirectory(directory.resolve("home"));
        Files.writeString(home.resolve(".gitconfig"), """
                [http]
                    extraHeader = "X-Of-The-User: secret"
                    sslVerify = false
                [url "https://elsewhere.example.test/"]
                    insteadOf = https://git.example.test
                """);
        List<String> headers = new java.util.concurrent.CopyOnWriteArrayList<>();
        stage.server.answer((request, response) -> {
            headers.addAll(java.util.Collections.list(request.getHeaderNames()));
            return false;
        });
        File before = FS.DETECTED.userHome();
        FS.DETECTED.setUserHome(home.toFile());
        try {
            stage.clone(stage.worker(Map.of()), stage.server.url("one.git"), null)
                    .close();
            FileBasedConfig users = SystemReader.getInstance().openUserConfig(null, FS.DETECTED);
            users.load();
            assertThat(users.toText()).isEmpty();
        } finally {
            FS.DETECTED.setUserHome(before);
        }
        assertThat(headers).isNotEmpty().doesNotContain("X-Of-The-User");
    }

    private void assertFails(GitClones worker, String url, String ref, String code, String words) {
        ScanFailedException failure = stage.failure(worker, url, ref);
        assertThat(failure.error().code()).isEqualTo(code);
        assertThat(failure).hasMessageContaining(words);
    }

    private static TestRepository.TreeEntry file(ObjectId blob) {
        return new TestRepository.TreeEntry(FileMode.REGULAR_FILE, blob);
    }

    private Map<String, String> files(GitClones worker, String url, String ref) throws IOException {
        try (GitClone clone = stage.clone(worker, url, ref)) {
            return content(clone.directory());
        }
    }

    private static Map<String, String> content(Path root) throws IOException {
        Map<String, String> content = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(f -> !Files.isDirectory(f, LinkOption.NOFOLLOW_LINKS))
                    .toList()) {
                content.put(root.relativize(file).toString(), Files.readString(file, UTF_8));
            }
        }
        return content;
    }
}
