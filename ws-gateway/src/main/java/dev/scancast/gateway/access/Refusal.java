package dev.scancast.gateway.access;

/** Everything for which somebody is turned away at the door; each is counted. */
public enum Refusal {
    /** They didn't prove who they are. */
    NOT_AUTHENTICATED,
    /** They see it but may not do this. */
    FORBIDDEN,
    /** Too many connections in all. */
    CONNECTIONS,
    /** Too many of one address. */
    ADDRESS_CONNECTIONS,
    /** Too many watches of one subject. */
    SUBJECT_CONNECTIONS,
    /** Too many joins a second. */
    JOINS,
    /** Too many scans a minute. */
    SCANS,
    /** The head of a request took too long. */
    HEADER_TIMEOUT,
    /** The body of a request took too long. */
    BODY_TIMEOUT,
    /** The body of a request was too large. */
    BODY_SIZE,
    /** A page of another origin. */
    ORIGIN,
    /** By a name that isn't the gateway's. */
    HOST,
    /** Too much waits to be decided. */
    OVERLOADED
}
