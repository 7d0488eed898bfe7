package dev.scancast.gateway.web;

import dev.scancast.gateway.session.Outlet;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import org.glassfish.grizzly.Buffer;
import org.glassfish.grizzly.CompletionHandler;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.WriteResult;
import org.glassfish.grizzly.memory.Buffers;
import org.glassfish.grizzly.nio.NIOConnection;
import org.glassfish.grizzly.utils.IdleTimeoutFilter;

/** Writes bytes that are framed already to a Grizzly connection, and ends it. */
public final class ConnectionWrites {
    private ConnectionWrites() {}

    /**
     * From now on Grizzly doesn't end the connection for being idle (30 s, counted from the last read or begin of a
     * write, so that one whose client is slow is idle too). How long a silence may be is the session's business.
     */
    public static void keepOpen(Connection<?> connection) {
        IdleTimeoutFilter.setCustomTimeout(connection, IdleTimeoutFilter.FOREVER, TimeUnit.MILLISECONDS);
    }

    /** Queues the bytes behind whatever was written before; never blocks. */
    public static <L> void write(Connection<L> connection, byte[] bytes, Outlet.WriteListener listener) {
        write(connection, bytes, 0, listener);
    }

    /**
     * Queues the rest of the bytes.
     *
     * @param written so many were written already; the listener hears of the whole when the rest is
     */
    public static <L> void write(Connection<L> connection, byte[] bytes, int written, Outlet.WriteListener listener) {
        if (!connection.isOpen()) {
            listener.onWriteFailed(new IllegalStateException("the connection is closed"));
            return;
        }
        Buffer buffer = Buffers.wrap(connection.getMemoryManager(), bytes, written, bytes.length - written);
        connection.write(buffer, new Completion<>(bytes.length, listener));
    }

    /**
     * Ends our half of TCP: the peer reads whatever was written and then the end. What it still sends is read until it
     * ends its half, since closing a socket with unread bytes sends RST, and that may take what was written with it.
     */
    public static void sendFin(Connection<?> connection) {
        if (connection instanceof NIOConnection nio && nio.getChannel() instanceof SocketChannel channel) {
            try {
                channel.shutdownOutput();
            } catch (IOException e) {
                connection.terminateSilently(); // it is gone, or going
            }
        } else {
            connection.closeSilently();
        }
    }

    /**
     * Ends the peer's half: whoever waits in a read of it finds the end at once. Closing the channel alone leaves a
     * blocked read waiting for its own time-out.
     */
    static void endInput(Connection<?> connection) {
        if (connection instanceof NIOConnection nio && nio.getChannel() instanceof SocketChannel channel) {
            try {
                channel.shutdownInput();
            } catch (IOException e) {
                connection.terminateSilently(); // it is gone, or going
            }
        }
    }

    private record Completion<L>(int length, Outlet.WriteListener listener)
            implements CompletionHandler<WriteResult<Buffer, L>> {

        @Override
        public void completed(WriteResult<Buffer, L> result) {
            listener.onWritten(length);
        }

        @Override
        public void failed(Throwable cause) {
            listener.onWriteFailed(cause);
        }

        @Override
        public void cancelled() {
            listener.onWriteFailed(new IllegalStateException("the write was canceled"));
        }

        @Override
        public void updated(WriteResult<Buffer, L> result) {
            // Only whole writes are counted: a client that takes a byte a second is as slow as one that takes none.
        }
    }
}
