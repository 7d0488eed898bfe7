package dev.scancast.gateway.web;

import dev.scancast.contract.document.ScanId;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.glassfish.grizzly.http.Method;
import org.glassfish.grizzly.http.server.HttpHandler;
import org.glassfish.grizzly.http.server.Request;
import org.glassfish.grizzly.http.server.Response;
import org.jspecify.annotations.Nullable;

/** The page and its modules, from the class path. */
public final class PageHandler extends HttpHandler {
    /** Where it is served. */
    public static final List<String> PATHS =
            List.of("/", "/index.html", "/favicon.ico", "/favicon.svg", "/scan/*", "/batch/*", "/assets/*");

    private static final String CONTENT_SECURITY_POLICY = "default-src 'none'; script-src 'self'; style-src 'self';"
            + " img-src 'self' data:; connect-src 'self' ws: wss:; base-uri 'none'; form-action 'self';"
            + " frame-ancestors 'none'; require-trusted-types-for 'script'";

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html;charset=utf-8",
            "js", "text/javascript;charset=utf-8",
            "css", "text/css;charset=utf-8",
            "svg", "image/svg+xml",
            "json", "application/json");

    private final Map<String, byte[]> files = new ConcurrentHashMap<>();

    @Override
    public void service(Request request, Response response) throws Exception {
        if (!request.getMethod().equals(Method.GET) && !request.getMethod().equals(Method.HEAD)) {
            response.setHeader("Allow", "GET, HEAD");
            Problem.Code.METHOD_NOT_ALLOWED.send(response, "pages are read by GET");
            return;
        }
        String file = fileFor(request.getRequestURI());
        byte[] content = file == null ? null : load(file);
        if (file == null || content == null) {
            Problem.Code.NOT_FOUND.send(response, "there is nothing at this address");
            return;
        }
        response.setContentType(TYPES.getOrDefault(file.substring(file.lastIndexOf('.') + 1), "text/plain"));
        response.setContentLength(content.length);
        response.setHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY);
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "same-origin");
        response.setHeader("Cache-Control", "no-cache");
        if (request.getMethod().equals(Method.GET)) {
            response.getOutputStream().write(content);
        }
    }

    /** The file behind an address; null if there is none. No address reaches outside: the names are spelled out. */
    private static @Nullable String fileFor(String path) {
        if (path.equals("/") || path.equals("/index.html")) {
            return "index.html";
        }
        if (path.equals("/favicon.ico") || path.equals("/favicon.svg")) {
            return "assets/favicon.svg";
        }
        if (path.startsWith("/scan/") && ScanId.isValid(path.substring("/scan/".length()))) {
            return "scan.html";
        }
        if (path.startsWith("/batch/") && ScanId.isValid(path.substring("/batch/".length()))) {
            return "batch.html";
        }
        return path.matches("/assets/[a-z0-9][a-z0-9_-]*\\.(js|css|svg)") ? path.substring(1) : null;
    }

    private byte @Nullable [] load(String file) throws IOException {
        byte[] known = files.get(file);
        if (known != null) {
            return known;
        }
        try (InputStream in = PageHandler.class.getResourceAsStream(file)) {
            if (in == null) {
                return null;
            }
            byte[] content = in.readAllBytes();
            files.put(file, content);
            return content;
        }
    }
}
