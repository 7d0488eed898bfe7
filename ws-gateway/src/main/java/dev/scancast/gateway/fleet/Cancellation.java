package dev.scancast.gateway.fleet;

import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.redis.Redis;
import dev.scancast.contract.redis.ScanKeys;
import java.time.Clock;
import java.util.List;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.params.SetParams;

/**
 * Has scans stopped. Whoever holds one ends it; one that nobody holds ends here. Every method throws a
 * {@link redis.clients.jedis.exceptions.JedisException} where Redis can't be reached. Thread-safe.
 */
public final class Cancellation {
    private static final ScanRescue.End BEFORE = new ScanRescue.End(null, "Canceled before a worker began");
    private static final ScanRescue.End AFTER_LOSS = new ScanRescue.End(null, "Canceled");

    private final Redis redis;
    private final ScanRescue rescue;

    Cancellation(Redis redis, Clock clock) {
        this.redis = redis;
        this.rescue = new ScanRescue(redis, clock);
    }

    /** Asks for all of them to be stopped; one that isn't there yet is stopped when it comes. */
    public void cancel(List<ScanId> scans) {
        SetParams life = new SetParams().px(redis.settings().statusTtl().toMillis());
        try (AbstractPipeline pipeline = redis.commands().pipelined()) {
            for (ScanId scan : scans) {
                pipeline.set(redis.keys().cancel(scan), "1", life);
                pipeline.publish(ScanKeys.CONTROL, "cancel " + scan);
            }
            pipeline.sync();
        }
        for (ScanFacts facts : ScanFacts.read(redis, scans)) {
            if (!facts.hasEnded() && !facts.isHeld() && !facts.isForeign() && !facts.isUnknown()) {
                // Its entry in the queue stays: a worker finds that the scan has ended.
                rescue.end(facts, facts.isQueued() ? BEFORE : AFTER_LOSS, List.of());
            }
        }
    }
}
