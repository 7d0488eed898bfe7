package dev.scancast.scanner.report;

import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.redis.Fence;
import dev.scancast.contract.redis.FencedWriter;
import dev.scancast.contract.redis.Redis;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps reports in Redis, as long as {@code report.ttl} says. Thread-safe. */
public final class RedisReportStore {
    private static final Logger LOG = LoggerFactory.getLogger(RedisReportStore.class);

    private final FencedWriter writer;

    public RedisReportStore(Redis redis) {
        this.writer = new FencedWriter(redis);
    }

    /**
     * Stores a scan's report, over one of an earlier attempt. Throws nothing: a report that can't be stored holds up
     * nothing.
     *
     * @param fence of whoever scanned; if somebody took the scan since, nothing is stored
     * @return whether it is there now
     */
    public boolean store(ScanId scan, Fence fence, ScanReport report) {
        try {
            return writer.storeReport(scan, fence, ReportBytes.of(report));
        } catch (RuntimeException e) {
            LOG.error("scan={} the report can't be stored; the scan ends without it", scan, e);
            return false;
        }
    }
}
