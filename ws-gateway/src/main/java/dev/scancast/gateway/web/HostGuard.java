package dev.scancast.gateway.web;

import dev.scancast.gateway.access.AccessMetrics;
import dev.scancast.gateway.access.HostPolicy;
import dev.scancast.gateway.access.Refusal;
import java.util.Map;
import java.util.Set;
import org.glassfish.grizzly.filterchain.BaseFilter;
import org.glassfish.grizzly.filterchain.FilterChainBuilder;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.NextAction;
import org.glassfish.grizzly.http.HttpContent;
import org.glassfish.grizzly.http.HttpRequestPacket;
import org.glassfish.grizzly.http.server.AddOn;
import org.glassfish.grizzly.http.server.HttpServerFilter;
import org.glassfish.grizzly.http.server.NetworkListener;

/** Turns away, before any transport sees it, what asks for the gateway by a name that isn't the gateway's. */
final class HostGuard extends BaseFilter implements AddOn {
    /** Monitors and proxies ask by whatever name, and no scan is told there. */
    private static final Set<String> HEALTH = Set.of("/health", "/health/live", "/health/ready");

    private final HostPolicy hosts;
    private final AccessMetrics metrics;

    HostGuard(HostPolicy hosts, AccessMetrics metrics) {
        this.hosts = hosts;
        this.metrics = metrics;
    }

    @Override
    public void setup(NetworkListener listener, FilterChainBuilder builder) {
        builder.add(builder.indexOfType(HttpServerFilter.class), this);
    }

    @Override
    public NextAction handleRead(FilterChainContext context) {
        HttpContent content = context.getMessage();
        if (!(content.getHttpHeader() instanceof HttpRequestPacket request) || isAllowed(request)) {
            return context.getInvokeAction();
        }
        metrics.count(Refusal.HOST);
        Farewell.say(
                context.getConnection(),
                Problem.Code.HOST_NOT_ALLOWED,
                "this gateway is not to be asked by that name: use localhost, or add the name to gateway.hosts",
                Map.of());
        return context.getStopAction();
    }

    private boolean isAllowed(HttpRequestPacket request) {
        for (String host : request.getHeaders().values("Host")) {
            if (!hosts.allows(host)) {
                return HEALTH.contains(request.getRequestURI());
            }
        }
        return true;
    }
}
