package dev.scancast.gateway.websocket;

import dev.scancast.gateway.access.Credentials;
import dev.scancast.gateway.session.Outlet;
import dev.scancast.gateway.web.AddressCredentials;
import dev.scancast.gateway.web.ConnectionWrites;
import dev.scancast.gateway.web.JoinGuard;
import dev.scancast.gateway.web.Problem;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.glassfish.grizzly.Buffer;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.Grizzly;
import org.glassfish.grizzly.attributes.Attribute;
import org.glassfish.grizzly.filterchain.FilterChainBuilder;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.NextAction;
import org.glassfish.grizzly.http.HttpContent;
import org.glassfish.grizzly.http.HttpRequestPacket;
import org.glassfish.grizzly.http.server.AddOn;
import org.glassfish.grizzly.http.server.HttpServerFilter;
import org.glassfish.grizzly.http.server.NetworkListener;
import org.glassfish.grizzly.http.util.Header;
import org.glassfish.tyrus.container.grizzly.server.GrizzlyServerFilter;
import org.glassfish.tyrus.spi.ServerContainer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tyrus' filter, with what it lacks around it. It checks the opening handshake, since Tyrus looks neither at the method
 * nor at the key; it reads on where frames came in the segment of the handshake, which Tyrus drops; and it remembers on
 * which Grizzly connection the thread reads, which Tyrus' SPI hides: {@code onOpen} runs within that read, and the
 * fan-out needs the connection to write frames that are encoded already.
 */
final class SocketFilter extends GrizzlyServerFilter implements AddOn {
    private static final Logger LOG = LoggerFactory.getLogger(SocketFilter.class);

    private static final ThreadLocal<@Nullable Connection<?>> CURRENT = new ThreadLocal<>();
    private static final Attribute<SocketEnd> END =
            Grizzly.DEFAULT_ATTRIBUTE_BUILDER.createAttribute(SocketFilter.class.getName() + ".end");

    private static final Attribute<Credentials> CREDENTIALS =
            Grizzly.DEFAULT_ATTRIBUTE_BUILDER.createAttribute(SocketFilter.class.getName() + ".credentials");

    private final FrameFilter frames = new FrameFilter(this);
    private final HandshakeCheck check;
    private final JoinGuard joins;
    private final Pattern sockets;

    /** @param paths where WebSockets are, with their parameters in braces */
    SocketFilter(ServerContainer container, HandshakeCheck check, JoinGuard joins, List<String> paths) {
        super(container, "");
        this.check = check;
        this.joins = joins;
        sockets = Pattern.compile(paths.stream()
                .map(path -> path.replaceAll("\\{[^}]*}", "[^/]+"))
                .collect(Collectors.joining("|")));
    }

    /** The connection that this thread opens now, null if none. */
    static @Nullable Connection<?> current() {
        return CURRENT.get();
    }

    /** Tells who is at our end of a connection. */
    static void bind(Connection<?> connection, SocketEnd end) {
        JoinGuard.upgraded(connection);
        END.set(connection, end);
    }

    /** Nobody is at our end any more. */
    static void unbind(Connection<?> connection) {
        END.remove(connection);
    }

    /** Tells who takes what the peer of the connection sends that this thread reads from. */
    static void bind(CheckedReads reads) {
        Connection<?> connection = CURRENT.get();
        if (connection != null) {
            FrameFilter.bind(connection, reads);
        }
    }

    /** What the client of a connection that is being opened proves itself by; told once. */
    static Credentials takeCredentials(Connection<?> connection) {
        Credentials credentials = CREDENTIALS.remove(connection);
        return credentials == null ? new Credentials.None() : credentials;
    }

    /** Who is at our end of the connection that this thread reads from; null if nobody. */
    static @Nullable SocketEnd currentEnd() {
        Connection<?> connection = CURRENT.get();
        return connection == null ? null : END.get(connection);
    }

    @Override
    public void setup(NetworkListener listener, FilterChainBuilder builder) {
        builder.add(builder.indexOfType(HttpServerFilter.class), this);
    }

    @Override
    public NextAction handleRead(FilterChainContext context) throws IOException {
        Connection<?> connection = context.getConnection();
        HttpContent content = context.getMessage();
        if (content.getHttpHeader() instanceof HttpRequestPacket request
                && sockets.matcher(request.getRequestURI()).matches()) {
            CURRENT.set(connection);
            try {
                return handshake(context, content, request);
            } finally {
                CURRENT.remove(); // else the thread keeps what it opened last, long after that has ended
            }
        }
        return context.getInvokeAction();
    }

    private NextAction handshake(FilterChainContext context, HttpContent content, HttpRequestPacket request)
            throws IOException {
        Connection<?> connection = context.getConnection();
        HandshakeCheck.Refusal refusal = check.check(request);
        if (refusal != null) {
            LOG.debug("a handshake was refused: {}", refusal.detail());
            ConnectionWrites.write(connection, refusal.response(), new RefusalWritten(connection));
            return context.getStopAction();
        }
        Problem.Code full = joins.join(connection, request);
        if (full != null) {
            byte[] answer = full.rawResponse(JoinGuard.detail(full), Map.of("Retry-After", "2"));
            ConnectionWrites.write(connection, answer, new RefusalWritten(connection));
            return context.getStopAction();
        }
        CREDENTIALS.set(connection, AddressCredentials.take(request));
        // Tyrus takes no list here.
        request.setUpgrade(HandshakeCheck.WEBSOCKET);
        request.getHeaders().setValue(Header.Upgrade).setString(HandshakeCheck.WEBSOCKET);
        Buffer behind = content.getContent();
        NextAction next = super.handleRead(context);
        if (!END.isSet(connection)) {
            return next;
        }
        frames.takeOver(connection);
        if (!behind.hasRemaining()) {
            return next;
        }
        context.setMessage(behind);
        return frames.handleRead(context);
    }

    private record RefusalWritten(Connection<?> connection) implements Outlet.WriteListener {
        @Override
        public void onWritten(int bytes) {
            connection.closeSilently();
        }

        @Override
        public void onWriteFailed(Throwable cause) {
            connection.terminateSilently();
        }
    }
}
