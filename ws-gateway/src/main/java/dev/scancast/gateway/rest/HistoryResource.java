package dev.scancast.gateway.rest;

import dev.scancast.contract.document.WireDocument;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Scans that run and that ran. */
@Path(RestTransport.BASE)
@Produces(MediaType.APPLICATION_JSON)
public final class HistoryResource {
    private final HistoryStore history;

    HistoryResource(HistoryStore history) {
        this.history = history;
    }

    /** A page of them, newest first: each scan's document byte for byte. */
    @GET
    @Path("scans")
    public Response list(@Context UriInfo uri, @Context ContainerRequestContext context) {
        HistoryStore.Page page = history.page(HistoryQuery.of(uri.getQueryParameters()), BearerFilter.caller(context));
        List<WireDocument> documents = page.documents();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        write(out, "{\"scans\":[");
        for (int i = 0; i < documents.size(); i++) {
            if (i > 0) {
                out.write(',');
            }
            out.writeBytes(documents.get(i).bytes());
        }
        write(out, "]");
        if (page.next() != null) {
            write(out, ",\"next\":\"" + page.next().cursor() + "\"");
        }
        write(out, "}");
        return Response.ok(out.toByteArray())
                .header("Cache-Control", "no-cache")
                .build();
    }

    private static void write(ByteArrayOutputStream out, String ascii) {
        out.writeBytes(ascii.getBytes(StandardCharsets.US_ASCII));
    }
}
