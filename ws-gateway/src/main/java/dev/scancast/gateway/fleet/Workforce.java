package dev.scancast.gateway.fleet;

import dev.scancast.contract.redis.Redis;
import dev.scancast.contract.redis.ScanKeys;
import java.time.Duration;
import java.util.List;
import redis.clients.jedis.params.ZRangeParams;

/** Whether there are workers, by their records. Confined to one thread. */
final class Workforce {
    private final Redis redis;
    private boolean isThere;
    private boolean hasChanged;
    private long seenAt;

    /**
     * Nobody has looked yet: a worker was there a lease's life ago at the latest, for workers may start after their
     * gateways.
     */
    Workforce(Redis redis, long now) {
        this.redis = redis;
        this.seenAt = now + redis.settings().leaseTtl().toNanos();
    }

    /** @throws redis.clients.jedis.exceptions.JedisException if Redis can't be reached */
    void look(long now) {
        // Those heard last come first: names of workers that died without a word may stand here for long.
        List<String> names = redis.commands()
                .zrange(ScanKeys.WORKERS, ZRangeParams.zrangeParams(0, -1).rev());
        boolean found = names.stream().anyMatch(name -> redis.commands().exists(ScanKeys.worker(name)));
        hasChanged = found != isThere;
        isThere = found;
        if (found) {
            seenAt = now;
        }
    }

    boolean isThere() {
        return isThere;
    }

    /** Whether the last look found what the one before didn't. */
    boolean hasChanged() {
        return hasChanged;
    }

    /** Whether there has been none for so long. */
    boolean isGoneFor(Duration time, long now) {
        return !isThere && now - seenAt >= time.toNanos();
    }
}
