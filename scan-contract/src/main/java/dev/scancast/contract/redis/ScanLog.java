package dev.scancast.contract.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.scancast.contract.document.Json;
import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.WireDocument;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.Response;
import redis.clients.jedis.resps.StreamEntry;

/**
 * The log lines of scans: {@code {"type":"log","line":17,"time":...,"level":"info","message":...}}, each to the
 * stream and the channel at once. Redis gives the numbers, so that they go on whoever writes. Thread-safe.
 */
public final class ScanLog {

    /** A longer message is cut. */
    public static final int MAX_MESSAGE = 2000;

    /** Of a stream's entry; the scripts spell it too. */
    private static final String FIELD = "m";

    /** What stands before a line's number. */
    static final String HEAD = "{\"type\":\"" + WireDocument.LOG_TYPE + "\",\"line\":";

    private final Redis redis;

    public ScanLog(Redis redis) {
        this.redis = redis;
    }

    /** How much a line matters. */
    public enum Level {
        DEBUG,
        INFO,
        WARN,
        ERROR
    }

    /**
     * A line that has no number yet.
     *
     * @param message for people, without a stack trace; cut at {@link #MAX_MESSAGE}
     */
    public record Line(Instant time, Level level, String message) {
        public Line {
            message = Json.text(message, MAX_MESSAGE);
        }
    }

    @JsonPropertyOrder({"time", "level", "message"})
    private record Body(Instant time, String level, String message) {}

    /**
     * Appends lines, in one round trip; what comes after the log's end is dropped.
     *
     * @throws redis.clients.jedis.exceptions.JedisException if Redis can't be reached or refuses; how many were
     *     written is then not known
     */
    public void append(ScanId scan, List<Line> lines) {
        List<Response<Object>> answers = new ArrayList<>();
        try (AbstractPipeline pipeline = redis.commands().pipelined()) {
            for (Line line : lines) {
                answers.add(RedisScript.LOG.queue(
                        pipeline, RedisScript.utf8(redis.keys().log(scan)), arguments(HEAD, tail(line))));
            }
            pipeline.sync();
        }
        answers.forEach(Response::get);
    }

    /**
     * Closes the log by its marker, {@code {"type":"log","end":true,"first":...,"last":...}}: for logs of scans whose end
     * is none of {@link FencedWriter}'s, which closes them itself. Nothing can be appended afterwards. May be called
     * again.
     *
     * @throws redis.clients.jedis.exceptions.JedisException if Redis can't be reached or refuses
     */
    public void end(ScanId scan) {
        RedisScript.LOG_END.run(redis.commands(), RedisScript.utf8(redis.keys().log(scan)), arguments());
    }

    /**
     * What stands in the stream: a line, or the end marker.
     *
     * @param number its place, which is a line's number; the marker has the one after its {@code last}
     * @param json as it was written, by anybody; empty if there was nothing of it
     */
    public record Entry(long number, String json) {}

    /**
     * Reads entries, oldest first. What is older than about the cap is gone.
     *
     * @param after entries with higher numbers only; 0 for all
     * @param most at least 1; fewer come only where there are no more
     * @throws redis.clients.jedis.exceptions.JedisException if Redis can't be reached or refuses
     */
    public List<Entry> read(ScanId scan, long after, int most) {
        String from = (after + 1) + "-0";
        return redis.commands().xrange(redis.keys().log(scan), from, "+", most).stream()
                .map(ScanLog::entry)
                .toList();
    }

    /** The oldest entry that is still there; null if there is none. Throws as {@link #read} does. */
    public @Nullable Entry first(ScanId scan) {
        List<Entry> entries = read(scan, 0, 1);
        return entries.isEmpty() ? null : entries.get(0);
    }

    /** The newest entry; null if there is none. Throws as {@link #read} does. */
    public @Nullable Entry last(ScanId scan) {
        List<StreamEntry> entries = redis.commands().xrevrange(redis.keys().log(scan), "+", "-", 1);
        return entries.isEmpty() ? null : entry(entries.get(0));
    }

    private static Entry entry(StreamEntry entry) {
        return new Entry(entry.getID().getTime(), entry.getFields().getOrDefault(FIELD, ""));
    }

    /** What stands after the number: the body without its opening brace. */
    static String tail(Line line) {
        String level = line.level().name().toLowerCase(Locale.ROOT);
        String body = new String(Json.write(new Body(line.time(), level, line.message())), UTF_8);
        return "," + body.substring(1);
    }

    private List<byte[]> arguments(String... first) {
        RedisSettings settings = redis.settings();
        List<byte[]> arguments = new ArrayList<>(RedisScript.utf8(first));
        arguments.addAll(RedisScript.utf8(
                Integer.toString(settings.logLines()),
                Long.toString(settings.statusTtl().toMillis()),
                redis.keys().publishCommand()));
        return arguments;
    }
}
