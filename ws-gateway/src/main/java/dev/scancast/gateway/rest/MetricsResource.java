package dev.scancast.gateway.rest;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;

/** What Prometheus reads. */
@Path("metrics")
public final class MetricsResource {
    private static final String TEXT_FORMAT = "text/plain;version=0.0.4;charset=utf-8";

    private final Telemetry telemetry;

    MetricsResource(Telemetry telemetry) {
        this.telemetry = telemetry;
    }

    /** Everything that this gateway counts; docs/metrics.md lists it. */
    @GET
    public Response metrics() {
        return Response.ok(telemetry.scrape(), TEXT_FORMAT)
                .header("Cache-Control", "no-store")
                .build();
    }
}
