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
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.Response;

/**
 * Writes the log lines of scans: {@code {"type":"log","line":17,"time":...,"level":"info","message":...}}, each to the
 * stream and the channel at once. Redis gives the numbers, so that they go on whoever writes. Thread-safe.
 */
public final class ScanLog {

    /** A longer message is cut. */
    public static final int MAX_MESSAGE = 2000;

    private static final String HEAD = "{\"type\":\"" + WireDocument.LOG_TYPE + "\",\"line\":";

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
     * Appends lines, in one round trip.
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
     * Closes the log by its marker, {@code {"type":"log","end":true,"first":...,"last":...}}. May be called again.
     *
     * @throws redis.clients.jedis.exceptions.JedisException if Redis can't be reached or refuses
     */
    public void end(ScanId scan) {
        RedisScript.LOG_END.run(redis.commands(), RedisScript.utf8(redis.keys().log(scan)), arguments());
    }

    /** What stands after the number: the body without its opening brace. */
    private static String tail(Line line) {
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
