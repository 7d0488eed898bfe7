package dev.scancast.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scancast.contract.document.DocumentRejectedException;
import dev.scancast.contract.document.DocumentVersion;
import dev.scancast.contract.document.Json;
import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanStatus;
import dev.scancast.contract.document.WireDocument;
import dev.scancast.contract.redis.Backoff;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Watches a scan through a gateway's WebSocket until its end, over lost connections and replaced gateways. Confined to
 * one thread.
 */
final class ScanWatch {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    /** Gateways ping every 20 s: one that was silent for two of them is gone. */
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(50);

    private static final Duration FIRST_RETRY = Duration.ofMillis(500);
    private static final Duration LAST_RETRY = Duration.ofSeconds(20);
    private static final int NORMAL = 1000;
    private static final int POLICY = 1008;
    private static final int NOT_AUTHENTICATED = 4401;
    private static final int NOT_FOUND = 4404;

    private final GatewayClient gateway;
    private final ScanId scan;
    private final ScanDisplay display;
    private final Backoff backoff = new Backoff(FIRST_RETRY, LAST_RETRY);
    private @Nullable DocumentVersion newest;
    private @Nullable JsonNode last;
    private @Nullable Duration comeBackIn;

    ScanWatch(GatewayClient gateway, ScanId scan, ScanDisplay display) {
        this.gateway = gateway;
        this.scan = scan;
        this.display = display;
    }

    /**
     * How a scan ended.
     *
     * @param document its last one
     */
    record End(ScanStatus status, JsonNode document) {}

    /** What a connection brings; the queue between the socket's thread and ours. */
    private sealed interface Arrival {
        record Text(String text) implements Arrival {}

        record Alive() implements Arrival {}

        record Closed(int code) implements Arrival {}
    }

    /**
     * Watches until the end.
     *
     * @throws CommandFailedException if there is no such scan, or no gateway at the first attempt
     */
    End toItsEnd() throws InterruptedException {
        boolean wasConnected = false;
        while (true) {
            BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
            WebSocket socket = connect(arrivals, wasConnected);
            if (socket != null) {
                wasConnected = true;
                try {
                    End end = follow(arrivals);
                    if (end != null) {
                        return end;
                    }
                } finally {
                    socket.abort();
                }
            }
            pause();
        }
    }

    private void pause() throws InterruptedException {
        Duration wait = comeBackIn != null ? comeBackIn : backoff.next();
        comeBackIn = null;
        display.note("Connection lost; trying again. The scan goes on.");
        TimeUnit.MILLISECONDS.sleep(wait.toMillis());
    }

    private @Nullable WebSocket connect(BlockingQueue<Arrival> arrivals, boolean wasConnected)
            throws InterruptedException {
        String address = gateway.gateway().toString().replaceFirst("^http", "ws") + "/api/v1/scanner/ws/scan/" + scan;
        try {
            WebSocket.Builder socket = HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .subprotocols("scancast.v1")
                    .connectTimeout(CONNECT_TIMEOUT);
            String authorization = gateway.authorization();
            if (authorization != null) {
                socket.header("Authorization", authorization);
            }
            return socket.buildAsync(URI.create(address), new Reader(arrivals))
                    .get(CONNECT_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof WebSocketHandshakeException refused) {
                int status = refused.getResponse().statusCode();
                if (status / 100 == 4 && status != 429) {
                    throw new CommandFailedException(
                            ExitCode.USAGE, gateway.gateway() + " refused the connection with status " + status, e);
                }
            } else if (!wasConnected) {
                throw gateway.unreachable(e);
            }
            return null;
        } catch (TimeoutException e) {
            if (!wasConnected) {
                throw gateway.unreachable(e);
            }
            return null;
        }
    }

    /** Null if the connection was lost. */
    private @Nullable End follow(BlockingQueue<Arrival> arrivals) throws InterruptedException {
        ScanStatus end = null;
        while (true) {
            Arrival arrival = arrivals.poll(LONGEST_SILENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (arrival == null) {
                return null;
            }
            if (arrival instanceof Arrival.Closed closed) {
                return end == null || last == null ? lostOrRefused(closed.code()) : new End(end, last);
            }
            if (arrival instanceof Arrival.Text text) {
                ScanStatus terminal = onText(text.text());
                end = terminal != null ? terminal : end;
                backoff.reset();
            }
        }
    }

    private @Nullable End lostOrRefused(int code) {
        if (code == NOT_FOUND) {
            throw new CommandFailedException(ExitCode.USAGE, "there is no scan " + scan);
        }
        if (code == NOT_AUTHENTICATED) {
            throw new CommandFailedException(ExitCode.USAGE, gateway.notAuthenticated());
        }
        if (code == NORMAL || code == POLICY) {
            throw new CommandFailedException(ExitCode.UNREACHABLE, "the gateway closed the connection with " + code);
        }
        return null;
    }

    private @Nullable ScanStatus onText(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try {
            JsonNode message = Json.mapper().readTree(bytes);
            if (message.has("type")) {
                onNotice(message);
                return null;
            }
            WireDocument document = WireDocument.parse(scan, bytes);
            DocumentVersion version = document.version();
            if (version != null && newest != null && newest.isNewerThan(version)) {
                return null;
            }
            newest = version;
            last = message;
            display.show(message);
            return document.terminal();
        } catch (IOException | DocumentRejectedException e) {
            return null; // gateways relay only what is a document
        }
    }

    private void onNotice(JsonNode message) {
        if (message.path("reconnect_in_ms").isNumber()) {
            comeBackIn = Duration.ofMillis(message.path("reconnect_in_ms").asLong());
        }
        if (message.has("message")) {
            display.note(DocumentText.printable(message.path("message").asText()));
        }
    }

    /** Collects messages; called on the socket's threads. */
    private static final class Reader implements WebSocket.Listener {
        private final BlockingQueue<Arrival> arrivals;
        private final StringBuilder text = new StringBuilder();

        Reader(BlockingQueue<Arrival> arrivals) {
            this.arrivals = arrivals;
        }

        @Override
        public java.util.concurrent.@Nullable CompletionStage<?> onText(
                WebSocket socket, CharSequence data, boolean isLast) {
            text.append(data);
            if (isLast) {
                arrivals.add(new Arrival.Text(text.toString()));
                text.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public java.util.concurrent.@Nullable CompletionStage<?> onPing(WebSocket socket, java.nio.ByteBuffer message) {
            arrivals.add(new Arrival.Alive());
            socket.request(1);
            return null;
        }

        @Override
        public java.util.concurrent.@Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            arrivals.add(new Arrival.Closed(code));
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable cause) {
            arrivals.add(new Arrival.Closed(-1));
        }
    }
}
