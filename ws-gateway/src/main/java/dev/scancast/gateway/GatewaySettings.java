package dev.scancast.gateway;

import dev.scancast.contract.settings.Setting;
import dev.scancast.contract.settings.SettingException;
import dev.scancast.contract.settings.Settings;
import dev.scancast.gateway.access.HostPolicy;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the gateway listens and how it ends.
 *
 * @param port 0 takes a free one
 * @param origins pages that may open WebSockets beside the gateway's own
 * @param hosts by which names it may be asked, beside loopback's
 * @param drain over which time clients are closed when the gateway goes away
 * @param insecureNoAuth lets everybody who reaches the machine see and do everything
 */
public record GatewaySettings(
        String host, int port, List<String> hosts, Duration drain, List<String> origins, boolean insecureNoAuth) {

    private static final Logger LOG = LoggerFactory.getLogger(GatewaySettings.class);

    public static final Setting<String> HOST = Setting.text(
            "gateway.host", "127.0.0.1", "a host name or address of this machine", "Where the gateway listens.");
    public static final Setting<Integer> PORT =
            Setting.integer("gateway.port", 8000, 0, 65535, "The gateway's port; 0 takes a free one.");
    public static final Setting<List<String>> HOSTS = Setting.list(
            "gateway.hosts",
            "",
            "host names, separated by commas; * for any",
            "By which names, beside localhost and 127.0.0.1, the gateway may be asked. Empty: by no other where there is"
                    + " no authentication and only this machine can connect, else by any.");
    public static final Setting<Duration> DRAIN = Setting.duration(
            "gateway.drain", "10s", "0s", "10m", "Over which time clients are closed when the gateway goes away.");

    public static final Setting<List<String>> ORIGINS = Setting.list(
            "gateway.origins",
            "",
            "origins such as https://example.org, separated by commas; * for any",
            "Which pages, beside the gateway's own, may open WebSockets and read answers.");

    public static final Setting<Boolean> INSECURE_NO_AUTH = Setting.flag(
            "insecure-no-auth",
            false,
            "Listens beyond this machine without authentication: everybody who reaches it sees and does everything.");

    /** All of them. */
    public static final List<Setting<?>> CATALOG = List.of(HOST, PORT, HOSTS, DRAIN, ORIGINS, INSECURE_NO_AUTH);

    /** The values in force. */
    public static GatewaySettings from(Settings settings) {
        return new GatewaySettings(
                settings.get(HOST),
                settings.get(PORT),
                settings.get(HOSTS),
                settings.get(DRAIN),
                settings.get(ORIGINS),
                settings.get(INSECURE_NO_AUTH));
    }

    /** By which names it may be asked. */
    HostPolicy hostPolicy(boolean guarded) {
        return HostPolicy.of(hosts, !guarded && isLoopback());
    }

    /**
     * Says how open the gateway is.
     *
     * @throws SettingException if it would be open to other machines, and nobody said that it may
     */
    void requireSafe(boolean guarded) {
        if (guarded) {
            return;
        }
        if (isLoopback()) {
            LOG.info("no authentication is configured: only this machine can connect, by {}", host);
        } else if (insecureNoAuth) {
            LOG.warn("no authentication is configured: everybody who reaches {} sees and does everything", host);
        } else {
            throw new SettingException("gateway.host " + host + " can be reached from other machines, and there is no"
                    + " authentication: set auth.mode to jwt, or gateway.host to 127.0.0.1, or say --insecure-no-auth"
                    + " if everybody may see and do everything");
        }
    }

    /** A name that can't be resolved is found out where it is bound. */
    private boolean isLoopback() {
        try {
            return Arrays.stream(InetAddress.getAllByName(host)).allMatch(InetAddress::isLoopbackAddress);
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
