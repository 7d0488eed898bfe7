package dev.scancast.gateway.sse;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.scancast.gateway.session.CloseCode;
import dev.scancast.gateway.session.Outlet;
import dev.scancast.gateway.web.ConnectionWrites;
import dev.scancast.gateway.web.Problem;
import org.glassfish.grizzly.Connection;

/**
 * One event stream. The head of the answer waits for what is known first, so that a scan that doesn't exist is a 404
 * and one whose end the client has already is a 204, which stops an EventSource. The body ends with the connection:
 * that needs no chunks, and proxies of HTTP/1.0 take it too. Confined to the session's loop, but for terminate.
 */
final class SseOutlet implements Outlet {
    private static final byte[] HEAD = head(
            "200 OK",
            "Content-Type: text/event-stream;charset=utf-8",
            "Cache-Control: no-cache, no-transform",
            "X-Accel-Buffering: no",
            "X-Content-Type-Options: nosniff");
    private static final byte[] NO_CONTENT = head("204 No Content", "Cache-Control: no-store");

    private final Connection<?> connection;
    private final SseProtocol protocol;
    private final Problem.Code notFound;
    private boolean headSent;

    /** @param notFound the problem that there is no such thing as was asked for */
    SseOutlet(Connection<?> connection, SseProtocol protocol, Problem.Code notFound) {
        this.connection = connection;
        this.protocol = protocol;
        this.notFound = notFound;
        ConnectionWrites.keepOpen(connection);
    }

    /** Begins the answer, if it hasn't begun, since nothing is known for a while. */
    void begin() {
        if (!headSent) {
            headSent = true;
            send(HEAD);
            send(protocol.keepAlive());
        }
    }

    @Override
    public void write(byte[] bytes, WriteListener listener) {
        if (!headSent) {
            headSent = true;
            send(HEAD);
        }
        ConnectionWrites.write(connection, bytes, listener);
    }

    @Override
    public void close(CloseCode code, String reason) {
        byte[] last = headSent
                ? protocol.end(code, reason)
                : switch (code) {
                    case ENDED -> NO_CONTENT;
                    case NOT_FOUND -> notFound.rawResponse("there is none of this id");
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

    private static byte[] head(String status, String... headers) {
        return ("HTTP/1.1 " + status + "\r\n" + String.join("\r\n", headers) + "\r\nConnection: close\r\n\r\n")
                .getBytes(US_ASCII);
    }
}
