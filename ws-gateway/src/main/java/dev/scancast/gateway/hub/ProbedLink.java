package dev.scancast.gateway.hub;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.HostAndPort;

/** A subscriber link to one Redis, as its {@link LinkProbe} sees it. Thread-safe. */
interface ProbedLink {

    /** Where it goes now, null while it is down. */
    @Nullable
    HostAndPort address();

    /**
     * Where it should go.
     *
     * @throws redis.clients.jedis.exceptions.JedisException if that can't be told
     */
    HostAndPort primary();

    /** The channel that it is subscribed to for the probe's nonces, and the key of that name; null before that is known. */
    @Nullable
    String probeChannel();

    /** What publishes there: PUBLISH or SPUBLISH. */
    String publishCommand();

    /** Whether it has been connected for so long, and not been confirmed: its reader waits without end. */
    boolean isStuck(Duration patience);

    /** Cuts the link, so that it is built anew. */
    void rebuild(String reason);
}
