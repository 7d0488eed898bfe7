package dev.scancast.testkit;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A well-behaved WebSocket client (the JDK's) that keeps what it gets. Thread-safe. */
public final class WatchingClient implements ScanWatcher {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    private static final int NOT_CLOSED = -1;
    private static final int BROKEN = 1006;

    private final List<Received> documents = Collections.synchronizedList(new ArrayList<>());
    private final List<Received> messages = Collections.synchronizedList(new ArrayList<>());
    private final List<Received> everything = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger pings = new AtomicInteger();
    private final AtomicInteger pongs = new AtomicInteger();
    private volatile int code = NOT_CLOSED;
    private volatile String reason = "";
    private volatile @Nullable WebSocket socket;

    private WatchingClient() {}

    /** Connects to a {@code ws:} URI, asking for nothing in particular. */
    public static WatchingClient connect(URI uri) {
        return to(uri).connect();
    }

    /** A client that is told more before it connects. */
    public static Builder to(URI uri) {
        return new Builder(uri);
    }

    /** What a client asks for in its handshake. */
    public static final class Builder {
        private final URI uri;
        private final Map<String, String> headers = new LinkedHashMap<>();
        private @Nullable String subprotocol;

        private Builder(URI uri) {
            this.uri = uri;
        }

        public Builder subprotocol(String name) {
            this.subprotocol = name;
            return this;
        }

        public Builder header(String name, String value) {
            headers.put(name, value);
            return this;
        }

        /**
         * Connects; returns when the handshake is done.
         *
         * @throws java.util.concurrent.CompletionException if it fails, with the cause
         */
        public WatchingClient connect() {
            WatchingClient client = new WatchingClient();
            WebSocket.Builder builder = HTTP.newWebSocketBuilder();
            headers.forEach(builder::header);
            if (subprotocol != null) {
                builder.subprotocols(subprotocol);
            }
            client.socket = builder.buildAsync(uri, client.new Listener()).join();
            return client;
        }
    }

    @Override
    public List<Received> documents() {
        return List.copyOf(documents);
    }

    @Override
    public List<Received> messages() {
        return List.copyOf(messages);
    }

    /** Documents and messages together, in order of arrival. */
    public List<Received> everything() {
        return List.copyOf(everything);
    }

    /** Protocol pings that came; each was answered. */
    public int pings() {
        return pings.get();
    }

    /** Protocol pongs that came. */
    public int pongs() {
        return pongs.get();
    }

    /** The subprotocol agreed upon, empty if none was. */
    public String subprotocol() {
        return open().getSubprotocol();
    }

    @Override
    public boolean hasEnded() {
        return code != NOT_CLOSED;
    }

    @Override
    public int endCode() {
        return code;
    }

    @Override
    public String endReason() {
        return reason;
    }

    /** Sends a text message. */
    public void send(String text) {
        join(open().sendText(text, true));
    }

    /** Sends a binary message. */
    public void sendBinary(byte[] bytes) {
        join(open().sendBinary(ByteBuffer.wrap(bytes), true));
    }

    /** Sends a protocol ping. */
    public void ping() {
        join(open().sendPing(ByteBuffer.allocate(0)));
    }

    /** Begins the closing handshake with 1000. */
    public void leave() {
        join(open().sendClose(WebSocket.NORMAL_CLOSURE, ""));
    }

    /** Cuts the connection. */
    @Override
    public void close() {
        open().abort();
    }

    private WebSocket open() {
        WebSocket open = socket;
        if (open == null) {
            throw new IllegalStateException("not connected");
        }
        return open;
    }

    private static void join(CompletableFuture<WebSocket> sent) {
        try {
            var unused = sent.join();
        } catch (CompletionException e) {
            throw new TestkitException("the client could not send", e);
        }
    }

    private void received(String text) {
        Received received = Received.now(text);
        everything.add(received);
        (Documents.isDocument(text) ? documents : messages).add(received);
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder parts = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            parts.append(data);
            if (last) {
                received(parts.toString());
                parts.setLength(0);
            }
            webSocket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onPing(WebSocket webSocket, ByteBuffer message) {
            pings.incrementAndGet();
            webSocket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onPong(WebSocket webSocket, ByteBuffer message) {
            pongs.incrementAndGet();
            webSocket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String why) {
            reason = why;
            code = statusCode;
            return null;
        }

        @Override
        public void onError(WebSocket webSocket, Throwable error) {
            reason = error.toString();
            code = BROKEN;
        }
    }
}
