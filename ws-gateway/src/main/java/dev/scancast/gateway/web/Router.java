package dev.scancast.gateway.web;

import java.util.ArrayList;
import java.util.List;
import org.glassfish.grizzly.http.server.HttpHandler;
import org.glassfish.grizzly.http.server.Request;
import org.glassfish.grizzly.http.server.Response;

/**
 * Which handler answers which address: the first route whose path is the address, or with an asterisk at its end is
 * what the address begins with; else REST. (Grizzly's own mapper takes an asterisk below the first segment for all.)
 */
final class Router extends HttpHandler {
    private final List<Route> routes = new ArrayList<>();
    private final HttpHandler otherwise;

    private record Route(String path, HttpHandler handler) {
        boolean matches(String address) {
            return path.endsWith("*") ? address.startsWith(path.substring(0, path.length() - 1)) : address.equals(path);
        }
    }

    Router(HttpHandler otherwise) {
        this.otherwise = otherwise;
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
        String address = request.getRequestURI();
        for (Route route : routes) {
            if (route.matches(address)) {
                route.handler().service(request, response);
                return;
            }
        }
        otherwise.service(request, response);
    }
}
