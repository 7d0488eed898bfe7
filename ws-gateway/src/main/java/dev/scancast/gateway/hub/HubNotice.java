package dev.scancast.gateway.hub;

/**
 * What the hub tells beside documents.
 *
 * @param code stable, for programs
 * @param message for people
 */
public record HubNotice(String code, String message) {

    /** The link to Redis isn't proved: what is shown may be old. */
    public static final HubNotice DEGRADED =
            new HubNotice("degraded", "The connection to the scan's source is lost; the scan itself goes on.");

    /** The link is proved again and the current state was read. */
    public static final HubNotice RECOVERED = new HubNotice("recovered", "The connection is back; this is current.");

    /** The status was read and isn't there, though documents were seen. */
    public static final HubNotice STATUS_GONE = new HubNotice(
            "status_gone", "The status is gone from its source; what is shown is the last that was known.");
}
