package dev.scancast.gateway.fleet;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.scancast.contract.document.Json;
import dev.scancast.contract.document.ProgressDocument;
import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanRequest;
import dev.scancast.contract.document.ScanStatus;
import dev.scancast.contract.redis.Acquisition;
import dev.scancast.contract.redis.Fence;
import dev.scancast.contract.redis.FencedWriter;
import dev.scancast.contract.redis.Redis;
import dev.scancast.contract.redis.RepositoryRuns;
import dev.scancast.contract.redis.ScanKeys;
import dev.scancast.contract.redis.ScanLog;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.params.ZAddParams;

/**
 * Takes scans in: first among the live ones, so that none is ever forgotten, then meta and {@code queued}, then the
 * indexes, then the queue or a backlog. Every method throws a {@link redis.clients.jedis.exceptions.JedisException}
 * where Redis can't be reached. Thread-safe.
 */
public final class Intake {
    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);

    /** Scans that are taken in together keep their order by parts of a millisecond. */
    private static final double STEP = 1 / 1024.0;

    private final Redis redis;
    private final FencedWriter writer;
    private final ScanLog log;
    private final RepositoryRuns runs;
    private final Backlogs backlogs;
    private final QueueSettings settings;
    private final Runnable onBacklog;
    private final Clock clock;

    /** @param onBacklog called when a backlog has got something */
    Intake(Redis redis, Backlogs backlogs, QueueSettings settings, Clock clock, Runnable onBacklog) {
        this.redis = redis;
        this.writer = new FencedWriter(redis);
        this.log = new ScanLog(redis);
        this.runs = new RepositoryRuns(redis);
        this.backlogs = backlogs;
        this.settings = settings;
        this.clock = clock;
        this.onBacklog = onBacklog;
    }

    /** What became of a request. */
    public enum Answer {
        /** It was taken in. */
        NEW,
        /** It was asked for before, in the same words. */
        SAME,
        /** Its id belongs to another request. */
        OTHER
    }

    /**
     * Queues a scan.
     *
     * @param owner the subject it belongs to, empty for nobody
     * @throws QueueFullException if too many wait already
     */
    public Answer submit(ScanId scan, ScanRequest request, String owner) {
        if (!redis.commands().exists(redis.keys().meta(scan)) && !backlogs.hasRoom(1)) {
            throw new QueueFullException(settings.limit());
        }
        double since = (double) clock.millis();
        enterLive(List.of(scan), since);
        Answer answer = write(scan, request, owner);
        if (answer == Answer.NEW) {
            runs.add(Map.of(scan, request), since);
            announce(List.of(scan), owner, since);
            if (owner.isEmpty()) {
                backlogs.queue(scan, body(request), owner);
            } else {
                toOwnersBacklog(scan, owner);
            }
            LOG.info("scan={} queued: {}", scan, request.repositoryName());
        } else if (writer.hasEnded(scan)) {
            redis.commands().zrem(ScanKeys.LIVE, scan.value());
        }
        return answer;
    }

    private void toOwnersBacklog(ScanId scan, String owner) {
        String name = ScanKeys.backlogName(owner);
        Share.define(redis, name, settings.ownerConcurrency(), "");
        backlogs.add(name, List.of(scan));
        onBacklog.run();
    }

    /**
     * Takes in the scans of a batch and leaves them to its backlog. Idempotent: what was done before is not done again.
     *
     * @param since when it was asked for, in ms
     */
    void submitAll(String batch, Map<ScanId, ScanRequest> scans, String owner, int concurrency, double since) {
        enterLive(scans.keySet(), since);
        scans.forEach((scan, request) -> write(scan, request, owner));
        runs.add(scans, since);
        announce(scans.keySet(), owner, since);
        String name = ScanKeys.batchBacklogName(batch);
        String within = "";
        if (!owner.isEmpty()) {
            within = ScanKeys.backlogName(owner);
            Share.define(redis, within, settings.ownerConcurrency(), "");
        }
        Share.define(redis, name, concurrency, within);
        backlogs.add(name, scans.keySet());
        onBacklog.run();
    }

    private void enterLive(Collection<ScanId> scans, double since) {
        redis.commands().zadd(ScanKeys.LIVE, scores(scans, since), new ZAddParams().nx());
    }

    private static Map<String, Double> scores(Collection<ScanId> scans, double since) {
        Map<String, Double> scores = new LinkedHashMap<>();
        for (ScanId scan : scans) {
            scores.put(scan.value(), since + scores.size() * STEP);
        }
        return scores;
    }

    /** Meta and the document {@code queued}. */
    private Answer write(ScanId scan, ScanRequest request, String owner) {
        String body = body(request);
        FencedWriter.Origin origin = new FencedWriter.Origin(owner, body);
        Acquisition acquisition = writer.acquireNew(scan, origin);
        boolean isSame = acquisition instanceof Acquisition.Exists exists
                && exists.request().equals(body);
        isSame = isSame && owner.equals(ownerOf(scan));
        if (isSame && !redis.commands().exists(redis.keys().status(scan)) && !writer.hasEnded(scan)) {
            acquisition = writer.acquire(scan); // a gateway died between the id and the status: go on from there
        }
        if (acquisition instanceof Acquisition.Granted granted) {
            tellQueued(scan);
            writer.write(queued(scan, request, granted.fence()), origin);
            return Answer.NEW;
        }
        return isSame ? Answer.SAME : Answer.OTHER;
    }

    private String ownerOf(ScanId scan) {
        String owner = redis.commands().hget(redis.keys().meta(scan), "owner");
        return owner == null ? "" : owner;
    }

    /** The log is best effort: what can't be written there holds up nothing. */
    private void tellQueued(ScanId scan) {
        try {
            log.append(scan, List.of(new ScanLog.Line(clock.instant(), ScanLog.Level.INFO, "Queued")));
        } catch (JedisException e) {
            LOG.debug("scan={} its log could not be written", scan, e);
        }
    }

    private static String body(ScanRequest request) {
        return new String(Json.write(request), UTF_8);
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

    /** The owner's index, and the channels by which those hear of them who watch all of everybody's, or of the owner's. */
    private void announce(Collection<ScanId> scans, String owner, double since) {
        String index = ScanKeys.owner(owner);
        Duration life = redis.settings().metaTtl();
        try (AbstractPipeline pipeline = redis.commands().pipelined()) {
            pipeline.zadd(index, scores(scans, since));
            pipeline.zremrangeByScore(index, 0, since - life.toMillis());
            pipeline.pexpire(index, life.toMillis());
            scans.forEach(scan -> pipeline.publish(ScanKeys.NEWS, scan.value()));
            if (!owner.isEmpty()) {
                scans.forEach(scan -> pipeline.publish(index, scan.value()));
            }
            pipeline.sync();
        }
    }
}
