package dev.scancast.gateway.hub;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.scancast.contract.document.ScanId;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One scan's status and channel, and the gateway's two connections to them, each of which takes its time: what was sent
 * stands in a queue until a test lets it go on. It keeps Redis' promises and no others: order per connection, a
 * message goes to whoever is subscribed when it is published, a read and its marker are one step.
 */
final class ScriptedRedis implements SubscriberLink, StatusReader {
    private @Nullable String status;
    private boolean subscribed;
    private boolean linkUp;
    private final SubscriberLink.Listener listener;

    /** What the link's connection carries towards Redis and towards the gateway. */
    private final Queue<Runnable> commands = new ArrayDeque<>();

    private final Queue<Runnable> pushes = new ArrayDeque<>();

    /** Reads on their way to Redis, and their answers on the way back. */
    private final Queue<Runnable> readRequests = new ArrayDeque<>();

    private final Queue<Runnable> readAnswers = new ArrayDeque<>();

    /** Every document that was ever published or set, in order. */
    final Set<String> everything = new LinkedHashSet<>();

    int subscribes;
    int reads;

    private final Set<Interleavings.Cure> without;

    ScriptedRedis(SubscriberLink.Listener listener, Set<Interleavings.Cure> without) {
        this.listener = listener;
        this.without = without;
    }

    // ---- the publisher

    void set(String written) {
        String document = asSeen(written);
        status = document;
        everything.add(document);
    }

    void publish(String written) {
        String document = asSeen(written);
        everything.add(document);
        if (subscribed) {
            pushes.add(() -> listener.onMessage(Topic.progress(SCAN), document.getBytes(UTF_8)));
        }
    }

    /** Without the epoch the hub is shown documents that have none. */
    String asSeen(String document) {
        return without.contains(Interleavings.Cure.EPOCH) ? document.replaceFirst("\"epoch\":\\d+,", "") : document;
    }

    void flush() {
        status = null;
    }

    boolean isEmpty() {
        return status == null;
    }

    static final ScanId SCAN = new ScanId("s");

    // ---- the link

    void up() {
        linkUp = true;
        pushes.add(listener::onUp);
    }

    /** What is under way on the link is lost. */
    void down() {
        linkUp = false;
        subscribed = false;
        commands.clear();
        pushes.clear();
        pushes.add(listener::onDown);
    }

    boolean isUp() {
        return linkUp;
    }

    @Override
    public void subscribe(Topic topic, long generation) {
        if (linkUp) {
            subscribes++;
            commands.add(() -> {
                subscribed = true;
                if (!without.contains(Interleavings.Cure.JOIN_ORDER)) {
                    pushes.add(() -> listener.onSubscribed(topic, generation));
                }
            });
            if (without.contains(Interleavings.Cure.JOIN_ORDER)) {
                listener.onSubscribed(topic, generation); // read at once, subscribed some time later
            }
        }
    }

    @Override
    public void unsubscribe(Topic topic) {
        if (linkUp) {
            commands.add(() -> subscribed = false);
        }
    }

    @Override
    public void read(ScanId scan, long readNumber, Callback callback) {
        reads++;
        boolean marked = !without.contains(Interleavings.Cure.MARKER);
        readRequests.add(() -> {
            String found = status;
            if (linkUp && marked) {
                pushes.add(() -> listener.onMarker(scan, readNumber));
            }
            if (!marked) {
                listener.onMarker(scan, readNumber); // a plain GET: nothing tells what was published before it
            }
            readAnswers.add(
                    () -> callback.onRead(new StoredStatus(found == null ? null : found.getBytes(UTF_8), null)));
        });
    }

    // ---- what may happen next

    /** The queues in which something waits. */
    java.util.List<Queue<Runnable>> waiting() {
        return java.util.stream.Stream.of(commands, pushes, readRequests, readAnswers)
                .filter(queue -> !queue.isEmpty())
                .toList();
    }
}
