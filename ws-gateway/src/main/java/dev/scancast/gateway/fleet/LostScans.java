package dev.scancast.gateway.fleet;

import dev.scancast.contract.document.ProgressDocument;
import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.WireDocument;
import dev.scancast.contract.redis.Redis;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scans of ours that were watched here when Redis lost them: where neither status nor lease comes back, the end is
 * written from what is still known, so that a watcher doesn't wait for ever. Scans may be added by any thread; one
 * thread looks.
 */
final class LostScans {
    private static final Logger LOG = LoggerFactory.getLogger(LostScans.class);

    private static final int MOST = 10_000;
    private static final ScanRescue.End END =
            new ScanRescue.End("lost", "Redis has lost this scan, and no worker has it any more: start it again");

    private final Redis redis;
    private final ScanRescue rescue;
    private final Duration patience;
    private final Map<ScanId, Gone> scans = new ConcurrentHashMap<>();

    LostScans(Redis redis, ScanRescue rescue, Duration patience) {
        this.redis = redis;
        this.rescue = rescue;
        this.patience = patience;
    }

    private record Gone(ProgressDocument last, long since) {}

    /** The status is gone, and this is the last that was known. A foreign publisher's is none of our business. */
    void add(ScanId scan, WireDocument last) {
        ProgressDocument document = ScanFacts.ours(last);
        if (document != null && scans.size() < MOST) {
            scans.putIfAbsent(scan, new Gone(document, System.nanoTime()));
        }
    }

    /** Redis was away: whoever holds a scan is given the whole time again. */
    void disturbed(long now) {
        scans.replaceAll((scan, gone) -> new Gone(gone.last, now));
    }

    /** @throws redis.clients.jedis.exceptions.JedisException if Redis can't be reached */
    void look(long now) {
        if (scans.isEmpty()) {
            return;
        }
        for (ScanFacts facts : ScanFacts.read(redis, List.copyOf(scans.keySet()))) {
            Gone gone = scans.get(facts.scan());
            if (gone == null) {
                continue;
            }
            if (facts.status() != null || facts.hasEnded()) {
                scans.remove(facts.scan());
            } else if (facts.isHeld()) {
                scans.put(facts.scan(), new Gone(gone.last, now)); // its worker writes it again soon
            } else if (now - gone.since >= patience.toNanos()) {
                LOG.warn(
                        "scan={} its status and its lease are gone; it is ended from what is known here", facts.scan());
                rescue.end(facts.knownAs(gone.last), END, List.of()); // the next look finds whether that ended it
            }
        }
    }
}
