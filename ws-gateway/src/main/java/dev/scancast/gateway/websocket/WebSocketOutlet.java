package dev.scancast.gateway.websocket;

import dev.scancast.gateway.session.CloseCode;
import dev.scancast.gateway.session.Outlet;
import dev.scancast.gateway.web.ConnectionWrites;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Session;
import java.io.IOException;
import org.glassfish.grizzly.Connection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Frames that were encoded once go to the Grizzly connection as they are; only the closing handshake is Tyrus' own.
 * Tyrus' way to send text would frame it for every client again, and is never used beside this one. Thread-safe.
 */
final class WebSocketOutlet implements Outlet {
    private static final Logger LOG = LoggerFactory.getLogger(WebSocketOutlet.class);

    private final Connection<?> connection;
    private final Session session;

    WebSocketOutlet(Connection<?> connection, Session session) {
        this.connection = connection;
        this.session = session;
    }

    @Override
    public void write(byte[] bytes, WriteListener listener) {
        ConnectionWrites.write(connection, bytes, listener);
    }

    @Override
    public void close(CloseCode code, String reason) {
        try {
            session.close(new CloseReason(CloseReason.CloseCodes.getCloseCode(code.code()), reason));
        } catch (IOException | IllegalStateException e) {
            LOG.debug("the session was gone before it could be closed", e);
            terminate();
        }
    }

    @Override
    public void terminate() {
        connection.terminateSilently();
    }
}
