package dev.scancast.contract.source;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How a Git server is spoken to. */
public enum GitScheme {
    HTTPS(443),
    SSH(22);

    private final int port;

    GitScheme(int port) {
        this.port = port;
    }

    /** The port that a URL without one means. */
    int port() {
        return port;
    }

    /** As URLs and settings spell it. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The one of that name, in any case; null if there is none. */
    static @Nullable GitScheme of(String name) {
        for (GitScheme scheme : values()) {
            if (scheme.name().equalsIgnoreCase(name)) {
                return scheme;
            }
        }
        return null;
    }
}
