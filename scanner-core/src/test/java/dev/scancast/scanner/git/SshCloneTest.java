package dev.scancast.scanner.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.scancast.contract.settings.SettingException;
import dev.scancast.scanner.engine.ScanCanceledException;
import dev.scancast.scanner.engine.ScanEvent;
import dev.scancast.scanner.engine.ScanFailedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clones by ssh: off until it is configured, and then by the same rules as https. */
class SshCloneTest {
    @TempDir
    private Path directory;

    private CloneStage stage;
    private GitSshServer ssh;
    private ObjectId first;

    @BeforeEach
    void open() throws IOException {
        stage = new CloneStage(directory);
        ssh = new GitSshServer(stage.repositories, directory.resolve("ssh"));
        try (TestRepository repository = stage.repository("shop.git")) {
            first = repository.commit("main", Map.of("src/A.java", "class A {}\n"));
            repository.commit("main", Map.of("src/A.java", "class A { int x; }\n"));
            repository.commit("next", Map.of("B.java", "class B {}\n"));
        }
    }

    @AfterEach
    void close() throws IOException {
        ssh.close();
        stage.close();
        await("no thread of ssh's is left")
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName()
                                .toLowerCase(java.util.Locale.ROOT)
                                .contains("sshd")));
    }

    private Map<String, String> settings() throws IOException {
        return new HashMap<>(Map.of(
                "clone.schemes", "https,ssh",
                "clone.ssh-key-file", ssh.keyFile().toString(),
                "clone.ssh-known-hosts-file", ssh.knownHosts().toString()));
    }

    private GitClones worker(String setting, Object value) throws IOException {
        Map<String, String> settings = settings();
        settings.put(setting, value.toString());
        return stage.worker(settings);
    }

    @Test
    void aBranchAndACommitAreClonedWithTheWorkersKey() throws IOException {
        GitClones worker = stage.worker(settings());
        try (GitClone clone = stage.clone(worker, ssh.url("shop.git"), null)) {
            assertThat(clone.directory().resolve("src/A.java")).hasContent("class A { int x; }");
        }
        try (GitClone clone = stage.clone(worker, ssh.url("shop.git"), "next")) {
            assertThat(clone.directory().resolve("B.java")).hasContent("class B {}");
        }
        try (GitClone clone = stage.clone(worker, ssh.url("shop.git"), first.name())) {
            assertThat(clone.commit()).isEqualTo(first.name());
            assertThat(clone.directory().resolve("src/A.java")).hasContent("class A {}");
        }
        stage.awaitNothingLeft();
        assertThat(stage.events).filteredOn(ScanEvent.Cloned.class::isInstance).hasSize(3);
        assertThat(ssh.asked()).contains("git shows a key", "git-upload-pack '/shop.git'");
    }

    @Test
    void anRsaKeyWillDoToo() throws IOException {
        GitClones worker = worker("clone.ssh-key-file", ssh.rsaKeyFile());
        try (GitClone clone = stage.clone(worker, ssh.url("shop.git"), null)) {
            assertThat(clone.directory().resolve("src/A.java")).exists();
        }
    }

    @Test
    void untilItIsConfiguredItIsRefusedWithWhatToDo() {
        ScanFailedException failure = stage.failure(stage.worker(Map.of()), ssh.url("shop.git"), null);
        assertThat(failure.error().code()).isEqualTo("url_not_allowed");
        assertThat(failure.error().message())
                .contains("clone.schemes", "clone.ssh-key-file", "clone.ssh-known-hosts-file");
        assertThat(ssh.asked()).isEmpty();
    }

    @Test
    void withoutAKeyOrKnownHostsAWorkerDoesNotStart() throws IOException {
        for (String setting : List.of("clone.ssh-key-file", "clone.ssh-known-hosts-file")) {
            assertThatThrownBy(() -> worker(setting, ""))
                    .isInstanceOf(SettingException.class)
                    .hasMessageContaining(setting);
            assertThatThrownBy(() -> worker(setting, "/no/such/file"))
                    .isInstanceOf(SettingException.class)
                    .hasMessageContaining(setting);
        }
        Path noKey = Files.writeString(directory.resolve("no-key"), "nothing");
        assertThatThrownBy(() -> worker("clone.ssh-key-file", noKey))
                .isInstanceOf(SettingException.class)
                .hasMessageContaining("clone.ssh-key-file");
        assertThatThrownBy(() -> worker("clone.schemes", "ssh")).isInstanceOf(SettingException.class);
    }

    @Test
    void aServerWhoseKeyIsNotKnownIsRefusedBeforeTheWorkerShowsItsOwn() throws IOException {
        Path nobody = Files.createFile(directory.resolve("nobody"));
        for (Path hosts : List.of(nobody, ssh.wrongHosts(), ssh.revokedHosts())) {
            String before = Files.readString(hosts);
            ScanFailedException failure =
                    stage.failure(worker("clone.ssh-known-hosts-file", hosts), ssh.url("shop.git"), null);
            assertThat(failure.error().code()).as("%s", hosts).isEqualTo("server_key_unknown");
            assertThat(failure.error().message()).contains("clone.ssh-known-hosts-file");
            assertThat(Files.readString(hosts)).as("nothing is learnt").isEqualTo(before);
        }
        assertThat(ssh.asked()).isEmpty();
    }

    @Test
    void aKeyThatTheServerRefusesIsTold() throws IOException {
        ScanFailedException failure =
                stage.failure(worker("clone.ssh-key-file", ssh.otherKeyFile()), ssh.url("shop.git"), null);
        assertThat(failure.error().code()).isEqualTo("auth_failed");
        assertThat(failure.error().message()).contains("ssh key");
    }

    @Test
    void aRepositoryThatIsNotThereIsToldWithoutTheServersWords() throws IOException {
        ScanFailedException failure = stage.failure(stage.worker(settings()), ssh.url("none.git"), null);
        assertThat(failure.error().code()).isEqualTo("repository_not_found");
        assertThat(failure.error().message()).doesNotContain("ERROR");
    }

    @Test
    void anAddressThatIsNotPublicIsRefusedAtTheConnectionUnlessTheHostIsNamed() throws IOException {
        GitClones worker = worker("clone.private-hosts", "");
        assertThat(stage.failure(worker, ssh.url("shop.git"), null).error().code())
                .isEqualTo("url_not_allowed");
        String byNumber = ssh.url("shop.git").replace(TestAuthority.HOST, "127.0.0.1");
        assertThat(stage.failure(worker, byNumber, null).error().code()).isEqualTo("url_not_allowed");
        assertThat(ssh.asked()).isEmpty();
    }

    @Test
    void aUserIsAskedForAndAPasswordRefused() throws IOException {
        GitClones worker = stage.worker(settings());
        for (String authority : List.of("", "robot:s3cret@", "-oProxyCommand=x@", "a@b@")) {
            ScanFailedException failure =
                    stage.failure(worker, ssh.url("shop.git").replace("git@", authority), null);
            assertThat(failure.error().code()).as(authority).isEqualTo("url_not_allowed");
            assertThat(failure.error().message()).doesNotContain("s3cret");
        }
    }

    @Test
    void whatComesIsCountedAndLimited() throws IOException {
        byte[] noise = new byte[300_000];
        new Random(7).nextBytes(noise);
        try (TestRepository repository = stage.repository("large.git")) {
            repository.commit(
                    "main",
                    repository.rawTree(Map.of(
                            "noise",
                            new TestRepository.TreeEntry(
                                    org.eclipse.jgit.lib.FileMode.REGULAR_FILE, repository.blob(noise)))));
        }
        assertThat(stage.failure(worker("clone.max-size", "100KiB"), ssh.url("large.git"), null)
                        .error()
                        .code())
                .isEqualTo("clone_too_large");
    }

    @Test
    void aServerThatFallsSilentIsLeft() throws IOException {
        CountDownLatch gate = new CountDownLatch(1);
        ssh.hold(gate, 0);
        assertThat(stage.failure(worker("clone.idle-timeout", "1s"), ssh.url("shop.git"), null)
                        .error()
                        .code())
                .isEqualTo("clone_timeout");
        gate.countDown();
    }

    @Test
    void aServerThatNeverSpeaksIsLeft() throws IOException {
        try (ServerSocket mute = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            String url = "ssh://git@" + TestAuthority.HOST + ":" + mute.getLocalPort() + "/a.git";
            Path hosts = Files.writeString(
                    directory.resolve("mute"),
                    Files.readString(ssh.knownHosts()).replaceAll("]:[0-9]+", "]:" + mute.getLocalPort()));
            Map<String, String> settings = settings();
            settings.put("clone.idle-timeout", "1s");
            settings.put("clone.ssh-known-hosts-file", hosts.toString());
            assertThat(stage.failure(stage.worker(settings), url, null).error().code())
                    .isEqualTo("clone_timeout");
        }
    }

    @Test
    void nobodyAtThePortIsTold() throws IOException {
        String url = ssh.url("shop.git");
        GitClones worker = stage.worker(settings());
        ssh.close();
        assertThat(stage.failure(worker, url, null).error().code()).isEqualTo("clone_failed");
    }

    @Test
    void aCancelEndsItWithinASecond() throws IOException {
        CountDownLatch gate = new CountDownLatch(1);
        ssh.hold(gate, 0);
        AtomicBoolean isCanceled = new AtomicBoolean();
        long[] canceledAt = new long[1];
        GitClones worker = stage.worker(settings());
        assertThatThrownBy(() -> stage.clone(worker, ssh.url("shop.git"), null, () -> {
                    if (ssh.asked().size() >= 2 && isCanceled.compareAndSet(false, true)) {
                        canceledAt[0] = System.nanoTime();
                    }
                    return isCanceled.get();
                }))
                .isInstanceOf(ScanCanceledException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - canceledAt[0])).isLessThan(Duration.ofSeconds(1));
        gate.countDown();
        stage.awaitNothingLeft();
        assertThat(stage.events).noneMatch(ScanEvent.Cloned.class::isInstance);
    }
}
