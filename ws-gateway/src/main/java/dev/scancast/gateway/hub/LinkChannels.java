package dev.scancast.gateway.hub;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * What was asked for on one connection of the link and what of it was confirmed. Redis confirms in the order it was
 * asked, so the generations of a channel stand in a queue, across the end of a subscription too: a confirmation that
 * was under way then still belongs to the first. A new connection begins with a new, empty one. Thread-safe.
 */
final class LinkChannels {
    private final Object lock = new Object();

    @GuardedBy("lock")
    private final Map<String, Channel> channels = new HashMap<>();

    private record Channel(Topic topic, Queue<Long> unconfirmed) {}

    /**
     * A confirmed subscription.
     *
     * @param generation as it was handed over when it was asked for
     */
    record Confirmation(Topic topic, long generation) {}

    /** A subscription is about to be asked for. */
    void asked(String channel, Topic topic, long generation) {
        synchronized (lock) {
            channels.computeIfAbsent(channel, name -> new Channel(topic, new ArrayDeque<>()))
                    .unconfirmed()
                    .add(generation);
        }
    }

    /** Redis has confirmed a subscription; null if it is none of a scan. */
    @Nullable
    Confirmation confirmed(String channel) {
        synchronized (lock) {
            Channel known = channels.get(channel);
            Long generation = known == null ? null : known.unconfirmed().poll();
            return known == null || generation == null ? null : new Confirmation(known.topic(), generation);
        }
    }

    /** Redis has confirmed the end of a subscription. */
    void ended(String channel) {
        synchronized (lock) {
            Channel known = channels.get(channel);
            if (known != null && known.unconfirmed().isEmpty()) {
                channels.remove(channel); // else it was asked for again meanwhile
            }
        }
    }

    /** What a channel is of; null if it is none of a scan. */
    @Nullable
    Topic topicOf(String channel) {
        synchronized (lock) {
            Channel known = channels.get(channel);
            return known == null ? null : known.topic();
        }
    }
}
