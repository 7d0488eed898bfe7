package dev.scancast.gateway.fleet;

import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.redis.Redis;
import dev.scancast.contract.redis.ScanKeys;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.Response;

/**
 * What a backlog has in the queue or running: the scans that were put into the queue from it and are not known to have
 * ended. It stands in Redis as a hash whose fields are scans' ids, and two that no id can be: how many there may be, and
 * the owner's share in which they count too. Confined to one thread.
 */
final class Share {
    private static final String LIMIT = ":limit";
    private static final String WITHIN = ":within";
    private static final int FALLBACK_LIMIT = 1;

    private final Redis redis;
    private final String key;
    private final Set<String> scans;
    private final int limit;
    private final @Nullable String within;

    private Share(Redis redis, String key, Set<String> scans, int limit, @Nullable String within) {
        this.redis = redis;
        this.key = key;
        this.scans = scans;
        this.limit = limit;
        this.within = within;
    }

    /**
     * Says how large a backlog's share is.
     *
     * @param within the name of the share in which this one counts too, empty for none
     */
    static void define(Redis redis, String name, int limit, String within) {
        String key = ScanKeys.shareNamed(name);
        redis.commands().hset(key, Map.of(LIMIT, Integer.toString(limit), WITHIN, within));
        redis.commands().pexpire(key, redis.settings().metaTtl().toMillis());
    }

    /** As it is now: what has ended is taken out of it first. */
    static Share read(Redis redis, String name) {
        String key = ScanKeys.shareNamed(name);
        Map<String, String> fields = new HashMap<>(redis.commands().hgetAll(key));
        String limit = fields.remove(LIMIT);
        String within = fields.remove(WITHIN);
        Share share = new Share(
                redis,
                key,
                new HashSet<>(fields.keySet()),
                limit == null ? FALLBACK_LIMIT : Integer.parseInt(limit),
                within == null || within.isEmpty() ? null : within);
        share.dropEnded();
        return share;
    }

    private void dropEnded() {
        List<String> ended = new ArrayList<>();
        Map<String, Response<List<String>>> metas = new LinkedHashMap<>();
        try (AbstractPipeline pipeline = redis.commands().pipelined()) {
            for (String scan : scans) {
                if (ScanId.isValid(scan)) {
                    metas.put(scan, pipeline.hmget(redis.keys().meta(new ScanId(scan)), "epoch", "terminal"));
                } else {
                    ended.add(scan); // another program's
                }
            }
            pipeline.sync();
        }
        metas.forEach((scan, meta) -> {
            boolean isForgotten = meta.get().get(0) == null;
            if (isForgotten || meta.get().get(1) != null) {
                ended.add(scan);
            }
        });
        if (!ended.isEmpty()) {
            redis.commands().hdel(key, ended.toArray(String[]::new));
            ended.forEach(scans::remove);
        }
    }

    boolean isEmpty() {
        return scans.isEmpty();
    }

    boolean isFull() {
        return scans.size() >= limit;
    }

    boolean contains(String scan) {
        return scans.contains(scan);
    }

    /** The name of the share in which this one counts too; null for none. */
    @Nullable
    String within() {
        return within;
    }

    /** The scan is in the queue. */
    void add(String scan) {
        redis.commands().hset(key, scan, "");
        redis.commands().pexpire(key, redis.settings().metaTtl().toMillis());
        scans.add(scan);
    }
}
