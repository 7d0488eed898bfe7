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
    WRITE,
    RENEW,
    RELEASE,
    LOCK,
    LOG,
    LOG_END,
    MARKER,
    PROBE,
    QUEUE,
    ECHO;

    private final String source;
    private final String sha;

    RedisScript() {
        String name = "scripts/" + name().toLowerCase(java.util.Locale.ROOT) + ".lua";
        try (InputStream in = RedisScript.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the script " + name + " is missing from the jar");
            }
            byte[] bytes = in.readAllBytes();
            this.source = new String(bytes, StandardCharsets.UTF_8);
            this.sha =
                    HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
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
