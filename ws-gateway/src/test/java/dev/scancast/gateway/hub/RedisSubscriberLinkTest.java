package dev.scancast.gateway.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.redis.Redis;
import dev.scancast.contract.redis.RedisSettings;
import dev.scancast.contract.settings.Settings;
import dev.scancast.testkit.OwnRedis;
import dev.scancast.testkit.TcpProxy;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The link over a real Redis, with a proxy between that holds things up. */
class RedisSubscriberLinkTest {
    private static final ScanId SCAN = new ScanId("watched");

    private final OwnRedis server = OwnRedis.start();
    private final TcpProxy proxy = TcpProxy.to(server.port());
    private final List<String> events = new CopyOnWriteArrayList<>();
    private Redis redis;
    private RedisSubscriberLink link;

    @BeforeEach
    void start() {
        redis = Redis.open(
                RedisSettings.from(Settings.load(
                        RedisSettings.CATALOG, Map.of("redis", "redis://127.0.0.1:" + proxy.port()), Map.of(), null)),
                "test-link");
        link = RedisSubscriberLink.start(redis, "test-gateway", new LinkState(), new Recorder());
        await("the link stands").until(() -> events.contains("up"));
    }

    @AfterEach
    void end() {
        link.close();
        redis.close();
        proxy.close();
        server.close();
    }

    @Test
    void relaysWhatIsPublishedOnceItIsConfirmed() {
        link.subscribe(Topic.progress(SCAN), 7);
        await("the confirmation").until(() -> events.contains("subscribed watched 7"));
        server.command("PUBLISH", "scan:progress:watched", "{}");
        await("the message").until(() -> events.contains("message watched {}"));
    }

    /** The confirmation of a subscription that had ended was taken for the one of the next, which was too early. */
    @Test
    void confirmationsKeepTheirGenerationAcrossTheEndOfASubscription() {
        proxy.pause();
        link.subscribe(Topic.progress(SCAN), 1);
        link.unsubscribe(Topic.progress(SCAN));
        link.subscribe(Topic.progress(SCAN), 2);
        proxy.resume();
        await("the confirmation").until(() -> events.contains("subscribed watched 2"));
        assertThat(events).containsSubsequence("subscribed watched 1", "subscribed watched 2");
        server.command("PUBLISH", "scan:progress:watched", "{}");
        await("the message").until(() -> events.contains("message watched {}"));
    }

    @Test
    void aNewConnectionKnowsNothingOfTheOldOnes() {
        link.subscribe(Topic.progress(SCAN), 1);
        await("the confirmation").until(() -> events.contains("subscribed watched 1"));
        proxy.pause();
        link.subscribe(Topic.progress(new ScanId("lost")), 2);
        proxy.cut();
        proxy.resume();
        await("the link is down").until(() -> events.contains("down"));
        await("the link stands again")
                .until(() -> events.stream().filter("up"::equals).count() == 2);
        link.subscribe(Topic.progress(new ScanId("lost")), 3);
        await("the confirmation").until(() -> events.contains("subscribed lost 3"));
        assertThat(events).doesNotContain("subscribed lost 2");
    }

    @Test
    void endsInTimeWhenTheConnectionIsHalfOpen() {
        proxy.pause();
        long began = System.nanoTime();
        link.close();
        assertThat(System.nanoTime() - began).isLessThan(2_000_000_000L);
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("scancast-link-reader", "scancast-link-writer");
    }

    private final class Recorder implements SubscriberLink.Listener {
        @Override
        public void onUp() {
            events.add("up");
        }

        @Override
        public void onSubscribed(Topic topic, long generation) {
            events.add("subscribed " + topic.scan() + " " + generation);
        }

        @Override
        public void onMessage(Topic topic, byte[] message) {
            events.add("message " + topic.scan() + " " + new String(message, StandardCharsets.UTF_8));
        }

        @Override
        public void onMarker(ScanId scan, long readNumber) {
            events.add("marker " + scan + " " + readNumber);
        }

        @Override
        public void onDown() {
            events.add("down");
        }
    }
}
