package dev.scancast.gateway.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scancast.contract.document.ScanId;
import dev.scancast.gateway.OwnGateway;
import dev.scancast.gateway.Publisher;
import dev.scancast.testkit.OwnRedis;
import dev.scancast.testkit.RawWebSocket;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Many clients of which some don't read: the others feel nothing, memory is bounded, and all get the end. */
class StalledClientsTest {
    private static final int HEALTHY = Integer.getInteger("faults.healthy", 100);
    private static final int STALLED = 50;
    private static final int DOCUMENTS = Integer.getInteger("faults.documents", 500);
    private static final int DOCUMENT_BYTES = 16 * 1024;
    private static final int SMALL_BUFFER = 4096;
    private static final Duration PACE = Duration.ofMillis(Integer.getInteger("faults.pace-ms", 20));

    /** The outbox (256 KiB), one document beyond it, and what the JVM needs to know of both. */
    private static final long MOST_BYTES_EACH = 512 * 1024;

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private record Figures(double p50, double p99, long heap) {}

    @Test
    void stalledClientsHarmNobodyAndGetTheEndWhenTheyReadAgain() throws IOException {
        try (OwnRedis redis = OwnRedis.start();
                OwnGateway gateway = OwnGateway.start(redis, "gateway.write-timeout", "5m", "gateway.ping", "5m")) {
            run(redis, gateway, 0); // warms up
            Figures without = run(redis, gateway, 0);
            Figures with = run(redis, gateway, STALLED);
            report("%n%d healthy clients, %d documents of 16 KiB, one each %d ms:%n%n"
                            .formatted(HEALTHY, DOCUMENTS, PACE.toMillis())
                    + "| stalled | p50, ms | p99, ms | heap after GC, MiB |\n|---|---|---|---|\n"
                    + row(0, without)
                    + row(STALLED, with));
            assertThat(with.heap() - without.heap())
                    .as("heap that %s stalled clients hold", STALLED)
                    .isLessThan(STALLED * MOST_BYTES_EACH);
        }
    }

    private static void report(String text) throws IOException {
        Files.createDirectories(Path.of("target"));
        Files.writeString(Path.of("target", "faults.md"), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static String row(int stalled, Figures figures) {
        return "| %d | %.1f | %.1f | %.1f |%n"
                .formatted(stalled, figures.p50(), figures.p99(), figures.heap() / 1024.0 / 1024.0);
    }

    private static Figures run(OwnRedis redis, OwnGateway gateway, int stalledCount) throws IOException {
        try (Publisher publisher = Publisher.of(redis, ScanId.create())) {
            URI uri = gateway.socket(publisher.scan(), "");
            publisher.setAndPublish(document(0, "running", ""));
            List<TimingClient> healthy = Stream.generate(() -> TimingClient.connect(uri))
                    .limit(HEALTHY)
                    .toList();
            List<RawWebSocket> stalled = new ArrayList<>();
            for (int i = 0; i < stalledCount; i++) {
                stalled.add(RawWebSocket.open(uri, SMALL_BUFFER));
            }
            await("all watch").until(() -> gateway.connections("websocket") == HEALTHY + stalledCount);
            String filler = "x".repeat(DOCUMENT_BYTES);
            long[] publishedAt = new long[DOCUMENTS + 1];
            for (int n = 1; n <= DOCUMENTS; n++) {
                publishedAt[n] = System.nanoTime();
                publisher.publish(document(n, "running", filler));
                LockSupport.parkNanos(publishedAt[n] + PACE.toNanos() - System.nanoTime());
            }
            await("the healthy have all")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> healthy.stream().allMatch(client -> client.newest == DOCUMENTS));
            ManagementFactory.getMemoryMXBean().gc();
            long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();

            publisher.setAndPublish(document(DOCUMENTS + 1, "finished", ""));
            await("the healthy have ended").until(() -> healthy.stream().allMatch(client -> client.code == 1000));
            for (RawWebSocket client : stalled) {
                endsWithItsTerminal(client);
            }
            double[] lags = healthy.stream()
                    .flatMapToDouble(client -> client.lags(publishedAt))
                    .sorted()
                    .toArray();
            assertThat(lags).as("every document came to everyone").hasSize(HEALTHY * DOCUMENTS);
            return new Figures(lags[lags.length / 2], lags[(int) (lags.length * 0.99)], heap);
        }
    }

    private static String document(int n, String status, String filler) {
        return "{\"n\":" + n + ",\"status\":\"" + status + "\",\"filler\":\"" + filler + "\"}";
    }

    private static void endsWithItsTerminal(RawWebSocket client) throws IOException {
        try (client) {
            int documents = 0;
            String last = "";
            RawWebSocket.Frame frame = client.readFrame();
            while (frame.opcode() != RawWebSocket.CLOSE) {
                documents++;
                last = frame.text();
                frame = client.readFrame();
            }
            assertThat(documents).as("it had fallen behind").isLessThan(DOCUMENTS);
            assertThat(last).contains("\"finished\"");
            assertThat(frame.closeCode()).isEqualTo(1000);
        }
    }

    /** Reads as fast as it can and keeps only when each document came. */
    private static final class TimingClient implements WebSocket.Listener {
        private final long[] cameAt = new long[DOCUMENTS + 2];
        private boolean begins = true;
        private volatile int newest;
        private volatile int code;

        static TimingClient connect(URI uri) {
            TimingClient client = new TimingClient();
            var unused = HTTP.newWebSocketBuilder().buildAsync(uri, client).join();
            return client;
        }

        DoubleStream lags(long[] publishedAt) {
            return IntStream.rangeClosed(1, DOCUMENTS)
                    .filter(n -> cameAt[n] != 0)
                    .mapToDouble(n -> (cameAt[n] - publishedAt[n]) / 1e6);
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            if (begins) {
                String head = data.subSequence(0, Math.min(16, data.length())).toString();
                int n = Integer.parseInt(head.substring(5, head.indexOf(',')));
                cameAt[n] = System.nanoTime();
                newest = n;
            }
            begins = last;
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int statusCode, String reason) {
            code = statusCode;
            return null;
        }
    }
}
