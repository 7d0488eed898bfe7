package dev.scancast.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scancast.contract.document.Json;
import dev.scancast.contract.document.ProgressDocument;
import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanStatus;
import dev.scancast.contract.document.ScanStep;
import dev.scancast.testkit.OwnRedis;
import dev.scancast.testkit.Received;
import dev.scancast.testkit.WatchingClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many bytes a watcher of a batch is spared: 100 scans of which ten run at a time, each of which publishes ten full
 * documents a second, at the gateway's own tick.
 */
class ManyScansBytesTest {
    private static final Logger LOG = LoggerFactory.getLogger(ManyScansBytesTest.class);

    private static final int SCANS = 100;
    private static final int RUNNING = 10;
    private static final int DOCUMENTS = 20;
    private static final Duration INTERVAL = Duration.ofMillis(100);

    private final String batch = ScanId.create().value();
    private final List<Publisher> scans = new ArrayList<>();
    private long documentBytes;
    private int round;

    @Test
    void differencesAreAtLeast90PercentSmallerThanFullStates() throws Exception {
        try (OwnRedis redis = OwnRedis.start();
                OwnGateway gateway = OwnGateway.start(redis)) {
            for (int i = 0; i < SCANS; i++) {
                Publisher scan = Publisher.of(redis, ScanId.create());
                scans.add(scan);
                redis.command("HSET", "scan:batch:" + batch, scan.scan().value(), "Repository " + i);
                publish(scan, 0);
            }
            long begun = System.nanoTime();
            try (WatchingClient client = WatchingClient.connect(gateway.socket("/ws/scans?batch=" + batch))) {
                await("the snapshot").until(() -> !client.messages().isEmpty());
                runAll();
                client.awaitEnd();
                double minutes = (System.nanoTime() - begun) / (double) TimeUnit.MINUTES.toNanos(1);
                compare(client.messages(), minutes);
            } finally {
                scans.forEach(Publisher::close);
            }
        }
    }

    private void compare(List<Received> messages, double minutes) {
        List<String> texts = messages.stream().map(Received::text).toList();
        long sent =
                texts.stream().mapToLong(text -> text.getBytes(UTF_8).length).sum();
        GroupView view = GroupView.of(texts);
        long full = view.history().stream()
                .mapToLong(state -> state.asSnapshot(batch).getBytes(UTF_8).length)
                .sum();
        LOG.info(
                "100 scans, bytes a minute: {} as differences, {} as full states each tick ({} % fewer),"
                        + " {} as documents ({} % fewer); {} updates",
                perMinute(sent, minutes),
                perMinute(full, minutes),
                percentFewer(sent, full),
                perMinute(documentBytes, minutes),
                percentFewer(sent, documentBytes),
                view.updates);
        assertThat(view.state().counts().path("success").asInt()).isEqualTo(SCANS);
        assertThat(view.updates).isGreaterThan(50);
        assertThat(sent).as("against full states").isLessThan(full / 10);
        assertThat(sent).as("against every document").isLessThan(documentBytes / 5);
    }

    private void runAll() throws Exception {
        ScheduledExecutorService pace = Executors.newSingleThreadScheduledExecutor();
        try {
            var unused = pace.scheduleAtFixedRate(this::publishRound, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
            await("all scans have ended")
                    .atMost(Duration.ofMinutes(2))
                    .until(() -> round > SCANS / RUNNING * DOCUMENTS);
        } finally {
            pace.shutdownNow();
            assertThat(pace.awaitTermination(5, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** A document of each scan that runs now. */
    private synchronized void publishRound() {
        int group = round / DOCUMENTS;
        int document = round % DOCUMENTS + 1;
        round++;
        if (group < SCANS / RUNNING) {
            scans.subList(group * RUNNING, (group + 1) * RUNNING).forEach(scan -> publish(scan, document));
        }
    }

    private void publish(Publisher publisher, int number) {
        double percent = 100.0 * number / DOCUMENTS;
        ScanStatus status =
                number == 0 ? ScanStatus.QUEUED : number == DOCUMENTS ? ScanStatus.COMPLETED : ScanStatus.SCANNING;
        int files = 289 * number;
        ProgressDocument document = ProgressDocument.builder(publisher.scan())
                .version(1_767_607_200_000L, number + 1)
                .attempt(1)
                .status(status)
                .progress(percent)
                .message(number == 0 ? "Waiting for a worker" : "Scanning file " + files + "/5780")
                .repository("spring-framework")
                .currentFile("src/main/java/org/example/some/package/Class" + files + ".java")
                .steps(List.of(
                        new ScanStep("discovering", ScanStep.State.DONE, null),
                        new ScanStep("structure", ScanStep.State.RUNNING, percent),
                        new ScanStep("eslint", ScanStep.State.PENDING, null),
                        new ScanStep("aggregating", ScanStep.State.PENDING, null),
                        new ScanStep("writing", ScanStep.State.PENDING, null)))
                .filesScanned(files)
                .totalFiles(5780L)
                .nodesFound(files * 15L)
                .findings(number / 5)
                .eta((124 - number) / 10.0, (90 - number) / 10.0, (175 - number) / 10.0)
                .startedAt(Instant.ofEpochSecond(1_767_607_200))
                .updatedAt(Instant.ofEpochMilli(1_767_607_200_000L + number * 100L))
                .build();
        byte[] bytes = Json.write(document);
        documentBytes += bytes.length;
        publisher.setAndPublish(new String(bytes, UTF_8));
    }

    private static long perMinute(long bytes, double minutes) {
        return Math.round(bytes / minutes);
    }

    private static double percentFewer(long bytes, long than) {
        return Math.round(1000.0 - 1000.0 * bytes / than) / 10.0;
    }
}
