package dev.scancast.gateway.websocket;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.scancast.gateway.session.CloseCode;
import dev.scancast.gateway.session.Outlet;
import dev.scancast.gateway.web.ConnectionWrites;
import dev.scancast.gateway.web.StraightWrites;
import java.io.IOException;
import org.glassfish.grizzly.Connection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Frames that were encoded once go to the Grizzly connection as they are. Pongs and the closing handshake are ours too:
 * Tyrus would queue pongs without a bound, and would end TCP in the moment in which it sends a Close, so that what the
 * client had still sent turned into an RST, and that could cost the client the end of its scan.
 *
 * <p>The closing handshake: one Close each way, whoever begins; then FIN from us, and the end of TCP when the peer's FIN
 * is read (RFC 6455 section 7.1.1). Who waits for the peer must set a deadline and {@link #terminate()}.
 *
 * <p>Thread-safe.
 */
final class WebSocketOutlet implements Outlet {
    private static final Logger LOG = LoggerFactory.getLogger(WebSocketOutlet.class);

    /** With more pongs than this on their way only the newest ping is answered (section 5.5.3). */
    private static final int MOST_PONG_BYTES = 4096;

    private final Connection<?> connection;
    private final boolean straight;
    private final WriteListener pongs = new PongListener();
    private final WriteListener closing = new CloseListener();
    private final Object lock = new Object();

    @GuardedBy("lock")
    private int pongBytes;

    @GuardedBy("lock")
    private byte @Nullable [] duePong;

    @GuardedBy("lock")
    private boolean closeBegun;

    @GuardedBy("lock")
    private boolean closeWritten;

    /** The peer's Close came, or nothing more of it counts. */
    @GuardedBy("lock")
    private boolean peerDone;

    /** What the peer closed with, 0 if it didn't. */
    @GuardedBy("lock")
    private int peerCode;

    WebSocketOutlet(Connection<?> connection) {
        this.connection = connection;
        this.straight = StraightWrites.isPossible(connection);
    }

    @Override
    public void write(byte[] bytes, WriteListener listener) {
        if (!straight) {
            ConnectionWrites.write(connection, bytes, listener);
            return;
        }
        try {
            synchronized (lock) { // pongs and the Close come by other threads
                int written = StraightWrites.write(connection, bytes);
                if (written < bytes.length) {
                    ConnectionWrites.write(connection, bytes, written, listener);
                    return;
                }
            }
        } catch (IOException e) {
            listener.onWriteFailed(e);
            return;
        }
        listener.onWritten(bytes.length);
    }

    /** Sends a Close, with the peer's own code where that came first. */
    @Override
    public void close(CloseCode code, String reason) {
        synchronized (lock) {
            if (closeBegun) {
                return;
            }
            closeBegun = true;
            byte[] frame = peerCode == 0
                    ? WebSocketProtocol.close(code.code(), reason)
                    : WebSocketProtocol.close(peerCode == PeerCloseCode.NONE ? CloseCode.ENDED.code() : peerCode, "");
            ConnectionWrites.write(connection, frame, closing);
        }
    }

    /** Answers a ping. */
    void pong(byte[] payload) {
        synchronized (lock) {
            byte[] frame = WebSocketProtocol.pong(payload);
            if (pongBytes + frame.length > MOST_PONG_BYTES) {
                duePong = frame;
            } else {
                writePong(frame);
            }
        }
    }

    @GuardedBy("lock")
    private void writePong(byte[] frame) {
        if (!closeBegun) {
            pongBytes += frame.length;
            ConnectionWrites.write(connection, frame, pongs);
        }
    }

    /**
     * The peer has nothing more to say: it closed, or what it says doesn't count any more.
     *
     * @param code what it closed with; 0 if it didn't
     */
    void peerDone(int code) {
        synchronized (lock) {
            peerDone = true;
            peerCode = code;
            endIfBothClosed();
        }
    }

    @GuardedBy("lock")
    private void endIfBothClosed() {
        if (peerDone && closeWritten) {
            ConnectionWrites.sendFin(connection);
        }
    }

    @Override
    public void terminate() {
        connection.terminateSilently();
    }

    private final class PongListener implements WriteListener {
        @Override
        public void onWritten(int bytes) {
            synchronized (lock) {
                pongBytes -= bytes;
                byte[] due = duePong;
                if (due != null && pongBytes == 0) {
                    duePong = null;
                    writePong(due);
                }
            }
        }

        @Override
        public void onWriteFailed(Throwable cause) {
            LOG.debug("a pong could not be written", cause);
            terminate();
        }
    }

    private final class CloseListener implements WriteListener {
        @Override
        public void onWritten(int bytes) {
            synchronized (lock) {
                closeWritten = true;
                endIfBothClosed();
            }
        }

        @Override
        public void onWriteFailed(Throwable cause) {
            LOG.debug("a Close could not be written", cause);
            terminate();
        }
    }
}
