package dev.scancast.gateway.fleet;

import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.WireDocument;
import dev.scancast.contract.redis.Outage;
import dev.scancast.contract.redis.Redis;
import dev.scancast.contract.redis.RedisScript;
import dev.scancast.contract.redis.ScanKeys;
import dev.scancast.gateway.hub.GoneStatus;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Looks after scans that nobody holds, again and again. Each gateway has one, and a lock in Redis lets only one of them
 * sweep, to save work; two at once are safe, since whoever writes takes an epoch first. Beside that each ends the scans
 * that were watched here and that Redis has lost. Owns a thread. Thread-safe.
 */
public final class Sweeper implements GoneStatus, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);

    private static final Duration SHORTEST_LOCK = Duration.ofSeconds(3);
    private static final long CLOSE_PATIENCE_MILLIS = 3000;

    /** Sweeping takes at most a fifth of the time, however many scans there are. */
    private static final int REST = 4;

    private final Redis redis;
    private final String gateway;
    private final FleetSettings settings;
    private final Duration lockLife;
    private final RescueCounts rescues;
    private final LostScans lost;
    private final Sweep sweep;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "scancast-sweeper");

    private Sweeper(Redis redis, String gateway, FleetSettings settings) {
        this.redis = redis;
        this.gateway = gateway;
        this.settings = settings;
        Duration twoMissed = settings.interval().multipliedBy(3);
        this.lockLife = twoMissed.compareTo(SHORTEST_LOCK) < 0 ? SHORTEST_LOCK : twoMissed;
        ScanRescue rescue = new ScanRescue(redis, Clock.systemUTC());
        this.rescues = rescue.counts();
        this.lost = new LostScans(redis, rescue, settings.lost());
        this.sweep = new Sweep(redis, rescue, settings, System.nanoTime());
    }

    /**
     * Starts it; Redis need not be there yet.
     *
     * @param gateway its name among all gateways
     */
    public static Sweeper start(Redis redis, String gateway, FleetSettings settings) {
        Sweeper sweeper = new Sweeper(redis, gateway, settings);
        sweeper.thread.start();
        return sweeper;
    }

    /** What it did. */
    public RescueCounts rescues() {
        return rescues;
    }

    @Override
    public void onStatusGone(ScanId scan, WireDocument last) {
        lost.add(scan, last);
    }

    /** Ends it, and lets another gateway sweep at once. Returns in bounded time. */
    @Override
    public void close() {
        closed.countDown();
        try {
            thread.join(CLOSE_PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            LOG.warn("Redis holds up the sweeper; it ends by its time-out");
        }
    }

    private void run() {
        // The link's own log tells of a Redis that is away.
        Outage outage = new Outage(LOG, Level.DEBUG, "sweeping");
        Duration pause = Duration.ZERO;
        while (!isClosedAfter(pause)) {
            long began = System.nanoTime();
            try {
                turn(began);
                outage.over();
                pause = pauseAfter(Duration.ofNanos(System.nanoTime() - began));
            } catch (JedisException e) {
                pause = outage.failed(e);
                sweep.disturbed(System.nanoTime());
                lost.disturbed(System.nanoTime());
            } catch (RuntimeException e) {
                LOG.error("sweeping failed, by our own fault", e);
                pause = settings.interval();
            }
        }
        unlock();
    }

    private void turn(long now) {
        lost.look(now);
        if (lock()) {
            sweep.run(now);
        } else {
            sweep.forget(now);
        }
    }

    private Duration pauseAfter(Duration work) {
        Duration rest = work.multipliedBy(REST);
        return rest.compareTo(settings.interval()) > 0 ? rest : settings.interval();
    }

    private boolean lock() {
        Object answer = RedisScript.LOCK.run(
                redis.commands(),
                RedisScript.utf8(ScanKeys.SWEEPER),
                RedisScript.utf8(gateway, Long.toString(lockLife.toMillis())));
        return Long.valueOf(1).equals(answer);
    }

    private void unlock() {
        try {
            RedisScript.RELEASE.run(redis.commands(), RedisScript.utf8(ScanKeys.SWEEPER), RedisScript.utf8(gateway));
        } catch (JedisException e) {
            LOG.debug("the sweeper's lock will run out by itself", e);
        }
    }

    private boolean isClosedAfter(Duration pause) {
        try {
            return closed.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
