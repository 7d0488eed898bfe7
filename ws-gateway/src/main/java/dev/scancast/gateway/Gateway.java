package dev.scancast.gateway;

import dev.scancast.contract.redis.RedisSettings;
import dev.scancast.contract.settings.Setting;
import dev.scancast.contract.settings.Settings;
import java.net.URI;
import java.util.List;
import java.util.stream.Stream;

/** A running gateway. Thread-safe. */
public final class Gateway implements AutoCloseable {

    /** Every setting that a gateway reads. */
    public static final List<Setting<?>> CATALOG = Stream.<List<Setting<?>>>of(
                    RedisSettings.CATALOG, GatewaySettings.CATALOG)
            .flatMap(List::stream)
            .toList();

    private final URI url;

    private Gateway(URI url) {
        this.url = url;
    }

    /**
     * Starts it; Redis need not be there yet.
     *
     * @throws dev.scancast.contract.settings.SettingException if a setting is wrong or the port is taken
     */
    public static Gateway start(Settings settings) {
        GatewaySettings own = GatewaySettings.from(settings);
        return new Gateway(URI.create("http://" + own.host() + ":" + own.port()));
    }

    /** Where it listens, with the port that was really taken. */
    public URI url() {
        return url;
    }

    /** Drains: not ready, clients told and closed with 1012, then everything ends. Returns in bounded time. */
    @Override
    public void close() {}
}
