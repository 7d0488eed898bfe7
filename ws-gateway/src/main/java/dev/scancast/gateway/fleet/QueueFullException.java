package dev.scancast.gateway.fleet;

/** Too many scans wait already; nothing was written. */
public final class QueueFullException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    QueueFullException(int limit) {
        super("more than " + limit + " scans would wait for a worker: try again when some have begun");
    }
}
