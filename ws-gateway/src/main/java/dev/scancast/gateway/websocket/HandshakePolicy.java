package dev.scancast.gateway.websocket;

import java.net.URI;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.glassfish.tyrus.spi.UpgradeRequest;
import org.jspecify.annotations.Nullable;

/**
 * Which handshakes are refused before the upgrade: those that break RFC 6455's section 4.2.1, where Tyrus answers 500 or
 * nothing proper, and those of pages that may not connect. A browser sends Origin, and cookies or a loopback address
 * along with it, from any page: so only pages of our own and those that were allowed may. What sends no Origin is no
 * browser. Immutable.
 */
final class HandshakePolicy {
    private static final String VERSION = "13";
    private static final int KEY_BYTES = 16;

    private final Set<String> allowedOrigins;

    HandshakePolicy(List<String> allowedOrigins) {
        this.allowedOrigins = Set.copyOf(allowedOrigins);
    }

    /**
     * An answer other than 101.
     *
     * @param headers to be set beside the status
     */
    record Refusal(int status, String reason, Map<String, String> headers) {}

    /** Why the handshake is refused, null if it isn't. What asks for another upgrade, or none, is not looked at. */
    @Nullable
    Refusal refusalOf(UpgradeRequest request) {
        if (!holds(request.getHeader("Upgrade"), "websocket")) {
            return null;
        }
        if (!VERSION.equals(request.getHeader("Sec-WebSocket-Version"))) {
            return new Refusal(426, "Upgrade Required", Map.of("Sec-WebSocket-Version", VERSION));
        }
        if (!holds(request.getHeader("Connection"), "upgrade") || !isKey(request.getHeader("Sec-WebSocket-Key"))) {
            return new Refusal(400, "Bad Request", Map.of());
        }
        return allowsOrigin(request.getHeader("Origin"), request.getHeader("Host"))
                ? null
                : new Refusal(403, "Origin not allowed", Map.of());
    }

    /** Whether a header's list holds the word, in any case. */
    private static boolean holds(@Nullable String list, String word) {
        return list != null
                && Arrays.stream(list.split(","))
                        .anyMatch(entry -> entry.strip().equalsIgnoreCase(word));
    }

    private static boolean isKey(@Nullable String key) {
        try {
            return key != null && Base64.getDecoder().decode(key.strip()).length == KEY_BYTES;
        } catch (IllegalArgumentException e) {
            return false; // not base64
        }
    }

    private boolean allowsOrigin(@Nullable String origin, @Nullable String host) {
        if (origin == null || allowedOrigins.contains(origin) || allowedOrigins.contains("*")) {
            return true;
        }
        if (host == null) {
            return false;
        }
        try {
            String authority = URI.create(origin).getRawAuthority();
            return authority != null && authority.toLowerCase(Locale.ROOT).equals(host.toLowerCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            return false; // an origin that is no URL is nobody's
        }
    }
}
