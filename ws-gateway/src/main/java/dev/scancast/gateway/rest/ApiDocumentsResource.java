package dev.scancast.gateway.rest;

import dev.scancast.contract.document.ProgressDocument;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** What programs read to know what this gateway speaks. */
@Path("api")
public final class ApiDocumentsResource {
    private final byte[] openApi = load(ApiDocumentsResource.class, "openapi.json");
    private final byte[] asyncApi = load(ApiDocumentsResource.class, "asyncapi.json");
    private final byte[] progressDocument = load(ProgressDocument.class, "progress-document.schema.json");

    ApiDocumentsResource() {}

    /** REST, as OpenAPI 3.1. */
    @GET
    @Path("openapi.json")
    @Produces(MediaType.APPLICATION_JSON)
    public Response openApi() {
        return answer(openApi);
    }

    /** WebSockets and Redis' channels, as AsyncAPI 3.0. */
    @GET
    @Path("asyncapi.json")
    @Produces(MediaType.APPLICATION_JSON)
    public Response asyncApi() {
        return answer(asyncApi);
    }

    /** The progress document, as JSON Schema. */
    @GET
    @Path("progress-document.schema.json")
    @Produces("application/schema+json")
    public Response progressDocument() {
        return answer(progressDocument);
    }

    private static Response answer(byte[] document) {
        return Response.ok(document).header("Cache-Control", "no-cache").build();
    }

    private static byte[] load(Class<?> beside, String name) {
        try (InputStream in = beside.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing from the jar");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
