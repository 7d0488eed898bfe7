package dev.scancast.gateway.hub;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What was sent on one shard's connection and isn't answered yet, and which channel is whose. Redis answers in order, a
 * confirmation for each channel of a command or one error for all of them, and an error names no channel: MOVED names
 * the slot, and all channels of a command are in one. Redis also ends subscriptions by itself, when a slot leaves.
 * Thread-safe.
 */
final class ShardCommands {
    private final Object lock = new Object();

    @GuardedBy("lock")
    private final Deque<Sent> unanswered = new ArrayDeque<>();

    private final Map<String, Topic> topics = new ConcurrentHashMap<>();

    /**
     * A command.
     *
     * @param channel its last channel: the others have been confirmed before it is
     * @param generation of a subscription, as it was handed over
     */
    record Sent(boolean subscribes, Topic topic, String channel, int slot, long generation) {}

    /** Notes a command and sends it, in the same order as all others. */
    void send(Sent command, Runnable sending) {
        synchronized (lock) {
            unanswered.add(command);
            if (command.subscribes()) {
                topics.put(command.channel(), command.topic());
            }
            sending.run();
        }
    }

    /** Which topic a channel is of; null if of none. */
    @Nullable
    Topic topicOf(String channel) {
        return topics.get(channel);
    }

    /** Redis has confirmed a channel; the command if it was its last one, else null. */
    @Nullable
    Sent subscribed(String channel) {
        synchronized (lock) {
            return removeFirst(sent -> sent.subscribes() && sent.channel().equals(channel));
        }
    }

    /** A channel's subscription has ended; its topic if Redis ended it by itself, which then is to be found elsewhere. */
    @Nullable
    Topic unsubscribed(String channel) {
        synchronized (lock) {
            boolean wasAsked =
                    removeFirst(sent -> !sent.subscribes() && sent.channel().equals(channel)) != null;
            boolean isAskedAgain = unanswered.stream()
                    .anyMatch(sent -> sent.subscribes() && sent.channel().equals(channel));
            Topic topic = isAskedAgain ? null : topics.remove(channel);
            return wasAsked ? null : topic;
        }
    }

    /** A slot isn't here; the subscription that was refused, null if it was no subscription. */
    @Nullable
    Sent moved(int slot) {
        synchronized (lock) {
            Sent refused = removeFirst(sent -> sent.slot() == slot);
            if (refused == null || !refused.subscribes()) {
                return null;
            }
            topics.remove(refused.channel());
            return refused;
        }
    }

    @GuardedBy("lock")
    private @Nullable Sent removeFirst(Predicate<Sent> condition) {
        for (Iterator<Sent> sent = unanswered.iterator(); sent.hasNext(); ) {
            Sent next = sent.next();
            if (condition.test(next)) {
                sent.remove();
                return next;
            }
        }
        return null;
    }
}
