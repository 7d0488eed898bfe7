package dev.scancast.gateway.faults;

import static dev.scancast.testkit.PromiseAssert.assertPromise;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanStatus;
import dev.scancast.gateway.OwnGateway;
import dev.scancast.gateway.Publisher;
import dev.scancast.testkit.HaProxy;
import dev.scancast.testkit.OwnRedis;
import dev.scancast.testkit.SseClient;
import dev.scancast.testkit.WatchingClient;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * A scan as long as real ones, with silences as real ones have, watched from its begin to its end on one connection,
 * through a load balancer that cuts a connection that is silent for a minute. Part of the long run only, hence its name.
 */
class TwelveMinuteScan {
    private static final Duration SILENCE = Duration.ofSeconds(75);
    private static final int SILENCES = 9;
    private static final int DOCUMENTS_BETWEEN = 50;

    /** Nine silences of 75 s, and fifty documents before each, five a second: 12.75 minutes. */
    private static final Duration BETWEEN_DOCUMENTS = Duration.ofMillis(200);

    @Test
    void isWatchedToItsEndOnOneConnection() {
        Assumptions.assumeTrue(HaProxy.isAvailable(), "haproxy is to be on the PATH for this test");
        try (OwnRedis redis = OwnRedis.start();
                OwnGateway gateway = OwnGateway.start(redis);
                HaProxy front = HaProxy.before(List.of(gateway.port()));
                Publisher publisher = Publisher.of(redis, ScanId.create())) {
            front.awaitServers(1);
            List<String> written = new ArrayList<>();
            written.add(publisher.write(ScanStatus.QUEUED, 0));
            long began = System.nanoTime();
            String authority = "127.0.0.1:" + front.port();
            try (SseClient stream = SseClient.open(URI.create("http://" + authority + "/events/" + publisher.scan()));
                    WatchingClient socket = WatchingClient.to(
                                    URI.create("ws://" + authority + "/ws/scan/" + publisher.scan()))
                            .subprotocol("scancast.v1")
                            .connect()) {
                stream.awaitDocuments(1);
                socket.awaitDocuments(1);
                for (int silence = 1; silence <= SILENCES; silence++) {
                    for (int i = 0; i < DOCUMENTS_BETWEEN; i++) {
                        written.add(publisher.write(ScanStatus.SCANNING, written.size() / 5.0));
                        pass(BETWEEN_DOCUMENTS);
                    }
                    pass(SILENCE);
                    assertThat(stream.hasEnded() || socket.hasEnded())
                            .as("one was cut after silence %s", silence)
                            .isFalse();
                }
                written.add(publisher.write(ScanStatus.COMPLETED, 100));
                stream.awaitEnd();
                socket.awaitEnd();
                assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMinutes(12));
                assertThat(stream.texts()).isEqualTo(written);
                assertThat(socket.texts()).isEqualTo(written);
                assertThat(stream.messages()).as("alarms").isEmpty();
                assertThat(socket.messages()).as("alarms").isEmpty();
                assertPromise(stream).isKept("completed");
                assertPromise(socket).isKept("completed");
            }
        }
    }

    private static void pass(Duration time) {
        long until = System.nanoTime() + time.toNanos();
        await("time to pass")
                .atMost(time.plusSeconds(10))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> System.nanoTime() - until >= 0);
    }
}
