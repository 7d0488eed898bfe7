package dev.scancast.gateway.web;

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
 * Overlooks every upgrade but that of a GET to WebSocket, as RFC 9110, section 7.8, lets a server do. Grizzly takes the
 * body of a request with any Upgrade for that of the new protocol and waits for it without end, and the JDK's HTTP
 * client asks for {@code h2c} in every first request.
 */
final class UpgradeFilter extends BaseFilter implements AddOn {
    private static final String WEBSOCKET = "websocket";

    @Override
    public void setup(NetworkListener listener, FilterChainBuilder builder) {
        // Anywhere behind the parser, which asks the filters behind it.
        builder.add(builder.indexOfType(HttpServerFilter.class), this);
    }

    @Override
    public NextAction handleEvent(FilterChainContext context, FilterChainEvent event) {
        if (event instanceof IncomingHttpUpgradeEvent upgrade) {
            HttpHeader header = upgrade.getHttpHeader();
            boolean isGet = header instanceof HttpRequestPacket request && Method.GET.equals(request.getMethod());
            if (!isGet || !WEBSOCKET.equalsIgnoreCase(header.getUpgrade())) {
                header.getUpgradeDC().recycle();
                header.setIgnoreContentModifiers(false);
            }
        }
        return context.getInvokeAction();
    }
}
