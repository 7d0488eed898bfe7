package dev.scancast.gateway.web;

import dev.scancast.gateway.session.Outlet;
import org.glassfish.grizzly.Buffer;
import org.glassfish.grizzly.CompletionHandler;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.WriteResult;
import org.glassfish.grizzly.memory.Buffers;

/** Writes bytes that are framed already to a Grizzly connection. */
public final class ConnectionWrites {
    private ConnectionWrites() {}

    /** Queues the bytes behind whatever was written before; never blocks. */
    public static <L> void write(Connection<L> connection, byte[] bytes, Outlet.WriteListener listener) {
        if (!connection.isOpen()) {
            listener.onWriteFailed(new IllegalStateException("the connection is closed"));
            return;
        }
        Buffer buffer = Buffers.wrap(connection.getMemoryManager(), bytes);
        connection.write(buffer, new Completion<>(bytes.length, listener));
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
