package dev.scancast.gateway.session;

import dev.scancast.gateway.hub.Framing;
import java.time.Duration;

/** What a session says on one kind of transport, beside documents. Immutable. */
public interface Protocol {

    /** How documents are framed. */
    Framing framing();

    /** A message of ours: a notice, a pong. */
    byte[] message(Message message);

    /**
     * A message of ours that was encoded before.
     *
     * @param type the word in its {@code type}
     * @param id what a client that comes back says it has
     * @param json the whole message
     */
    byte[] typed(String type, String id, byte[] json);

    /**
     * Tells a client what to say that it has when it comes back, where documents' own ids don't say all.
     *
     * @return empty where clients keep that themselves
     */
    byte[] bookmark(String id);

    /** What proves to peer and proxies that the connection lives. */
    byte[] keepAlive();

    /** How often. */
    Duration keepAliveInterval();

    /** Whether the peer answers a {@link #keepAlive()}, so that one that doesn't is dead. */
    boolean answersKeepAlive();

    /** For logs and metrics: {@code websocket} or {@code sse}. */
    String name();
}
