package dev.scancast.gateway.hub;

import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.redis.Backoff;
import dev.scancast.contract.redis.Redis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisException;

/**
 * The subscriber link to a Redis Cluster: a {@link ShardLink} to each primary that has a subscribed scan, and one to
 * some node for the news, which plain pub/sub brings to all nodes. Thread-safe.
 *
 * <p>All that follows is confined to one thread, where what the hub asks and what the links tell comes in order. A topic
 * has a place: the shard by the cluster's map, or the one that another shard's MOVED names. A scan whose slot has left
 * its shard is subscribed again by the hub, in a new generation, and so read again; nobody is told. A scan whose shard's
 * link has ended is adrift: its watchers are told, the map is renewed until the link to its primary, the same or
 * another, stands, and then it is subscribed again.
 */
final class ClusterSubscriberLink implements RunningLink, ShardLink.Owner {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterSubscriberLink.class);

    private static final Duration FIRST_RETRY = Duration.ofMillis(100);
    private static final Duration LAST_RETRY = Duration.ofSeconds(1);

    /** Before a redirection is followed: two nodes that each name the other make no loop at full speed. */
    private static final long REDIRECTION_MILLIS = 10;

    /** The scans of a slot that leaves are told one by one; so long they are collected. */
    private static final long COLLECT_MILLIS = 5;

    private static final long CLOSE_PATIENCE_SECONDS = 3;

    private final Redis redis;
    private final String gateway;
    private final LinkState state;
    private final Listener listener;
    private final SingleLink news;
    private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(
            1, task -> new Thread(task, "scancast-link-cluster"), new ThreadPoolExecutor.DiscardPolicy());

    private final Map<HostAndPort, ShardLink> shards = new HashMap<>();
    private final Map<HostAndPort, LinkState> states = new HashMap<>();
    private final Map<Topic, Place> places = new HashMap<>();
    private final Set<ScanId> gone = new LinkedHashSet<>();
    private final Set<ScanId> adrift = new LinkedHashSet<>();
    private final Backoff backoff = new Backoff(FIRST_RETRY, LAST_RETRY);
    private boolean isLooking;

    /** Where a topic is, or will be once the shard's link stands; no shard while it is redirected. */
    private record Place(@Nullable ShardLink shard, long generation) {}

    private ClusterSubscriberLink(Redis redis, String gateway, LinkState state, Listener listener) {
        this.redis = redis;
        this.gateway = gateway;
        this.state = state;
        this.listener = listener;
        this.news = SingleLink.start(redis, gateway, state, new News());
    }

    static ClusterSubscriberLink start(Redis redis, String gateway, LinkState state, Listener listener) {
        ClusterSubscriberLink link = new ClusterSubscriberLink(redis, gateway, state, listener);
        link.run(listener::onUp); // each scan's own shard is told by itself
        return link;
    }

    /** Of the link that brings the news only those count for the hub. */
    private final class News implements Listener {
        @Override
        public void onUp() {}

        @Override
        public void onDown() {}

        @Override
        public void onSubscribed(Topic topic, long generation) {}

        @Override
        public void onMessage(Topic topic, byte[] message) {}

        @Override
        public void onMarker(ScanId scan, long readNumber) {}

        @Override
        public void onNewsUp() {
            listener.onNewsUp();
        }

        @Override
        public void onNewsDown() {
            listener.onNewsDown();
        }

        @Override
        public void onNewScan(ScanId scan) {
            listener.onNewScan(scan);
        }
    }

    // ---- what the hub asks

    @Override
    public void subscribe(Topic topic, long generation) {
        run(() -> place(topic, generation));
    }

    @Override
    public void unsubscribe(Topic topic) {
        run(() -> {
            Place place = places.remove(topic);
            if (place != null && place.shard() != null) {
                place.shard().unsubscribe(topic);
            }
        });
    }

    private void place(Topic topic, long generation) {
        try {
            place(topic, generation, redis.primaryOf(topic.channel(redis.keys())));
        } catch (JedisException e) {
            LOG.debug("scan={} no primary is known for it", topic.scan(), e);
            cast(topic.scan());
        }
    }

    private void place(Topic topic, long generation, HostAndPort node) {
        ShardLink shard = shardAt(node);
        places.put(topic, new Place(shard, generation));
        if (shard.isUp()) {
            shard.subscribe(topic, generation);
        }
    }

    private ShardLink shardAt(HostAndPort node) {
        return shards.computeIfAbsent(
                node, address -> ShardLink.start(redis, gateway, address, stateOf(address), listener, this));
    }

    private LinkState stateOf(HostAndPort node) {
        return states.computeIfAbsent(node, address -> state.part("the link to Redis at " + address));
    }

    // ---- what the shards tell

    @Override
    public void onShardUp(ShardLink shard) {
        run(() -> {
            places.forEach((topic, place) -> {
                if (place.shard() == shard) {
                    shard.subscribe(topic, place.generation());
                }
            });
            lookForAdrift();
        });
    }

    @Override
    public void onShardEnded(ShardLink shard) {
        run(() -> {
            shards.remove(shard.node(), shard);
            List<Topic> lost = new ArrayList<>();
            places.forEach((topic, place) -> {
                if (place.shard() == shard) {
                    lost.add(topic);
                }
            });
            lost.forEach(places::remove);
            lost.forEach(topic -> cast(topic.scan()));
            forgetNodes();
        });
    }

    @Override
    public void onMoved(ShardLink shard, Topic topic, long generation, HostAndPort to) {
        run(() -> {
            Place refused = new Place(shard, generation);
            Place redirected = new Place(null, generation);
            if (places.replace(topic, refused, redirected)) {
                runIn(REDIRECTION_MILLIS, () -> {
                    if (redirected.equals(places.get(topic))) {
                        place(topic, generation, to);
                    }
                });
            }
        });
    }

    @Override
    public void onGone(ShardLink shard, Topic topic) {
        run(() -> {
            Place place = places.get(topic);
            if (place == null || place.shard() != shard) {
                return;
            }
            places.remove(topic);
            if (gone.isEmpty()) {
                runIn(COLLECT_MILLIS, this::findGone);
            }
            gone.add(topic.scan());
        });
    }

    private void findGone() {
        redis.reconnect();
        List<ScanId> scans = List.copyOf(gone);
        gone.clear();
        LOG.debug("{} scans have left with their slots", scans.size());
        scans.forEach(listener::onUp);
    }

    // ---- scans without a link

    private void cast(ScanId scan) {
        listener.onDown(scan);
        adrift.add(scan);
        keepLooking();
    }

    private void keepLooking() {
        if (!isLooking) {
            isLooking = true;
            runIn(backoff.next().toMillis(), () -> {
                isLooking = false;
                redis.reconnect();
                lookForAdrift();
            });
        }
    }

    /** Has those subscribed again whose primary's link stands, and the other primaries' links built. */
    private void lookForAdrift() {
        Set<ScanId> found = new HashSet<>();
        for (ScanId scan : adrift) {
            try {
                HostAndPort node = redis.primaryOf(redis.keys().progressChannel(scan));
                if (shardAt(node).isUp()) {
                    found.add(scan);
                }
            } catch (JedisException e) {
                LOG.debug("scan={} no primary is known for it yet", scan, e);
            }
        }
        adrift.removeAll(found);
        found.forEach(listener::onUp);
        if (adrift.isEmpty()) {
            backoff.reset();
            forgetNodes();
        } else {
            keepLooking();
        }
    }

    /** What was told of nodes that are no primaries any more counts no longer. */
    private void forgetNodes() {
        if (!adrift.isEmpty()) {
            return;
        }
        try {
            Set<HostAndPort> known = new HashSet<>(redis.primaries());
            known.addAll(shards.keySet());
            states.entrySet().removeIf(entry -> {
                boolean isGone = !known.contains(entry.getKey());
                if (isGone) {
                    state.drop(entry.getValue());
                }
                return isGone;
            });
        } catch (JedisException e) {
            LOG.debug("the primaries are not known", e);
        }
    }

    // ---- life

    /** Nothing happens once it is closed. */
    private void run(Runnable task) {
        thread.execute(guarded(task));
    }

    private void runIn(long millis, Runnable task) {
        var unused = thread.schedule(guarded(task), millis, TimeUnit.MILLISECONDS);
    }

    private static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.error("a task of the link to the cluster failed", e);
            }
        };
    }

    /** May be called twice. */
    @Override
    public void close() {
        news.close();
        run(() -> List.copyOf(shards.values()).forEach(ShardLink::close));
        thread.shutdown();
        try {
            if (!thread.awaitTermination(CLOSE_PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("the links to the cluster did not end within {} s", CLOSE_PATIENCE_SECONDS);
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
