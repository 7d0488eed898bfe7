package dev.scancast.gateway.faults;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scancast.testkit.Documents;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A client that comes back, when it is told to, until it has the end: thousands of them share a few threads. It checks
 * what it gets as it gets it. Thread-safe.
 */
final class ReturningWatcher {
    private static final int ENDED = 1000;
    private static final int MOST_BACKOFF_MILLIS = 1000;

    private final Course course;
    private volatile long seq;
    private volatile boolean ended;

    /**
     * What all watchers of a run share.
     *
     * @param publishedAt when the document of each seq was published, by nanoTime; the first is at 1
     * @param joins when connections stood, by nanoTime, the first ones included
     * @param faults what was wrong
     * @param ages of the first document of each connection after the first: how long a newer one had been there, in ns
     */
    record Course(
            HttpClient http,
            URI uri,
            ScheduledExecutorService timers,
            List<Long> publishedAt,
            List<Long> joins,
            List<String> faults,
            List<Long> ages,
            AtomicReference<String> reason) {

        static Course of(HttpClient http, URI uri, ScheduledExecutorService timers, List<Long> publishedAt) {
            return new Course(
                    http,
                    uri,
                    timers,
                    publishedAt,
                    java.util.Collections.synchronizedList(new java.util.ArrayList<>()),
                    new CopyOnWriteArrayList<>(),
                    java.util.Collections.synchronizedList(new java.util.ArrayList<>()),
                    new AtomicReference<>(""));
        }
    }

    ReturningWatcher(Course course) {
        this.course = course;
    }

    /** The seq of the newest document that it has; 0 if none. */
    long seq() {
        return seq;
    }

    boolean hasEnded() {
        return ended;
    }

    void connect() {
        var unused = course.http()
                .newWebSocketBuilder()
                .subprotocols("scancast.v1")
                .buildAsync(course.uri(), new Connection())
                .exceptionally(refused -> {
                    returnIn(ThreadLocalRandom.current().nextLong(MOST_BACKOFF_MILLIS));
                    return null;
                });
    }

    private void returnIn(long millis) {
        if (!course.timers().isShutdown()) {
            var unused = course.timers().schedule(this::connect, millis, TimeUnit.MILLISECONDS);
        }
    }

    /** One connection; the JDK calls it one call at a time. */
    private final class Connection implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();
        private long returnMillis = -1;
        private boolean hasDocument;

        @Override
        public void onOpen(WebSocket socket) {
            course.joins().add(System.nanoTime());
            socket.request(1);
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                take(Documents.parse(text.toString()));
                text.setLength(0);
            }
            socket.request(1);
            return null;
        }

        private void take(JsonNode message) {
            if (message.has("type")) {
                returnMillis = message.path("reconnect_in_ms").asLong(returnMillis);
                return;
            }
            long next = message.path("seq").asLong();
            if (hasDocument && next != seq + 1) {
                course.faults().add("seq " + next + " came after " + seq);
            } else if (!hasDocument && next < seq) {
                course.faults().add("went back from " + seq + " to " + next);
            }
            if (!hasDocument && seq > 0) {
                course.ages().add(ageOf(next));
            }
            hasDocument = true;
            seq = next;
        }

        /** For how long the one after it has been there, 0 if it is the newest. */
        private long ageOf(long document) {
            List<Long> published = course.publishedAt();
            return document < published.size() ? Math.max(0, System.nanoTime() - published.get((int) document)) : 0;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            if (code == ENDED) {
                course.reason().set(reason);
                ended = true;
            } else {
                returnIn(
                        returnMillis >= 0
                                ? returnMillis
                                : ThreadLocalRandom.current().nextLong(MOST_BACKOFF_MILLIS));
            }
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            course.faults().add("a connection broke: " + error);
            returnIn(ThreadLocalRandom.current().nextLong(MOST_BACKOFF_MILLIS));
        }
    }
}
