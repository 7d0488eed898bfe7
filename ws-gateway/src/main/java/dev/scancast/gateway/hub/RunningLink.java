package dev.scancast.gateway.hub;

import dev.scancast.contract.redis.Redis;

/** A gateway's link to Redis' pub/sub with what proves it, by whatever kind of Redis it is. Thread-safe. */
public interface RunningLink extends SubscriberLink, AutoCloseable {

    /**
     * Starts it; the listener hears when it stands.
     *
     * @param gateway the gateway's name
     * @param state is kept up to date
     */
    static RunningLink start(Redis redis, String gateway, LinkState state, Listener listener) {
        return redis.isCluster()
                ? ClusterSubscriberLink.start(redis, gateway, state, listener)
                : SingleLink.start(redis, gateway, state, listener);
    }

    /** Ends its threads, in bounded time. */
    @Override
    void close();
}
