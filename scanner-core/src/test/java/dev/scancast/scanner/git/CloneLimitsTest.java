package dev.scancast.scanner.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.scancast.scanner.engine.ScanCanceledException;
import dev.scancast.scanner.engine.ScanEvent;
import dev.scancast.scanner.engine.ScanFailedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What ends a clone before its time. Nothing is left of it, whatever that is. */
class CloneLimitsTest {
    private static final long MEGABYTE = 1 << 20;

    @TempDir
    private Path directory;

    private final CountDownLatch gate = new CountDownLatch(1);
    private CloneStage stage;

    @BeforeEach
    void open() throws IOException {
        stage = new CloneStage(directory);
    }

    @AfterEach
    void close() {
        gate.countDown();
        stage.close();
    }

    @Test
    void moreObjectsThanAllowed() throws IOException {
        serve(Map.of("A.java", "class A {}", "B.java", "class B {}"));
        assertFails(Map.of("clone.max-objects", "3"), "clone_too_large", "clone.max-objects");
    }

    @Test
    void moreBytesThanAllowed() throws IOException {
        serveNoise(200_000);
        assertFails(Map.of("clone.max-size", "100KiB"), "clone_too_large", "KiB came; the limit is clone.max-size");
    }

    @Test
    void filesThatBecomeLargerThanAllowedWhenUnpacked() throws IOException {
        serve(Map.of("A.txt", "a".repeat(300_000)));
        assertFails(Map.of("clone.max-size", "100KiB"), "clone_too_large", "its files are more than");
    }

    @Test
    void anObjectLargerThanAllowed() throws IOException {
        serve(Map.of("A.txt", "a".repeat(300_000)));
        assertFails(Map.of("clone.max-object-size", "100KiB"), "clone_too_large", "clone.max-object-size");
    }

    /** Ten trees that each name the next one ten times: twelve objects, ten thousand million files. */
    @Test
    void aTreeThatUnfoldsWithoutEnd() throws IOException {
        try (TestRepository repository = stage.repository("one.git")) {
            TestRepository.TreeEntry entry = new TestRepository.TreeEntry(FileMode.REGULAR_FILE, repository.blob("x"));
            for (int level = 0; level < 10; level++) {
                Map<String, TestRepository.TreeEntry> ten = new TreeMap<>();
                for (int i = 0; i < 10; i++) {
                    ten.put("d" + i, entry);
                }
                ObjectId tree = repository.rawTree(ten);
                entry = new TestRepository.TreeEntry(FileMode.TREE, tree);
            }
            repository.commit("main", entry.id());
        }
        assertFails(Map.of("clone.max-objects", "10000"), "clone_too_large", "files and directories");
    }

    @Test
    void aServerThatTakesTooLong() throws IOException {
        serveNoise(2 * MEGABYTE);
        stage.server.hold(gate, MEGABYTE);
        assertFails(Map.of("clone.timeout", "1s"), "clone_timeout", "clone.timeout");
    }

    @Test
    void aServerThatFallsSilent() throws IOException {
        serveNoise(2 * MEGABYTE);
        stage.server.hold(gate, MEGABYTE);
        assertFails(Map.of("clone.idle-timeout", "300ms"), "clone_timeout", "clone.idle-timeout");
    }

    @Test
    void aConnectionThatIsCutInTheMiddleOfTheObjects() throws IOException {
        serveNoise(2 * MEGABYTE);
        stage.server.progress((request, bytes) -> {
            if (request.getMethod().equals("POST") && bytes > MEGABYTE) {
                GitServer.cut(request);
            }
        });
        assertFails(Map.of(), "clone_failed", "broke off");
    }

    @Test
    void anAnswerThatIsNoGit() {
        stage.server.answer((request, response) -> {
            response.setContentType("text/html");
            response.getWriter().print("<html>Sign in</html>");
            return true;
        });
        assertFails(Map.of(), "clone_failed", "no Git server");
    }

    @Test
    void aServerThatFails() {
        stage.server.answer((request, response) -> {
            response.sendError(503);
            return true;
        });
        assertFails(Map.of(), "clone_failed", "503");
    }

    @Test
    void aHostThatIsNotThere() {
        stage.dns.clear();
        assertFails(Map.of(), "clone_failed", "no host git.example.test");
    }

    @Test
    void aCertificateThatNobodyTrusts() throws IOException {
        serve(Map.of("A.java", "class A {}"));
        assertFails(Map.of("clone.ca-file", ""), "clone_failed", "clone.ca-file");
    }

    @Test
    void aCertificateOfAnother() throws IOException {
        serve(Map.of("A.java", "class A {}"));
        stage.dns.put("third.example.test", stage.dns.get(TestAuthority.HOST));
        String url = stage.server.url("one.git").replace(TestAuthority.HOST, "third.example.test");
        ScanFailedException failure = stage.failure(stage.worker(Map.of()), url, null);
        assertThat(failure.error().code()).isEqualTo("clone_failed");
        assertThat(failure).hasMessageContaining("certificate");
    }

    @Test
    void aCancelWhileTheServerSends() throws IOException {
        serveNoise(2 * MEGABYTE);
        stage.server.hold(gate, MEGABYTE);
        assertCanceledWithinASecond(stage.worker(Map.of()), "received");
    }

    @Test
    void aCancelWhileNameServersAreSilent() {
        assertCanceledWithinASecond(stage.worker(Map.of(), this::silent), "asking");
    }

    private List<InetAddress> silent(String host) throws UnknownHostException {
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new UnknownHostException(host);
    }

    private void assertCanceledWithinASecond(GitClones worker, String reached) {
        AtomicBoolean canceled = new AtomicBoolean();
        long[] canceledAt = {0};
        assertThatExceptionOfType(ScanCanceledException.class)
                .isThrownBy(() -> stage.clone(worker, stage.server.url("one.git"), null, () -> {
                    if (!canceled.get() && hasReached(reached)) {
                        canceledAt[0] = System.nanoTime();
                        canceled.set(true);
                    }
                    return canceled.get();
                }));
        assertThat(Duration.ofNanos(System.nanoTime() - canceledAt[0])).isLessThan(Duration.ofSeconds(1));
        stage.awaitNothingLeft();
    }

    private boolean hasReached(String words) {
        return stage.events.stream()
                .anyMatch(event -> event instanceof ScanEvent.CloneProgress progress
                        && progress.message().contains(words));
    }

    /** Also while nothing comes: a clone counts as alive until its own time-out. */
    @Test
    void signsOfLifeComeAsLongAsItMayTake() {
        GitClones worker = stage.worker(Map.of("clone.timeout", "3s"), this::silent);
        ScanFailedException failure = stage.failure(worker, stage.server.url("one.git"), null);
        assertThat(failure.error().code()).isEqualTo("clone_timeout");
        assertThat(stage.shares()).hasSizeGreaterThanOrEqualTo(2).containsOnly(0.0);
    }

    private void serve(Map<String, String> files) throws IOException {
        try (TestRepository repository = stage.repository("one.git")) {
            repository.commit("main", files);
        }
    }

    private void serveNoise(long bytes) throws IOException {
        ServedRepository.ofNoise(stage.repositories.resolve("one.git"), bytes);
    }

    private void assertFails(Map<String, String> settings, String code, String words) {
        ScanFailedException failure = stage.failure(stage.worker(settings), stage.server.url("one.git"), null);
        assertThat(failure.error().code()).as(failure.getMessage()).isEqualTo(code);
        assertThat(failure).hasMessageContaining(words);
    }
}
