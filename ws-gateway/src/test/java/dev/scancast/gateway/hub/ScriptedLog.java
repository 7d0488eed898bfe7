package dev.scancast.gateway.hub;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.redis.ScanLog;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One scan's log, stream and channel, and the gateway's two connections to it, each of which takes its time: what was
 * sent stands in a queue until a test lets it go on. It keeps Redis' promises and no others.
 */
final class ScriptedLog implements SubscriberLink, LogReader {
    static final ScanId SCAN = new ScanId("s");

    private final List<ScanLog.Entry> stream = new ArrayList<>();
    private final int kept;
    private final int pageSize;
    private long nextNumber = 1;
    private int begun = 1;
    private boolean subscribed;
    private boolean linkUp;
    private SubscriberLink.@Nullable Listener listener;

    private final Queue<Runnable> commands = new ArrayDeque<>();
    private final Queue<Runnable> pushes = new ArrayDeque<>();
    private final Queue<Runnable> readRequests = new ArrayDeque<>();
    private final Queue<Runnable> readAnswers = new ArrayDeque<>();

    int subscribes;

    /** @param kept older entries than so many are trimmed */
    ScriptedLog(int kept, int pageSize) {
        this.kept = kept;
        this.pageSize = pageSize;
    }

    SubscriberLink heardBy(SubscriberLink.Listener heard) {
        listener = heard;
        return this;
    }

    // ---- the publisher

    /** The next line: stream and channel in one step. */
    void line() {
        append("{\"type\":\"log\",\"line\":" + nextNumber + ",\"message\":\"of log " + begun + "\"}");
    }

    void end() {
        append("{\"type\":\"log\",\"end\":true,\"first\":1,\"last\":" + (nextNumber - 1) + "}");
    }

    /** As if Redis were emptied: the numbers begin again. */
    void forget() {
        stream.clear();
        nextNumber = 1;
        begun++;
    }

    private void append(String json) {
        stream.add(new ScanLog.Entry(nextNumber++, json));
        if (stream.size() > kept) {
            stream.remove(0);
        }
        if (subscribed) {
            pushes.add(() -> listener().onMessage(Topic.log(SCAN), json.getBytes(UTF_8)));
        }
    }

    /** The number that the next entry will have. */
    long nextNumber() {
        return nextNumber;
    }

    boolean isSubscribed() {
        return subscribed;
    }

    // ---- the link

    void up() {
        linkUp = true;
        pushes.add(() -> listener().onUp());
    }

    /** What is under way on the link is lost. */
    void down() {
        linkUp = false;
        subscribed = false;
        commands.clear();
        pushes.clear();
        pushes.add(() -> listener().onDown());
    }

    @Override
    public void subscribe(Topic topic, long generation) {
        if (linkUp && topic.kind() == Topic.Kind.LOG) {
            subscribes++;
            commands.add(() -> {
                subscribed = true;
                pushes.add(() -> listener().onSubscribed(topic, generation));
            });
        }
    }

    @Override
    public void unsubscribe(Topic topic) {
        if (linkUp && topic.kind() == Topic.Kind.LOG) {
            commands.add(() -> subscribed = false);
        }
    }

    @Override
    public void read(ScanId scan, long after, LogReader.Callback callback) {
        readRequests.add(() -> {
            List<ScanLog.Entry> behind =
                    stream.stream().filter(entry -> entry.number() > after).toList();
            ScanLog.Entry last = stream.isEmpty() ? null : stream.get(stream.size() - 1);
            LogReader.Page page =
                    new LogReader.Page(behind.stream().limit(pageSize).toList(), behind.size() < pageSize, last);
            readAnswers.add(() -> callback.onRead(page));
        });
    }

    private SubscriberLink.Listener listener() {
        SubscriberLink.Listener heard = listener;
        if (heard == null) {
            throw new IllegalStateException("nobody hears the link");
        }
        return heard;
    }

    /** The queues in which something waits. */
    List<Queue<Runnable>> waiting() {
        return Stream.of(commands, pushes, readRequests, readAnswers)
                .filter(queue -> !queue.isEmpty())
                .toList();
    }
}
