package dev.scancast.gateway.web;

import dev.scancast.gateway.access.OriginPolicy;
import org.glassfish.grizzly.http.Method;
import org.glassfish.grizzly.http.server.Request;
import org.glassfish.grizzly.http.server.Response;
import org.jspecify.annotations.Nullable;

/**
 * What browsers are told with every answer: not to guess types, not to frame us, not to tell addresses; and which pages
 * of other origins may read it, as Fetch has it (CORS). No cookies are used, so none are allowed. Immutable.
 */
public final class BrowserRules {
    private static final String ALLOWED_METHODS = "GET, POST, DELETE";
    private static final String ALLOWED_HEADERS = "Authorization, Content-Type, If-None-Match, Last-Event-ID";
    private static final String EXPOSED_HEADERS = "ETag, Location, Retry-After, WWW-Authenticate";
    private static final String KEPT_SECONDS = "600";
    private static final String HSTS = "max-age=31536000";

    private final OriginPolicy origins;
    private final boolean secure;

    /** @param secure whether the server speaks TLS */
    public BrowserRules(OriginPolicy origins, boolean secure) {
        this.origins = origins;
        this.secure = secure;
    }

    /** Adds them; true if that was all there was to say, as to a preflight. */
    boolean apply(Request request, Response response) {
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("X-Frame-Options", "DENY");
        response.setHeader("Referrer-Policy", "same-origin");
        response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
        if (secure) {
            response.setHeader("Strict-Transport-Security", HSTS);
        }
        String origin = request.getHeader("Origin");
        response.addHeader("Vary", "Origin, Accept-Encoding");
        if (!origins.isListed(origin)) {
            return false;
        }
        response.setHeader("Access-Control-Allow-Origin", origin);
        response.setHeader("Access-Control-Expose-Headers", EXPOSED_HEADERS);
        if (!request.getMethod().equals(Method.OPTIONS) || request.getHeader("Access-Control-Request-Method") == null) {
            return false;
        }
        response.setHeader("Access-Control-Allow-Methods", ALLOWED_METHODS);
        response.setHeader("Access-Control-Allow-Headers", ALLOWED_HEADERS);
        response.setHeader("Access-Control-Max-Age", KEPT_SECONDS);
        response.setStatus(204);
        return true;
    }

    /** Whether who asks may hold a stream open: a page that could read nothing of it may not. */
    public boolean mayStream(Request request) {
        return origins.allows(request.getHeader("Origin"), request.getHeader("Host"));
    }

    /** The line that lets a page read an answer whose head is written by hand; empty if none may. */
    public String line(@Nullable String origin) {
        boolean isPlain = origin != null && origin.chars().allMatch(c -> c > ' ' && c <= '~');
        return isPlain && origins.isListed(origin)
                ? "Access-Control-Allow-Origin: " + origin + "\r\nVary: Origin\r\n"
                : "";
    }
}
