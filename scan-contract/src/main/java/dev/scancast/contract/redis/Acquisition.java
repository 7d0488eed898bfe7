package dev.scancast.contract.redis;

/** What came of asking for an epoch. */
public sealed interface Acquisition {

    /** The scan may be written. */
    record Granted(Fence fence) implements Acquisition {}

    /**
     * Another holds the scan's lease.
     *
     * @param lease its value, {@code <epoch> <holder>}
     */
    record Held(String lease) implements Acquisition {}

    /** The scan has ended; nothing may be written. */
    record Ended() implements Acquisition {}

    /**
     * The scan was to be new but there is one of this id.
     *
     * @param request what that one was asked to scan, as JSON
     */
    record Exists(String request) implements Acquisition {}
}
