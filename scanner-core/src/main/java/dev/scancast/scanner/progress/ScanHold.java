package dev.scancast.scanner.progress;

import dev.scancast.contract.document.ProgressDocument;
import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.redis.Acquisition;
import dev.scancast.contract.redis.Fence;
import dev.scancast.contract.redis.FencedWriter;
import dev.scancast.contract.redis.Redis;
import dev.scancast.contract.redis.ScanKeys;
import java.time.Clock;
import java.time.Instant;
import redis.clients.jedis.params.ZAddParams;

/**
 * What is true in Redis of a scan while somebody holds it, beside its documents: its lease, its place among the live
 * scans, and later in the history. Each method is idempotent and throws a
 * {@link redis.clients.jedis.exceptions.JedisException} where Redis can't be reached. Thread-safe.
 */
public final class ScanHold {
    private final Redis redis;
    private final FencedWriter writer;
    private final ScanId scan;
    private final String holder;
    private final Clock clock;

    /** @param holder who it is that holds it, as the lease says; not empty */
    public ScanHold(Redis redis, ScanId scan, String holder, Clock clock) {
        this.redis = redis;
        this.writer = new FencedWriter(redis);
        this.scan = scan;
        this.holder = holder;
        this.clock = clock;
    }

    public ScanId scan() {
        return scan;
    }

    /** First among the live ones, so that no scan is ever forgotten; then the lease. */
    public Acquisition take() {
        stayLive();
        return writer.acquireLease(scan, holder);
    }

    /** Renews the lease, and the place among the live ones should Redis have lost it; false if it is another's now. */
    boolean renew(Fence fence) {
        if (!writer.renewLease(scan, holder, fence)) {
            return false;
        }
        stayLive();
        return true;
    }

    /** Whether somebody wants the scan stopped. */
    public boolean isCancelRequested() {
        return redis.commands().exists(redis.keys().cancel(scan));
    }

    /** Enters a scan that is about to end in the history, and drops from that what is too old. */
    public void enterHistory(ProgressDocument end) {
        Instant now = clock.instant();
        Instant startedAt = end.startedAt() == null ? now : end.startedAt();
        double oldest = (double) now.minus(redis.settings().metaTtl()).toEpochMilli();
        // The same place in time as among the live ones: who reads both, page by page, meets it once.
        Double since = redis.commands().zscore(ScanKeys.LIVE, scan.value());
        boolean isKnown = since != null && since > oldest;
        redis.commands().zadd(ScanKeys.HISTORY, isKnown ? since : (double) startedAt.toEpochMilli(), scan.value());
        redis.commands().zremrangeByScore(ScanKeys.HISTORY, Double.NEGATIVE_INFINITY, oldest);
    }

    /** After the end. */
    public void leaveLive() {
        redis.commands().zrem(ScanKeys.LIVE, scan.value());
    }

    /** Gives the lease back. */
    public void release(Fence fence) {
        writer.releaseLease(scan, holder, fence);
    }

    private void stayLive() {
        redis.commands().zadd(ScanKeys.LIVE, (double) clock.millis(), scan.value(), new ZAddParams().nx());
    }
}
