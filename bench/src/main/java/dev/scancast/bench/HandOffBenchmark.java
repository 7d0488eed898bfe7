package dev.scancast.bench;

import dev.scancast.contract.document.ScanStatus;
import dev.scancast.gateway.hub.Broadcast;
import dev.scancast.gateway.hub.Hub;
import dev.scancast.gateway.hub.HubNotice;
import dev.scancast.gateway.hub.HubSettings;
import dev.scancast.gateway.hub.StatusReader.StoredStatus;
import dev.scancast.gateway.hub.SubscriberLink;
import dev.scancast.gateway.hub.Topic;
import dev.scancast.gateway.hub.Watcher;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** From the thread that reads the link, over the hub's loop, to a watcher: everything but the sockets. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HandOffBenchmark {
    private static final int BURST = 1000;
    private static final Duration LONG = Duration.ofMinutes(10);

    private final Topic topic = new Topic(Sample.SCAN, Topic.Kind.PROGRESS);
    private final Counter watcher = new Counter();
    private SubscriberLink.@Nullable Listener link;
    private @Nullable Hub hub;
    private byte[][] burst = {};
    private long seq;

    /** A hub whose link and status are this benchmark. */
    @Setup
    public void start() throws InterruptedException {
        Hub started = Hub.start(
                new HubSettings(LONG, LONG, LONG, LONG, 1, 0, Long.MAX_VALUE),
                (scan, number, callback) -> {
                    callback.onRead(new StoredStatus(Sample.bytes(seq), null));
                    listener().onMarker(scan, number);
                },
                (scan, after, callback) -> {},
                listener -> {
                    link = listener;
                    return new OwnLink();
                });
        hub = started;
        listener().onUp();
        started.join(Sample.SCAN, watcher);
        watcher.await(seq);
    }

    /** The documents of the next burst: made before, since that is the codec's. */
    @Setup(Level.Invocation)
    public void prepare() {
        burst = new byte[BURST][];
        for (int i = 0; i < BURST; i++) {
            burst[i] = Sample.bytes(++seq);
        }
        watcher.expect(seq);
    }

    /** A document of a burst. */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public void handOff() throws InterruptedException {
        SubscriberLink.Listener listener = listener();
        for (byte[] message : burst) {
            listener.onMessage(topic, message);
        }
        watcher.await(seq);
    }

    @TearDown
    public void stop() {
        if (hub != null) {
            hub.close();
        }
    }

    private SubscriberLink.Listener listener() {
        if (link == null) {
            throw new IllegalStateException("the hub made no link");
        }
        return link;
    }

    /** Confirms at once. */
    private final class OwnLink implements SubscriberLink {
        @Override
        public void subscribe(Topic subscribed, long generation) {
            listener().onSubscribed(subscribed, generation);
        }

        @Override
        public void unsubscribe(Topic unsubscribed) {}
    }

    /** Waits for a seq. Thread-safe. */
    private static final class Counter implements Watcher {
        private volatile long expected;
        private volatile CountDownLatch reached = new CountDownLatch(1);

        void expect(long newExpected) {
            reached = new CountDownLatch(1);
            expected = newExpected;
        }

        void await(long awaited) throws InterruptedException {
            if (!reached.await(1, TimeUnit.MINUTES)) {
                throw new IllegalStateException("document " + awaited + " did not come");
            }
        }

        @Override
        public Duration patience() {
            return LONG;
        }

        @Override
        public void onDocuments(Broadcast broadcast) {
            if (broadcast.newest().seq() >= expected) {
                reached.countDown();
            }
        }

        @Override
        public void onNotice(HubNotice notice) {}

        @Override
        public void onEnd(ScanStatus end) {}

        @Override
        public void onUnknown() {}

        @Override
        public void onUnreadable() {}
    }
}
