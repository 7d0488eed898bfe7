package dev.scancast.gateway.rest;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.PreMatching;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.glassfish.jersey.server.ExtendedUriInfo;
import org.glassfish.jersey.uri.UriTemplate;

/** Tells how long each answer took, by route. Thread-safe. */
@PreMatching
final class AnswerTimes implements ContainerRequestFilter, ContainerResponseFilter {
    private static final String BEGAN = "dev.scancast.began";

    /** A client may invent others. */
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH");

    private final Telemetry telemetry;

    AnswerTimes(Telemetry telemetry) {
        this.telemetry = telemetry;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        request.setProperty(BEGAN, System.nanoTime());
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (request.getProperty(BEGAN) instanceof Long began) {
            String method = request.getMethod().toUpperCase(Locale.ROOT);
            telemetry.answered(
                    METHODS.contains(method) ? method : "other",
                    route(request),
                    response.getStatus(),
                    Duration.ofNanos(System.nanoTime() - began));
        }
    }

    private static String route(ContainerRequestContext request) {
        if (!(request.getUriInfo() instanceof ExtendedUriInfo uri)) {
            return "none";
        }
        List<UriTemplate> templates = uri.getMatchedTemplates();
        StringBuilder route = new StringBuilder();
        for (int i = templates.size() - 1; i >= 0; i--) {
            route.append(templates.get(i).getTemplate());
        }
        String joined = route.toString().replaceAll("/{2,}", "/");
        return joined.isEmpty() || joined.equals("/") ? "none" : joined;
    }
}
