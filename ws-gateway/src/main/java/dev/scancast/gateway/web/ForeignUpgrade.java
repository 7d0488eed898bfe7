package dev.scancast.gateway.web;

import java.util.Locale;
import org.glassfish.grizzly.filterchain.BaseFilter;
import org.glassfish.grizzly.filterchain.FilterChainBuilder;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.FilterChainEvent;
import org.glassfish.grizzly.filterchain.NextAction;
import org.glassfish.grizzly.http.HttpEvents.IncomingHttpUpgradeEvent;
import org.glassfish.grizzly.http.HttpHeader;
import org.glassfish.grizzly.http.HttpRequestPacket;
import org.glassfish.grizzly.http.Method;
import org.glassfish.grizzly.http.server.AddOn;
import org.glassfish.grizzly.http.server.HttpServerFilter;
import org.glassfish.grizzly.http.server.NetworkListener;

/**
 * Ignores upgrades that nobody here does, as RFC 9110 section 7.8 lets a server. Grizzly takes whatever follows a
 * request with an {@code Upgrade} header for the new protocol's, so that the body of a POST with {@code Upgrade: h2c},
 * which Java's own client sends first, would never end (grizzly #2117); and it closes the connection after the answer,
 * which fails the request that such a client sends next on it. So the header is taken away.
 */
final class ForeignUpgrade extends BaseFilter implements AddOn {

    @Override
    public void setup(NetworkListener listener, FilterChainBuilder builder) {
        builder.add(builder.indexOfType(HttpServerFilter.class), this);
    }

    @Override
    public NextAction handleEvent(FilterChainContext context, FilterChainEvent event) {
        if (event instanceof IncomingHttpUpgradeEvent upgrade) {
            HttpHeader header = upgrade.getHttpHeader();
            String protocols = header.getUpgrade();
            if (protocols == null || !protocols.toLowerCase(Locale.ROOT).contains("websocket")) {
                header.getUpgradeDC().recycle();
                header.setIgnoreContentModifiers(false);
            } else if (!(header instanceof HttpRequestPacket request) || !Method.GET.equals(request.getMethod())) {
                header.setIgnoreContentModifiers(false); // no handshake: whatever follows is a body
            }
        }
        return context.getInvokeAction();
    }
}
