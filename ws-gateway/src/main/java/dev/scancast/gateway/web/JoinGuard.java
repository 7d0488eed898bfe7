package dev.scancast.gateway.web;

import dev.scancast.gateway.access.Limits;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.http.HttpRequestPacket;
import org.jspecify.annotations.Nullable;

/** Who may begin to watch now, as far as numbers go. Thread-safe. */
public final class JoinGuard {
    private static final String FORWARDED = "X-Forwarded-For";

    private final Limits limits;

    public JoinGuard(Limits limits) {
        this.limits = limits;
    }

    /** Null if it may; it is counted for as long as the connection stands. */
    public Problem.@Nullable Code join(Connection<?> connection, HttpRequestPacket request) {
        if (!limits.join()) {
            return Problem.Code.TOO_MANY_JOINS;
        }
        InetAddress peer = RequestClock.peerOf(connection);
        String client = clientOf(connection, request);
        if (!limits.enterBehindProxy(peer, client)) {
            return Problem.Code.TOO_MANY_CONNECTIONS;
        }
        connection.addCloseListener(new OnClose(() -> limits.leaveBehindProxy(peer, client)));
        return null;
    }

    /** The connection is a socket now: no further request comes on it, however slowly. */
    public static void upgraded(Connection<?> connection) {
        RequestClock.upgraded(connection);
    }

    /** The address that asks, behind trusted proxies too. */
    private String clientOf(Connection<?> connection, HttpRequestPacket request) {
        List<String> forwarded = new ArrayList<>();
        request.getHeaders().values(FORWARDED).forEach(forwarded::add);
        return limits.clientOf(RequestClock.peerOf(connection), forwarded);
    }

    /** What a refused client is told. */
    public static String detail(Problem.Code code) {
        return code == Problem.Code.TOO_MANY_JOINS
                ? "too many begin to watch in this second: come back in a few"
                : "this address watches too much: close something, or ask for a higher gateway.address-connections";
    }
}
