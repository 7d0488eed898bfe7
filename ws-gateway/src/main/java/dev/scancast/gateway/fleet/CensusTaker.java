package dev.scancast.gateway.fleet;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.scancast.contract.document.DocumentRejectedException;
import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanStatus;
import dev.scancast.contract.document.WireDocument;
import dev.scancast.contract.redis.Redis;
import dev.scancast.contract.redis.RedisScript;
import dev.scancast.contract.redis.ScanKeys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.Response;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.params.ZRangeParams;

/**
 * Counts what there is in Redis, for whoever asks: no thread of its own, and nothing is read while nobody asks. A count
 * is remembered for a while, since many ask at once. Thread-safe.
 */
public final class CensusTaker {
    private static final Logger LOG = LoggerFactory.getLogger(CensusTaker.class);

    /** The newest so many live scans are read; a queue may hold as many more as it likes. */
    public static final int MOST_SCANS = 1000;

    private static final ZRangeParams NEWEST =
            ZRangeParams.zrangeParams(0, MOST_SCANS - 1).rev();

    private static final String OTHER = "other";
    private static final String NOT_READ = "not_read";
    private static final String ENDED = "ended";

    /**
     * What a live scan's status may be counted as: our own words, {@code ended} for one that has still to leave the
     * live ones, {@code other} for a foreign word or none, {@code not_read} beyond {@link #MOST_SCANS}.
     */
    public static final List<String> STATUSES = Stream.concat(
                    Stream.of(ScanStatus.values())
                            .filter(status -> !status.isTerminal())
                            .map(ScanStatus::wireName),
                    Stream.of(ENDED, OTHER, NOT_READ))
            .toList();

    private static final Set<String> OWN_WORDS = Set.copyOf(STATUSES);

    private final Redis redis;
    private final BooleanSupplier isUp;
    private final long rememberedNanos;

    @GuardedBy("this")
    private @Nullable Census last;

    @GuardedBy("this")
    private long takenAt;

    @GuardedBy("this")
    private boolean isTaken;

    /**
     * One that hasn't counted yet.
     *
     * @param isUp whether Redis is there, so that nobody has to wait for one that isn't
     * @param remembered how long a count is good for
     */
    public CensusTaker(Redis redis, BooleanSupplier isUp, Duration remembered) {
        this.redis = redis;
        this.isUp = isUp;
        this.rememberedNanos = remembered.toNanos();
    }

    /** The last count, or a new one if that is old; null if Redis can't be asked. */
    public synchronized @Nullable Census census() {
        if (!isUp.getAsBoolean()) {
            isTaken = false;
            return null;
        }
        if (!isTaken || System.nanoTime() - takenAt > rememberedNanos) {
            last = take();
            takenAt = System.nanoTime();
            isTaken = true;
        }
        return last;
    }

    private @Nullable Census take() {
        try {
            return count();
        } catch (JedisException e) {
            redis.tell(e);
            LOG.debug("scans can't be counted", e); // the link's own log tells of a Redis that is away
            return null;
        }
    }

    private Census count() {
        List<?> queue = (List<?>) RedisScript.QUEUE.run(
                redis.commands(), RedisScript.utf8(ScanKeys.QUEUE), RedisScript.utf8(ScanKeys.QUEUE_GROUP));
        Set<String> backlogs = redis.commands().smembers(ScanKeys.BACKLOGS);
        List<String> workers = redis.commands().zrange(ScanKeys.WORKERS, 0, -1);
        long live = redis.commands().zcard(ScanKeys.LIVE);
        List<ScanId> scans = redis.commands().zrange(ScanKeys.LIVE, NEWEST).stream()
                .filter(ScanId::isValid)
                .map(ScanId::new)
                .toList();
        List<Response<Long>> lengths = new ArrayList<>();
        List<Response<Boolean>> records = new ArrayList<>();
        List<Response<String>> statuses = new ArrayList<>();
        try (AbstractPipeline pipeline = redis.commands().pipelined()) {
            backlogs.forEach(name -> lengths.add(pipeline.llen(ScanKeys.backlogNamed(name))));
            workers.forEach(name -> records.add(pipeline.exists(ScanKeys.worker(name))));
            scans.forEach(scan -> statuses.add(pipeline.get(redis.keys().status(scan))));
            pipeline.sync();
        }
        Map<String, Integer> byStatus = new HashMap<>();
        for (int i = 0; i < scans.size(); i++) {
            byStatus.merge(statusOf(scans.get(i), statuses.get(i).get()), 1, Integer::sum);
        }
        byStatus.put(NOT_READ, (int) Math.max(0, live - scans.size()));
        return new Census(
                (Long) queue.get(0),
                (Long) queue.get(1),
                lengths.stream().mapToLong(Response::get).sum(),
                Duration.ofMillis((Long) queue.get(2)),
                records.stream().filter(Response::get).count(),
                byStatus);
    }

    private static String statusOf(ScanId scan, @Nullable String status) {
        if (status == null) {
            return OTHER;
        }
        try {
            WireDocument document = WireDocument.parse(scan, status.getBytes(UTF_8));
            if (document.isTerminal()) {
                return ENDED;
            }
            String word = document.status();
            return word != null && OWN_WORDS.contains(word) ? word : OTHER;
        } catch (DocumentRejectedException e) {
            return OTHER; // what it is tells whoever relays it
        }
    }
}
