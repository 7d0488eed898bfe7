package dev.scancast.scanner.metrics;

import dev.scancast.contract.settings.Setting;
import dev.scancast.contract.settings.Settings;
import java.util.List;
import java.util.OptionalInt;

/**
 * Where a worker's metrics are.
 *
 * @param port empty for nowhere, 0 for a free one
 */
public record MetricsSettings(String host, OptionalInt port) {
    private static final int HIGHEST_PORT = 65_535;

    public static final Setting<String> HOST = Setting.text(
            "worker.metrics-host",
            "127.0.0.1",
            "a host name or address of this machine",
            "Where a worker's metrics are, if anywhere.");
    public static final Setting<OptionalInt> PORT = Setting.of(
            "worker.metrics-port",
            "",
            "a whole number from 0 to 65535; 0 takes a free one, empty for no metrics",
            "The port of a worker's metrics.",
            text -> {
                if (text.isEmpty()) {
                    return OptionalInt.empty();
                }
                int port = Integer.parseInt(text);
                if (port < 0 || port > HIGHEST_PORT) {
                    throw new IllegalArgumentException();
                }
                return OptionalInt.of(port);
            });

    /** All of them. */
    public static final List<Setting<?>> CATALOG = List.of(HOST, PORT);

    /** The values in force. */
    public static MetricsSettings from(Settings settings) {
        return new MetricsSettings(settings.get(HOST), settings.get(PORT));
    }
}
