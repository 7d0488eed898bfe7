package dev.scancast.gateway.websocket;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.scancast.contract.document.Json;
import dev.scancast.contract.document.ScanId;
import dev.scancast.gateway.hub.Hub;
import dev.scancast.gateway.hub.Loop;
import dev.scancast.gateway.session.ClientSession;
import dev.scancast.gateway.session.CloseCode;
import dev.scancast.gateway.session.Message;
import dev.scancast.gateway.session.SessionSettings;
import dev.scancast.gateway.session.Sessions;
import dev.scancast.gateway.session.WatchQuery;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import org.glassfish.grizzly.Connection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One client that watches one scan over WebSocket; an instance per connection. Public, since Tyrus reflects on it. */
public final class ScanEndpoint extends Endpoint {
    private static final Logger LOG = LoggerFactory.getLogger(ScanEndpoint.class);

    /** The subprotocol whose clients understand notices. */
    static final String SUBPROTOCOL = "scancast.v1";

    static final String SCAN_PARAMETER = "scan_id";

    private final Hub hub;
    private final Sessions sessions;
    private final SessionSettings settings;
    private final WebSocketProtocol protocol;
    private volatile @Nullable ClientSession client;

    ScanEndpoint(Hub hub, Sessions sessions, SessionSettings settings, WebSocketProtocol protocol) {
        this.hub = hub;
        this.sessions = sessions;
        this.settings = settings;
        this.protocol = protocol;
    }

    @Override
    public void onOpen(Session session, EndpointConfig config) {
        Connection<?> connection = SocketFilter.current();
        if (connection == null) {
            throw new IllegalStateException("a session was opened outside a read of its connection");
        }
        WebSocketOutlet outlet = new WebSocketOutlet(connection);
        String id = session.getPathParameters().getOrDefault(SCAN_PARAMETER, "");
        if (!ScanId.isValid(id)) {
            SocketFilter.bind(connection, new SocketEnd(outlet, null));
            refuse(outlet);
            return;
        }
        ClientSession opened =
                new ClientSession(hub, sessions, settings, new ScanId(id), outlet, protocol, options(session));
        client = opened;
        SocketFilter.bind(connection, new SocketEnd(outlet, opened));
        listen(session, opened);
        opened.open();
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

    /** Closes what has no session that would see to the peer's half of the closing handshake. */
    private void refuse(WebSocketOutlet outlet) {
        Loop any = hub.loopOf(ScanId.create());
        any.execute(() -> {
            outlet.close(CloseCode.NOT_FOUND, "bad_scan_id");
            any.schedule(ClientSession.CLOSE_PATIENCE, outlet::terminate);
        });
    }

    private ClientSession.Options options(Session session) {
        WatchQuery query = new WatchQuery(session.getRequestParameterMap());
        boolean notices = SUBPROTOCOL.equals(session.getNegotiatedSubprotocol()) || query.notices();
        return new ClientSession.Options(query.patience(settings.unknownWait()), notices, null);
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
                client.send(Message.Pong.to(t == null ? null : t.toString()));
            } else if (message == null || !message.path("type").asText().equals("token")) {
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
