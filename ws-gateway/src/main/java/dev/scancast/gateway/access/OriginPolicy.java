package dev.scancast.gateway.access;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which pages may ask. A browser sends Origin, and cookies or a loopback address along with
 * it, from any page: so only pages of our own and those that were allowed may connect. What sends no Origin is no
 * browser. Immutable.
 */
public final class OriginPolicy {
    private final Set<String> allowedOrigins;

    /** @param allowedOrigins beside the gateway's own; an asterisk for any */
    public OriginPolicy(List<String> allowedOrigins) {
        this.allowedOrigins = Set.copyOf(allowedOrigins);
    }

    /** Whether a page of that origin may open a socket at that host. */
    public boolean allows(@Nullable String origin, @Nullable String host) {
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

    /** Whether a page of another origin may read answers. */
    public boolean isListed(@Nullable String origin) {
        return origin != null && (allowedOrigins.contains(origin) || allowedOrigins.contains("*"));
    }
}
