package dev.scancast.gateway.hub;

import dev.scancast.contract.document.ScanId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Where watchers meet scans: a subscription per watched scan, on one of a few loops, however many watch it.
 * Thread-safe.
 */
public final class Hub implements AutoCloseable {
    private final List<Shard> shards;
    private final HubMetrics metrics = new HubMetrics();
    private final HubSettings settings;
    private final StatusReader reader;
    private final List<FanOutLoop> ownLoops = new ArrayList<>();
    private final SubscriberLink link;
    private final Inbox inbox;
    private final List<ScanNews> news = new CopyOnWriteArrayList<>();
    private final List<GoneStatus> gone = new CopyOnWriteArrayList<>();

    /** Numbers generations and reads over all scans, so that none of a subscription that ended is met again. */
    private final AtomicLong numbers = new AtomicLong();

    private final AtomicInteger subscribed = new AtomicInteger();

    /** What a loop holds; confined to it. */
    private static final class Shard {
        private final Loop loop;
        private final Map<ScanId, ScanSubscription> subscriptions = new HashMap<>();
        private final ScanLogs logs;
        private boolean linkUp;

        Shard(Loop loop, ScanLogs logs) {
            this.loop = loop;
            this.logs = logs;
        }
    }

    /** Makes a link that tells a listener; the hub is that listener. */
    public interface LinkFactory {
        SubscriberLink create(SubscriberLink.Listener listener);
    }

    private Hub(HubSettings settings, List<Loop> loops, StatusReader reader, LogReader logReader, LinkFactory links) {
        this.settings = settings;
        this.reader = reader;
        this.inbox = new Inbox(settings.inboxBytes());
        this.shards = loops.stream()
                .map(loop -> new Shard(loop, new ScanLogs(loop, this::link, logReader, settings, metrics, numbers)))
                .toList();
        this.link = links.create(new LinkEvents());
    }

    /** A hub with threads of its own. */
    public static Hub start(HubSettings settings, StatusReader reader, LogReader logReader, LinkFactory links) {
        List<FanOutLoop> loops = new ArrayList<>();
        for (int i = 0; i < settings.threads(); i++) {
            loops.add(new FanOutLoop("scancast-fanout-" + i));
        }
        Hub hub = new Hub(settings, List.copyOf(loops), reader, logReader, links);
        hub.ownLoops.addAll(loops);
        loops.forEach(FanOutLoop::start);
        return hub;
    }

    /** A hub on a loop that somebody else drives: for tests that go step by step. */
    static Hub on(Loop loop, HubSettings settings, StatusReader reader, LogReader logReader, LinkFactory links) {
        return new Hub(settings, List.of(loop), reader, logReader, links);
    }

    /** The loop on which a scan's watchers are called. */
    public Loop loopOf(ScanId scan) {
        return shardOf(scan).loop;
    }

    /** Begins to watch; everything that follows comes on the scan's loop. */
    public void join(ScanId scan, Watcher watcher) {
        Shard shard = shardOf(scan);
        shard.loop.execute(() -> subscriptionIn(shard, scan).join(watcher));
    }

    /** Ends watching; harmless for one that doesn't watch. */
    public void leave(ScanId scan, Watcher watcher) {
        Shard shard = shardOf(scan);
        shard.loop.execute(() -> withSubscription(shard, scan, subscription -> subscription.leave(watcher)));
    }

    /** Begins to watch a scan's log; everything that follows comes on the scan's loop. */
    public void joinLog(ScanId scan, LogWatcher watcher) {
        withLogs(scan, logs -> logs.join(scan, watcher));
    }

    /** Ends watching the log; harmless for one that doesn't. */
    public void leaveLog(ScanId scan, LogWatcher watcher) {
        withLogs(scan, logs -> logs.leave(scan, watcher));
    }

    /** A watcher of the log that had no room has some again. */
    public void resumeLog(ScanId scan, LogWatcher watcher) {
        withLogs(scan, logs -> logs.resume(scan, watcher));
    }

    /** Tells a watcher of the log what it won't get any more, gives it the log's end if that is known, and completes. */
    public void finishLog(ScanId scan, LogWatcher watcher) {
        withLogs(scan, logs -> logs.finish(scan, watcher));
    }

    /** From now on tells of new scans, for as long as the hub lives. */
    public void listen(ScanNews listener) {
        news.add(listener);
    }

    /** From now on tells of watched scans whose status is gone, for as long as the hub lives. */
    public void listen(GoneStatus listener) {
        gone.add(listener);
    }

    /** How many scans are subscribed, those that nobody watches any more and that linger included. */
    public int subscriptions() {
        return subscribed.get();
    }

    public HubMetrics metrics() {
        return metrics;
    }

    /** Ends the loops. The link and the reader belong to whoever made them. */
    @Override
    public void close() {
        inbox.close();
        ownLoops.forEach(FanOutLoop::close);
    }

    private Shard shardOf(ScanId scan) {
        return shards.get(Math.floorMod(scan.hashCode(), shards.size()));
    }

    private ScanSubscription subscriptionIn(Shard shard, ScanId scan) {
        return shard.subscriptions.computeIfAbsent(scan, id -> {
            subscribed.incrementAndGet();
            return new ScanSubscription(
                    id,
                    shard.loop,
                    link,
                    reader,
                    settings,
                    metrics,
                    numbers::incrementAndGet,
                    shard.linkUp,
                    last -> gone.forEach(listener -> listener.onStatusGone(id, last)),
                    () -> {
                        shard.subscriptions.remove(id);
                        subscribed.decrementAndGet();
                    });
        });
    }

    private static void withSubscription(Shard shard, ScanId scan, Consumer<ScanSubscription> action) {
        ScanSubscription subscription = shard.subscriptions.get(scan);
        if (subscription != null) {
            action.accept(subscription);
        }
    }

    /** For threads of the link. */
    private void withSubscription(ScanId scan, Consumer<ScanSubscription> action) {
        Shard shard = shardOf(scan);
        shard.loop.lend(() -> withSubscription(shard, scan, action));
    }

    private void withLogs(ScanId scan, Consumer<ScanLogs> action) {
        Shard shard = shardOf(scan);
        shard.loop.execute(() -> action.accept(shard.logs));
    }

    /** Made after the shards, which use it only once it is there. */
    private SubscriberLink link() {
        return link;
    }

    /** Hands the link's events to the loops; waits only where these are behind by too many bytes. */
    private final class LinkEvents implements SubscriberLink.Listener {
        @Override
        public void onUp() {
            onAll(true, ScanSubscription::onLinkUp, ScanLogs::onLinkUp);
        }

        @Override
        public void onUp(ScanId scan) {
            withSubscription(scan, ScanSubscription::onLinkUp);
            withLogs(scan, logs -> logs.onLinkUp(scan));
        }

        @Override
        public void onDown(ScanId scan) {
            withSubscription(scan, ScanSubscription::onLinkDown);
            withLogs(scan, logs -> logs.onLinkDown(scan));
        }

        @Override
        public void onNewsUp() {
            news.forEach(ScanNews::onUp);
        }

        @Override
        public void onNewsDown() {
            news.forEach(ScanNews::onDown);
        }

        @Override
        public void onSubscribed(Topic topic, long generation) {
            switch (topic.kind()) {
                case PROGRESS -> withSubscription(topic.scan(), subscription -> subscription.onSubscribed(generation));
                case LOG -> withLogs(topic.scan(), logs -> logs.onSubscribed(topic.scan(), generation));
            }
        }

        @Override
        public void onMessage(Topic topic, byte[] message) {
            inbox.enter(message.length);
            Shard shard = shardOf(topic.scan());
            shard.loop.lend(() -> {
                inbox.leave(message.length);
                take(shard, topic, message);
            });
        }

        private void take(Shard shard, Topic topic, byte[] message) {
            ScanId scan = topic.scan();
            switch (topic.kind()) {
                case PROGRESS -> {
                    ScanSubscription subscription = shard.subscriptions.get(scan);
                    if (subscription != null) {
                        shard.logs.flush(scan); // lines that came before a document go out before it
                        subscription.onMessage(message);
                    }
                }
                case LOG -> shard.logs.onMessage(scan, message);
            }
        }

        @Override
        public void onMarker(ScanId scan, long readNumber) {
            withSubscription(scan, subscription -> subscription.onMarker(readNumber));
        }

        @Override
        public void onNewScan(ScanId scan) {
            news.forEach(listener -> listener.onNewScan(scan));
        }

        @Override
        public void onDown() {
            onAll(false, ScanSubscription::onLinkDown, ScanLogs::onLinkDown);
        }

        private void onAll(boolean linkUp, Consumer<ScanSubscription> action, Consumer<ScanLogs> onLogs) {
            for (Shard shard : shards) {
                shard.loop.execute(() -> {
                    shard.linkUp = linkUp;
                    List.copyOf(shard.subscriptions.values()).forEach(action);
                    onLogs.accept(shard.logs);
                });
            }
        }
    }
}
