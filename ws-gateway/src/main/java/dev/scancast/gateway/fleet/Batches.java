package dev.scancast.gateway.fleet;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.scancast.contract.document.Json;
import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.redis.Redis;
import dev.scancast.contract.redis.ScanKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.params.SetParams;

/**
 * Batches, taken whole. One write accepts a batch, with its scans' ids; all that follows can be done again and is, by
 * another gateway, should this one die on the way. Every method throws a
 * {@link redis.clients.jedis.exceptions.JedisException} where Redis can't be reached. Thread-safe, but for
 * {@link #finishAbandoned}.
 */
public final class Batches {
    private static final Logger LOG = LoggerFactory.getLogger(Batches.class);

    private final Redis redis;
    private final Backlogs backlogs;
    private final Intake intake;
    private final QueueSettings settings;
    private final Clock clock;

    /** When a batch was first seen half taken in, by this process' own clock. */
    private final Map<String, Long> seenOpen = new HashMap<>();

    Batches(Redis redis, Backlogs backlogs, Intake intake, QueueSettings settings, Clock clock) {
        this.redis = redis;
        this.backlogs = backlogs;
        this.intake = intake;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * What became of a request.
     *
     * @param scans the batch's, in the order of its repositories; empty for {@link Intake.Answer#OTHER}
     */
    public record Taken(Intake.Answer answer, List<ScanId> scans) {}

    /** How many repositories a batch may have. */
    public int mostRepositories() {
        return Math.min(settings.batchLimit(), settings.limit());
    }

    /** How many scans of a batch stand in the queue or run at the same time unless it says less. */
    public int mostConcurrency() {
        return settings.batchConcurrency();
    }

    /**
     * Takes a batch in.
     *
     * @param id a scan's id could be spelled so
     * @param owner the subject it belongs to, empty for nobody
     * @throws QueueFullException if too many wait already
     */
    public Taken take(String id, BatchRequest request, String owner) {
        Taken before = before(id, request, owner);
        if (before != null) {
            return before;
        }
        if (!backlogs.hasRoom(request.repositories().size())) {
            throw new QueueFullException(settings.limit());
        }
        List<ScanId> scans = request.repositories().stream()
                .map(repository -> ScanId.create())
                .toList();
        Batch batch = new Batch(request, scans, owner, clock.instant().truncatedTo(ChronoUnit.MILLIS));
        redis.commands().sadd(ScanKeys.OPEN_BATCHES, id);
        String accepted = redis.commands()
                .set(
                        ScanKeys.batchRequest(id),
                        new String(Json.write(batch), UTF_8),
                        new SetParams().nx().px(redis.settings().metaTtl().toMillis()));
        if (accepted == null) {
            Taken other = before(id, request, owner); // somebody else was faster with the same id
            return other == null ? new Taken(Intake.Answer.OTHER, List.of()) : other;
        }
        takeIn(id, batch);
        LOG.info("batch={} queued: {} scans", id, scans.size());
        return new Taken(Intake.Answer.NEW, scans);
    }

    private @Nullable Taken before(String id, BatchRequest request, String owner) {
        Batch known = find(id);
        if (known != null) {
            return known.request().equals(request) && known.owner().equals(owner)
                    ? new Taken(Intake.Answer.SAME, known.scans())
                    : new Taken(Intake.Answer.OTHER, List.of());
        }
        // One that somebody wrote by hand, as the contract lets them.
        return redis.commands().exists(ScanKeys.batch(id)) ? new Taken(Intake.Answer.OTHER, List.of()) : null;
    }

    private void takeIn(String id, Batch batch) {
        redis.commands().hset(ScanKeys.batch(id), fields(batch));
        redis.commands().pexpire(ScanKeys.batch(id), redis.settings().metaTtl().toMillis());
        intake.submitAll(id, batch.requests(), batch.owner(), batch.request().concurrency(), (double)
                batch.createdAt().toEpochMilli());
        redis.commands().srem(ScanKeys.OPEN_BATCHES, id);
    }

    private static Map<String, String> fields(Batch batch) {
        Map<String, String> fields = new LinkedHashMap<>();
        batch.titles().forEach((scan, title) -> fields.put(scan.value(), title));
        return fields;
    }

    /** A batch that was asked for by {@link #take}; null if there is none of that id. */
    public @Nullable Batch find(String id) {
        String json = redis.commands().get(ScanKeys.batchRequest(id));
        if (json == null) {
            return null;
        }
        try {
            return Json.read(json.getBytes(UTF_8), Batch.class);
        } catch (IOException e) {
            throw new UncheckedIOException("what stands of batch " + id + " can't be read", e);
        }
    }

    /** The scans of a batch that somebody wrote by hand, with their titles; empty if there is none of that id. */
    public Map<ScanId, String> scansOf(String id) {
        Map<ScanId, String> scans = new LinkedHashMap<>();
        redis.commands().hgetAll(ScanKeys.batch(id)).forEach((scan, title) -> {
            if (ScanId.isValid(scan)) {
                scans.put(new ScanId(scan), title);
            }
        });
        return scans;
    }

    /**
     * Goes on where a gateway died while it took a batch in. Confined to one thread.
     *
     * @param patience a batch that is seen half taken in for so long was left so
     */
    void finishAbandoned(Duration patience) {
        Set<String> open = redis.commands().smembers(ScanKeys.OPEN_BATCHES);
        seenOpen.keySet().retainAll(open);
        for (String id : new ArrayList<>(open)) {
            long firstSeen = seenOpen.computeIfAbsent(id, absent -> System.nanoTime());
            if (System.nanoTime() - firstSeen >= patience.toNanos()) {
                Batch batch = find(id);
                if (batch == null) {
                    redis.commands().srem(ScanKeys.OPEN_BATCHES, id);
                } else {
                    takeIn(id, batch);
                    LOG.info("batch={} was left half taken in; it is whole now", id);
                }
            }
        }
    }
}
