package dev.scancast.gateway.hub;

import dev.scancast.contract.document.ScanId;

/**
 * The gateway's one link to Redis' pub/sub, as the hub sees it. Delivery is at most once, in order per link; after a
 * loss nothing is repeated. Thread-safe; no call blocks.
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

    /** What comes from the link; called on the link's thread, one call at a time, and must not block. */
    interface Listener {

        /** The link stands; there are no subscriptions on it yet but the one that tells of new scans. */
        void onUp();

        /** Redis has confirmed the subscription of this generation. */
        void onSubscribed(Topic topic, long generation);

        /** A message on a channel that was subscribed. */
        void onMessage(Topic topic, byte[] message);

        /** The marker of a read has come round. */
        void onMarker(ScanId scan, long readNumber);

        /** There is a new scan. Ignored unless it is overridden. */
        default void onNewScan(ScanId scan) {}

        /** The link is lost: subscriptions and whatever was under way are gone. */
        void onDown();
    }
}
