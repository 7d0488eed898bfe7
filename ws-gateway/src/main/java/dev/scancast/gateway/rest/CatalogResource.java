package dev.scancast.gateway.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scancast.contract.document.Json;
import dev.scancast.gateway.web.Problem;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Set;

/** What can be scanned, and with what: from the workers' records. */
@Path(RestTransport.BASE)
@Produces(MediaType.APPLICATION_JSON)
public final class CatalogResource {
    private static final Set<String> SOURCES = Set.of("local", "git", "all");

    private final Workers workers;
    private final String version;

    CatalogResource(Workers workers, String version) {
        this.workers = workers;
        this.version = version;
    }

    /** The repositories that workers have; {@code git} ones are named by URL when a scan is started. */
    @GET
    @Path("repositories")
    public byte[] repositories(@QueryParam("source") @DefaultValue("all") String source) {
        if (!SOURCES.contains(source)) {
            throw new ProblemException(Problem.Code.INVALID_VALUE, "source must be local, git or all");
        }
        ObjectNode answer = Json.mapper().createObjectNode();
        ArrayNode repositories = answer.putArray("repositories");
        if (!source.equals("git")) {
            for (JsonNode worker : workers.records()) {
                for (JsonNode repository : worker.path("repositories")) {
                    ObjectNode entry = repositories.addObject();
                    entry.set("name", repository.path("name"));
                    entry.set("path", repository.path("path"));
                    entry.put("source", "local");
                    entry.set("worker", worker.path("name"));
                }
            }
        }
        return Json.write(answer);
    }

    /** A worker's record as those see it who must not know of others' scans. */
    private static JsonNode withoutScans(JsonNode worker) {
        JsonNode copy = worker.deepCopy();
        return copy instanceof ObjectNode object ? object.without("scans") : copy;
    }

    /** Languages, analyzers and workers. */
    @GET
    @Path("environment")
    public byte[] environment(@Context ContainerRequestContext context) {
        List<JsonNode> records = workers.records();
        ObjectNode answer = Json.mapper().createObjectNode();
        answer.put("version", version);
        for (String field : List.of("languages", "analyzers", "roots")) {
            ArrayNode values = answer.putArray(field);
            Workers.union(records, field).forEach(values::add);
        }
        ArrayNode list = answer.putArray("workers");
        boolean all = BearerFilter.caller(context).readsAll();
        records.forEach(worker -> list.add(all ? worker : withoutScans(worker)));
        return Json.write(answer);
    }
}
