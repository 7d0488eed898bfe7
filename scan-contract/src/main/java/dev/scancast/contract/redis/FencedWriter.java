package dev.scancast.contract.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.scancast.contract.document.Json;
import dev.scancast.contract.document.ProgressDocument;
import dev.scancast.contract.document.ScanId;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.Response;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * The only way in which gateway, worker and sweeper write a scan. Each first takes an epoch, which fences off whoever
 * wrote before (a fencing token in the sense of Kleppmann, "How to do distributed locking", 2016); every write is then
 * one script that checks it. Thread-safe; each call is one round trip.
 */
public final class FencedWriter {

    /** A line of {@code INFO replication}: one that still loads the first copy can confirm nothing. */
    private static final Pattern REPLICA = Pattern.compile("(?m)^slave\\d+:.*state=online");

    private final Redis redis;

    public FencedWriter(Redis redis) {
        this.redis = redis;
    }

    /**
     * What stays the same over a scan's life, written where Redis doesn't have it.
     *
     * @param owner the subject it belongs to, empty for none
     * @param request the {@link dev.scancast.contract.document.ScanRequest} as JSON, empty for none
     */
    public record Origin(String owner, String request) {
        /** Of a scan that nobody asked for over the API. */
        public static final Origin NONE = new Origin("", "");
    }

    /**
     * Takes an epoch without a lease: for whoever writes one document, as the gateway does for {@code queued}.
     *
     * @throws JedisException if Redis can't be reached
     */
    public Acquisition acquire(ScanId scan) {
        return acquire(scan, "", 0, null);
    }

    /**
     * Takes the first epoch of a scan that must be new; otherwise the answer is {@link Acquisition.Exists}.
     *
     * @throws JedisException if Redis can't be reached
     */
    public Acquisition acquireNew(ScanId scan, Origin origin) {
        return acquire(scan, "", 0, origin);
    }

    /**
     * Takes an epoch and the lease: for a worker that begins the scan, which counts as an attempt.
     *
     * @param worker the holder's name, not empty
     * @throws JedisException if Redis can't be reached
     */
    public Acquisition acquireLease(ScanId scan, String worker) {
        return acquire(scan, worker, 1, null);
    }

    /**
     * Renews the lease, or takes it again where it ran out, or went with all else in Redis, while nobody took the scan;
     * false if it is no longer the worker's, who then must stop.
     */
    public boolean renewLease(ScanId scan, String worker, Fence fence) {
        Object answer = RedisScript.RENEW.run(
                redis.commands(),
                RedisScript.utf8(redis.keys().lease(scan), redis.keys().meta(scan)),
                RedisScript.utf8(
                        leaseValue(worker, fence),
                        Long.toString(redis.settings().leaseTtl().toMillis()),
                        Long.toString(fence.epoch())));
        return Long.valueOf(1).equals(answer);
    }

    /** Gives the lease back if it is still the worker's. */
    public void releaseLease(ScanId scan, String worker, Fence fence) {
        RedisScript.RELEASE.run(
                redis.commands(),
                RedisScript.utf8(redis.keys().lease(scan)),
                RedisScript.utf8(leaseValue(worker, fence)));
    }

    /**
     * Writes a document: status with its TTL, meta, and the channel, as one. With an end, and before it, comes the log's
     * marker; it is then waited for until a replica has it, where there are replicas, for at most half of Redis'
     * time-out.
     *
     * @throws JedisException if Redis can't be reached or refuses; whether it was written is then not known, and it may
     *     be tried again
     */
    public WriteResult write(ProgressDocument document, Origin origin) {
        return write(document, origin, null);
    }

    /**
     * The same, of an end for which nobody keeps the log: its last line comes with it, or not at all.
     *
     * @throws JedisException as {@link #write} does
     */
    public WriteResult end(ProgressDocument end, Origin origin, ScanLog.Line lastLine) {
        return write(end, origin, lastLine);
    }

    private WriteResult write(ProgressDocument document, Origin origin, ScanLog.@Nullable Line lastLine) {
        WriteResult result = tryToWrite(document, origin, lastLine);
        redis.writeCounts().count(result.answer());
        return result;
    }

    private WriteResult tryToWrite(ProgressDocument document, Origin origin, ScanLog.@Nullable Line lastLine) {
        List<byte[]> keys = writeKeys(document.scanId());
        List<byte[]> arguments = writeArguments(document, origin, lastLine);
        if (document.status().isTerminal()) {
            return writeEnd(keys, arguments);
        }
        return result(RedisScript.WRITE.run(redis.commands(), keys, arguments), true);
    }

    private List<byte[]> writeKeys(ScanId scan) {
        ScanKeys keys = redis.keys();
        return RedisScript.utf8(
                keys.status(scan), keys.meta(scan), keys.cancel(scan), keys.progressChannel(scan), keys.log(scan));
    }

    private List<byte[]> writeArguments(ProgressDocument document, Origin origin, ScanLog.@Nullable Line lastLine) {
        RedisSettings settings = redis.settings();
        String startedAt = document.startedAt() == null ? "" : Json.time(document.startedAt());
        return List.of(
                bytes(document.epoch()),
                bytes(document.seq()),
                Double.toString(document.progress()).getBytes(UTF_8),
                bytes(document.attempt()),
                bytes(document.status().isTerminal() ? 1 : 0),
                Json.write(document),
                bytes(settings.statusTtl().toMillis()),
                bytes(settings.metaTtl().toMillis()),
                redis.keys().publishCommand().getBytes(UTF_8),
                origin.owner().getBytes(UTF_8),
                origin.request().getBytes(UTF_8),
                startedAt.getBytes(UTF_8),
                bytes(settings.logLines()),
                (lastLine == null ? "" : ScanLog.HEAD).getBytes(UTF_8),
                (lastLine == null ? "" : ScanLog.tail(lastLine)).getBytes(UTF_8));
    }

    /** On one connection, for Redis waits for what was written on the connection that asks. */
    private WriteResult writeEnd(List<byte[]> keys, List<byte[]> arguments) {
        try (AbstractPipeline pipeline = redis.commands().pipelined()) {
            Response<Object> written = RedisScript.WRITE.queue(pipeline, keys, arguments);
            Response<Object> replication = pipeline.sendCommand(Protocol.Command.INFO, "replication");
            pipeline.sync();
            WriteResult result = result(written.get(), true);
            if (result.answer() != WriteResult.Answer.OK || !hasReplicas(replication)) {
                return result;
            }
            long patience = redis.settings().timeout().toMillis() / 2;
            Response<Long> confirmed = pipeline.waitReplicas(keys.get(0), 1, patience);
            pipeline.sync();
            return new WriteResult(result.answer(), result.cancelRequested(), confirmed.get() > 0);
        }
    }

    private static boolean hasReplicas(Response<Object> replication) {
        try {
            return REPLICA.matcher(text(replication.get())).find();
        } catch (JedisDataException e) {
            return false; // a user that may not ask can't be told
        }
    }

    private static WriteResult result(Object answer, boolean isReplicated) {
        List<?> parts = (List<?>) answer;
        return new WriteResult(
                WriteResult.Answer.valueOf(text(parts.get(0))), Long.valueOf(1).equals(parts.get(1)), isReplicated);
    }

    /**
     * Stores a report, over one that is there; false if somebody took the scan after this, or it has ended.
     *
     * @param report gzipped JSON
     * @throws JedisException if Redis can't be reached or refuses
     */
    public boolean storeReport(ScanId scan, Fence fence, byte[] report) {
        RedisSettings settings = redis.settings();
        Object answer = RedisScript.REPORT.run(
                redis.commands(),
                RedisScript.utf8(redis.keys().report(scan), redis.keys().meta(scan)),
                List.of(bytes(fence.epoch()), report, bytes(settings.reportTtl().toMillis())));
        return Long.valueOf(1).equals(answer);
    }

    /** Whether Redis remembers that the scan has ended. */
    public boolean hasEnded(ScanId scan) {
        return redis.commands().hexists(redis.keys().meta(scan), "terminal");
    }

    private Acquisition acquire(ScanId scan, String holder, int attempts, @Nullable Origin origin) {
        RedisSettings settings = redis.settings();
        List<?> answer = (List<?>) RedisScript.ACQUIRE.run(
                redis.commands(),
                RedisScript.utf8(redis.keys().meta(scan), redis.keys().lease(scan)),
                RedisScript.utf8(
                        holder,
                        Long.toString(settings.leaseTtl().toMillis()),
                        Integer.toString(attempts),
                        Long.toString(settings.metaTtl().toMillis()),
                        origin == null ? "" : origin.request(),
                        origin == null ? "" : origin.owner()));
        return switch (text(answer.get(0))) {
            case "GRANTED" ->
                new Acquisition.Granted(new Fence(
                        Long.parseLong(text(answer.get(1))),
                        Long.parseLong(text(answer.get(2))),
                        Double.parseDouble(text(answer.get(3))),
                        Integer.parseInt(text(answer.get(4)))));
            case "HELD" -> new Acquisition.Held(text(answer.get(1)));
            case "ENDED" -> new Acquisition.Ended();
            case "EXISTS" -> new Acquisition.Exists(text(answer.get(1)));
            default -> throw new IllegalStateException("the acquire script answered " + answer.get(0));
        };
    }

    private static String leaseValue(String worker, Fence fence) {
        return fence.epoch() + " " + worker;
    }

    private static byte[] bytes(long number) {
        return Long.toString(number).getBytes(UTF_8);
    }

    private static String text(Object part) {
        return new String((byte[]) part, UTF_8);
    }
}
