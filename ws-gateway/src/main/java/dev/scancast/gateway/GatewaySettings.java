package dev.scancast.gateway;

import dev.scancast.contract.settings.Setting;
import dev.scancast.contract.settings.Settings;
import java.time.Duration;
import java.util.List;

/**
 * Where the gateway listens and how it ends.
 *
 * @param port 0 takes a free one
 * @param origins pages that may open WebSockets beside the gateway's own
 * @param drain over which time clients are closed when the gateway goes away
 */
public record GatewaySettings(String host, int port, Duration drain, List<String> origins) {

    public static final Setting<String> HOST = Setting.text(
            "gateway.host", "127.0.0.1", "a host name or address of this machine", "Where the gateway listens.");
    public static final Setting<Integer> PORT =
            Setting.integer("gateway.port", 8000, 0, 65535, "The gateway's port; 0 takes a free one.");
    public static final Setting<Duration> DRAIN = Setting.duration(
            "gateway.drain", "10s", "0s", "10m", "Over which time clients are closed when the gateway goes away.");

    public static final Setting<List<String>> ORIGINS = Setting.list(
            "gateway.origins",
            "",
            "origins such as https://example.org, separated by commas; * for any",
            "Which pages, beside the gateway's own, may open WebSockets.");

    /** All of them. */
    public static final List<Setting<?>> CATALOG = List.of(HOST, PORT, DRAIN, ORIGINS);

    /** The values in force. */
    public static GatewaySettings from(Settings settings) {
        return new GatewaySettings(settings.get(HOST), settings.get(PORT), settings.get(DRAIN), settings.get(ORIGINS));
    }
}
