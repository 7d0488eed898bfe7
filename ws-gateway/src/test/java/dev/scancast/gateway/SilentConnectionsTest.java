package dev.scancast.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scancast.contract.document.ScanId;
import dev.scancast.testkit.OwnRedis;
import dev.scancast.testkit.RawWebSocket;
import dev.scancast.testkit.SseClient;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Connections on which nothing goes for longer than the HTTP server leaves an idle one open. */
class SilentConnectionsTest {
    private static final Duration LONGER_THAN_GRIZZLY_WAITS = Duration.ofSeconds(35);

    @Test
    void aConnectionIsNotCutForItsSilenceAlone() throws IOException {
        String rare = "5m";
        try (OwnRedis redis = OwnRedis.start();
                OwnGateway gateway = OwnGateway.start(
                        redis, "gateway.ping", rare, "gateway.heartbeat", rare, "gateway.write-timeout", rare);
                Publisher publisher = Publisher.of(redis, ScanId.create())) {
            publisher.setAndPublish("{\"status\":\"running\"}");
            try (RawWebSocket socket = RawWebSocket.open(gateway.socket(publisher.scan(), ""));
                    SseClient events = SseClient.open(gateway.events(publisher.scan(), ""))) {
                assertThat(socket.readFrame().text()).contains("running");
                events.awaitDocuments(1);
                long silentSince = System.nanoTime();
                await("a long silence")
                        .atMost(LONGER_THAN_GRIZZLY_WAITS.multipliedBy(3))
                        .until(() -> System.nanoTime() - silentSince > LONGER_THAN_GRIZZLY_WAITS.toNanos());
                publisher.setAndPublish("{\"status\":\"finished\"}");
                assertThat(nextDocument(socket)).contains("finished");
                events.awaitEnd();
                assertThat(events.documents()).hasSize(2);
            }
        }
    }

    /** The first ping may come at any time: they are spread. */
    private static String nextDocument(RawWebSocket socket) throws IOException {
        RawWebSocket.Frame frame = socket.readFrame();
        while (frame.opcode() == RawWebSocket.PING) {
            frame = socket.readFrame();
        }
        return frame.text();
    }
}
