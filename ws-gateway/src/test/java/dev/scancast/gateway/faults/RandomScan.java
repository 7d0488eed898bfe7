package dev.scancast.gateway.faults;

import dev.scancast.contract.document.Json;
import dev.scancast.contract.document.ProgressDocument;
import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanStatus;
import dev.scancast.contract.redis.Acquisition;
import dev.scancast.contract.redis.Fence;
import dev.scancast.contract.redis.FencedWriter;
import dev.scancast.contract.redis.Redis;
import dev.scancast.contract.redis.WriteResult;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.params.SetParams;

/**
 * One scan of a random run: a publisher that writes on whatever breaks, as ours or as a foreign one would, and the
 * watchers that join it. Its last document is written again while somebody who is still on the way might need it, as a
 * worker does. Confined to its thread, but for what watchers and the auditor ask.
 */
final class RandomScan implements Runnable {
    private static final Duration RETRY = Duration.ofMillis(100);
    private static final Duration KEEPING = Duration.ofMillis(300);
    private static final long LONGEST_KEEPING_NANOS = Duration.ofSeconds(70).toNanos();
    private static final Instant STARTED = Instant.ofEpochSecond(1_767_607_200);

    /** Who publishes. */
    enum Kind {
        OURS(false),
        OURS_TAKEN_OVER(false),
        COUNTED(true),
        COUNTED_AGAIN(true),
        PLAIN(true),
        PLAIN_PUBLISHED_FIRST(true);

        private final boolean foreign;

        Kind(boolean foreign) {
            this.foreign = foreign;
        }
    }

    /** Where a fail-over may lose writes, what has no epoch can go back in Redis itself, and nobody can tell. */
    private static final List<Kind> WITH_LOST_WRITES = List.of(Kind.OURS, Kind.OURS_TAKEN_OVER);

    private final FaultWorld world;
    private final Verdicts verdicts;
    private final Random random;
    private final Redis redis;
    private final FencedWriter writer;
    private final ScanId id = ScanId.create();
    private final Kind kind;
    private final boolean endIsPublished;
    private final ScanStatus outcome;
    private final int steps;
    private final Duration pace;
    private final String filler;
    private final Map<Position, Long> writtenAt = new ConcurrentHashMap<>();
    private final Set<String> terminals = ConcurrentHashMap.newKeySet();
    private final List<RoamingWatcher> watchers = new CopyOnWriteArrayList<>();
    private final List<java.util.concurrent.Future<?>> watching = new CopyOnWriteArrayList<>();
    private volatile long endedAt;

    private @Nullable Fence fence;
    private @Nullable Fence former;
    private long seq;
    private long number;

    RandomScan(FaultWorld world, Verdicts verdicts, Random random) {
        this.world = world;
        this.verdicts = verdicts;
        this.random = random;
        this.redis = world.redis();
        this.writer = new FencedWriter(redis);
        List<Kind> kinds = world.losesWrites() ? WITH_LOST_WRITES : List.of(Kind.values());
        this.kind = kinds.get(random.nextInt(kinds.size()));
        this.endIsPublished = !kind.foreign || random.nextInt(3) > 0;
        this.outcome = List.of(ScanStatus.COMPLETED, ScanStatus.ERROR, ScanStatus.CANCELED)
                .get(random.nextInt(3));
        this.steps = 15 + random.nextInt(45);
        this.pace = Duration.ofMillis(20 + random.nextInt(180));
        this.filler = "x".repeat(random.nextInt(5) == 0 ? 16_000 : random.nextInt(600));
    }

    // ---- for others

    ScanId id() {
        return id;
    }

    boolean isTerminal(String text) {
        return terminals.contains(text);
    }

    String outcome() {
        return outcome.wireName();
    }

    /** When the end was to be written, 0 before. */
    long endedAt() {
        return endedAt;
    }

    List<RoamingWatcher> watchers() {
        return watchers;
    }

    /** Whether what stands in Redis must soon be with the watchers: not so while a lost publish waits for the watchdog. */
    boolean isAuditable() {
        return endIsPublished || endedAt == 0;
    }

    void noteLag(Position position, long calmSince, Verdicts to) {
        Long written = writtenAt.get(position);
        if (written != null && calmSince != 0 && calmSince < written) {
            to.time("a document, from its write to a watcher, undisturbed", System.nanoTime() - written);
        }
    }

    void noteEnd(long connectedAt, long calmSince, Verdicts to) {
        if (connectedAt < endedAt && calmSince != 0 && calmSince < endedAt) {
            to.time(
                    endIsPublished
                            ? "the end, from its write to a watcher, undisturbed"
                            : "the end whose publish was lost, by the watchdog (2 s)",
                    System.nanoTime() - endedAt);
        }
    }

    // ---- the scan

    @Override
    public void run() {
        verdicts.scans.increment();
        world.live(this);
        try {
            int takeOverAt = 2 + random.nextInt(steps);
            for (int step = 0; step < steps && !world.isStopped(); step++) {
                if (step == takeOverAt) {
                    change();
                }
                publish(step == 0 ? ScanStatus.QUEUED : ScanStatus.SCANNING, 99.0 * step / steps, true, () -> {});
                if (random.nextInt(6) == 0) {
                    join();
                }
                world.pause(pace.plusMillis(random.nextInt(40)));
            }
            end();
            keep();
        } finally {
            world.gone(this);
        }
    }

    private void change() {
        if (kind == Kind.OURS_TAKEN_OVER) {
            former = fence;
            fence = null;
            verdicts.happened(Fault.TAKEN_OVER);
        } else if (kind == Kind.COUNTED_AGAIN) {
            seq = 0;
            verdicts.happened(Fault.BEGAN_AGAIN);
        }
    }

    private void end() {
        int inTheMoment = 1 + random.nextInt(3);
        for (int i = 0; i < inTheMoment; i++) {
            verdicts.happened(Fault.JOIN_AT_THE_END);
            join();
        }
        world.pause(Duration.ofMillis(random.nextInt(15)));
        if (!endIsPublished) {
            verdicts.happened(Fault.END_NOT_PUBLISHED);
        }
        publish(outcome, outcome == ScanStatus.COMPLETED ? 100 : 99, endIsPublished, () -> {
            verdicts.happened(Fault.JOIN_IN_BETWEEN);
            join();
            world.pause(Duration.ofMillis(random.nextInt(30)));
        });
        for (int i = random.nextInt(3); i > 0; i--) {
            world.pause(Duration.ofMillis(random.nextInt(400)));
            join();
        }
    }

    private void join() {
        RoamingWatcher watcher = new RoamingWatcher(world, this, verdicts, new Random(random.nextLong()));
        verdicts.joins.incrementAndGet();
        watchers.add(watcher);
        watching.add(world.submit(watcher));
    }

    // ---- writing

    private void publish(ScanStatus status, double percent, boolean withPublish, Runnable inBetween) {
        if (kind.foreign) {
            publishForeign(status, percent, withPublish, inBetween);
        } else {
            publishOurs(status, percent);
        }
    }

    private void publishOurs(ScanStatus status, double percent) {
        ProgressDocument document = null;
        while (!world.isStopped()) {
            try {
                Fence held = fence == null ? acquire() : fence;
                if (document == null || document.epoch() != held.epoch()) {
                    document = document(held, ++seq, status, percent);
                    begins(status, text(document), new Position(held.epoch(), seq));
                }
                WriteResult.Answer answer =
                        writer.write(document, FencedWriter.Origin.NONE).answer();
                if (answer == WriteResult.Answer.OK) {
                    sayWhatTheFormerSays();
                    return;
                }
                fence = null; // Redis knows a newer epoch: ask for one
            } catch (JedisException e) {
                world.pause(RETRY);
            }
        }
    }

    /** The worker that was taken over doesn't know it yet. */
    private void sayWhatTheFormerSays() {
        Fence old = former;
        if (old != null) {
            former = null;
            writer.write(document(old, seq + 1, ScanStatus.SCANNING, 1), FencedWriter.Origin.NONE);
        }
    }

    private Fence acquire() {
        if (!(writer.acquireLease(id, "random-worker") instanceof Acquisition.Granted granted)) {
            throw new JedisException("no epoch"); // tried again
        }
        seq = Math.max(seq, granted.fence().seq());
        fence = granted.fence();
        return granted.fence();
    }

    private ProgressDocument document(Fence held, long seqNow, ScanStatus status, double percent) {
        return ProgressDocument.builder(id)
                .version(held.epoch(), seqNow)
                .attempt(held.attempt())
                .status(status)
                .progress(percent)
                .message(filler)
                .repository("random")
                .startedAt(STARTED)
                .updatedAt(STARTED)
                .build();
    }

    private void publishForeign(ScanStatus status, double percent, boolean withPublish, Runnable inBetween) {
        String text = null;
        boolean published = false;
        while (!world.isStopped()) {
            if (text == null || !status.isTerminal()) {
                // Tried again as a newer one, since nobody knows whether the first was published.
                text = foreign(status, percent);
                begins(status, text, new Position(0, number));
            }
            try {
                if (kind == Kind.PLAIN_PUBLISHED_FIRST && withPublish && !published) {
                    redis.commands().publish(redis.keys().progressChannel(id), text);
                    published = true;
                    inBetween.run();
                }
                set(text);
                if (withPublish && !published) {
                    inBetween.run();
                    redis.commands().publish(redis.keys().progressChannel(id), text);
                }
                return;
            } catch (JedisException e) {
                published = false;
                world.pause(RETRY);
            }
        }
    }

    private void set(String text) {
        redis.commands().set(redis.keys().status(id), text, new SetParams().ex(3600));
    }

    private String foreign(ScanStatus status, double percent) {
        number++;
        String count = kind == Kind.COUNTED || kind == Kind.COUNTED_AGAIN ? "\"seq\":" + ++seq + "," : "";
        String word = switch (status) {
            case COMPLETED -> "Finished";
            case ERROR -> "failed";
            case CANCELED -> "cancelled";
            default -> "running";
        };
        return "{\"n\":" + number + "," + count + "\"status\":\"" + word + "\",\"progress\":" + percent
                + ",\"filler\":\"" + filler + "\"}";
    }

    private void begins(ScanStatus status, String text, Position position) {
        writtenAt.put(position, System.nanoTime());
        if (status.isTerminal()) {
            terminals.add(text);
            if (endedAt == 0) {
                endedAt = System.nanoTime();
            }
        }
    }

    private static String text(ProgressDocument document) {
        return new String(Json.write(document), StandardCharsets.UTF_8);
    }

    // ---- after the end

    /** A Redis that was emptied, or lost its last writes, is given the end again. */
    private void keep() {
        while (!world.isStopped() && !watching.stream().allMatch(java.util.concurrent.Future::isDone)) {
            if (System.nanoTime() - endedAt > LONGEST_KEEPING_NANOS) {
                return;
            }
            try {
                if (!kind.foreign) {
                    if (!redis.commands().hexists(redis.keys().meta(id), "terminal")) {
                        publishOurs(outcome, outcome == ScanStatus.COMPLETED ? 100 : 99);
                    }
                } else if (redis.commands().get(redis.keys().status(id)) == null) {
                    String text = terminals.iterator().next();
                    set(text);
                    redis.commands().publish(redis.keys().progressChannel(id), text);
                }
            } catch (JedisException e) {
                // away for a moment: asked again below
            }
            world.pause(KEEPING);
        }
    }

    @Override
    public String toString() {
        return kind + " scan " + id + (endIsPublished ? "" : " whose end is not published");
    }
}
