package dev.scancast.gateway.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.scancast.gateway.session.CloseCode;
import dev.scancast.gateway.session.Outlet;
import dev.scancast.gateway.web.ConnectionWrites;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.Grizzly;
import org.glassfish.grizzly.attributes.Attribute;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Frames that were encoded once go to the Grizzly connection as they are; only the closing handshake is Tyrus' own.
 * Tyrus' way to send text would frame it for every client again, and is never used beside this one. Once either side
 * has begun to close nothing more is written. Thread-safe.
 */
final class WebSocketOutlet implements Outlet {
    private static final Logger LOG = LoggerFactory.getLogger(WebSocketOutlet.class);

    private static final Attribute<WebSocketOutlet> OF_CONNECTION =
            Grizzly.DEFAULT_ATTRIBUTE_BUILDER.createAttribute("scancast.outlet");

    private static final int CLOSE = 0x88;

    private final Connection<?> connection;
    private final Session session;
    private final AtomicBoolean closing = new AtomicBoolean();

    WebSocketOutlet(Connection<?> connection, Session session) {
        this.connection = connection;
        this.session = session;
        OF_CONNECTION.set(connection, this);
    }

    /** The outlet of a connection, null if it has none. */
    static @Nullable WebSocketOutlet of(Connection<?> connection) {
        return OF_CONNECTION.get(connection);
    }

    @Override
    public void write(byte[] bytes, WriteListener listener) {
        if (closing.get()) {
            listener.onWritten(bytes.length); // nowhere: nothing may follow a close frame
            return;
        }
        ConnectionWrites.write(connection, bytes, listener);
    }

    @Override
    public void close(CloseCode code, String reason) {
        if (!closing.compareAndSet(false, true)) {
            return;
        }
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

    /** The peer has begun to close; Tyrus answers it. */
    void peerCloses() {
        closing.set(true);
    }

    /** Fails the connection as RFC 6455, section 7.1.7, tells: a close frame, then the end, without waiting. */
    void fail(int code, String reason) {
        if (!closing.compareAndSet(false, true)) {
            return;
        }
        LOG.debug("a client is failed with {}: {}", code, reason);
        byte[] text = reason.getBytes(UTF_8);
        byte[] frame = ByteBuffer.allocate(4 + text.length)
                .put((byte) CLOSE)
                .put((byte) (2 + text.length))
                .putShort((short) code)
                .put(text)
                .array();
        ConnectionWrites.write(connection, frame, new WriteListener() {
            @Override
            public void onWritten(int bytes) {
                connection.closeSilently();
            }

            @Override
            public void onWriteFailed(Throwable cause) {
                terminate();
            }
        });
    }
}
