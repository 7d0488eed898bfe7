package dev.scancast.gateway.hub;

import dev.scancast.contract.document.ScanId;

/**
 * The gateway's link to Redis' pub/sub, as the hub sees it. Delivery is at most once, in order per scan; after a loss
 * nothing is repeated. In a Cluster it has a part for each shard, which may be lost alone. Thread-safe; no call blocks.
 */
public interface SubscriberLink {

    /**
     * Subscribes a channel; the confirmation comes to {@link Listener#onSubscribed}. While the link is down
     * nothing happens: on {@link Listener#onUp} everything is to be subscribed again.
     *
     * @param generation handed back with the confirmation, so that an old one never counts for a new subscription
     */
    void subscribe(Topic topic, long generation);

    /** Ends the subscription. */
    void unsubscribe(Topic topic);

    /** What comes from the link; called on the link's threads, for a scan one call at a time, and must not block. */
    interface Listener {

        /** The link stands; there are no subscriptions of scans on it yet. */
        void onUp();

        /** Redis has confirmed the subscription of this generation. */
        void onSubscribed(Topic topic, long generation);

        /** A message on a channel that was subscribed. */
        void onMessage(Topic topic, byte[] message);

        /** The marker of a read has come round. */
        void onMarker(ScanId scan, long readNumber);

        /** The part of the link that brings this scan stands again, without a subscription. Ignored unless overridden. */
        default void onUp(ScanId scan) {}

        /** The part of the link that brings this scan is lost, and what was under way there. Ignored unless overridden. */
        default void onDown(ScanId scan) {}

        /** From now on new scans are told. Ignored unless overridden. */
        default void onNewsUp() {}

        /** New scans may be missed from now on. Ignored unless overridden. */
        default void onNewsDown() {}

        /** There is a new scan. Ignored unless overridden. */
        default void onNewScan(ScanId scan) {}

        /** The link is lost: subscriptions and whatever was under way are gone. */
        void onDown();
    }
}
