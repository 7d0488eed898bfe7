package dev.scancast.gateway.session;

/**
 * Why a connection is closed: one list for all transports. 1000-1015 are RFC 6455's, 44xx are ours and mirror the HTTP
 * status that a browser couldn't read from a failed handshake.
 */
public enum CloseCode {
    /** The scan ended; the reason is completed, error or canceled. Not to be opened again. */
    ENDED(1000, false),
    /** The peer broke the protocol. Not to be opened again. */
    PROTOCOL_ERROR(1002, false),
    /** The peer sent text that is no UTF-8. Not to be opened again. */
    INVALID_DATA(1007, false),
    /** The peer sent what isn't allowed here. Not to be opened again. */
    POLICY(1008, false),
    /** The peer sent too much at once. Not to be opened again. */
    TOO_BIG(1009, false),
    /** The status can't be read. Come back. */
    UNREADABLE(1011, true),
    /** This gateway goes away. Come back, another may answer. */
    GOING_AWAY(1012, true),
    /** Not now. Come back later. */
    TRY_LATER(1013, true),
    /** The peer didn't prove who it is, or that has expired. To be opened again with a new token. */
    NOT_AUTHENTICATED(4401, false),
    /** There is no such scan, or it isn't the peer's. Not to be opened again. */
    NOT_FOUND(4404, false);

    private final int code;
    private final boolean comesBack;

    CloseCode(int code, boolean comesBack) {
        this.code = code;
        this.comesBack = comesBack;
    }

    /** As in a WebSocket close frame. */
    public int code() {
        return code;
    }

    /** Whether a client should open the connection again. */
    public boolean comesBack() {
        return comesBack;
    }
}
