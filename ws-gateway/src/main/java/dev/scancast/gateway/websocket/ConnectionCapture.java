package dev.scancast.gateway.websocket;

import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.filterchain.BaseFilter;
import org.glassfish.grizzly.filterchain.FilterChainBuilder;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.NextAction;
import org.glassfish.grizzly.http.HttpServerFilter;
import org.glassfish.grizzly.http.server.AddOn;
import org.glassfish.grizzly.http.server.NetworkListener;
import org.jspecify.annotations.Nullable;

/**
 * Remembers, for the length of a read, on which Grizzly connection it is. Tyrus' SPI hides it, but calls
 * {@code onOpen} on the thread that reads the handshake; the fan-out needs it to write frames that are encoded already
 * and to cut a client off.
 */
final class ConnectionCapture extends BaseFilter implements AddOn {
    private static final ThreadLocal<@Nullable Connection<?>> CURRENT = new ThreadLocal<>();

    /** The connection that this thread reads from, null if none. */
    static @Nullable Connection<?> current() {
        return CURRENT.get();
    }

    @Override
    public void setup(NetworkListener listener, FilterChainBuilder builder) {
        // Directly before Tyrus' filter, which its own add-on puts before this one.
        builder.add(builder.indexOfType(HttpServerFilter.class), this);
    }

    @Override
    public NextAction handleRead(FilterChainContext context) {
        CURRENT.set(context.getConnection());
        return context.getInvokeAction();
    }
}
