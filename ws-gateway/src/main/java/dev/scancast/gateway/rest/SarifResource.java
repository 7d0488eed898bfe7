package dev.scancast.gateway.rest;

import dev.scancast.contract.document.ScanId;
import dev.scancast.gateway.access.Caller;
import dev.scancast.gateway.web.Problem;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.IOException;

/** Findings for other tools: what editors and code hosts read. */
@Path(RestTransport.BASE)
@Produces(SarifResource.MEDIA_TYPE)
public final class SarifResource {
    static final String MEDIA_TYPE = "application/sarif+json";

    private final ScanStore scans;

    SarifResource(ScanStore scans) {
        this.scans = scans;
    }

    /** The findings in a scan's report. */
    @GET
    @Path("scan/{scan_id}/report.sarif")
    public Response sarif(@PathParam("scan_id") String id, @Context ContainerRequestContext context)
            throws IOException {
        ScanId scan = new ScanId(id);
        Caller caller = BearerFilter.caller(context);
        byte[] report = scans.report(scan, caller);
        if (report == null) {
            if (scans.read(scan, caller) == null) {
                throw new ProblemException(Problem.Code.SCAN_NOT_FOUND, "there is no scan " + scan);
            }
            throw new ProblemException(Problem.Code.REPORT_NOT_FOUND, "this scan has no report, not yet or no longer");
        }
        return Response.ok(SarifExport.of(report))
                .header("Content-Encoding", "gzip")
                .header("Content-Disposition", "inline; filename=\"" + scan + ".sarif\"")
                .build();
    }
}
