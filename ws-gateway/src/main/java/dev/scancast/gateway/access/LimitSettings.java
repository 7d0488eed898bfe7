package dev.scancast.gateway.access;

import dev.scancast.contract.settings.Setting;
import dev.scancast.contract.settings.SettingException;
import dev.scancast.contract.settings.Settings;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How much anybody may ask for.
 *
 * @param connections in all
 * @param addressConnections of one address
 * @param subjectConnections watches of one subject
 * @param joinsPerSecond in all
 * @param scansPerMinute started by one subject, or by all where nobody is told apart
 * @param body in bytes, of a request
 * @param batchBody in bytes, of a batch's
 * @param message in bytes, of a WebSocket client
 * @param handshakeTimeout from the connection to the end of the first request's head
 * @param headerTimeout from a head's first byte to its end
 * @param bodyTimeout from a head's end to that of the body
 * @param trustedProxies whose X-Forwarded-For counts
 */
public record LimitSettings(
        int connections,
        int addressConnections,
        int subjectConnections,
        int joinsPerSecond,
        int scansPerMinute,
        int body,
        int batchBody,
        int message,
        Duration handshakeTimeout,
        Duration headerTimeout,
        Duration bodyTimeout,
        Set<InetAddress> trustedProxies) {

    static final Setting<Integer> CONNECTIONS = Setting.integer(
            "gateway.max-connections", 50_000, 1, 10_000_000, "How many connections there may be; more get 503.");
    static final Setting<Integer> ADDRESS_CONNECTIONS = Setting.integer(
            "gateway.address-connections",
            1000,
            1,
            10_000_000,
            "How many connections of one address there may be, other than this machine's own; more get 429.");
    static final Setting<Integer> SUBJECT_CONNECTIONS = Setting.integer(
            "gateway.subject-connections",
            200,
            1,
            1_000_000,
            "How many watches of one subject there may be; more are closed with 1013.");
    static final Setting<Integer> JOINS = Setting.integer(
            "gateway.joins-per-second",
            5000,
            1,
            1_000_000,
            "How many watches may begin in a second, twice as many in the first; more get 429.");
    static final Setting<Integer> SCANS = Setting.integer(
            "gateway.scans-per-minute",
            2000,
            1,
            1_000_000,
            "How many scans a subject may start in a minute; all together where there is no authentication.");
    static final Setting<Long> BODY =
            Setting.size("gateway.max-body", "64KiB", "1KiB", "64MiB", "The largest body of a request; more get 413.");
    static final Setting<Long> BATCH_BODY = Setting.size(
            "gateway.max-batch-body", "1MiB", "1KiB", "64MiB", "The largest body of a batch's request; more get 413.");
    static final Setting<Long> MESSAGE = Setting.size(
            "gateway.max-message",
            "16KiB",
            "1KiB",
            "1MiB",
            "The largest message of a WebSocket client; 1009 for more.");
    static final Setting<Duration> HANDSHAKE_TIMEOUT = Setting.duration(
            "gateway.handshake-timeout",
            "15s",
            "100ms",
            "5m",
            "How long a new connection may take until its first request's head is there, TLS and all.");
    static final Setting<Duration> HEADER_TIMEOUT = Setting.duration(
            "gateway.header-timeout", "10s", "100ms", "5m", "How long the head of a further request may take.");
    static final Setting<Duration> BODY_TIMEOUT =
            Setting.duration("gateway.body-timeout", "30s", "100ms", "10m", "How long the body of a request may take.");
    static final Setting<List<String>> TRUSTED_PROXIES = Setting.list(
            "gateway.trusted-proxies",
            "",
            "addresses, separated by commas",
            "Proxies whose X-Forwarded-For tells a client's address.");

    /** All of them. */
    public static final List<Setting<?>> CATALOG = List.of(
            CONNECTIONS,
            ADDRESS_CONNECTIONS,
            SUBJECT_CONNECTIONS,
            JOINS,
            SCANS,
            BODY,
            BATCH_BODY,
            MESSAGE,
            HANDSHAKE_TIMEOUT,
            HEADER_TIMEOUT,
            BODY_TIMEOUT,
            TRUSTED_PROXIES);

    public LimitSettings {
        trustedProxies = Set.copyOf(trustedProxies);
    }

    /**
     * The values in force.
     *
     * @throws SettingException if a trusted proxy is no address
     */
    public static LimitSettings from(Settings settings) {
        return new LimitSettings(
                settings.get(CONNECTIONS),
                settings.get(ADDRESS_CONNECTIONS),
                settings.get(SUBJECT_CONNECTIONS),
                settings.get(JOINS),
                settings.get(SCANS),
                Math.toIntExact(settings.get(BODY)),
                Math.toIntExact(settings.get(BATCH_BODY)),
                Math.toIntExact(settings.get(MESSAGE)),
                settings.get(HANDSHAKE_TIMEOUT),
                settings.get(HEADER_TIMEOUT),
                settings.get(BODY_TIMEOUT),
                addresses(settings.get(TRUSTED_PROXIES)));
    }

    private static Set<InetAddress> addresses(List<String> texts) {
        Set<InetAddress> addresses = new HashSet<>();
        for (String text : texts) {
            InetAddress address = AddressLiteral.parse(text);
            if (address == null) {
                throw new SettingException(
                        TRUSTED_PROXIES + " must be addresses such as 10.0.0.1 or 2001:db8::1, got \"" + text + "\"");
            }
            addresses.add(address);
        }
        return addresses;
    }
}
