package dev.scancast.gateway.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scancast.contract.document.Json;
import dev.scancast.contract.document.ScanId;
import dev.scancast.gateway.access.Access;
import dev.scancast.gateway.access.Target;
import dev.scancast.gateway.web.Problem;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;

/** One-time tickets for streams, which browsers can send no header with. */
@Path(RestTransport.BASE + "/ticket")
@Produces(MediaType.APPLICATION_JSON)
public final class TicketResource {
    private static final int LARGEST_BODY = 4096;
    private static final Set<String> FIELDS = Set.of("scan_id", "batch");

    private final Access access;

    TicketResource(Access access) {
        this.access = access;
    }

    /** For the scan or batch that the body names, else for all of the caller's. Whether it is there isn't told. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Response issue(InputStream in, @Context ContainerRequestContext context) throws IOException {
        byte[] body = in.readNBytes(LARGEST_BODY + 1);
        if (body.length > LARGEST_BODY) {
            throw new ProblemException(Problem.Code.BODY_TOO_LARGE, "a request may be " + LARGEST_BODY + " bytes long");
        }
        String ticket = access.ticket(BearerFilter.caller(context), target(body));
        return Response.ok(Json.write(Json.mapper()
                        .createObjectNode()
                        .put("ticket", ticket)
                        .put("expires_in", access.ticketLife().toSeconds())))
                .header("Cache-Control", "no-store")
                .build();
    }

    private static Target target(byte[] body) {
        JsonNode root = SubmitBody.readObject(body);
        SubmitBody.requireKnown(root, FIELDS);
        String scan = SubmitBody.text(root, "scan_id");
        String batch = SubmitBody.text(root, "batch");
        if (scan != null && batch != null) {
            throw SubmitBody.invalid("give scan_id or batch, or none of them for all");
        }
        if (scan != null) {
            return new Target.Scan(new ScanId(scan));
        }
        if (batch != null) {
            BatchBody.checkId(batch);
            return new Target.Batch(batch);
        }
        return new Target.All();
    }
}
