package dev.scancast.gateway.fleet;

import dev.scancast.contract.document.ProgressDocument;
import dev.scancast.contract.document.ScanError;
import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanStatus;
import dev.scancast.contract.document.ScanStep;
import dev.scancast.contract.redis.Acquisition;
import dev.scancast.contract.redis.Fence;
import dev.scancast.contract.redis.FencedWriter;
import dev.scancast.contract.redis.Redis;
import dev.scancast.contract.redis.ScanIndex;
import dev.scancast.contract.redis.ScanKeys;
import dev.scancast.contract.redis.ScanLog;
import dev.scancast.contract.redis.WriteResult;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.StreamEntryID;

/**
 * Writes scans that nobody holds. Each method takes an epoch first and does nothing where another holds the scan or it
 * has ended; each step may be done twice. Every method throws a
 * {@link redis.clients.jedis.exceptions.JedisException} where Redis can't be reached. Thread-safe.
 */
final class ScanRescue {
    private static final Logger LOG = LoggerFactory.getLogger(ScanRescue.class);

    private final Redis redis;
    private final FencedWriter writer;
    private final ScanLog log;
    private final ScanIndex index;
    private final Clock clock;
    private final RescueCounts counts = new RescueCounts();

    ScanRescue(Redis redis, Clock clock) {
        this.redis = redis;
        this.writer = new FencedWriter(redis);
        this.log = new ScanLog(redis);
        this.index = new ScanIndex(redis);
        this.clock = clock;
    }

    /**
     * Why a scan ends.
     *
     * @param code null for a cancel
     */
    record End(@Nullable String code, String message) {
        ScanStatus status() {
            return code == null ? ScanStatus.CANCELED : ScanStatus.ERROR;
        }
    }

    RescueCounts counts() {
        return counts;
    }

    /** Says that it waits, and why. Returns whether that was written. */
    boolean tellQueued(ScanFacts facts, String message) {
        Optional<Fence> taken = take(facts.scan());
        if (taken.isEmpty()) {
            return false;
        }
        Fence fence = taken.get();
        ProgressDocument last = facts.document();
        ProgressDocument queued = ProgressDocument.builder(facts.scan())
                .version(fence.epoch(), fence.seq() + 1)
                .attempt(fence.attempt())
                .status(ScanStatus.QUEUED)
                .progress(percent(fence, last))
                .message(message)
                .repository(facts.repository())
                .startedAt(last == null ? null : last.startedAt())
                .updatedAt(clock.instant())
                .build();
        return writer.write(queued, origin(facts)).answer() == WriteResult.Answer.OK;
    }

    /** Puts it into the queue, in place of entries that no worker will ever see. */
    void enqueue(ScanFacts facts, List<StreamEntryID> deadEntries) {
        redis.commands()
                .xadd(
                        ScanKeys.QUEUE,
                        StreamEntryID.NEW_ENTRY,
                        Map.of("scan", facts.scan().value(), "request", facts.request(), "owner", facts.owner()));
        acknowledge(deadEntries);
    }

    /** Tells in the log that it waits once more. */
    void logWaiting(ScanFacts facts, String message) {
        log.append(facts.scan(), List.of(new ScanLog.Line(clock.instant(), ScanLog.Level.WARN, message)));
    }

    /** Ends it: the log, the terminal document, the history, and last what stood for it. */
    void end(ScanFacts facts, End end, List<StreamEntryID> entries) {
        Optional<Fence> taken = take(facts.scan());
        if (taken.isEmpty()) {
            return;
        }
        ProgressDocument document = terminal(facts, end, taken.get());
        ScanLog.Level level = end.code == null ? ScanLog.Level.INFO : ScanLog.Level.ERROR;
        String line = end.code == null
                ? "Scan " + end.message.substring(0, 1).toLowerCase(Locale.ROOT) + end.message.substring(1)
                : "Scan failed: " + end.message;
        ScanLog.Line last = new ScanLog.Line(clock.instant(), level, line);
        // A lease wouldn't be stronger: line, marker and document are one script, refused if somebody has it after all.
        WriteResult result = writer.end(document, origin(facts), last);
        if (result.answer() != WriteResult.Answer.OK) {
            return;
        }
        enterHistory(facts.scan(), document.startedAt());
        counts.scanEnded(end.code);
        LOG.info("scan={} {}: {}", facts.scan(), document.status().wireName(), document.message());
        if (result.isReplicated()) {
            acknowledge(entries);
            leaveLive(facts.scan());
        } else {
            redis.doubtPrimary(); // the next sweep finds whether whoever is primary then has the end
        }
    }

    /** After the end. */
    void leaveLive(ScanId scan) {
        index.leaveLive(scan);
    }

    void enterHistory(ScanId scan, @Nullable Instant startedAt) {
        index.enterHistory(scan, startedAt == null ? clock.instant() : startedAt);
    }

    /** What waits must not run out. */
    void keepAlive(ScanId scan) {
        redis.commands()
                .pexpire(redis.keys().status(scan), redis.settings().statusTtl().toMillis());
        redis.commands()
                .pexpire(redis.keys().meta(scan), redis.settings().metaTtl().toMillis());
        redis.commands()
                .pexpire(redis.keys().log(scan), redis.settings().statusTtl().toMillis());
    }

    private Optional<Fence> take(ScanId scan) {
        return writer.acquire(scan) instanceof Acquisition.Granted granted
                ? Optional.of(granted.fence())
                : Optional.empty();
    }

    private void acknowledge(List<StreamEntryID> entries) {
        if (!entries.isEmpty()) {
            StreamEntryID[] ids = entries.toArray(StreamEntryID[]::new);
            redis.commands().xdel(ScanKeys.QUEUE, ids);
            redis.commands().xack(ScanKeys.QUEUE, ScanKeys.QUEUE_GROUP, ids);
        }
    }

    private ProgressDocument terminal(ScanFacts facts, End end, Fence fence) {
        ProgressDocument last = facts.document();
        ProgressDocument.Builder builder = last == null
                ? ProgressDocument.builder(facts.scan()).repository(facts.repository())
                : last.toBuilder()
                        .steps(last.steps().stream()
                                .map(step -> ended(step, end.status()))
                                .toList());
        // Redis may have been emptied: then the document knows more than meta.
        long seq = Math.max(fence.seq(), last == null ? 0 : last.seq());
        return builder.version(fence.epoch(), seq + 1)
                .attempt(Math.max(fence.attempt(), last == null ? 0 : last.attempt()))
                .status(end.status())
                .progress(percent(fence, last))
                .message(end.message)
                .error(end.code == null ? null : new ScanError(end.code, end.message))
                .currentFile(null)
                .eta(null, null, null)
                .updatedAt(clock.instant())
                .build();
    }

    private static ScanStep ended(ScanStep step, ScanStatus end) {
        return switch (step.state()) {
            case DONE, FAILED, SKIPPED -> step;
            case PENDING -> new ScanStep(step.name(), ScanStep.State.SKIPPED, null);
            case RUNNING ->
                new ScanStep(
                        step.name(), end == ScanStatus.ERROR ? ScanStep.State.FAILED : ScanStep.State.SKIPPED, null);
        };
    }

    private static double percent(Fence fence, @Nullable ProgressDocument last) {
        return Math.max(fence.percent(), last == null ? 0 : last.progress());
    }

    private static FencedWriter.Origin origin(ScanFacts facts) {
        return new FencedWriter.Origin(facts.owner(), facts.request());
    }
}
