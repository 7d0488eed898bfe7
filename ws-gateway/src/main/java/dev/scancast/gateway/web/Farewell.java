package dev.scancast.gateway.web;

import dev.scancast.gateway.session.Outlet;
import java.util.Map;
import org.glassfish.grizzly.Connection;

/** The last words on a connection: a problem, then its end. */
final class Farewell {
    private Farewell() {}

    /**
     * Says it, and closes without waiting for whatever the peer still sends. Reading ends behind the words: whoever
     * reads its end closes the connection, and would be faster than they are.
     */
    static void say(Connection<?> connection, Problem.Code code, String detail) {
        say(connection, code, detail, Map.of("Retry-After", "5"));
    }

    /** The same with other headers. */
    static void say(Connection<?> connection, Problem.Code code, String detail, Map<String, String> headers) {
        ConnectionWrites.write(connection, code.rawResponse(detail, headers), new Outlet.WriteListener() {
            @Override
            public void onWritten(int bytes) {
                ConnectionWrites.endInput(connection);
                connection.closeSilently();
            }

            @Override
            public void onWriteFailed(Throwable cause) {
                ConnectionWrites.endInput(connection);
                connection.terminateSilently();
            }
        });
    }
}
