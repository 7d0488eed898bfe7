package dev.scancast.gateway.websocket;

import dev.scancast.gateway.access.AccessMetrics;
import dev.scancast.gateway.access.OriginPolicy;
import dev.scancast.gateway.web.Problem;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.glassfish.grizzly.http.HttpRequestPacket;
import org.glassfish.grizzly.http.Method;
import org.glassfish.grizzly.http.Protocol;
import org.jspecify.annotations.Nullable;

/** Whether a request is an opening handshake, by RFC 6455 section 4.2.1, and may be answered by an upgrade now. */
final class HandshakeCheck {
    static final String WEBSOCKET = "websocket";

    private static final String UPGRADE = "Upgrade";
    private static final String VERSION = "Sec-WebSocket-Version";
    private static final String SUPPORTED_VERSION = "13";
    private static final int KEY_BYTES = 16;
    private static final int KEY_CHARS = 24;

    private final OriginPolicy origins;
    private final AccessMetrics metrics;
    private final BooleanSupplier draining;

    HandshakeCheck(OriginPolicy origins, AccessMetrics metrics, BooleanSupplier draining) {
        this.origins = origins;
        this.metrics = metrics;
        this.draining = draining;
    }

    /**
     * Why it isn't one.
     *
     * @param headers what the answer has beside its body
     */
    record Refusal(Problem.Code code, String detail, Map<String, String> headers) {
        Refusal {
            headers = Map.copyOf(headers);
        }

        /** The whole answer. */
        byte[] response() {
            return code.rawResponse(detail, headers);
        }
    }

    /** Null if it is one, and may. */
    @Nullable
    Refusal check(HttpRequestPacket request) {
        Refusal refusal = checkForm(request);
        if (refusal != null) {
            return refusal;
        }
        if (!origins.allows(request.getHeader("Origin"), request.getHeader("Host"))) {
            metrics.count(dev.scancast.gateway.access.Refusal.ORIGIN);
            return new Refusal(
                    Problem.Code.ORIGIN_NOT_ALLOWED,
                    "pages of this origin may not connect: add it to gateway.origins",
                    Map.of());
        }
        return draining.getAsBoolean()
                ? new Refusal(Problem.Code.UNAVAILABLE, "this gateway goes away: try again", Map.of("Retry-After", "1"))
                : null;
    }

    private static @Nullable Refusal checkForm(HttpRequestPacket request) {
        if (!Method.GET.equals(request.getMethod())) {
            return new Refusal(Problem.Code.METHOD_NOT_ALLOWED, "a WebSocket is opened by GET", Map.of("Allow", "GET"));
        }
        if (request.getProtocol() != Protocol.HTTP_1_1) {
            return bad("a WebSocket needs HTTP/1.1");
        }
        if (!names(request, UPGRADE, WEBSOCKET)) {
            return new Refusal(
                    Problem.Code.UPGRADE_REQUIRED,
                    "this is a WebSocket: Upgrade must name websocket",
                    Map.of(UPGRADE, WEBSOCKET, "Connection", "Upgrade, close"));
        }
        if (!names(request, "Connection", "upgrade")) {
            return bad("Connection must name Upgrade");
        }
        if (values(request, "Host").size() != 1) {
            return bad("Host must be given once");
        }
        if (!isKey(values(request, "Sec-WebSocket-Key"))) {
            return bad("Sec-WebSocket-Key must be given once, 16 bytes in base64");
        }
        if (!values(request, VERSION).equals(List.of(SUPPORTED_VERSION))) {
            return new Refusal(
                    Problem.Code.UPGRADE_REQUIRED,
                    VERSION + " must be " + SUPPORTED_VERSION,
                    Map.of(VERSION, SUPPORTED_VERSION, UPGRADE, WEBSOCKET, "Connection", "Upgrade, close"));
        }
        if (request.getContentLength() > 0 || request.isChunked()) {
            return bad("a handshake has no body");
        }
        return isUri(request.getRequestURI()) ? null : bad("the address is no URI");
    }

    private static Refusal bad(String detail) {
        return new Refusal(Problem.Code.BAD_HANDSHAKE, detail, Map.of());
    }

    private static List<String> values(HttpRequestPacket request, String name) {
        List<String> values = new ArrayList<>();
        request.getHeaders().values(name).forEach(value -> values.add(value.strip()));
        return values;
    }

    private static boolean names(HttpRequestPacket request, String header, String token) {
        for (String value : values(request, header)) {
            for (String part : value.split(",", -1)) {
                if (part.strip().toLowerCase(Locale.ROOT).equals(token)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isKey(List<String> values) {
        if (values.size() != 1 || values.get(0).length() != KEY_CHARS) {
            return false;
        }
        try {
            return Base64.getDecoder().decode(values.get(0)).length == KEY_BYTES;
        } catch (IllegalArgumentException e) {
            return false; // no base64
        }
    }

    private static boolean isUri(String text) {
        try {
            return new URI(text).getRawPath() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
