package dev.scancast.gateway.web;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.glassfish.grizzly.http.server.HttpHandler;
import org.glassfish.grizzly.http.server.Request;
import org.glassfish.grizzly.http.server.Response;

/**
 * Which handler answers which address: the first route whose path is the address, or with an asterisk at its end is
 * what the address begins with; else REST. (Grizzly's own mapper takes an asterisk below the first segment for all.)
 */
final class Router extends HttpHandler {
    private final List<Route> routes = new ArrayList<>();
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final HttpHandler otherwise;
    private final BrowserRules browsers;

    /** Requests that are being answered. */
    private final AtomicInteger underWay = new AtomicInteger();

    private record Route(String path, HttpHandler handler) {
        boolean matches(String address) {
            return path.endsWith("*") ? address.startsWith(path.substring(0, path.length() - 1)) : address.equals(path);
        }
    }

    Router(HttpHandler otherwise, BrowserRules browsers) {
        this.otherwise = otherwise;
        this.browsers = browsers;
    }

    void add(String path, HttpHandler handler) {
        routes.add(new Route(path, handler));
    }

    @Override
    public void start() {
        super.start();
        otherwise.start();
        routes.forEach(route -> route.handler().start());
    }

    @Override
    public void destroy() {
        routes.forEach(route -> route.handler().destroy());
        otherwise.destroy();
        super.destroy();
    }

    @Override
    public void service(Request request, Response response) throws Exception {
        underWay.incrementAndGet();
        try {
            if (browsers.apply(request, response)) {
                return;
            }
            handlerFor(request.getRequestURI()).service(request, response);
        } finally {
            underWay.decrementAndGet();
        }
    }

    private HttpHandler handlerFor(String address) {
        for (Route route : routes) {
            if (route.matches(address)) {
                return route.handler();
            }
        }
        return otherwise;
    }

    /** Waits until no request is being answered, at most so long. */
    void awaitIdle(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (underWay.get() > 0 && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(this, POLL_NANOS);
        }
    }
}
