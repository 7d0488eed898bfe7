package dev.scancast.gateway.access;

/** Tokens can't be checked now: the issuer's keys can't be had. To be tried again. */
public final class KeysUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    KeysUnavailableException(Throwable cause) {
        super("the issuer's keys can't be had: try again in a moment", cause);
    }
}
