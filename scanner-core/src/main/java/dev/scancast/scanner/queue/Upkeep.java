package dev.scancast.scanner.queue;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.scancast.contract.document.Json;
import dev.scancast.contract.document.ProgressDocument;
import dev.scancast.contract.redis.FencedWriter;
import dev.scancast.contract.redis.Redis;
import dev.scancast.contract.redis.ScanKeys;
import dev.scancast.scanner.progress.ScanHold;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.params.SetParams;

/** Keeps a worker's record in Redis, and the ends that it wrote. Owns two threads. Thread-safe. */
final class Upkeep implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);

    private static final long TICK_MILLIS = 1000;
    private static final long FAREWELL_MILLIS = 400;

    /** So many renewals may fail before the record runs out, at least. */
    private static final int SHORTEST_LIFE_TICKS = 3;

    private final Redis redis;
    private final String name;
    private final ScanTools tools;
    private final RequestQueue queue;
    private final Supplier<Set<String>> scans;
    private final EndKeeper ends;
    private final ScheduledExecutorService executor;

    /** Confined to the thread that ticks. */
    private long renewAt = System.nanoTime();

    private volatile boolean isGone;

    private Upkeep(Redis redis, String name, ScanTools tools, RequestQueue queue, Supplier<Set<String>> scans) {
        this.redis = redis;
        this.name = name;
        this.tools = tools;
        this.queue = queue;
        this.scans = scans;
        this.ends = new EndKeeper(redis, tools.publishing().keepEnd());
        this.executor = Executors.newScheduledThreadPool(2, task -> {
            Thread thread = new Thread(task, "scancast-worker-upkeep");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** @param scans the ids of the scans that run now */
    static Upkeep start(Redis redis, String name, ScanTools tools, RequestQueue queue, Supplier<Set<String>> scans) {
        Upkeep upkeep = new Upkeep(redis, name, tools, queue, scans);
        var unused = upkeep.executor.scheduleWithFixedDelay(upkeep::tick, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
        var unusedToo = upkeep.executor.scheduleWithFixedDelay(
                upkeep::prolong, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
        return upkeep;
    }

    /** This end is in Redis now: should Redis lose it, it is written again. */
    void keepEnd(ScanHold hold, ProgressDocument end, FencedWriter.Origin origin) {
        ends.keep(hold, end, origin);
    }

    /** Removes the record, if Redis is there, and ends. Returns in bounded time. */
    @Override
    public void close() {
        executor.shutdown();
        try {
            var farewell = new Thread(this::sayFarewell, "scancast-worker-farewell");
            farewell.setDaemon(true);
            farewell.start();
            farewell.join(FAREWELL_MILLIS);
            executor.shutdownNow();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tick() {
        try {
            if (System.nanoTime() - renewAt >= 0 || isGone) {
                writeRecord();
                isGone = false;
                renewAt = System.nanoTime() + redis.settings().leaseRenewal().toNanos();
            }
            ends.check();
        } catch (JedisException e) {
            redis.tell(e);
            LOG.debug("worker={} its record waits for Redis", name, e); // the threads that scan tell it
        } catch (RuntimeException e) {
            LOG.error("worker={} could not keep its record", name, e);
        }
    }

    /** Each second, whatever a look through the repositories takes, so that gateways soon miss a worker that died. */
    private void prolong() {
        try {
            isGone = redis.commands().pexpire(ScanKeys.worker(name), recordLife()) == 0;
        } catch (JedisException e) {
            redis.tell(e);
            LOG.debug("worker={} its record waits for Redis", name, e);
        } catch (RuntimeException e) {
            LOG.error("worker={} could not prolong its record", name, e);
        }
    }

    /** Over before a lease is: who then ends what a dead worker left knows whether another is there. */
    private long recordLife() {
        return Math.max(redis.settings().leaseTtl().toMillis() * 2 / 3, SHORTEST_LIFE_TICKS * TICK_MILLIS);
    }

    private void writeRecord() {
        byte[] record = Json.write(
                WorkerRecord.of(name, tools.roots(), tools.analyzers().names(), scans.get()));
        redis.commands().set(ScanKeys.worker(name), new String(record, UTF_8), new SetParams().px(recordLife()));
        redis.commands().zadd(ScanKeys.WORKERS, (double) Clock.systemUTC().millis(), name);
    }

    private void sayFarewell() {
        try {
            redis.commands().del(ScanKeys.worker(name));
            redis.commands().zrem(ScanKeys.WORKERS, name);
            queue.leave();
        } catch (JedisException e) {
            LOG.debug("worker={} its record will run out by itself", name, e);
        }
    }
}
