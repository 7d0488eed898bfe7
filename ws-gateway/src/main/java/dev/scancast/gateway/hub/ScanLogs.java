package dev.scancast.gateway.hub;

import dev.scancast.contract.document.ScanId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The logs that are watched on one loop: a subscription for each, as long as somebody watches. Confined to the loop. */
final class ScanLogs {
    private final Loop loop;
    private final Supplier<SubscriberLink> link;
    private final LogReader reader;
    private final HubSettings settings;
    private final HubMetrics metrics;
    private final AtomicLong numbers;
    private final Map<ScanId, LogSubscription> subscriptions = new HashMap<>();
    private boolean linkUp;

    /** @param numbers gives each generation a number that was never given before */
    ScanLogs(
            Loop loop,
            Supplier<SubscriberLink> link,
            LogReader reader,
            HubSettings settings,
            HubMetrics metrics,
            AtomicLong numbers) {
        this.loop = loop;
        this.link = link;
        this.reader = reader;
        this.settings = settings;
        this.metrics = metrics;
        this.numbers = numbers;
    }

    void join(ScanId scan, LogWatcher watcher) {
        subscriptions
                .computeIfAbsent(
                        scan,
                        id -> new LogSubscription(
                                id,
                                loop,
                                link.get(),
                                reader,
                                settings,
                                metrics,
                                numbers::incrementAndGet,
                                linkUp,
                                () -> subscriptions.remove(id)))
                .join(watcher);
    }

    void leave(ScanId scan, LogWatcher watcher) {
        with(scan, subscription -> subscription.leave(watcher));
    }

    void resume(ScanId scan, LogWatcher watcher) {
        with(scan, subscription -> subscription.resume(watcher));
    }

    void finish(ScanId scan, LogWatcher watcher) {
        LogSubscription subscription = subscriptions.get(scan);
        if (subscription == null) {
            watcher.onComplete();
        } else {
            subscription.finish(watcher);
        }
    }

    /** Gives out what this turn brought. */
    void flush(ScanId scan) {
        with(scan, LogSubscription::flush);
    }

    void onSubscribed(ScanId scan, long generation) {
        with(scan, subscription -> subscription.onSubscribed(generation));
    }

    void onMessage(ScanId scan, byte[] message) {
        with(scan, subscription -> subscription.onMessage(message));
    }

    void onLinkUp() {
        linkUp = true;
        List.copyOf(subscriptions.values()).forEach(LogSubscription::onLinkUp);
    }

    void onLinkDown() {
        linkUp = false;
        List.copyOf(subscriptions.values()).forEach(LogSubscription::onLinkDown);
    }

    /** Of a scan alone, where the link has parts. */
    void onLinkUp(ScanId scan) {
        with(scan, LogSubscription::onLinkUp);
    }

    /** Of a scan alone, where the link has parts. */
    void onLinkDown(ScanId scan) {
        with(scan, LogSubscription::onLinkDown);
    }

    private void with(ScanId scan, Consumer<LogSubscription> action) {
        LogSubscription subscription = subscriptions.get(scan);
        if (subscription != null) {
            action.accept(subscription);
        }
    }
}
