package dev.scancast.gateway.web;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.nio.NIOConnection;
import org.glassfish.grizzly.ssl.SSLUtils;

/**
 * Writes past Grizzly's queue, straight to the socket, while nothing waits in that queue: half of what a delivery costs
 * is saved. The same bytes go to many sockets, so each thread keeps those that it wrote last where a socket takes them
 * without a copy.
 */
public final class StraightWrites {
    /** Larger ones are rare, and a thread should keep no more. */
    private static final int MOST_BYTES_KEPT = 128 * 1024;

    private static final ThreadLocal<Shared> SHARED = ThreadLocal.withInitial(Shared::new);

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
        return ((SocketChannel) nio.getChannel()).write(SHARED.get().direct(bytes));
    }

    /** What a thread wrote last. Confined to it. */
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
