package dev.scancast.gateway.hub;

import dev.scancast.contract.redis.Redis;

/** The link to the one primary there is, with its probe. Thread-safe. */
record SingleLink(RedisSubscriberLink link, LinkProbe probe) implements RunningLink {

    static SingleLink start(Redis redis, String gateway, LinkState state, Listener listener) {
        RedisSubscriberLink link = RedisSubscriberLink.start(redis, gateway, state, listener);
        return new SingleLink(link, LinkProbe.start(redis, state, link));
    }

    @Override
    public void subscribe(Topic topic, long generation) {
        link.subscribe(topic, generation);
    }

    @Override
    public void unsubscribe(Topic topic) {
        link.unsubscribe(topic);
    }

    @Override
    public void close() {
        probe.close();
        link.close();
    }
}
