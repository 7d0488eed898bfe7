package dev.scancast.scanner.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scancast.contract.document.ProgressDocument;
import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanRequest;
import dev.scancast.contract.document.ScanStatus;
import dev.scancast.contract.settings.Settings;
import dev.scancast.scanner.engine.ScanFailedException;
import dev.scancast.scanner.progress.ProgressRecorder;
import dev.scancast.testkit.OwnRedis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/** A scan that runs right here. */
class LocalScanTest {
    private final OwnRedis server = OwnRedis.start();
    private final ScanId scan = ScanId.create();

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void itIsPublishedLikeAnyOther() throws Exception {
        Files.writeString(directory.resolve("A.java"), "class A { void f() {} }");
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        try (ProgressRecorder recorder = new ProgressRecorder(server, scan);
                LocalScan local = start()) {
            ProgressDocument end = local.end().get(20, TimeUnit.SECONDS);
            assertThat(end.status()).isEqualTo(ScanStatus.COMPLETED);
            assertThat(end.nodesFound()).isEqualTo(2);
            assertThat(local.id()).isEqualTo(scan);
            recorder.awaitStatus("completed");
            assertThat(recorder.statuses())
                    .containsExactly("discovering", "scanning", "aggregating", "writing", "completed");
        }
        try (Jedis jedis = server.jedis()) {
            assertThat(jedis.exists("scan:lease:" + scan)).isFalse();
            assertThat(jedis.exists("scan:queue")).isFalse();
            assertThat(jedis.zscore("scan:history", scan.value())).isNotNull();
            assertThat(jedis.zscore("scan:live", scan.value())).isNull();
            assertThat(jedis.hget("scan:meta:" + scan, "request")).contains(directory.toString());
        }
        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> !before.contains(thread))
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("scancast-"));
    }

    @Test
    void aUrlThatHoldsAPasswordIsRefusedBeforeAnythingIsWritten() {
        Settings settings = Settings.load(LocalScan.CATALOG, Map.of("redis", server.url()), Map.of(), null);
        ScanRequest request =
                new ScanRequest(null, "https://me:s3cret@example.org/a/b.git", null, List.of(), List.of(), List.of());
        assertThatThrownBy(() -> LocalScan.start(settings, scan, request))
                .isInstanceOf(ScanFailedException.class)
                .hasMessageNotContaining("s3cret");
        try (Jedis jedis = server.jedis()) {
            assertThat(jedis.dbSize()).isZero();
        }
    }

    @Test
    void closingItCancelsIt() throws IOException, InterruptedException, ExecutionException, TimeoutException {
        for (int i = 0; i < 500; i++) {
            Files.writeString(directory.resolve("A" + i + ".java"), "class A { void f() {} }\n".repeat(200));
        }
        LocalScan local = start();
        local.close();
        assertThat(local.end().get(1, TimeUnit.SECONDS).status()).isEqualTo(ScanStatus.CANCELED);
        local.close();
    }

    @Test
    void aRedisThatCannotBeReachedIsTold() {
        server.kill();
        assertThatThrownBy(this::start).isInstanceOf(JedisException.class);
    }

    @Test
    void whatIsNoDirectoryIsTold() throws IOException {
        Path file = Files.writeString(directory.resolve("a.txt"), "text");
        assertThatThrownBy(() -> start(file))
                .isInstanceOfSatisfying(
                        ScanFailedException.class,
                        e -> assertThat(e.error().code()).isEqualTo("not_a_directory"));
        assertThatThrownBy(() -> start(directory.resolve("none")))
                .isInstanceOfSatisfying(
                        ScanFailedException.class,
                        e -> assertThat(e.error().code()).isEqualTo("path_not_found"));
    }

    @Test
    void anIdIsUsedOnce() throws Exception {
        try (LocalScan first = start()) {
            var unused = first.end().get(20, TimeUnit.SECONDS);
        }
        assertThatThrownBy(this::start)
                .isInstanceOfSatisfying(
                        ScanFailedException.class,
                        e -> assertThat(e.error().code()).isEqualTo("scan_exists"));
    }

    private LocalScan start() {
        return start(directory);
    }

    private LocalScan start(Path path) {
        Settings settings = Settings.load(LocalScan.CATALOG, Map.of("redis", server.url()), Map.of(), null);
        return LocalScan.start(settings, scan, ScanRequest.ofPath(path.toString()));
    }
}
