package dev.scancast.scanner.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanStatus;
import dev.scancast.contract.redis.Acquisition;
import dev.scancast.contract.redis.Fence;
import dev.scancast.contract.redis.FencedWriter;
import dev.scancast.contract.redis.Redis;
import dev.scancast.contract.redis.RedisSettings;
import dev.scancast.contract.redis.ScanLog;
import dev.scancast.contract.settings.Settings;
import dev.scancast.scanner.engine.ScanEvent;
import dev.scancast.scanner.progress.ScanPublication.Outcome;
import dev.scancast.testkit.OwnRedis;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;

/** Publishing to a Redis that comes, goes, hangs and forgets. */
class ScanPublicationTest {
    private static final FencedWriter.Origin ORIGIN = new FencedWriter.Origin("alice", "{\"repository_path\":\"/r\"}");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final OwnRedis server = OwnRedis.start();
    private final ScanId scan = ScanId.create();
    private final ProgressMeter meter = new ProgressMeter(scan, "r", Clock.systemUTC(), System::nanoTime);
    private final Heard heard = new Heard();
    private Redis redis;
    private ScanHold hold;
    private ScanPublication publication;
    private ProgressRecorder recorder;

    @BeforeEach
    void open() {
        Settings settings = Settings.load(
                RedisSettings.CATALOG,
                Map.of("redis", server.url(), "redis.timeout", "500ms", "lease.ttl", "2s", "lease.renewal", "200ms"),
                Map.of(),
                null);
        redis = Redis.open(RedisSettings.from(settings), "test");
        hold = new ScanHold(redis, scan, "w1", Clock.systemUTC());
        recorder = new ProgressRecorder(server, scan);
    }

    @AfterEach
    void close() {
        if (publication != null) {
            publication.close();
        }
        redis.close();
        recorder.close();
        server.close();
    }

    @Test
    void aFloodOfNewsIsThinnedToTheIntervalAndTheLastNewsIsTold() {
        start(Duration.ofMillis(100), Duration.ofSeconds(5));
        discover(100_000);
        long end = System.nanoTime() + Duration.ofMillis(1500).toNanos();
        int files = 0;
        while (System.nanoTime() < end) {
            scanFile();
            files++;
        }
        int told = files;
        await("the last news").until(() -> last().path("files_scanned").asInt() == told);
        assertThat(files).isGreaterThan(1000);
        // discovering, scanning and at most 16 intervals
        assertThat(recorder.documents()).hasSizeBetween(8, 19);
        assertThat(seqs()).isEqualTo(contiguous());
    }

    @Test
    void changesOfStatusDoNotWait() {
        start(Duration.ofSeconds(10), Duration.ofSeconds(60));
        discover(1);
        begin(ScanStatus.AGGREGATING);
        begin(ScanStatus.WRITING);
        tell(new ScanEvent.ReportWritten(true));
        meter.completed();
        publication.finish();
        recorder.awaitStatus("completed");
        assertThat(recorder.statuses())
                .containsExactly("discovering", "scanning", "aggregating", "writing", "completed");
    }

    @Test
    void aScanWithoutNewsStillTellsThatItLives() {
        start(Duration.ofMillis(10), Duration.ofMillis(200));
        discover(1);
        await("five heartbeats")
                .atMost(PATIENCE)
                .until(() -> recorder.documents().size() >= 7);
        List<Long> times = recorder.times();
        for (int i = 3; i < 7; i++) {
            assertThat(Duration.ofNanos(times.get(i) - times.get(i - 1)))
                    .isBetween(Duration.ofMillis(100), Duration.ofMillis(1000));
        }
        assertThat(seqs()).isEqualTo(contiguous());
    }

    @Test
    void aRedisThatIsKilledHoldsUpNothingAndHearsTheNewestStateOnReturn() {
        start(Duration.ofMillis(10), Duration.ofSeconds(5));
        discover(1000);
        await("it publishes")
                .until(() -> !recorder.documents().isEmpty()
                        && last().path("status").asText().equals("scanning"));
        server.kill();
        assertThat(timeOf(() -> {
                    for (int i = 0; i < 500; i++) {
                        scanFile();
                    }
                    begin(ScanStatus.AGGREGATING);
                }))
                .isLessThan(Duration.ofSeconds(1));
        int before = recorder.documents().size();
        server.restart();
        recorder.awaitSubscribed();
        await("the newest state")
                .atMost(PATIENCE)
                .until(() -> status().contains("\"aggregating\"") && status().contains("\"files_scanned\":500"));
        assertThat(recorder.documents().size() - before)
                .as("at most the one in doubt and the newest")
                .isLessThanOrEqualTo(2);
        assertThat(seqs()).as("versions rise").isSorted().doesNotHaveDuplicates();
    }

    @Test
    void aRedisThatHangsHoldsUpNothing() throws InterruptedException {
        start(Duration.ofMillis(10), Duration.ofSeconds(5));
        discover(1000);
        await("it publishes").until(() -> status().contains("\"scanning\""));
        server.suspend();
        assertThat(timeOf(() -> {
                    for (int i = 0; i < 500; i++) {
                        scanFile();
                        publication.log(ScanLog.Level.INFO, "line " + i);
                    }
                }))
                .isLessThan(Duration.ofSeconds(1));
        assertThat(publication.await(Duration.ofMillis(1800)))
                .as("three attempts fail: one that Redis will see later, and others that it never sees")
                .isEmpty();
        server.resume();
        await("the newest state")
                .atMost(PATIENCE)
                .until(() -> last().path("files_scanned").asInt() == 500);
        List<JsonNode> distinct = recorder.documents().stream().distinct().toList();
        assertThat(distinct)
                .as("a document in doubt may come twice, as it was; no version is left out or means two things")
                .extracting(document -> document.path("seq").asLong())
                .isEqualTo(LongStream.rangeClosed(1, distinct.size()).boxed().toList());
    }

    @Test
    void aRedisThatComesBackEmptyGetsTheScanWhole() {
        start(Duration.ofMillis(10), Duration.ofMillis(500));
        discover(10);
        scanFile();
        await("it publishes").until(() -> status().contains("\"files_scanned\":1"));
        server.restart();
        await("meta is whole again").atMost(PATIENCE).untilAsserted(() -> {
            try (Jedis jedis = server.jedis()) {
                assertThat(jedis.hgetAll("scan:meta:" + scan))
                        .containsEntry("owner", "alice")
                        .containsEntry("request", ORIGIN.request())
                        .containsKeys("started_at", "epoch", "seq");
                assertThat(jedis.get("scan:lease:" + scan)).endsWith(" w1");
                assertThat(jedis.zscore("scan:live", scan.value())).isNotNull();
            }
        });
        assertThat(heard.lost).hasValue(0);
    }

    @Test
    void theEndIsTriedUntilRedisTookIt() throws InterruptedException {
        start(Duration.ofMillis(10), Duration.ofSeconds(5));
        discover(1);
        scanFile();
        await("it publishes").until(() -> status().contains("\"scanning\""));
        server.kill();
        begin(ScanStatus.AGGREGATING);
        begin(ScanStatus.WRITING);
        tell(new ScanEvent.ReportWritten(false));
        publication.log(ScanLog.Level.INFO, meter.summary());
        meter.completed();
        publication.finish();
        assertThat(publication.await(Duration.ofMillis(700))).isEmpty();
        server.restart();
        assertThat(publication.await(PATIENCE)).contains(Outcome.PUBLISHED);
        assertThat(status()).contains("\"completed\"");
        try (Jedis jedis = server.jedis()) {
            assertThat(jedis.hget("scan:meta:" + scan, "terminal")).isEqualTo(status());
            assertThat(jedis.zscore("scan:history", scan.value())).isNotNull();
        }
        assertThat(publication.lastWritten())
                .isNotNull()
                .satisfies(document -> assertThat(document.status()).isEqualTo(ScanStatus.COMPLETED));
    }

    @Test
    void allOfItIsToldBeforeCompletedEvenAfterAnOutage() throws InterruptedException {
        start(Duration.ofMillis(10), Duration.ofSeconds(5));
        discover(1);
        await("it publishes").until(() -> status().contains("\"scanning\""));
        server.suspend();
        begin(ScanStatus.AGGREGATING);
        begin(ScanStatus.WRITING);
        tell(new ScanEvent.ReportWritten(true));
        meter.completed();
        publication.finish();
        assertThat(publication.await(Duration.ofMillis(700))).isEmpty();
        server.resume();
        recorder.awaitStatus("completed");
        List<JsonNode> documents = recorder.documents();
        JsonNode before = documents.get(documents.size() - 2);
        assertThat(before.path("status").asText()).isEqualTo("writing");
        assertThat(before.path("progress").asDouble()).isEqualTo(100);
    }

    @Test
    void whoeverIsFencedOffStopsAtOnceAndWritesNothingMore() throws InterruptedException {
        start(Duration.ofMillis(10), Duration.ofSeconds(5));
        discover(1000);
        await("it publishes").until(() -> status().contains("\"scanning\""));
        ScanHold successor = new ScanHold(redis, scan, "w2", Clock.systemUTC());
        await("another takes it, between two renewals").until(() -> {
            server.command("DEL", "scan:lease:" + scan);
            return successor.take() instanceof Acquisition.Granted;
        });
        String before = status();
        scanFile();
        assertThat(publication.await(PATIENCE)).contains(Outcome.TAKEN);
        assertThat(heard.lost).hasValue(1);
        scanFile();
        meter.canceled();
        publication.finish();
        publication.close();
        assertThat(status()).isEqualTo(before);
    }

    @Test
    void aScanThatEndedElsewhereIsLeftAlone() throws InterruptedException {
        Fence fence = start(Duration.ofMillis(10), Duration.ofSeconds(5));
        discover(1000);
        await("it publishes").until(() -> status().contains("\"scanning\""));
        try (Jedis jedis = server.jedis()) {
            jedis.hset("scan:meta:" + scan, Map.of("terminal", "{}", "seq", "9999", "epoch", fence.epoch() + ""));
        }
        scanFile();
        assertThat(publication.await(PATIENCE)).contains(Outcome.ENDED_ELSEWHERE);
    }

    @Test
    void aCancelIsHeardWithTheNextWrite() {
        start(Duration.ofMillis(10), Duration.ofSeconds(5));
        try (Jedis jedis = server.jedis()) {
            jedis.set("scan:cancel:" + scan, "1");
        }
        discover(1);
        await("the cancel").atMost(Duration.ofMillis(900)).until(() -> heard.cancels.get() > 0);
    }

    @Test
    void theLogIsClosedBeforeTheEndAndADropIsTold() throws InterruptedException {
        start(Duration.ofMillis(10), Duration.ofSeconds(5));
        server.suspend();
        for (int i = 0; i < LogOutbox.MOST_WAITING + 300; i++) {
            publication.log(ScanLog.Level.INFO, "line " + i);
        }
        publication.log(ScanLog.Level.INFO, "the last words");
        server.resume();
        meter.canceled();
        publication.finish();
        assertThat(publication.await(PATIENCE)).contains(Outcome.PUBLISHED);
        List<String> lines = logged();
        assertThat(lines.get(lines.size() - 1)).startsWith("{\"type\":\"log\",\"end\":true");
        assertThat(lines.get(lines.size() - 2)).contains("the last words");
        assertThat(lines)
                .anySatisfy(line -> assertThat(line).contains("lines were dropped: more came than Redis took"));
    }

    @Test
    void aLogThatRedisRefusesHoldsUpNothing() throws InterruptedException {
        try (Jedis jedis = server.jedis()) {
            jedis.set("scan:log:" + scan, "another program's");
        }
        start(Duration.ofMillis(10), Duration.ofSeconds(5));
        publication.log(ScanLog.Level.INFO, "a line");
        meter.canceled();
        publication.finish();
        assertThat(publication.await(PATIENCE)).contains(Outcome.PUBLISHED);
        assertThat(status()).contains("\"canceled\"");
    }

    private Fence start(Duration interval, Duration heartbeat) {
        Fence fence = ((Acquisition.Granted) hold.take()).fence();
        publication = ScanPublication.start(
                redis, hold, fence, ORIGIN, meter, new PublishSettings(interval, heartbeat, Duration.ZERO), heard);
        return fence;
    }

    private void discover(int files) {
        begin(ScanStatus.DISCOVERING);
        tell(new ScanEvent.FilesCounted(files, 0));
        begin(ScanStatus.SCANNING);
    }

    private void scanFile() {
        tell(new ScanEvent.FileScanned("a", 0, 1));
    }

    private void begin(ScanStatus phase) {
        tell(new ScanEvent.PhaseStarted(phase));
    }

    private void tell(ScanEvent event) {
        meter.onEvent(event);
        publication.changed();
    }

    private JsonNode last() {
        List<JsonNode> documents = recorder.documents();
        return documents.get(documents.size() - 1);
    }

    private List<Long> seqs() {
        return recorder.documents().stream().map(d -> d.path("seq").asLong()).toList();
    }

    private List<Long> contiguous() {
        return LongStream.rangeClosed(1, recorder.documents().size()).boxed().toList();
    }

    private String status() {
        try (Jedis jedis = server.jedis()) {
            return String.valueOf(jedis.get("scan:status:" + scan));
        }
    }

    private List<String> logged() {
        try (Jedis jedis = server.jedis()) {
            return jedis.xrange("scan:log:" + scan, (StreamEntryID) null, null).stream()
                    .map(entry -> entry.getFields().get("m"))
                    .toList();
        }
    }

    private static Duration timeOf(Runnable work) {
        long began = System.nanoTime();
        work.run();
        return Duration.ofNanos(System.nanoTime() - began);
    }

    private static final class Heard implements ScanPublication.Listener {
        private final AtomicInteger cancels = new AtomicInteger();
        private final AtomicInteger lost = new AtomicInteger();

        @Override
        public void cancelRequested() {
            cancels.incrementAndGet();
        }

        @Override
        public void renewed() {}

        @Override
        public void lost() {
            lost.incrementAndGet();
        }
    }
}
