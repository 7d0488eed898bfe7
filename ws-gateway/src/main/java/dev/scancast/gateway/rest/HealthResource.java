package dev.scancast.gateway.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scancast.contract.document.Json;
import dev.scancast.gateway.hub.LinkState;
import dev.scancast.gateway.session.Sessions;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** Whether the gateway lives, and whether it should be given clients. */
@Path("health")
@Produces(MediaType.APPLICATION_JSON)
public final class HealthResource {
    private final LinkState link;
    private final IntSupplier subscriptions;
    private final Sessions sessions;
    private final String version;

    HealthResource(LinkState link, IntSupplier subscriptions, Sessions sessions, String version) {
        this.link = link;
        this.subscriptions = subscriptions;
        this.sessions = sessions;
        this.version = version;
    }

    /** 200 as long as this process answers: only a new start would help if it doesn't. */
    @GET
    @Path("live")
    public byte[] live() {
        return Json.write(Json.mapper().createObjectNode().put("status", "live"));
    }

    /** 200 if clients may be sent here, else 503; the same as {@code /health}. */
    @GET
    @Path("ready")
    public Response ready() {
        return health();
    }

    /** Readiness as JSON that a person can read. */
    @GET
    public Response health() {
        String problem = problem();
        ObjectNode answer = Json.mapper().createObjectNode();
        answer.put("status", problem == null ? "ready" : "not_ready");
        if (problem != null) {
            answer.put("reason", problem);
        }
        answer.put("version", version);
        ObjectNode redis = answer.putObject("redis");
        redis.put("link", link.isUp() ? "up" : "down");
        if (link.probeMillis() >= 0) {
            redis.put("probe_ms", Math.round(link.probeMillis() * 100) / 100.0);
        }
        answer.put("subscriptions", subscriptions.getAsInt());
        ObjectNode connections = answer.putObject("connections");
        sessions.countByTransport().forEach(connections::put);
        return Response.status(problem == null ? 200 : 503)
                .header("Cache-Control", "no-store")
                .entity(Json.write(answer))
                .build();
    }

    private @Nullable String problem() {
        if (sessions.isDraining()) {
            return "this gateway goes away";
        }
        if (link.refusal() != null) {
            return "Redis takes no writes: " + link.refusal();
        }
        if (link.isUp() && link.unfitness() != null) {
            return link.unfitness();
        }
        return link.isReady() ? null : "the link to Redis is not proved";
    }
}
