package dev.scancast.gateway.web;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.nio.NIOConnection;
import org.glassfish.grizzly.ssl.SSLUtils;
import org.jspecify.annotations.Nullable;

/**
 * Writes past Grizzly's queue, straight to the socket, while nothing waits in that queue: half of what a delivery costs
 * is saved. The same bytes go to many sockets, so those that a thread wrote last are kept where a socket takes them
 * without a copy.
 */
public final class StraightWrites {
    /** Larger ones are rare, and no more should be kept. */
    private static final int MOST_BYTES_KEPT = 128 * 1024;

    /** By thread, more or less; each is taken while it is used. A ThreadLocal took a tenth of the fan-out's time. */
    private static final AtomicReferenceArray<@Nullable Shared> KEPT = new AtomicReferenceArray<>(16);

    private StraightWrites() {}

    /** Whether a connection takes such writes: a plain socket does, one with TLS doesn't. */
    public static boolean isPossible(Connection<?> connection) {
        return connection instanceof NIOConnection nio
                && nio.getChannel() instanceof SocketChannel
                && SSLUtils.getSSLEngine(connection) == null;
    }

    /**
     * Writes as much as the socket takes now. Nobody else may begin a write to the connection meanwhile.
     *
     * @param connection one of which {@link #isPossible} said so
     * @param bytes shared with others: not changed
     * @return how many were written; 0 also where others wait that must go first
     * @throws IOException if the connection is broken
     */
    public static int write(Connection<?> connection, byte[] bytes) throws IOException {
        NIOConnection nio = (NIOConnection) connection;
        if (bytes.length > MOST_BYTES_KEPT || nio.getAsyncWriteQueue().spaceInBytes() > 0) {
            return 0;
        }
        int slot = (int) Thread.currentThread().getId() & (KEPT.length() - 1);
        Shared kept = KEPT.getAndSet(slot, null);
        Shared shared = kept == null ? new Shared() : kept;
        try {
            return ((SocketChannel) nio.getChannel()).write(shared.direct(bytes));
        } finally {
            KEPT.lazySet(slot, shared);
        }
    }

    /** What was written last. Confined to whoever has taken it. */
    private static final class Shared {
        private static final int FIRST_CAPACITY = 4096;

        private byte[] last = {};
        private ByteBuffer direct = ByteBuffer.allocateDirect(FIRST_CAPACITY);

        ByteBuffer direct(byte[] bytes) {
            if (bytes != last) {
                if (direct.capacity() < bytes.length) {
                    direct = ByteBuffer.allocateDirect(
                            Math.min(MOST_BYTES_KEPT, Integer.highestOneBit(bytes.length) * 2));
                }
                direct.clear();
                direct.put(bytes).flip();
                last = bytes;
            }
            direct.position(0);
            return direct;
        }
    }
}
