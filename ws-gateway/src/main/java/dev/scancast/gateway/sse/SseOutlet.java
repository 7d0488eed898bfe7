package dev.scancast.gateway.sse;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.scancast.gateway.session.CloseCode;
import dev.scancast.gateway.session.Outlet;
import dev.scancast.gateway.web.ConnectionWrites;
import dev.scancast.gateway.web.Problem;
import java.util.Map;
import org.glassfish.grizzly.Connection;

/**
 * One event stream. The head of the answer waits for what is known first, so that a scan that doesn't exist is a 404
 * and one whose end the client has already is a 204, which stops an EventSource. The body ends with the connection:
 * that needs no chunks, and proxies of HTTP/1.0 take it too. Confined to the session's loop, but for terminate.
 */
final class SseOutlet implements Outlet {
    private static final String[] HEAD = {
        "200 OK",
        "Content-Type: text/event-stream;charset=utf-8",
        "Cache-Control: no-cache, no-transform",
        "X-Accel-Buffering: no",
        "X-Content-Type-Options: nosniff"
    };
    private static final String[] NO_CONTENT = {"204 No Content", "Cache-Control: no-store"};

    private final Connection<?> connection;
    private final SseProtocol protocol;
    private final Problem.Code notFound;
    private final String moreHead;
    private boolean headSent;

    /**
     * Of one client.
     *
     * @param notFound the problem that there is no such thing as was asked for
     * @param moreHead whole lines for the head, each with its end
     */
    SseOutlet(Connection<?> connection, SseProtocol protocol, Problem.Code notFound, String moreHead) {
        this.connection = connection;
        this.protocol = protocol;
        this.notFound = notFound;
        this.moreHead = moreHead;
        ConnectionWrites.keepOpen(connection);
    }

    /** Begins the answer, if it hasn't begun, since nothing is known for a while. */
    void begin() {
        if (!headSent) {
            headSent = true;
            send(head(HEAD));
            send(protocol.keepAlive());
        }
    }

    @Override
    public void write(byte[] bytes, WriteListener listener) {
        if (!headSent) {
            headSent = true;
            send(head(HEAD));
        }
        ConnectionWrites.write(connection, bytes, listener);
    }

    @Override
    public void close(CloseCode code, String reason) {
        byte[] last = headSent
                ? protocol.end(code, reason)
                : switch (code) {
                    case ENDED -> head(NO_CONTENT);
                    case NOT_FOUND -> notFound.rawResponse("there is none of this id");
                    case NOT_AUTHENTICATED ->
                        Problem.Code.NOT_AUTHENTICATED.rawResponse(
                                "this stream needs a ticket or a token: " + reason, Problem.challenge(reason));
                    case TRY_LATER -> tryLater(reason);
                    default -> Problem.Code.UNAVAILABLE.rawResponse(reason);
                };
        headSent = true;
        ConnectionWrites.write(connection, last, new WriteListener() {
            @Override
            public void onWritten(int bytes) {
                connection.closeSilently();
            }

            @Override
            public void onWriteFailed(Throwable cause) {
                connection.terminateSilently();
            }
        });
    }

    private static byte[] tryLater(String reason) {
        Problem.Code code =
                reason.equals("too_many_connections") ? Problem.Code.TOO_MANY_CONNECTIONS : Problem.Code.UNAVAILABLE;
        return code.rawResponse(reason, Map.of("Retry-After", "3"));
    }

    @Override
    public void terminate() {
        connection.terminateSilently();
    }

    private void send(byte[] bytes) {
        ConnectionWrites.write(connection, bytes, new WriteListener() {
            @Override
            public void onWritten(int written) {}

            @Override
            public void onWriteFailed(Throwable cause) {
                connection.terminateSilently();
            }
        });
    }

    private byte[] head(String... lines) {
        return ("HTTP/1.1 " + String.join("\r\n", lines) + "\r\nConnection: close\r\n" + moreHead + "\r\n")
                .getBytes(US_ASCII);
    }
}
