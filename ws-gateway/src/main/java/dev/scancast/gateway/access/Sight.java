package dev.scancast.gateway.access;

/** Whether a caller sees what it asked for. */
public enum Sight {
    /** It does. */
    VISIBLE,
    /** It is there and not the caller's, who must not be able to tell that from its not being there. */
    HIDDEN,
    /** Nothing says whose it is: it isn't there yet, or is nobody's. */
    UNKNOWN
}
