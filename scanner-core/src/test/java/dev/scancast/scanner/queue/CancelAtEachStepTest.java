package dev.scancast.scanner.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanRequest;
import dev.scancast.contract.document.ScanStatus;
import dev.scancast.scanner.engine.ScanEvent;
import dev.scancast.scanner.progress.ProgressRecorder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;

/** A cancel that comes in the very moment in which a scan takes its next step. */
class CancelAtEachStepTest {
    private final ScanId scan = ScanId.create();
    private final AtomicLong canceledAt = new AtomicLong();

    @TempDir
    private Path directory;

    private Fleet fleet;
    private ProgressRecorder recorder;

    @BeforeEach
    void open() throws IOException {
        fleet = new Fleet(directory.toRealPath());
        recorder = new ProgressRecorder(fleet.server, scan);
    }

    @AfterEach
    void close() {
        fleet.close();
        recorder.close();
    }

    static Stream<Arguments> moments() {
        List<String> canceled = List.of("canceled");
        List<String> either = List.of("canceled", "completed"); // nothing is left to be stopped
        return Stream.of(
                Arguments.of("discovering", phase(ScanStatus.DISCOVERING), canceled),
                Arguments.of("counted", event(ScanEvent.FilesCounted.class), canceled),
                Arguments.of("scanning", phase(ScanStatus.SCANNING), canceled),
                Arguments.of("an analyzer begins", event(ScanEvent.AnalyzerStarted.class), canceled),
                Arguments.of("a file begins", event(ScanEvent.FileStarted.class), canceled),
                Arguments.of("an analyzer ends", event(ScanEvent.AnalyzerEnded.class), canceled),
                Arguments.of("aggregating", phase(ScanStatus.AGGREGATING), canceled),
                Arguments.of("writing", phase(ScanStatus.WRITING), either),
                Arguments.of("the report is stored", event(ScanEvent.ReportWritten.class), either));
    }

    private static Predicate<ScanEvent> phase(ScanStatus status) {
        return event -> event instanceof ScanEvent.PhaseStarted started && started.phase() == status;
    }

    private static Predicate<ScanEvent> event(Class<? extends ScanEvent> type) {
        return type::isInstance;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("moments")
    void endsTheScanOnceWithinASecond(String name, Predicate<ScanEvent> moment, List<String> ends) throws IOException {
        fleet.worker(
                Map.of(),
                scanning -> (task, listener, cancel, store) -> scanning.scan(
                        task,
                        event -> {
                            listener.onEvent(event);
                            if (moment.test(event) && canceledAt.compareAndSet(0, System.nanoTime())) {
                                fleet.cancel(scan);
                                await("the cancel was heard, or can't be any more")
                                        .atMost(Duration.ofSeconds(2))
                                        .until(() -> cancel.isCanceled() || event instanceof ScanEvent.ReportWritten);
                            }
                        },
                        cancel,
                        store));
        fleet.submit(scan, ScanRequest.ofPath(fleet.repository("one", 20).toString()));
        await("an end").until(() -> !fleet.end(scan).isEmpty());
        Duration took = Duration.ofNanos(System.nanoTime() - canceledAt.get());

        assertThat(took).as(name).isLessThan(Duration.ofSeconds(1));
        await("the recorder heard it").until(() -> recorder.statuses().stream().anyMatch(ends::contains));
        JsonNode end = recorder.documents().get(recorder.documents().size() - 1);
        assertThat(end.path("status").asText()).isIn(ends);
        assertThat(recorder.documents().stream().map(d -> d.path("progress").asDouble()))
                .isSorted();
        try (Jedis jedis = fleet.server.jedis()) {
            await("nothing is left")
                    .until(() -> fleet.queued() == 0
                            && !jedis.exists("scan:lease:" + scan)
                            && jedis.zscore("scan:live", scan.value()) == null);
            assertThat(jedis.xrange("scan:log:" + scan, (StreamEntryID) null, null)
                            .toString())
                    .containsOnlyOnce("\"end\":true");
        }
    }
}
