package dev.scancast.gateway.websocket;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.scancast.contract.document.Json;
import dev.scancast.gateway.access.Credentials;
import dev.scancast.gateway.session.ClientSession;
import dev.scancast.gateway.session.CloseCode;
import dev.scancast.gateway.session.Message;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import org.glassfish.grizzly.Connection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One client that watches over WebSocket; an instance per connection. Public, since Tyrus reflects on it. */
public final class ScanEndpoint extends Endpoint {
    private static final Logger LOG = LoggerFactory.getLogger(ScanEndpoint.class);

    /** The subprotocol whose clients understand notices. */
    static final String SUBPROTOCOL = "scancast.v1";

    private final Opener opener;
    private volatile @Nullable ClientSession client;

    /** Makes the session of one address' clients. */
    interface Opener {
        /** Null if it is closed at once, since there is nothing to watch. */
        @Nullable
        ClientSession sessionFor(Session session, WebSocketOutlet outlet, Credentials credentials);
    }

    ScanEndpoint(Opener opener) {
        this.opener = opener;
    }

    @Override
    public void onOpen(Session session, EndpointConfig config) {
        Connection<?> connection = SocketFilter.current();
        if (connection == null) {
            throw new IllegalStateException("a session was opened outside a read of its connection");
        }
        WebSocketOutlet outlet = new WebSocketOutlet(connection);
        ClientSession opened = opener.sessionFor(session, outlet, SocketFilter.takeCredentials(connection));
        SocketFilter.bind(connection, new SocketEnd(outlet, opened));
        if (opened != null) {
            client = opened;
            listen(session, opened);
            opened.open();
        }
    }

    @Override
    public void onClose(Session session, CloseReason closeReason) {
        ClientSession closed = client;
        if (closed != null) {
            closed.onConnectionClosed();
        }
    }

    @Override
    public void onError(Session session, Throwable cause) {
        // Broken connections and broken peers: their own business, and told by onClose.
        LOG.debug("a client's connection failed", cause);
    }

    private static void listen(Session session, ClientSession client) {
        session.addMessageHandler(String.class, new TextHandler(client));
        session.addMessageHandler(byte[].class, (MessageHandler.Whole<byte[]>)
                data -> client.close(CloseCode.POLICY, "unexpected_message"));
    }

    /** A named class: Tyrus reads the type of a handler's message from its generic supertype. */
    private record TextHandler(ClientSession client) implements MessageHandler.Whole<String> {
        @Override
        public void onMessage(String text) {
            JsonNode message = parse(text);
            if (message != null && message.path("type").asText().equals("ping")) {
                JsonNode t = message.get("t");
                client.answer(Message.Pong.to(t == null ? null : t.toString()));
            } else if (message != null && message.path("type").asText().equals("token")) {
                client.renew(message.path("token").asText());
            } else {
                client.close(CloseCode.POLICY, "unexpected_message");
            }
        }

        private static @Nullable JsonNode parse(String text) {
            try {
                return Json.mapper().readTree(text);
            } catch (JsonProcessingException e) {
                return null; // answered as any unexpected message is
            }
        }
    }
}
