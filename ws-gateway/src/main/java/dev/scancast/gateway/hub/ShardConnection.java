package dev.scancast.gateway.hub;

import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.Protocol;

/**
 * A connection on which one thread reads whatever comes while others send. Jedis' own loop for sharded channels ends
 * at the first MOVED, and takes all its channels with it. Thread-safe in so far.
 */
final class ShardConnection extends Connection {
    private final Object sending = new Object();

    ShardConnection(HostAndPort node, JedisClientConfig config) {
        super(node, config);
        setTimeoutInfinite(); // a quiet link is a good one; the probe tells it from a dead one
    }

    /** Sends a command; its answers come to {@link #read}. */
    void send(Protocol.Command command, byte[]... arguments) {
        synchronized (sending) {
            sendCommand(command, arguments);
            flush();
        }
    }

    /**
     * Waits for the next answer or message: a list.
     *
     * @throws redis.clients.jedis.exceptions.JedisDataException for an answer that is an error; the connection is good
     * @throws redis.clients.jedis.exceptions.JedisConnectionException once it has ended
     */
    Object read() {
        return getUnflushedObject();
    }
}
