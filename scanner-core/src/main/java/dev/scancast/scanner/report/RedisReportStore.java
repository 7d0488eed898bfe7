package dev.scancast.scanner.report;

import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.redis.Redis;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.params.SetParams;

/** Keeps reports in Redis, as long as {@code report.ttl} says. Thread-safe. */
public final class RedisReportStore {
    private static final Logger LOG = LoggerFactory.getLogger(RedisReportStore.class);

    private final Redis redis;

    public RedisReportStore(Redis redis) {
        this.redis = redis;
    }

    /**
     * Stores a scan's report, over one that is there. Throws nothing: a report that can't be stored holds up nothing.
     *
     * @return whether it is there now
     */
    public boolean store(ScanId scan, ScanReport report) {
        try {
            byte[] key = redis.keys().report(scan).getBytes(StandardCharsets.UTF_8);
            byte[] bytes = ReportBytes.of(report);
            SetParams ttl =
                    SetParams.setParams().px(redis.settings().reportTtl().toMillis());
            redis.commands().set(key, bytes, ttl);
            return true;
        } catch (RuntimeException e) {
            LOG.error("scan={} the report can't be stored; the scan ends without it", scan, e);
            return false;
        }
    }
}
