package dev.scancast.scanner.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scancast.contract.document.ProgressDocument;
import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanRequest;
import dev.scancast.contract.document.ScanStatus;
import dev.scancast.scanner.git.GitServer;
import dev.scancast.scanner.git.ServedRepository;
import dev.scancast.scanner.progress.ProgressRecorder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** A Git URL from a request in the queue to the end in Redis. */
class CloneRunTest {
    private static final int FILES = Integer.getInteger("scancast.clone-files", 300);

    private final ScanId scan = ScanId.create();

    @TempDir
    private Path directory;

    private Path clones;
    private GitServer server;
    private Fleet fleet;
    private ProgressRecorder recorder;

    @BeforeEach
    void open() throws IOException {
        clones = directory.resolve("clones");
        server = new GitServer(directory);
        fleet = new Fleet(directory.toRealPath());
        recorder = new ProgressRecorder(fleet.server, scan);
    }

    @AfterEach
    void close() {
        fleet.close();
        recorder.close();
        server.close();
    }

    @Test
    void aCloneIsTheFirstQuarterOfItsScan() throws IOException {
        ServedRepository.ofJavaFiles(directory.resolve("shop.git"), FILES);
        fleet.worker(settings());
        fleet.submit(scan, url(server.loopbackUrl("shop.git")));
        JsonNode end = recorder.awaitStatus("completed");

        assertThat(recorder.statuses())
                .containsExactly("queued", "cloning", "discovering", "scanning", "aggregating", "writing", "completed");
        assertThat(recorder.documents().stream().map(d -> d.path("progress").asDouble()))
                .isSorted();
        assertThat(percents("cloning")).isNotEmpty().allMatch(percent -> percent <= 25);
        assertThat(percents("discovering")).allMatch(percent -> percent >= 25 && percent <= 30);
        assertThat(percents("scanning")).allMatch(percent -> percent >= 30 && percent <= 90);
        assertThat(end.path("repository").asText()).isEqualTo("shop");
        assertThat(end.path("files_scanned").asLong()).isEqualTo(FILES);
        assertThat(end.path("steps").get(0).path("name").asText()).isEqualTo("cloning");
        assertThat(end.path("steps").get(0).path("state").asText()).isEqualTo("done");
        awaitNothingLeft();
        Files.writeString(Path.of("target", "clone-trace.txt"), trace());
    }

    @Test
    void aReportOfACloneNamesItsUrlAndCommit() throws Exception {
        ServedRepository.ofJavaFiles(directory.resolve("shop.git"), 3);
        fleet.worker(settings());
        fleet.submit(scan, url(server.loopbackUrl("shop.git")));
        recorder.awaitStatus("completed");

        JsonNode source = report().path("source");
        assertThat(source.path("url").asText()).isEqualTo(server.loopbackUrl("shop.git"));
        assertThat(source.path("commit").asText()).matches("[0-9a-f]{40}");
    }

    @Test
    void aScanRightHereTakesAUrlToo() throws Exception {
        ServedRepository.ofJavaFiles(directory.resolve("shop.git"), 3);
        try (LocalScan local = LocalScan.start(fleet.settings(settings()), scan, url(server.loopbackUrl("shop.git")))) {
            ProgressDocument end = local.end().get(30, TimeUnit.SECONDS);
            assertThat(end.status()).isEqualTo(ScanStatus.COMPLETED);
            assertThat(end.filesScanned()).isEqualTo(3);
        }
        awaitNothingLeft();
    }

    @Test
    void aCancelEndsACloneWithinASecond() throws IOException {
        ServedRepository.ofNoise(directory.resolve("shop.git"), 2 << 20);
        CountDownLatch gate = new CountDownLatch(1);
        server.hold(gate, 1 << 20);
        fleet.worker(settings());
        fleet.submit(scan, url(server.loopbackUrl("shop.git")));
        await("objects come")
                .until(() -> recorder.documents().stream()
                        .anyMatch(document -> document.path("message").asText().contains("received")));
        long began = System.nanoTime();
        fleet.cancel(scan);
        JsonNode end = recorder.awaitStatus("canceled");
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        gate.countDown();

        assertThat(took).isLessThan(Duration.ofSeconds(1));
        assertThat(end.path("step").asText()).isEqualTo("cloning");
        assertThat(end.path("progress").asDouble()).isGreaterThan(0).isLessThan(25);
        awaitNothingLeft();
        Files.writeString(Path.of("target", "clone-cancel.txt"), took.toMillis() + " ms\n");
    }

    /** Its clone stayed until the worker's end. */
    @Test
    void theCloneOfAScanThatHangsIsRemovedThoughItsThreadHearsNothing() throws IOException {
        ServedRepository.ofJavaFiles(directory.resolve("shop.git"), 3);
        AtomicBoolean isOver = new AtomicBoolean();
        AtomicBoolean isFirst = new AtomicBoolean(true);
        Map<String, String> changes = new HashMap<>(settings());
        changes.put("worker.stall", "1s");
        fleet.worker(changes, scanning -> (task, listener, cancel, store) -> {
            if (isFirst.compareAndSet(true, false)) {
                while (!isOver.get()) {
                    Thread.onSpinWait();
                }
            }
            return scanning.scan(task, listener, cancel, store);
        });
        fleet.submit(scan, url(server.loopbackUrl("shop.git")));
        try {
            assertThat(recorder.awaitStatus("completed").path("attempt").asInt())
                    .isEqualTo(2);
            awaitNothingLeft();
        } finally {
            isOver.set(true);
        }
    }

    @Test
    void aUrlThatIsNotAllowedEndsInErrorWhateverTheGatewaySaid() {
        fleet.worker(Map.of());
        fleet.submit(scan, url("https://127.0.0.1:8443/shop.git"));
        JsonNode end = recorder.awaitStatus("error");
        assertThat(end.path("error").path("code").asText()).isEqualTo("url_not_allowed");
        assertThat(end.path("error").path("message").asText()).contains("clone.private-hosts");
    }

    @Test
    void aSecretInAUrlIsNeverTold() {
        fleet.worker(Map.of());
        fleet.submit(scan, url("https://robot:s3cret@git.example.test"));
        recorder.awaitStatus("error");
        await("the request is acknowledged").until(() -> fleet.queued() == 0);
        assertThat(recorder.documents())
                .noneMatch(document -> document.toString().contains("s3cret"));
        try (Jedis jedis = fleet.server.jedis()) {
            assertThat(jedis.xrange("scan:log:" + scan, (redis.clients.jedis.StreamEntryID) null, null)
                            .toString())
                    .doesNotContain("s3cret");
        }
    }

    private JsonNode report() throws IOException {
        try (Jedis jedis = fleet.server.jedis()) {
            byte[] zipped = jedis.get(("scan:report:" + scan).getBytes(StandardCharsets.UTF_8));
            return new ObjectMapper().readTree(new GZIPInputStream(new ByteArrayInputStream(zipped)));
        }
    }

    private Map<String, String> settings() {
        return Map.of(
                "clone.directory", clones.toString(),
                "clone.private-hosts", "127.0.0.1",
                "clone.ca-file", server.caFile().toString());
    }

    private static ScanRequest url(String url) {
        return new ScanRequest(null, url, null, List.of(), List.of(), List.of());
    }

    private List<Double> percents(String status) {
        return recorder.documents().stream()
                .filter(document -> document.path("status").asText().equals(status))
                .map(document -> document.path("progress").asDouble())
                .toList();
    }

    private String trace() {
        StringBuilder trace = new StringBuilder();
        List<JsonNode> documents = recorder.documents();
        for (int i = 0; i < documents.size(); i++) {
            JsonNode document = documents.get(i);
            trace.append(String.format(
                    "%6d ms %5.1f %% %-11s %s%n",
                    (recorder.times().get(i) - recorder.times().get(0)) / 1_000_000,
                    document.path("progress").asDouble(),
                    document.path("status").asText(),
                    document.path("message").asText()));
        }
        return trace.toString();
    }

    private void awaitNothingLeft() {
        await("nothing is left of the clone").until(() -> {
            try (Stream<Path> files = Files.walk(clones)) {
                return files.noneMatch(file -> clones.relativize(file).getNameCount() > 1);
            }
        });
    }
}
