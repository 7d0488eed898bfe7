package dev.scancast.gateway.faults;

import dev.scancast.gateway.faults.Verdicts.Violation;
import dev.scancast.testkit.Documents;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Looks for gaps: a watcher that holds an older document than Redis did 3 s ago (the promised second, times three for a
 * machine that does other things too), while nothing was broken since and the links were proved. Confined to its thread.
 */
final class GapAuditor implements Runnable {
    private static final Duration INTERVAL = Duration.ofMillis(300);
    private static final Duration ALLOWED = Duration.ofSeconds(3);
    private static final Duration BETWEEN_TRUCES = Duration.ofSeconds(20);
    private static final Duration TRUCE = Duration.ofSeconds(6);

    private final FaultWorld world;
    private final Verdicts verdicts;
    private final Queue<Sample> samples = new ArrayDeque<>();

    /** What stood in Redis. */
    private record Sample(RandomScan scan, Position position, long at) {}

    GapAuditor(FaultWorld world, Verdicts verdicts) {
        this.world = world;
        this.verdicts = verdicts;
    }

    @Override
    public void run() {
        long nextTruce = System.nanoTime() + BETWEEN_TRUCES.toNanos();
        while (!world.isStopped()) {
            if (System.nanoTime() - nextTruce > 0) {
                world.callTruce(TRUCE);
                nextTruce = System.nanoTime() + BETWEEN_TRUCES.plus(TRUCE).toNanos();
            }
            world.look();
            judge();
            if (world.isCalm()) {
                sample();
            }
            world.pause(INTERVAL);
        }
    }

    private void sample() {
        for (RandomScan scan : world.live()) {
            try {
                String status =
                        world.redis().commands().get(world.redis().keys().status(scan.id()));
                if (status != null) {
                    samples.add(new Sample(scan, Position.of(Documents.parse(status)), System.nanoTime()));
                }
            } catch (JedisException e) {
                // a fault has just begun
            }
        }
    }

    private void judge() {
        while (!samples.isEmpty() && System.nanoTime() - samples.element().at() > ALLOWED.toNanos()) {
            Sample sample = samples.remove();
            long calmSince = world.calmSince();
            if (calmSince != 0 && calmSince <= sample.at() && sample.scan().isAuditable()) {
                sample.scan().watchers().forEach(watcher -> judge(watcher, sample));
            }
        }
    }

    private void judge(RoamingWatcher watcher, Sample sample) {
        long connectedAt = watcher.connectedAt;
        if (connectedAt == 0 || connectedAt > sample.at() || watcher.exempt) {
            return;
        }
        verdicts.gapChecks.increment();
        Position held = watcher.held;
        if (held.isOlderThan(sample.position()) && watcher.connectedAt == connectedAt) {
            verdicts.violation(
                    Violation.GAP, watcher + " holds " + held + ", Redis held " + sample.position() + " 3 s ago");
        }
    }
}
