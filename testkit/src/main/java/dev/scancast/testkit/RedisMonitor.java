package dev.scancast.testkit;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Collects the lines that MONITOR shows, such as {@code 1767607200.123456 [0 127.0.0.1:40002] "GET" "key"}, from its
 * making until it is closed. Thread-safe.
 */
public final class RedisMonitor implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
    private final Connection connection;
    private final Thread reader;

    /** Returns when Redis has confirmed: no command sent afterwards is missed. */
    RedisMonitor(Jedis jedis) {
        connection = jedis.getConnection();
        connection.setTimeoutInfinite();
        connection.sendCommand(RedisReplies.command("MONITOR"));
        String answer = connection.getStatusCodeReply();
        if (!answer.equals("OK")) {
            throw new TestkitException("MONITOR was answered by " + answer);
        }
        reader = new Thread(this::read, "testkit-redis-monitor");
        reader.setDaemon(true);
        reader.start();
    }

    /** The lines so far, in order. */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    /** How many lines so far are of that command, whatever its case. */
    public long count(String command) {
        return lines().stream().filter(isCommand(command)).count();
    }

    /** Waits up to 10 s for so many lines of that command. */
    public void awaitCommand(String command, long count) {
        await("MONITOR shows " + count + " " + command).atMost(PATIENCE).until(() -> count(command) >= count);
    }

    /** Ends the collecting; the lines stay. May be called twice. */
    @Override
    public void close() {
        try {
            connection.forceDisconnect();
            reader.join(PATIENCE.toMillis());
        } catch (IOException e) {
            throw new TestkitException("cannot end MONITOR", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Predicate<String> isCommand(String command) {
        return line -> line.regionMatches(true, line.indexOf("] ") + 2, '"' + command + '"', 0, command.length() + 2);
    }

    private void read() {
        try {
            while (true) {
                lines.add(connection.getStatusCodeReply());
            }
        } catch (JedisException e) {
            // closed, or Redis went away: there is no more to collect
        }
    }
}
