package dev.scancast.contract.redis;

import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.params.ZRangeParams;

/**
 * Which scans there were of a repository, so that the run before another is found without going through all history.
 * Every method throws a {@link redis.clients.jedis.exceptions.JedisException} where Redis can't be reached. Thread-safe.
 */
public final class RepositoryRuns {
    private final Redis redis;

    public RepositoryRuns(Redis redis) {
        this.redis = redis;
    }

    /**
     * Adds scans, and drops those that are forgotten. Idempotent.
     *
     * @param since when they were asked for, in ms
     */
    public void add(Map<ScanId, ScanRequest> scans, double since) {
        Duration life = redis.settings().metaTtl();
        try (AbstractPipeline pipeline = redis.commands().pipelined()) {
            scans.forEach((scan, request) -> {
                String key = ScanKeys.repository(request.repositoryKey());
                pipeline.zadd(key, since, scan.value());
                pipeline.zremrangeByScore(key, 0, since - life.toMillis());
                pipeline.pexpire(key, life.toMillis());
            });
            pipeline.sync();
        }
    }

    /** When this scan of the repository was asked for, in ms; null if it isn't known. */
    public @Nullable Double since(ScanId scan, ScanRequest request) {
        return redis.commands().zscore(ScanKeys.repository(request.repositoryKey()), scan.value());
    }

    /**
     * Scans of the repository, newest first.
     *
     * @param before only those that were asked for earlier, in ms
     */
    public List<ScanId> before(ScanRequest request, double before, int skip, int most) {
        return redis
                .commands()
                .zrange(
                        ScanKeys.repository(request.repositoryKey()),
                        new ZRangeParams(Protocol.Keyword.BYSCORE, "(" + before, "-inf")
                                .rev()
                                .limit(skip, most))
                .stream()
                .filter(ScanId::isValid)
                .map(ScanId::new)
                .toList();
    }
}
