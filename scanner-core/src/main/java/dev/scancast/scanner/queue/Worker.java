package dev.scancast.scanner.queue;

import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.redis.Acquisition;
import dev.scancast.contract.redis.Fence;
import dev.scancast.contract.redis.FencedWriter;
import dev.scancast.contract.redis.Outage;
import dev.scancast.contract.redis.Redis;
import dev.scancast.contract.redis.RedisSettings;
import dev.scancast.contract.redis.WriteCounts;
import dev.scancast.contract.settings.Settings;
import dev.scancast.scanner.progress.ScanHold;
import dev.scancast.scanner.progress.ScanPublication;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Takes requests from the queue and scans. A thread per scan that it may run reads the queue and runs what it read;
 * one keeps the worker's record; one hears cancels. A request is done only after the scan's end is in Redis, so that it
 * survives the death of any worker; a request that comes twice is harmless, since the lease and the end decide.
 * Thread-safe.
 */
public final class Worker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

    /** How long one read of the queue waits; shorter than any time-out of the connection. */
    private static final Duration PATIENCE = Duration.ofMillis(500);

    /** How often each thread looks for what other workers left: soon after a lease has run out somebody goes on. */
    private static final Duration LOOK_FOR_IDLE = Duration.ofSeconds(1);

    private static final Duration STOP_PATIENCE = Duration.ofMillis(1800);
    private static final Duration ABANDON_PATIENCE = Duration.ofMillis(500);

    private final WorkerSettings settings;
    private final Redis redis;
    private final ScanTools tools;
    private final RequestQueue queue;
    private final Upkeep upkeep;
    private final ControlLink control;
    private final List<Thread> threads = new CopyOnWriteArrayList<>();

    /** Threads whose scan hung. Another took their place, and they end if they ever return. */
    private final Set<Thread> replaced = ConcurrentHashMap.newKeySet();

    /** Scans of which a thread of this worker has a request in hand. */
    private final Map<ScanId, RequestQueue.Entry> inHand = new ConcurrentHashMap<>();

    private final Map<ScanId, ScanRun> running = new ConcurrentHashMap<>();
    private final WorkCounts counts = new WorkCounts();
    private final AtomicReference<ScanRun.@Nullable Stop> stopping = new AtomicReference<>();
    private final CountDownLatch stopped = new CountDownLatch(1);

    private Worker(WorkerSettings settings, Redis redis, ScanTools tools) {
        this.settings = settings;
        this.redis = redis;
        this.tools = tools;
        this.queue = new RequestQueue(redis, settings.name());
        this.upkeep = Upkeep.start(redis, settings.name(), tools, queue, this::scans);
        this.control = ControlLink.start(redis, this::cancel);
        for (int i = 1; i <= settings.scans(); i++) {
            startThread();
        }
    }

    private void startThread() {
        Thread thread = new Thread(this::work, "scancast-worker-" + (threads.size() + 1));
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    /**
     * Starts it; Redis need not be there yet.
     *
     * @throws dev.scancast.contract.settings.SettingException if a setting is wrong
     */
    public static Worker start(Settings settings) {
        WorkerSettings own = WorkerSettings.from(settings);
        Redis redis = Redis.open(RedisSettings.from(settings), "scancast-" + own.name());
        ScanTools tools =
                ScanTools.create(settings, redis, ScannerSettings.from(settings).repos(), own.attempts(), own.stall());
        tools.clones().sweep();
        return start(own, redis, tools);
    }

    static Worker start(WorkerSettings settings, Redis redis, ScanTools tools) {
        LOG.info(
                "worker={} starts; Redis is {}",
                settings.name(),
                redis.settings().url());
        return new Worker(settings, redis, tools);
    }

    public String name() {
        return settings.name();
    }

    /** What it did. */
    public WorkCounts counts() {
        return counts;
    }

    /** How many scans it runs now. */
    public int running() {
        return running.size();
    }

    /** What became of the documents that it wrote. */
    public WriteCounts writeCounts() {
        return redis.writeCounts();
    }

    /** Cancels what it scans, each to its terminal document, and ends. Returns within 3 s, whatever Redis does. */
    public void cancelAllAndClose() {
        close(ScanRun.Stop.CANCEL);
    }

    /** Gives back what it scans, so that another goes on at once, and ends. Returns within 3 s, whatever Redis does. */
    @Override
    public void close() {
        close(ScanRun.Stop.GIVE_BACK);
    }

    private Set<String> scans() {
        return running.keySet().stream().map(ScanId::value).collect(java.util.stream.Collectors.toUnmodifiableSet());
    }

    private void cancel(ScanId scan) {
        ScanRun run = running.get(scan);
        if (run != null) {
            run.stop(ScanRun.Stop.CANCEL);
        }
    }

    // ---- the threads that scan

    private void work() {
        Outage outage = new Outage(
                LOG,
                Level.WARN,
                "worker=" + settings.name() + ": taking requests from Redis at "
                        + redis.settings().url());
        long lookEvery = Math.min(
                LOOK_FOR_IDLE.toNanos(), redis.settings().leaseRenewal().toNanos());
        long lookedAt = System.nanoTime() - lookEvery;
        while (stopping.get() == null && !replaced.contains(Thread.currentThread())) {
            try {
                if (System.nanoTime() - lookedAt >= lookEvery) {
                    lookedAt = System.nanoTime();
                    if (takeIdle()) {
                        continue;
                    }
                }
                Optional<RequestQueue.Entry> entry = queue.next(PATIENCE);
                outage.over();
                entry.ifPresent(this::takeNew);
            } catch (JedisException e) {
                // Leases may have run out while Redis was away: first let their holders take them again.
                lookedAt = System.nanoTime() + redis.settings().leaseRenewal().toNanos();
                pause(outage.failed(e));
            } catch (RuntimeException | Error e) { // a thread that ends is replaced by nobody
                LOG.error("worker={} failed at a request, by our own fault", settings.name(), e);
                pause(PATIENCE);
            }
        }
    }

    private void takeNew(RequestQueue.Entry entry) {
        if (stopping.get() == null) {
            var unused = take(entry);
        } else {
            queue.giveBack(entry);
        }
    }

    /** What another worker left; at most one is run, so that this comes back to what is new. */
    private boolean takeIdle() {
        for (RequestQueue.Entry entry : queue.idle()) {
            if (stopping.get() != null || take(entry)) {
                return true;
            }
        }
        return false;
    }

    /** @return whether it was run here */
    private boolean take(RequestQueue.Entry entry) {
        String id = entry.scan();
        if (!ScanId.isValid(id)) {
            LOG.error("worker={} a request names no scan and is dropped: {}", settings.name(), entry);
            queue.done(entry);
            return false;
        }
        ScanId scan = new ScanId(id);
        if (inHand.putIfAbsent(scan, entry) != null) {
            return false; // the same once more; it comes again when it was idle, and finds the scan ended
        }
        try {
            return begin(new ScanHold(redis, scan, settings.name(), Clock.systemUTC()), entry);
        } catch (JedisDataException e) {
            if (!String.valueOf(e.getMessage()).contains("WRONGTYPE")) {
                throw e;
            }
            LOG.error("scan={} another program uses its keys; its request is dropped", scan, e);
            queue.done(entry);
            return false;
        } finally {
            inHand.remove(scan, entry);
        }
    }

    private boolean begin(ScanHold hold, RequestQueue.Entry entry) {
        Acquisition acquisition = hold.take();
        if (acquisition instanceof Acquisition.Granted granted) {
            claim(hold, entry);
            run(hold, granted.fence(), entry);
            return true;
        }
        if (acquisition instanceof Acquisition.Ended) {
            queue.done(entry);
            hold.leaveLive();
        } else {
            LOG.debug("scan={} is another's: {}", hold.scan(), acquisition);
        }
        return false;
    }

    /** What another left is this worker's now; until that is told, the lease keeps others off. */
    private void claim(ScanHold hold, RequestQueue.Entry entry) {
        try {
            queue.touch(entry);
        } catch (JedisException e) {
            LOG.debug("scan={} its request is claimed with the next renewal", hold.scan(), e);
        }
    }

    private void run(ScanHold hold, Fence fence, RequestQueue.Entry entry) {
        FencedWriter.Origin origin = entry.origin();
        ScanRun run = ScanRun.begin(
                new ScanRun.Assignment(hold, fence, settings.name(), entry.request(), origin),
                tools,
                new Tenure(hold, fence, entry, Thread.currentThread()));
        running.put(hold.scan(), run);
        counts.begins(fence.attempt());
        long began = System.nanoTime();
        ScanRun.Stop why = stopping.get();
        if (why != null) {
            run.stop(why);
        }
        ScanRun.Result result;
        try {
            result = run.execute();
        } finally {
            running.remove(hold.scan(), run);
            counts.took(Duration.ofNanos(System.nanoTime() - began));
        }
        count(result);
        if (result.isEnded() && result.last() != null) {
            upkeep.keepEnd(hold, result.last(), origin);
        }
        afterwards(hold, fence, entry, result);
    }

    private void count(ScanRun.Result result) {
        if (result.isEnded() && result.last() != null) {
            counts.ends(result.last().status());
        } else {
            counts.leaves();
        }
    }

    private void afterwards(ScanHold hold, Fence fence, RequestQueue.Entry entry, ScanRun.Result result) {
        if (result.isEnded() || result.outcome() == ScanPublication.Outcome.ENDED_ELSEWHERE) {
            queue.done(entry);
            hold.release(fence);
            hold.leaveLive();
        } else if (result.outcome() == ScanPublication.Outcome.PUBLISHED) {
            hold.release(fence);
            queue.giveBack(entry);
        }
        // Else the request stays: it is another's, or will be when this lease has run out.
    }

    /** The lease of one run. */
    private final class Tenure implements ScanRun.Tenure {
        private final ScanHold hold;
        private final Fence fence;
        private final RequestQueue.Entry entry;
        private final Thread scanning;

        Tenure(ScanHold hold, Fence fence, RequestQueue.Entry entry, Thread scanning) {
            this.hold = hold;
            this.fence = fence;
            this.entry = entry;
            this.scanning = scanning;
        }

        @Override
        public void renewed() {
            queue.touch(entry);
        }

        /** This attempt counts; the thread might never return, so that another takes its place. */
        @Override
        public void stalled() {
            LOG.error("scan={} hangs on worker {}; it is left to another", hold.scan(), settings.name());
            counts.stalls();
            inHand.remove(hold.scan(), entry);
            running.remove(hold.scan());
            replaced.add(scanning);
            if (stopping.get() == null) {
                startThread();
            }
            try {
                hold.release(fence);
                queue.giveBack(entry);
            } catch (JedisException e) {
                LOG.debug("scan={} its lease will run out by itself", hold.scan(), e);
            }
        }
    }

    private void pause(Duration time) {
        try {
            var unused = stopped.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopping.compareAndSet(null, ScanRun.Stop.GIVE_BACK);
        }
    }

    // ---- the end

    private void close(ScanRun.Stop why) {
        if (!stopping.compareAndSet(null, why)) {
            awaitStopped();
            return;
        }
        LOG.info("worker={} ends; scans running: {}", settings.name(), running.size());
        running.values().forEach(run -> run.stop(why));
        join(STOP_PATIENCE);
        running.values().forEach(ScanRun::abandon);
        join(ABANDON_PATIENCE);
        control.close();
        upkeep.close();
        tools.clones().close();
        redis.close();
        List<String> alive =
                threads.stream().filter(Thread::isAlive).map(Thread::getName).toList();
        if (!alive.isEmpty()) {
            LOG.warn("worker={} ended, but {} still wait for Redis", settings.name(), alive);
        }
        stopped.countDown();
    }

    private void awaitStopped() {
        try {
            var unused = stopped.await(STOP_PATIENCE.toMillis() * 2, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void join(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            for (Thread thread : threads) {
                long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                thread.join(Math.max(1, millis));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
