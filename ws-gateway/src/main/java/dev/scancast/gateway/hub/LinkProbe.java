package dev.scancast.gateway.hub;

import dev.scancast.contract.redis.Redis;
import dev.scancast.contract.redis.RedisRefusal;
import dev.scancast.contract.redis.RedisScript;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Proves the link: each second a nonce is written and published over a connection of the probe's own and must come
 * back on the subscriber link. What a closed socket tells at once, a half-open one, a hung Redis or a demoted primary
 * never tells. Confined to its thread.
 */
final class LinkProbe implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LinkProbe.class);

    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration KEY_LIFE = Duration.ofSeconds(5);
    private static final long CLOSE_PATIENCE_SECONDS = 3;

    /** How often it is asked whether this Redis can keep the contract: its configuration may change under way. */
    private static final int FITNESS_TICKS = 5;

    /** Without an echo for so long the link is built anew. */
    static final Duration PROOF_TIMEOUT = Duration.ofSeconds(3);

    private final Redis redis;
    private final LinkState state;
    private final ProbedLink link;
    private final ScheduledExecutorService executor =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "scancast-link-probe"));
    private @Nullable Connection connection;
    private @Nullable HostAndPort address;
    private long number;
    private int ticksUntilFitness;

    private LinkProbe(Redis redis, LinkState state, ProbedLink link) {
        this.redis = redis;
        this.state = state;
        this.link = link;
    }

    /** Starts probing. */
    static LinkProbe start(Redis redis, LinkState state, ProbedLink link) {
        LinkProbe probe = new LinkProbe(redis, state, link);
        var unused = probe.executor.scheduleWithFixedDelay(probe::tick, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        return probe;
    }

    @Override
    public void close() {
        executor.shutdownNow();
        try {
            if (!executor.awaitTermination(CLOSE_PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("the link probe did not end within {} s", CLOSE_PATIENCE_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        disconnect();
    }

    private void tick() {
        try {
            followPrimary();
            String channel = link.probeChannel();
            if (channel != null) {
                probe(channel);
            }
        } catch (JedisDataException e) {
            onRefused(e);
        } catch (JedisException e) {
            LOG.debug("the probe was not answered", e);
            disconnect();
        } catch (RuntimeException e) {
            LOG.error("the link probe failed", e);
        }
        if (state.isUp() && state.nanosSinceProof() > PROOF_TIMEOUT.toNanos()) {
            rebuild("no echo for " + PROOF_TIMEOUT.toSeconds() + " s");
        } else if (link.isStuck(PROOF_TIMEOUT)) {
            rebuild("not confirmed within " + PROOF_TIMEOUT.toSeconds() + " s");
        }
    }

    /** A replaced primary can stay writable and answer for seconds: what counts is what Sentinel or the map says. */
    private void followPrimary() {
        HostAndPort primary = link.primary();
        HostAndPort linked = link.address();
        if ((linked != null && !linked.equals(primary)) || (address != null && !address.equals(primary))) {
            rebuild("the primary is now " + primary);
        }
    }

    private void probe(String channel) {
        Connection open = connection;
        if (open == null) {
            HostAndPort primary = link.primary();
            open = redis.openConnection(primary, ANSWER_TIMEOUT);
            address = primary;
            connection = open;
            ticksUntilFitness = 0;
        }
        if (ticksUntilFitness-- <= 0) {
            ticksUntilFitness = FITNESS_TICKS;
            state.unfit(RedisFitness.problem(open, redis.isCluster()));
        }
        long nonce = ++number;
        state.probeSent(nonce);
        RedisScript.PROBE.run(
                open,
                RedisScript.utf8(channel),
                RedisScript.utf8(LinkMarker.proof(nonce), Long.toString(KEY_LIFE.toMillis()), link.publishCommand()));
        state.refused(null);
    }

    private void onRefused(JedisDataException e) {
        String message = String.valueOf(e.getMessage());
        if (message.contains("READONLY") || message.contains("MOVED")) {
            rebuild("this Redis is no primary: " + message);
            return;
        }
        if (message.contains("CLUSTERDOWN")) {
            LOG.debug("the cluster has a slot without a primary", e); // until a replica takes over: no proof meanwhile
            redis.reconnect();
            return;
        }
        // It answers, so the link is good; it takes no writes (OOM, NOREPLICAS, MISCONF ...), so nothing is ready.
        state.refused(RedisRefusal.in(e).map(RedisRefusal::advice).orElse(message));
        publishAlone();
    }

    private void publishAlone() {
        Connection open = connection;
        String channel = link.probeChannel();
        if (open == null || channel == null) {
            return;
        }
        try {
            RedisScript.ECHO.run(
                    open, RedisScript.utf8(channel), RedisScript.utf8(LinkMarker.proof(number), link.publishCommand()));
        } catch (JedisException e) {
            LOG.debug("the nonce could not be published alone", e);
            disconnect();
        }
    }

    private void rebuild(String reason) {
        disconnect();
        redis.reconnect();
        link.rebuild(reason);
    }

    private void disconnect() {
        Connection open = connection;
        connection = null;
        address = null;
        if (open != null) {
            try {
                open.forceDisconnect();
            } catch (java.io.IOException e) {
                LOG.debug("ending the probe's connection", e);
            }
        }
    }
}
