package dev.scancast.gateway.websocket;

import dev.scancast.gateway.session.ClientSession;
import dev.scancast.gateway.session.CloseCode;
import org.jspecify.annotations.Nullable;

/**
 * Our end of one socket, as whoever reads it sees it.
 *
 * @param client null where the socket was closed as soon as it was open
 */
record SocketEnd(WebSocketOutlet outlet, @Nullable ClientSession client) {

    /** The peer lives. */
    void heard() {
        if (client != null) {
            client.heard();
        }
    }

    void ping(byte[] payload) {
        outlet.pong(payload);
    }

    /** The peer sent its Close; nothing it sends behind counts. */
    void closed(int code) {
        outlet.peerDone(code);
        if (client != null) {
            client.abandon(CloseCode.ENDED, "");
        }
    }

    /** The peer sent what no proper one does: told why and left, as section 7.1.7 has it. */
    void broken(FrameCheck.Violation violation) {
        outlet.peerDone(0);
        if (client != null) {
            client.abandon(violation.code(), violation.reason());
        }
    }
}
