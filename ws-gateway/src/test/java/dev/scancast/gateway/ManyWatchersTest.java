package dev.scancast.gateway;

import static dev.scancast.testkit.PromiseAssert.assertPromise;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanStatus;
import dev.scancast.testkit.OwnRedis;
import dev.scancast.testkit.RedisMonitor;
import dev.scancast.testkit.ScanWatcher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Many watchers of one scan cost Redis as much as one. */
class ManyWatchersTest {
    private static final int WATCHERS = 1_000;

    @Test
    void aThousandWatchersOfAScanAreOneSubscriptionAndOneRead() {
        try (OwnRedis redis = OwnRedis.start();
                OwnGateway gateway = OwnGateway.start(redis);
                Publisher publisher = Publisher.of(redis, ScanId.create())) {
            publisher.write(ScanStatus.SCANNING, 1);
            List<ScanWatcher> watchers = new ArrayList<>();
            try (RedisMonitor monitor = redis.monitor()) {
                for (int i = 0; i < WATCHERS; i++) {
                    watchers.add(
                            (i % 2 == 0 ? Transport.WEBSOCKET : Transport.SSE).watch(gateway, publisher.scan(), ""));
                }
                watchers.forEach(watcher -> watcher.awaitDocuments(1));
                List<String> ofTheScan = monitor.lines().stream()
                        .filter(line -> line.contains(publisher.scan().value()) && !line.contains(" lua]"))
                        .toList();
                assertThat(ofTheScan)
                        .satisfiesExactly(
                                line -> assertThat(line).contains("\"SUBSCRIBE\""),
                                line -> assertThat(line).contains("\"EVAL"));
            }
            String last = publisher.write(ScanStatus.COMPLETED, 100);
            for (ScanWatcher watcher : watchers) {
                watcher.awaitEnd(Duration.ofSeconds(30));
                assertThat(watcher.last()).isEqualTo(last);
                assertPromise(watcher).isKept("completed");
            }
        }
    }
}
