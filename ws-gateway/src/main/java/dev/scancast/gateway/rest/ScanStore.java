package dev.scancast.gateway.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.scancast.contract.document.DocumentRejectedException;
import dev.scancast.contract.document.DocumentVersion;
import dev.scancast.contract.document.Json;
import dev.scancast.contract.document.ProgressDocument;
import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanRequest;
import dev.scancast.contract.document.ScanStatus;
import dev.scancast.contract.document.WireDocument;
import dev.scancast.contract.redis.Acquisition;
import dev.scancast.contract.redis.Fence;
import dev.scancast.contract.redis.FencedWriter;
import dev.scancast.contract.redis.Redis;
import dev.scancast.contract.redis.ScanKeys;
import dev.scancast.contract.redis.ScanLog;
import dev.scancast.gateway.web.Problem;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.params.SetParams;
import redis.clients.jedis.params.ZRangeParams;

/**
 * Scans as REST sees them, in Redis. Every method throws a {@link redis.clients.jedis.exceptions.JedisException} where
 * Redis can't be reached. Thread-safe.
 */
final class ScanStore {
    private static final Logger LOG = LoggerFactory.getLogger(ScanStore.class);

    private final Redis redis;
    private final FencedWriter writer;
    private final ScanLog log;
    private final Clock clock;

    ScanStore(Redis redis, Clock clock) {
        this.redis = redis;
        this.writer = new FencedWriter(redis);
        this.log = new ScanLog(redis);
        this.clock = clock;
    }

    /**
     * Queues a scan: first among the live ones, so that none is ever forgotten, then meta and {@code queued}, then the
     * queue.
     *
     * @return whether it is new; false if the same was asked for before
     * @throws ProblemException if another request has the id
     */
    boolean submit(ScanId scan, ScanRequest request) {
        String body = new String(Json.write(request), UTF_8);
        FencedWriter.Origin origin = new FencedWriter.Origin("", body);
        redis.commands().zadd(ScanKeys.LIVE, (double) clock.millis(), scan.value());
        Acquisition acquisition = writer.acquireNew(scan, origin);
        if (acquisition instanceof Acquisition.Exists exists && exists.request().equals(body) && read(scan) == null) {
            acquisition = writer.acquire(scan); // a gateway died between the id and the status: go on from there
        }
        if (acquisition instanceof Acquisition.Granted granted) {
            log(() -> log.append(scan, List.of(line("Queued"))), scan);
            writer.write(queued(scan, request, granted.fence()), origin);
            announce(scan, origin.owner());
            redis.commands()
                    .xadd(
                            ScanKeys.QUEUE,
                            StreamEntryID.NEW_ENTRY,
                            Map.of("scan", scan.value(), "request", body, "owner", origin.owner()));
            LOG.info("scan={} queued: {}", scan, request.repositoryName());
            return true;
        }
        if (acquisition instanceof Acquisition.Exists exists && exists.request().equals(body)) {
            return false;
        }
        throw new ProblemException(
                Problem.Code.SCAN_EXISTS, "there is a scan " + scan + " of something else: choose another scan_id");
    }

    /** The owner's index, and the channel of the same name for those who watch all of the owner's scans. */
    private void announce(ScanId scan, String owner) {
        String index = ScanKeys.owner(owner);
        double now = (double) clock.millis();
        Duration life = redis.settings().metaTtl();
        try (AbstractPipeline pipeline = redis.commands().pipelined()) {
            pipeline.zadd(index, now, scan.value());
            pipeline.zremrangeByScore(index, 0, now - life.toMillis());
            pipeline.pexpire(index, life.toMillis());
            pipeline.publish(index, scan.value());
            pipeline.sync();
        }
    }

    private ProgressDocument queued(ScanId scan, ScanRequest request, Fence fence) {
        return ProgressDocument.builder(scan)
                .version(fence.epoch(), fence.seq() + 1)
                .attempt(fence.attempt())
                .status(ScanStatus.QUEUED)
                .progress(fence.percent())
                .message("Waiting for a worker")
                .repository(request.repositoryName())
                .updatedAt(clock.instant())
                .build();
    }

    /** The current document, or the remembered end; null if the scan isn't known. */
    @Nullable
    WireDocument read(ScanId scan) {
        ScanKeys keys = redis.keys();
        byte[] status = redis.commands().get(keys.status(scan).getBytes(UTF_8));
        WireDocument current = status == null ? null : parse(scan, status);
        if (current != null && current.isTerminal()) {
            return current;
        }
        byte[] end = redis.commands().hget(keys.meta(scan).getBytes(UTF_8), "terminal".getBytes(UTF_8));
        WireDocument terminal = end == null ? null : parse(scan, end);
        if (current == null || terminal == null) {
            return current == null ? terminal : current;
        }
        return isNewer(terminal.version(), current.version()) ? terminal : current;
    }

    private static boolean isNewer(@Nullable DocumentVersion version, @Nullable DocumentVersion than) {
        return version != null && (than == null || version.isNewerThan(than));
    }

    /** The newest scans' documents, newest first. */
    List<WireDocument> newest(int most) {
        Set<String> ids = new LinkedHashSet<>();
        ids.addAll(redis.commands()
                .zrange(ScanKeys.LIVE, ZRangeParams.zrangeParams(0, most - 1).rev()));
        ids.addAll(redis.commands()
                .zrange(ScanKeys.HISTORY, ZRangeParams.zrangeParams(0, most - 1).rev()));
        List<WireDocument> documents = new ArrayList<>();
        for (String id : ids) {
            WireDocument document = ScanId.isValid(id) ? read(new ScanId(id)) : null;
            if (document != null && documents.size() < most) {
                documents.add(document);
            }
        }
        return documents;
    }

    /**
     * Asks for a scan to be stopped; one that nobody holds ends at once.
     *
     * @return the document that stands now
     * @throws ProblemException if there is no such scan, or it ended otherwise
     */
    WireDocument cancel(ScanId scan) {
        WireDocument current = read(scan);
        if (current == null) {
            throw new ProblemException(Problem.Code.SCAN_NOT_FOUND, "there is no scan " + scan);
        }
        if (current.isTerminal()) {
            if (current.terminal() == ScanStatus.CANCELED) {
                return current;
            }
            throw new ProblemException(Problem.Code.SCAN_ENDED, "the scan has ended: " + current.status());
        }
        redis.commands()
                .set(
                        redis.keys().cancel(scan),
                        "1",
                        new SetParams().px(redis.settings().statusTtl().toMillis()));
        redis.commands().publish(ScanKeys.CONTROL, "cancel " + scan);
        if (writer.acquire(scan) instanceof Acquisition.Granted granted) {
            endCanceled(scan, current, granted.fence());
        }
        WireDocument now = read(scan);
        return now == null ? current : now;
    }

    private void endCanceled(ScanId scan, WireDocument current, Fence fence) {
        ProgressDocument last;
        try {
            last = Json.read(current.bytes(), ProgressDocument.class);
        } catch (java.io.IOException e) {
            LOG.debug("scan={} is a foreign publisher's; it alone can end it", scan, e);
            return;
        }
        log(() -> log.end(scan, line("Scan canceled before a worker began")), scan);
        writer.write(
                last.toBuilder()
                        .version(fence.epoch(), fence.seq() + 1)
                        .status(ScanStatus.CANCELED)
                        .message("Canceled before a worker began")
                        .updatedAt(clock.instant())
                        .build(),
                FencedWriter.Origin.NONE);
        redis.commands().zrem(ScanKeys.LIVE, scan.value());
        redis.commands().zadd(ScanKeys.HISTORY, (double) clock.millis(), scan.value());
    }

    private ScanLog.Line line(String message) {
        return new ScanLog.Line(clock.instant(), ScanLog.Level.INFO, message);
    }

    /** The log is best effort: what can't be written there holds up nothing. */
    private static void log(Runnable writing, ScanId scan) {
        try {
            writing.run();
        } catch (JedisException e) {
            LOG.debug("scan={} its log could not be written", scan, e);
        }
    }

    /** The stored report, gzipped JSON; null if there is none. */
    byte @Nullable [] report(ScanId scan) {
        return redis.commands().get(redis.keys().report(scan).getBytes(UTF_8));
    }

    private static @Nullable WireDocument parse(ScanId scan, byte[] bytes) {
        try {
            return WireDocument.parse(scan, bytes);
        } catch (DocumentRejectedException e) {
            return null; // as for watchers: what can't be relayed isn't there; the hub logs it
        }
    }
}
