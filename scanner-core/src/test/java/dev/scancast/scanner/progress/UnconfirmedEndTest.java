package dev.scancast.scanner.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.redis.Acquisition;
import dev.scancast.contract.redis.Fence;
import dev.scancast.contract.redis.FencedWriter;
import dev.scancast.contract.redis.Redis;
import dev.scancast.contract.redis.RedisSettings;
import dev.scancast.contract.settings.Settings;
import dev.scancast.scanner.progress.ScanPublication.Outcome;
import dev.scancast.testkit.OwnRedis;
import dev.scancast.testkit.SentinelTrio;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An end that only its primary has, which may be none any more. */
class UnconfirmedEndTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ScanId scan = ScanId.create();

    @Test
    void anEndThatNoReplicaConfirmsIsWrittenOnceMoreToWhoeverSentinelNames() throws InterruptedException {
        assertThat(endsTold(true)).containsExactly("canceled", "canceled");
    }

    @Test
    void anEndThatAReplicaConfirmsIsWrittenOnce() throws InterruptedException {
        assertThat(endsTold(false)).containsExactly("canceled");
    }

    /** The statuses of the ends that were published. */
    private List<String> endsTold(boolean replicaHangs) throws InterruptedException {
        assumeTrue(SentinelTrio.isAvailable(), "this needs redis-server and its Sentinel");
        try (SentinelTrio trio = SentinelTrio.start();
                Redis redis = redisOf(trio);
                ProgressRecorder recorder = new ProgressRecorder(trio.primary(), scan)) {
            OwnRedis replica = trio.other(trio.primary());
            ScanHold hold = new ScanHold(redis, scan, "w1", Clock.systemUTC());
            Fence fence = ((Acquisition.Granted) hold.take()).fence();
            if (replicaHangs) {
                replica.suspend();
            }
            ProgressMeter meter = new ProgressMeter(scan, "r", Clock.systemUTC(), System::nanoTime);
            try (ScanPublication publication = ScanPublication.start(
                    redis,
                    hold,
                    fence,
                    FencedWriter.Origin.NONE,
                    meter,
                    new PublishSettings(Duration.ofMillis(10), Duration.ofSeconds(5), Duration.ZERO),
                    new Deaf())) {
                meter.canceled();
                publication.finish();
                assertThat(publication.await(PATIENCE)).contains(Outcome.PUBLISHED);
                recorder.awaitStatus("canceled");
            } finally {
                if (replicaHangs) {
                    replica.resume();
                }
            }
            assertThat(recorder.documents().stream().map(d -> d.path("seq").asLong()))
                    .as("the same one")
                    .containsOnly(1L);
            return recorder.documents().stream()
                    .map(d -> d.path("status").asText())
                    .toList();
        }
    }

    private static Redis redisOf(SentinelTrio trio) {
        Settings settings = Settings.load(RedisSettings.CATALOG, Map.of("redis", trio.url()), Map.of(), null);
        return Redis.open(RedisSettings.from(settings), "test");
    }

    private static final class Deaf implements ScanPublication.Listener {
        @Override
        public void cancelRequested() {}

        @Override
        public void renewed() {}

        @Override
        public void lost() {}
    }
}
