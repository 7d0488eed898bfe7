package dev.scancast.gateway.websocket;

/** The codes that a peer may close with: RFC 6455 section 7.4, and what IANA registered since (1012 to 1014). */
final class PeerCloseCode {
    /** Stands for a Close without a code; never sent. */
    static final int NONE = 1005;

    private static final int FIRST = 1000;
    private static final int RESERVED = 1004;
    private static final int ABNORMAL = 1006;
    private static final int LAST_DEFINED = 1014;
    private static final int FIRST_REGISTERED = 3000;
    private static final int LAST_PRIVATE = 4999;

    private PeerCloseCode() {}

    static boolean mayBeSent(int code) {
        boolean defined = code >= FIRST && code <= LAST_DEFINED && code != RESERVED && code != NONE && code != ABNORMAL;
        return defined || (code >= FIRST_REGISTERED && code <= LAST_PRIVATE);
    }
}
