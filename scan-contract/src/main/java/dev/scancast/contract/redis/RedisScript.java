package dev.scancast.contract.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.Response;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/**
 * The Lua scripts of the contract. Each is sent by its hash and, where Redis doesn't know it (restarted, or a replica
 * of 7.0 that was promoted), whole. Immutable and thread-safe.
 */
public enum RedisScript {
    ACQUIRE,
    WRITE("log_functions"),
    REPORT,
    RENEW,
    RELEASE,
    LOCK,
    LOG("log_functions"),
    LOG_END("log_functions"),
    MARKER,
    PROBE,
    QUEUE,
    ECHO;

    private final String source;
    private final String sha;

    /** @param parts files of functions that stand before it */
    RedisScript(String... parts) {
        StringBuilder text = new StringBuilder();
        for (String part : parts) {
            text.append(read(part));
        }
        this.source = text.append(read(name().toLowerCase(Locale.ROOT))).toString();
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(source.getBytes(StandardCharsets.UTF_8));
            this.sha = HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }

    private static String read(String name) {
        String file = "scripts/" + name + ".lua";
        try (InputStream in = RedisScript.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("the script " + file + " is missing from the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Runs it on the node that has the keys.
     *
     * @return what the script returned: byte arrays, Longs, Lists, null
     * @throws redis.clients.jedis.exceptions.JedisException if Redis can't be reached or refuses
     */
    public Object run(UnifiedJedis redis, List<byte[]> keys, List<byte[]> arguments) {
        try {
            return redis.evalsha(sha.getBytes(StandardCharsets.US_ASCII), keys, arguments);
        } catch (JedisNoScriptException e) {
            return redis.eval(source.getBytes(StandardCharsets.UTF_8), keys, arguments);
        } catch (JedisDataException e) {
            // Redis 6.2 wraps what fails inside; a missing script is always told as such, so anything else is real.
            if (e.getMessage() != null && e.getMessage().startsWith("NOSCRIPT")) {
                return redis.eval(source.getBytes(StandardCharsets.UTF_8), keys, arguments);
            }
            throw e;
        }
    }

    /**
     * Runs it, sent whole, on a connection of the caller's.
     *
     * @throws redis.clients.jedis.exceptions.JedisException if Redis can't be reached or refuses
     */
    public Object run(Connection connection, List<byte[]> keys, List<byte[]> arguments) {
        CommandArguments command =
                new CommandArguments(Protocol.Command.EVAL).add(source).add(keys.size());
        keys.forEach(command::key);
        arguments.forEach(command::add);
        return connection.executeCommand(command);
    }

    /** Queues it, whole: for pipelines, which can't retry one command of theirs. */
    public Response<Object> queue(redis.clients.jedis.AbstractPipeline pipeline, List<byte[]> keys, List<byte[]> args) {
        return pipeline.eval(source.getBytes(StandardCharsets.UTF_8), keys, args);
    }

    /** A list of UTF-8 arguments. */
    public static List<byte[]> utf8(String... texts) {
        return Arrays.stream(texts)
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList();
    }
}
