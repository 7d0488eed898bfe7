package dev.scancast.gateway.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scancast.testkit.HaProxy;
import dev.scancast.testkit.SentinelTrio;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything at once, at random: publishers, watchers and faults of every kind, and not one gap, repeat, regression or
 * missed end. The seed decides what is done, not how fast the machine does it.
 *
 * <p>System properties: {@code faults.seed}, {@code faults.joins} and {@code faults.each} (how many of each kind at
 * least), {@code faults.worlds} (how many at a time; every third one under Sentinel) and {@code faults.minutes} (the
 * longest it may take).
 */
class RandomFaultsTest {
    private static final Logger LOG = LoggerFactory.getLogger(RandomFaultsTest.class);
    private static final int SCANS_AT_A_TIME = 3;
    private static final Path REPORT = Path.of("target", "faults.md");

    private final long seed = Long.getLong("faults.seed", 20_260_105L);
    private final int joins = Integer.getInteger("faults.joins", 300);
    private final int each = Integer.getInteger("faults.each", 3);
    private final int worldCount = Integer.getInteger("faults.worlds", 2);
    private final Duration longest = Duration.ofMinutes(Integer.getInteger("faults.minutes", 4));

    private volatile boolean enough;
    private long toldAt = System.nanoTime();

    @Test
    void nothingIsLostRepeatedOrTurnedBackWhateverBreaks() throws IOException {
        Assumptions.assumeTrue(
                HaProxy.isAvailable() && SentinelTrio.isAvailable(),
                "haproxy and redis-server are to be on the PATH for this test");
        LOG.info("seed {}: at least {} joins and {} faults of each kind", seed, joins, each);
        long began = System.nanoTime();
        Verdicts verdicts = new Verdicts();
        List<FaultWorld> worlds = new ArrayList<>();
        try {
            for (int i = 0; i < worldCount; i++) {
                worlds.add(i % 3 == 1 ? FaultWorld.underSentinel(verdicts) : FaultWorld.standalone(verdicts));
            }
            List<Future<?>> scans = new ArrayList<>();
            for (int i = 0; i < worldCount; i++) {
                begin(worlds.get(i), verdicts, new Random(seed * 31 + i), scans);
            }
            await("enough has happened")
                    .atMost(longest)
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> isEnough(verdicts) || verdicts.violations() > 20);
            enough = true;
            await("the last scans have ended")
                    .atMost(Duration.ofMinutes(3))
                    .until(() -> scans.stream().allMatch(Future::isDone));
            for (FaultWorld world : worlds) {
                await("no connection is left").atMost(Duration.ofSeconds(30)).until(() -> world.connections() == 0);
            }
        } finally {
            enough = true;
            worlds.forEach(FaultWorld::close);
            write(verdicts, Duration.ofNanos(System.nanoTime() - began));
        }
        assertThat(verdicts.told()).isEmpty();
    }

    private void begin(FaultWorld world, Verdicts verdicts, Random random, List<Future<?>> scans) {
        Fault.Lane lane = world.losesWrites() ? Fault.Lane.SENTINEL : Fault.Lane.STANDALONE;
        Future<?> unused = world.submit(new GapAuditor(world, verdicts));
        unused = world.submit(new FaultLane(world, verdicts, new Random(random.nextLong()), lane, each));
        unused = world.submit(new FaultLane(world, verdicts, new Random(random.nextLong()), Fault.Lane.GATEWAY, each));
        for (int i = 0; i < SCANS_AT_A_TIME; i++) {
            Random own = new Random(random.nextLong());
            scans.add(world.submit(() -> {
                while (!enough && !world.isStopped()) {
                    new RandomScan(world, verdicts, new Random(own.nextLong())).run();
                }
            }));
        }
    }

    private boolean isEnough(Verdicts verdicts) {
        if (System.nanoTime() - toldAt > Duration.ofMinutes(1).toNanos()) {
            toldAt = System.nanoTime();
            LOG.info("{} joins, {} violations, {}", verdicts.joins, verdicts.violations(), verdicts.counts());
        }
        return verdicts.joins.get() >= joins
                && Stream.of(Fault.values()).allMatch(fault -> verdicts.count(fault) >= each);
    }

    private void write(Verdicts verdicts, Duration took) throws IOException {
        String report = "## Random run, seed %d, %d worlds, %d s%n%n".formatted(seed, worldCount, took.toSeconds())
                + verdicts.report();
        LOG.info("{}", report);
        Files.createDirectories(REPORT.getParent());
        Files.writeString(
                REPORT, report, java.nio.file.StandardOpenOption.CREATE, java.nio.file.StandardOpenOption.APPEND);
    }
}
