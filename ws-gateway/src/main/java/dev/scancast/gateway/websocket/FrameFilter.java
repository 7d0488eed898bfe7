package dev.scancast.gateway.websocket;

import dev.scancast.gateway.web.ConnectionWrites;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.glassfish.grizzly.Buffer;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.Grizzly;
import org.glassfish.grizzly.attributes.Attribute;
import org.glassfish.grizzly.filterchain.BaseFilter;
import org.glassfish.grizzly.filterchain.Filter;
import org.glassfish.grizzly.filterchain.FilterChain;
import org.glassfish.grizzly.filterchain.FilterChainBuilder;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.NextAction;
import org.glassfish.grizzly.http.HttpServerFilter;
import org.glassfish.grizzly.memory.ByteBufferArray;
import org.glassfish.grizzly.utils.IdleTimeoutFilter;
import org.jspecify.annotations.Nullable;

/**
 * What reads a connection once it is a WebSocket. The filters of HTTP go, and with them what they remember of the
 * request for as long as the connection lives: more than all the rest of a watcher.
 */
final class FrameFilter extends BaseFilter {
    private static final Attribute<CheckedReads> READS =
            Grizzly.DEFAULT_ATTRIBUTE_BUILDER.createAttribute(FrameFilter.class.getName() + ".reads");
    private static final Attribute<Object> REQUEST =
            Grizzly.DEFAULT_ATTRIBUTE_BUILDER.createAttribute(HttpServerFilter.HTTP_SERVER_REQUEST_ATTR_NAME);

    private final SocketFilter sockets;
    private volatile @Nullable FilterChain frames;

    /** @param sockets hears of the end of a connection */
    FrameFilter(SocketFilter sockets) {
        this.sockets = sockets;
    }

    /** Tells who takes what a connection's peer sends. */
    static void bind(Connection<?> connection, CheckedReads reads) {
        READS.set(connection, reads);
    }

    /** From its next read on the connection is a WebSocket and nothing else. */
    void takeOver(Connection<?> connection) {
        ConnectionWrites.keepOpen(connection);
        FilterChain chain = frames;
        if (chain == null) {
            chain = below((FilterChain) connection.getProcessor());
            frames = chain;
        }
        connection.setProcessor(chain);
        REQUEST.remove(connection);
    }

    /**
     * What lies below HTTP in the chain, TLS for one, and this filter. The clock stays too, wherever it is: it forgets a
     * connection only when it hears of its end.
     */
    private FilterChain below(FilterChain http) {
        FilterChainBuilder builder = FilterChainBuilder.stateless();
        int codec = http.indexOfType(HttpServerFilter.class);
        for (int i = 0; i < http.size(); i++) {
            Filter filter = http.get(i);
            if (i < codec || filter instanceof IdleTimeoutFilter) {
                builder.add(filter);
            }
        }
        return builder.add(this).build();
    }

    @Override
    public NextAction handleRead(FilterChainContext context) {
        CheckedReads reads = READS.get(context.getConnection());
        Buffer buffer = context.getMessage();
        if (reads == null) { // it was closed while these bytes were read
            buffer.tryDispose();
            return context.getStopAction();
        }
        if (buffer.isComposite()) {
            ByteBufferArray parts = buffer.toByteBufferArray();
            ByteBuffer[] array = parts.getArray();
            for (int i = 0; i < parts.size(); i++) {
                reads.handle(array[i]);
            }
            parts.recycle();
        } else {
            reads.handle(buffer.toByteBuffer());
        }
        return context.getStopAction();
    }

    @Override
    public NextAction handleClose(FilterChainContext context) throws IOException {
        NextAction next = sockets.handleClose(context);
        // A selector keeps the connection that it met last, closed or not; the session need not be kept with it.
        READS.remove(context.getConnection());
        SocketFilter.unbind(context.getConnection());
        return next;
    }
}
