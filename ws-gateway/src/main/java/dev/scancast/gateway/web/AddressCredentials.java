package dev.scancast.gateway.web;

import dev.scancast.gateway.access.Credentials;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.glassfish.grizzly.http.HttpRequestPacket;
import org.jspecify.annotations.Nullable;

/** Takes tickets and tokens out of requests, so that whatever handles or logs the request's address never sees them. */
public final class AddressCredentials {
    private AddressCredentials() {}

    /** What the client proves itself by; ticket and token are gone from the address after. */
    public static Credentials take(HttpRequestPacket request) {
        String authorization = request.getHeader("Authorization");
        String query = request.getQueryString();
        if (query == null || query.isEmpty()) {
            return Credentials.of(authorization, null, null);
        }
        List<String> rest = new ArrayList<>();
        String ticket = null;
        String token = null;
        for (String parameter : query.split("&", -1)) {
            String isTicket = valueOf(parameter, Credentials.TICKET_PARAMETER);
            String isToken = valueOf(parameter, Credentials.TOKEN_PARAMETER);
            if (isTicket != null) {
                ticket = isTicket;
            } else if (isToken != null) {
                token = isToken;
            } else {
                rest.add(parameter);
            }
        }
        if (ticket != null || token != null) {
            request.setQueryString(String.join("&", rest));
        }
        return Credentials.of(authorization, ticket, token);
    }

    private static @Nullable String valueOf(String parameter, String name) {
        if (!parameter.startsWith(name + "=")) {
            return null;
        }
        try {
            return URLDecoder.decode(parameter.substring(name.length() + 1), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return ""; // no ticket and no token is written so
        }
    }
}
