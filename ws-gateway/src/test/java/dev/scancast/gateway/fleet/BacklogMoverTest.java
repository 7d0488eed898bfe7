package dev.scancast.gateway.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanRequest;
import dev.scancast.contract.document.ScanStatus;
import dev.scancast.contract.redis.ScanKeys;
import dev.scancast.testkit.OwnRedis;
import dev.scancast.testkit.TcpProxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.exceptions.JedisException;

/** How scans come from the backlogs into the queue. */
class BacklogMoverTest {
    private static OwnRedis server;

    private Waiting waiting;

    @BeforeAll
    static void startRedis() {
        server = OwnRedis.start();
    }

    @AfterAll
    static void stopRedis() {
        server.close();
    }

    @BeforeEach
    void begin() {
        server.command("FLUSHALL");
        waiting = new Waiting(server);
    }

    @AfterEach
    void end() {
        waiting.close();
    }

    @Test
    void ofABatchAsManyAsItsConcurrencyAreInTheQueueInOrder() {
        List<ScanId> scans = waiting.batch("b", 10, 3, "");
        assertThat(waiting.queue()).isEmpty();

        waiting.move();
        waiting.move();
        assertThat(waiting.queue()).isEqualTo(scans.subList(0, 3));

        waiting.end(scans.get(1), ScanStatus.ERROR);
        waiting.move();
        assertThat(waiting.queue()).containsExactly(scans.get(0), scans.get(2), scans.get(3));
    }

    @Test
    void aBatchIsMovedToItsLastScanAndItsBacklogIsForgotten() {
        List<ScanId> scans = waiting.batch("b", 25, 4, "");
        List<ScanId> order = new ArrayList<>();
        waiting.move();
        for (List<ScanId> queue = waiting.queue(); !queue.isEmpty(); queue = waiting.queue()) {
            order.add(queue.get(0));
            waiting.end(queue.get(0), ScanStatus.COMPLETED);
            waiting.move();
        }
        assertThat(order).isEqualTo(scans);
        assertThat(waiting.backlogs.names()).isEmpty();
    }

    @Test
    void aSingleScanWaitsBehindFewHoweverManyBatchesThereAre() {
        for (int i = 0; i < 6; i++) {
            waiting.batch("b" + i, 50, 4, "");
        }
        for (int i = 0; i < 5; i++) {
            waiting.move();
        }
        assertThat(waiting.queue())
                .as("each batch has one, and together few more")
                .hasSizeBetween(6, 9);
        ScanId single = waiting.single("");
        assertThat(waiting.queue()).hasSizeLessThanOrEqualTo(10).endsWith(single);
    }

    @Test
    void aBatchOfWhichNothingIsInTheQueueIsGivenOneHoweverManySinglesWait() {
        for (int i = 0; i < 20; i++) {
            waiting.single("");
        }
        List<ScanId> scans = waiting.batch("b", 5, 4, "");
        waiting.move();
        waiting.move();
        assertThat(waiting.queue()).hasSize(21).endsWith(scans.get(0));
    }

    @Test
    void anOwnersScansAreLimitedOverAllItsBatches() {
        try (Waiting limited = new Waiting(server, "owner.concurrency", "3", "backlog.ahead", "100")) {
            limited.batch("one", 10, 2, "ada");
            limited.batch("two", 10, 2, "ada");
            List<ScanId> singles = List.of(limited.single("ada"), limited.single("ada"));
            List<ScanId> others = limited.batch("three", 10, 2, "grace");
            limited.move();
            limited.move();

            List<ScanId> queue = limited.queue();
            assertThat(queue).hasSize(5).containsAll(others.subList(0, 2));

            assertThat(limited.inBacklogs()).hasSize(32 - 5);
            queue.forEach(scan -> limited.end(scan, ScanStatus.COMPLETED));
            Set<ScanId> seen = new HashSet<>(queue);
            for (int i = 0; i < 30; i++) {
                limited.move();
                List<ScanId> next = limited.queue();
                assertThat(next).hasSizeLessThanOrEqualTo(5);
                seen.addAll(next);
                next.forEach(scan -> limited.end(scan, ScanStatus.COMPLETED));
            }
            assertThat(seen).hasSize(32).containsAll(singles);
        }
    }

    @Test
    void whatEndedWhileItWaitedNeverComesToTheQueue() {
        List<ScanId> scans = waiting.batch("b", 30, 2, "");
        scans.subList(0, 29).forEach(scan -> waiting.end(scan, ScanStatus.CANCELED));
        waiting.move();
        assertThat(waiting.queue()).containsExactly(scans.get(29));
        assertThat(waiting.inBacklogs()).isEmpty();
    }

    @Test
    void aMoverThatDiedAfterTheQueueIsFollowedByOneThatQueuesAgain() {
        List<ScanId> scans = waiting.batch("b", 2, 1, "");
        waiting.backlogs.queue(scans.get(0), "{\"repository_path\":\"/srv/repository0\"}", "");

        waiting.move();

        assertThat(waiting.queue()).as("twice is harmless, never would not be").containsOnly(scans.get(0));
        assertThat(waiting.inBacklogs()).containsExactly(scans.get(1).value());
    }

    @Test
    void aMoverThatDiedAfterTheShareIsFollowedByOneThatOnlyTakesOutOfTheBacklog() {
        List<ScanId> scans = waiting.batch("b", 3, 2, "");
        waiting.backlogs.queue(scans.get(0), "{\"repository_path\":\"/srv/repository0\"}", "");
        Share.read(waiting.redis, ScanKeys.batchBacklogName("b"))
                .add(scans.get(0).value());

        waiting.move();

        assertThat(waiting.queue()).containsExactly(scans.get(0), scans.get(1));
        assertThat(waiting.inBacklogs()).containsExactly(scans.get(2).value());
    }

    @Test
    void whileAnotherGatewayHoldsTheLockNothingIsMovedAndALockOfTheDeadRunsOut() {
        List<ScanId> scans = waiting.batch("b", 3, 2, "");
        server.command("SET", "scan:mover", "another", "PX", "60000");
        waiting.move();
        assertThat(waiting.queue()).isEmpty();
        assertThat(server.command("GET", "scan:mover")).isEqualTo("another");

        server.command("DEL", "scan:mover");
        waiting.move();
        assertThat(waiting.queue()).isEqualTo(scans.subList(0, 2));
        assertThat(server.command("EXISTS", "scan:mover")).isEqualTo(0L);
        waiting.batch("c", 1, 1, "");
        waiting.move();
        assertThat(Long.parseLong(String.valueOf(server.command("PTTL", "scan:mover"))))
                .isEqualTo(-2);
    }

    /** The lock can run out while its holder still moves: then two move at the same time. */
    @Test
    void moversWithoutALockLoseNothing() throws Exception {
        List<ScanId> scans = waiting.batch("b", 120, 4, "");
        Set<ScanId> seen = java.util.concurrent.ConcurrentHashMap.newKeySet();
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            List<Future<?>> movers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                BacklogMover mover = waiting.mover();
                movers.add(threads.submit(() -> {
                    while (seen.size() < scans.size()) {
                        server.command("DEL", "scan:mover");
                        mover.moveAll(() -> {});
                    }
                }));
            }
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (seen.size() < scans.size() && System.nanoTime() < deadline) {
                for (ScanId scan : waiting.queue()) {
                    if (seen.add(scan)) {
                        waiting.end(scan, ScanStatus.COMPLETED);
                    }
                }
            }
            assertThat(seen).containsExactlyInAnyOrderElementsOf(scans);
            for (Future<?> mover : movers) {
                mover.get(10, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(waiting.inBacklogs()).isEmpty();
    }

    @Test
    void aMoverThatIsCutOffAnywhereLeavesEachScanInAtLeastOnePlace() {
        Set<String> left = new HashSet<>();
        waiting.batch("b", 60, 4, "").forEach(scan -> left.add(scan.value()));
        int cuts = 0;
        try (TcpProxy proxy = TcpProxy.to(server.port());
                Waiting cutOff = new Waiting(server, "redis", "redis://127.0.0.1:" + proxy.port())) {
            for (int round = 0; !left.isEmpty(); round++) {
                assertThat(round).as("rounds, with %s left", left.size()).isLessThan(1000);
                proxy.cutEveryConnectionAfter(Duration.ofMillis(1 + round % 12));
                try {
                    cutOff.move();
                } catch (JedisException e) {
                    cuts++;
                }
                server.command("DEL", "scan:mover");
                List<ScanId> queue = waiting.queue();
                Set<String> somewhere = new HashSet<>(waiting.inBacklogs());
                queue.forEach(scan -> somewhere.add(scan.value()));
                assertThat(somewhere).containsAll(left);
                for (ScanId scan : queue) {
                    if (left.remove(scan.value())) {
                        waiting.end(scan, ScanStatus.COMPLETED);
                    }
                }
            }
        }
        assertThat(cuts).as("the fault bites").isGreaterThan(5);
    }

    @Test
    void aBatchThatAGatewayLeftHalfTakenInIsFinishedOnceByAnother() {
        List<ScanId> scans = waiting.batch("b", 4, 4, "");
        // As if it had died after the first scan's document: what comes later is not there.
        server.command("SADD", "scan:batches", "b");
        server.command("DEL", "scan:backlogs", "scan:batch:b", "scan:live");
        server.command("DEL", ScanKeys.backlogNamed(ScanKeys.batchBacklogName("b")));
        for (ScanId scan : scans.subList(1, 4)) {
            server.command("DEL", "scan:meta:" + scan, "scan:status:" + scan);
        }

        waiting.batches.finishAbandoned(Duration.ofHours(1));
        assertThat(waiting.inBacklogs()).as("it may still be under way").isEmpty();
        waiting.batches.finishAbandoned(Duration.ZERO);
        waiting.move();

        assertThat(waiting.queue()).isEqualTo(scans);
        assertThat(server.command("HLEN", "scan:batch:b")).isEqualTo(4L);
        assertThat(server.command("ZCARD", "scan:live")).isEqualTo(4L);
        for (ScanId scan : scans) {
            assertThat(String.valueOf(server.command("GET", "scan:status:" + scan)))
                    .contains("\"status\":\"queued\"", "\"seq\":1,");
        }
        assertThat(server.command("SCARD", "scan:batches")).isEqualTo(0L);

        server.command("SADD", "scan:batches", "b");
        waiting.batches.finishAbandoned(Duration.ZERO);
        waiting.move();
        assertThat(waiting.queue()).as("finished twice, queued once").isEqualTo(scans);
    }

    @Test
    void whatWaitsIsCountedWithoutWhatAWorkerHas() {
        waiting.single("");
        waiting.single("");
        waiting.batch("b", 7, 2, "");
        assertThat(waiting.backlogs.waiting()).isEqualTo(9);
        waiting.move();
        assertThat(waiting.backlogs.waiting()).isEqualTo(9);

        server.command("XGROUP", "CREATE", "scan:queue", "scanners", "0");
        server.command("XREADGROUP", "GROUP", "scanners", "w", "COUNT", "3", "STREAMS", "scan:queue", ">");
        assertThat(waiting.backlogs.waiting()).isEqualTo(6);
        assertThat(waiting.backlogs.inQueue()).isEqualTo(1);
    }

    @Test
    void whereTooManyWaitNothingIsTakenAndNothingIsWritten() {
        try (Waiting full = new Waiting(server, "queue.limit", "5")) {
            full.batch("b", 4, 4, "");
            String before = String.valueOf(server.command("DBSIZE"));
            assertThatThrownBy(() -> full.batch("c", 2, 2, "")).isInstanceOf(QueueFullException.class);
            assertThat(String.valueOf(server.command("DBSIZE"))).isEqualTo(before);
            ScanId fifth = full.single("");
            assertThatThrownBy(() -> full.single("")).isInstanceOf(QueueFullException.class);
            assertThat(server.command("ZCARD", "scan:live")).isEqualTo(5L);
            assertThat(full.intake.submit(fifth, ScanRequest.ofPath("/srv/single"), ""))
                    .as("what was taken before is known")
                    .isEqualTo(Intake.Answer.SAME);
        }
    }

    /** Live are also those that run, and those that somebody else publishes: they don't wait. */
    @Test
    void scansThatOnlyLiveDoNotCountAsWaiting() {
        try (Waiting full = new Waiting(server, "queue.limit", "2")) {
            for (int i = 0; i < 5; i++) {
                server.command("ZADD", "scan:live", "1", "foreign-" + i);
            }
            full.single("");
            full.single("");
            assertThatThrownBy(() -> full.single("")).isInstanceOf(QueueFullException.class);
        }
    }
}
