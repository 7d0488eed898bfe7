package dev.scancast.gateway.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

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
import dev.scancast.contract.redis.ScanIndex;
import dev.scancast.contract.redis.ScanKeys;
import dev.scancast.contract.redis.ScanLog;
import dev.scancast.gateway.fleet.Intake;
import dev.scancast.gateway.web.Problem;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.params.SetParams;

/**
 * Scans as REST sees them, in Redis. Every method throws a {@link redis.clients.jedis.exceptions.JedisException} where
 * Redis can't be reached. Thread-safe.
 */
final class ScanStore {
    private static final Logger LOG = LoggerFactory.getLogger(ScanStore.class);

    /** The subject of everybody, as long as nobody is told apart. */
    static final String NOBODY = "";

    private final Redis redis;
    private final Intake intake;
    private final ScanDocuments documents;
    private final FencedWriter writer;
    private final ScanLog log;
    private final ScanIndex index;
    private final Clock clock;

    ScanStore(Redis redis, Intake intake, Clock clock) {
        this.redis = redis;
        this.intake = intake;
        this.documents = new ScanDocuments(redis);
        this.writer = new FencedWriter(redis);
        this.log = new ScanLog(redis);
        this.index = new ScanIndex(redis);
        this.clock = clock;
    }

    /**
     * Queues a scan.
     *
     * @return whether it is new; false if the same was asked for before
     * @throws ProblemException if another request has the id
     * @throws dev.scancast.gateway.fleet.QueueFullException if too many wait
     */
    boolean submit(ScanId scan, ScanRequest request) {
        return switch (intake.submit(scan, request, NOBODY)) {
            case NEW -> true;
            case SAME -> false;
            case OTHER ->
                throw new ProblemException(
                        Problem.Code.SCAN_EXISTS,
                        "there is a scan " + scan + " of something else: choose another scan_id");
        };
    }

    /** The current document, or the remembered end; null if the scan isn't known. */
    @Nullable
    WireDocument read(ScanId scan) {
        return documents.read(List.of(scan)).get(0).document();
    }

    /** The documents of many scans. */
    ScanDocuments documents() {
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
        askToStop(List.of(scan));
        endIfFree(scan, current);
        WireDocument now = read(scan);
        return now == null ? current : now;
    }

    /** Asks for all of them to be stopped that haven't ended; those that nobody holds end at once. */
    void cancelAll(List<KnownScan> scans) {
        List<KnownScan> live = scans.stream()
                .filter(scan -> scan.document() != null && !scan.document().isTerminal())
                .toList();
        askToStop(live.stream().map(KnownScan::id).toList());
        for (KnownScan scan : live) {
            if (scan.document() != null) {
                endIfFree(scan.id(), scan.document());
            }
        }
    }

    private void askToStop(List<ScanId> scans) {
        SetParams life = new SetParams().px(redis.settings().statusTtl().toMillis());
        try (AbstractPipeline pipeline = redis.commands().pipelined()) {
            for (ScanId scan : scans) {
                pipeline.set(redis.keys().cancel(scan), "1", life);
                pipeline.publish(ScanKeys.CONTROL, "cancel " + scan);
            }
            pipeline.sync();
        }
    }

    private void endIfFree(ScanId scan, WireDocument current) {
        if (writer.acquire(scan) instanceof Acquisition.Granted granted) {
            endCanceled(scan, current, granted.fence());
        }
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
        index.enterHistory(scan, clock.instant());
        index.leaveLive(scan);
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
}
