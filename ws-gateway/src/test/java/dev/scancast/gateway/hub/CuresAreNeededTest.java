package dev.scancast.gateway.hub;

import static dev.scancast.gateway.hub.Interleavings.foreign;
import static dev.scancast.gateway.hub.Interleavings.versioned;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.redis.Redis;
import dev.scancast.contract.redis.RedisSettings;
import dev.scancast.gateway.OwnGateway;
import dev.scancast.gateway.Publisher;
import dev.scancast.gateway.hub.Interleavings.Cure;
import dev.scancast.gateway.hub.Interleavings.World;
import dev.scancast.testkit.OwnRedis;
import dev.scancast.testkit.RawWebSocket;
import dev.scancast.testkit.TcpProxy;
import dev.scancast.testkit.WatchingClient;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Each cure with it and without it: with it no order breaks a promise, without it some do. */
class CuresAreNeededTest {
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(12);

    @Test
    void joinOrder() {
        isNeeded(Cure.JOIN_ORDER, world -> {
            world.publisher(
                    () -> world.setAndPublish(versioned(1, 1, "scanning")),
                    () -> world.setAndPublish(versioned(1, 2, "scanning")),
                    () -> world.setAndPublish(versioned(1, 3, "completed")));
            world.joiner();
            world.isNotMendedLater();
        });
    }

    @Test
    void marker() {
        isNeeded(Cure.MARKER, world -> {
            world.publisher(
                    () -> world.setAndPublish(foreign(1, "running")),
                    () -> world.setAndPublish(foreign(2, "running")),
                    () -> world.setAndPublish(foreign(3, "finished")));
            world.joiner();
        });
    }

    @Test
    void epoch() {
        isNeeded(Cure.EPOCH, world -> {
            world.publisher(
                    () -> world.setAndPublish(versioned(1, 1, "scanning")),
                    () -> world.setAndPublish(versioned(2, 2, "scanning")),
                    () -> world.publishWithoutRight(versioned(1, 3, "scanning"), versioned(2, 2, "scanning")),
                    () -> world.setAndPublish(versioned(2, 3, "completed")));
            world.joiner();
        });
    }

    @Test
    void watchdog() {
        isNeeded(Cure.WATCHDOG, world -> {
            world.publisher(
                    () -> world.setAndPublish(versioned(1, 1, "scanning")),
                    () -> world.setWithoutPublish(versioned(1, 2, "completed")));
            world.joiner();
        });
    }

    /** The link's connections stand and are dead. The socket's time-out is made too long to be a cure itself. */
    @Test
    void probe() {
        assertThat(getsTheEndOverADeadLink(true)).as("with the probe").isTrue();
        assertThat(getsTheEndOverADeadLink(false)).as("without the probe").isFalse();
    }

    /** Without it all that a client doesn't take is kept for it. */
    @Test
    void conflation() throws IOException {
        assertThat(keptForOneThatDoesNotRead("64KiB")).as("with conflation").isLessThan(400);
        assertThat(keptForOneThatDoesNotRead("64MiB")).as("without").isEqualTo(1 + FLOOD + 1);
    }

    // ---- the search, twice

    private static void isNeeded(Cure cure, Consumer<World> scenario) {
        Interleavings.Result with = Interleavings.explore(Set.of(), scenario);
        assertThat(with.violated()).as(with.example()).isZero();
        Interleavings.Result without = Interleavings.explore(Set.of(cure), scenario);
        assertThat(without.violated())
                .as("violations without %s in %s orders", cure, without.runs())
                .isPositive();
    }

    // ---- real parts

    @SuppressWarnings("try") // the probe is there to work, not to be asked
    private static boolean getsTheEndOverADeadLink(boolean probed) {
        try (OwnRedis server = OwnRedis.start();
                TcpProxy cable = TcpProxy.to(server.port());
                Redis redis = Redis.open(
                        RedisSettings.from(OwnGateway.settings(cable.port(), "redis.timeout", "60s")), "test-cure");
                Publisher publisher = Publisher.of(server, ScanId.create())) {
            LinkState state = new LinkState();
            RedisSubscriberLink[] link = new RedisSubscriberLink[1];
            HubSettings settings = new HubSettings(
                    Duration.ZERO,
                    Duration.ofHours(1),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(1),
                    1,
                    0,
                    Long.MAX_VALUE);
            try (RedisStatusReader reader = RedisStatusReader.start(redis, "g");
                    RedisLogReader logReader = RedisLogReader.start(redis);
                    Hub hub = Hub.start(settings, reader, logReader, listener -> {
                        link[0] = RedisSubscriberLink.start(redis, "g", state, listener);
                        return link[0];
                    });
                    RedisSubscriberLink closed = link[0];
                    LinkProbe probe = probed ? LinkProbe.start(redis, state, closed) : null) {
                await("the link stands").until(state::isUp);
                publisher.setAndPublish("{\"epoch\":1,\"seq\":1,\"status\":\"running\"}");
                RecordingWatcher watcher = new RecordingWatcher();
                hub.join(publisher.scan(), watcher);
                await("the first document").until(() -> watcher.documents.size() == 1);

                cable.freeze();
                publisher.setAndPublish("{\"epoch\":1,\"seq\":2,\"status\":\"finished\"}");
                long began = System.nanoTime();
                await("the end, or long enough")
                        .atMost(LONG_ENOUGH.multipliedBy(3))
                        .until(() -> watcher.end != null || System.nanoTime() - began > LONG_ENOUGH.toNanos());
                return watcher.end != null;
            }
        }
    }

    private static final int FLOOD = 600;

    /** How many documents one gets that stalls through a flood of 32 KiB each and then reads. */
    private static int keptForOneThatDoesNotRead(String outbox) throws IOException {
        try (OwnRedis redis = OwnRedis.start();
                OwnGateway gateway = OwnGateway.start(redis, "gateway.outbox", outbox);
                Publisher publisher = Publisher.of(redis, ScanId.create())) {
            String filler = "x".repeat(32 * 1024);
            publisher.setAndPublish("{\"n\":0,\"status\":\"running\"}");
            try (RawWebSocket stalled = RawWebSocket.open(gateway.socket(publisher.scan(), ""), 4096);
                    WatchingClient other = gateway.watch(publisher.scan())) {
                other.awaitDocuments(1);
                for (int i = 1; i <= FLOOD; i++) {
                    publisher.publish("{\"n\":" + i + ",\"status\":\"running\",\"filler\":\"" + filler + "\"}");
                }
                publisher.setAndPublish("{\"n\":" + (FLOOD + 1) + ",\"status\":\"finished\"}");
                other.awaitEnd();
                int documents = 0;
                RawWebSocket.Frame frame = stalled.readFrame();
                String last = "";
                while (frame.opcode() == RawWebSocket.TEXT) {
                    documents++;
                    last = frame.text();
                    frame = stalled.readFrame();
                }
                assertThat(last).contains("finished");
                return documents;
            }
        }
    }
}
