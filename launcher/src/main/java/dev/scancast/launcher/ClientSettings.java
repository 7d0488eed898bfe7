package dev.scancast.launcher;

import dev.scancast.contract.settings.Setting;
import java.net.URI;
import java.util.List;

/** Settings of the commands that are a gateway's clients. */
final class ClientSettings {
    static final Setting<URI> GATEWAY_URL = Setting.of(
            "gateway.url",
            "http://127.0.0.1:8000",
            "an address such as http://127.0.0.1:8000 or https://scancast.example.org",
            "Where submit, batch, watch, cancel and ls find a gateway.",
            ClientSettings::parse);

    static final List<Setting<?>> CATALOG = List.of(GATEWAY_URL);

    private ClientSettings() {}

    private static URI parse(String text) {
        URI url = URI.create(text.replaceAll("/+$", ""));
        boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
        if (!http || url.getHost() == null || url.getRawQuery() != null || url.getRawFragment() != null) {
            throw new IllegalArgumentException();
        }
        return url;
    }
}
