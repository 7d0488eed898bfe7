package dev.scancast.contract.redis;

import dev.scancast.contract.document.ScanId;
import java.time.Instant;
import redis.clients.jedis.params.ZAddParams;

/**
 * Which scans live and which have ended. Both lists go by the time at which a scan was asked for, so that whoever reads
 * both page by page meets each scan once. Every method throws a
 * {@link redis.clients.jedis.exceptions.JedisException} where Redis can't be reached. Thread-safe.
 */
public final class ScanIndex {
    private final Redis redis;

    public ScanIndex(Redis redis) {
        this.redis = redis;
    }

    /** Enters a scan among the live ones where it isn't yet: before all else, so that none is ever forgotten. */
    public void enterLive(ScanId scan, Instant now) {
        redis.commands()
                .zadd(
                        ScanKeys.LIVE,
                        (double) now.toEpochMilli(),
                        scan.value(),
                        ZAddParams.zAddParams().nx());
    }

    /**
     * Enters a scan that is about to end in the history.
     *
     * @param otherwise its time where it isn't among the live ones
     */
    public void enterHistory(ScanId scan, Instant otherwise) {
        Double since = redis.commands().zscore(ScanKeys.LIVE, scan.value());
        boolean isTime = since != null && since > oldest(otherwise); // foreign publishers may have put anything there
        if (isTime) {
            redis.commands().zadd(ScanKeys.HISTORY, since, scan.value());
        } else {
            double at = (double) otherwise.toEpochMilli();
            redis.commands()
                    .zadd(
                            ScanKeys.HISTORY,
                            at,
                            scan.value(),
                            ZAddParams.zAddParams().nx());
        }
    }

    /** After the end is in Redis. */
    public void leaveLive(ScanId scan) {
        redis.commands().zrem(ScanKeys.LIVE, scan.value());
    }

    /** Drops from the history what is older than it is kept. */
    public void trimHistory(Instant now) {
        redis.commands().zremrangeByScore(ScanKeys.HISTORY, Double.NEGATIVE_INFINITY, oldest(now));
    }

    private double oldest(Instant now) {
        return (double) now.minus(redis.settings().metaTtl()).toEpochMilli();
    }
}
