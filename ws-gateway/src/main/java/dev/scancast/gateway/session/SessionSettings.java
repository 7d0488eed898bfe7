package dev.scancast.gateway.session;

import dev.scancast.contract.settings.Setting;
import dev.scancast.contract.settings.Settings;
import java.time.Duration;
import java.util.List;

/**
 * How much a client may hold up, and for how long.
 *
 * @param outboxBytes with more in flight a client is given only the newest document when it can take more
 * @param writeTimeout a client that takes nothing for so long is cut off
 * @param ping how often a WebSocket client is pinged; two unanswered end it
 * @param heartbeat how often an SSE client gets a heartbeat
 * @param unknownWait how long an unknown scan is waited for unless the client says otherwise
 * @param logWait how long after a scan's end the end of its log is waited for
 */
public record SessionSettings(
        long outboxBytes,
        Duration writeTimeout,
        Duration ping,
        Duration heartbeat,
        Duration unknownWait,
        Duration logWait) {

    /** The longest that a client may ask to wait for an unknown scan. */
    public static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

    public static final Setting<Long> OUTBOX = Setting.size(
            "gateway.outbox",
            "256KiB",
            "64KiB",
            "64MiB",
            "With more in flight a client is given only the newest document when it can take more.");
    public static final Setting<Duration> WRITE_TIMEOUT = Setting.duration(
            "gateway.write-timeout", "30s", "1s", "10m", "A client that takes nothing for so long is cut off.");
    public static final Setting<Duration> PING = Setting.duration(
            "gateway.ping", "20s", "100ms", "10m", "How often WebSocket clients are pinged; two missed end them.");
    public static final Setting<Duration> HEARTBEAT =
            Setting.duration("gateway.heartbeat", "10s", "100ms", "10m", "How often SSE clients get a heartbeat.");
    public static final Setting<Duration> WAIT =
            Setting.duration("gateway.wait", "30s", "0s", "300s", "How long an unknown scan is waited for.");

    public static final Setting<Duration> LOG_WAIT = Setting.duration(
            "gateway.log-wait", "2s", "0s", "60s", "How long after a scan's end the end of its log is waited for.");

    /** All of them. */
    public static final List<Setting<?>> CATALOG = List.of(OUTBOX, WRITE_TIMEOUT, PING, HEARTBEAT, WAIT, LOG_WAIT);

    /** The values in force. */
    public static SessionSettings from(Settings settings) {
        return new SessionSettings(
                settings.get(OUTBOX),
                settings.get(WRITE_TIMEOUT),
                settings.get(PING),
                settings.get(HEARTBEAT),
                settings.get(WAIT),
                settings.get(LOG_WAIT));
    }
}
