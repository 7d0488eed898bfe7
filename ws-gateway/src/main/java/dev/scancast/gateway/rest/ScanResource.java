package dev.scancast.gateway.rest;

import dev.scancast.contract.document.Json;
import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanRequest;
import dev.scancast.contract.document.ScanStatus;
import dev.scancast.contract.document.WireDocument;
import dev.scancast.contract.source.GitUrlRule;
import dev.scancast.gateway.access.Caller;
import dev.scancast.gateway.web.Problem;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** Starting, polling and canceling scans. */
@Path(RestTransport.BASE)
@Produces(MediaType.APPLICATION_JSON)
public final class ScanResource {
    /** How soon a client that polls should ask again, in seconds. */
    private static final int POLL_INTERVAL = 3;

    private final ScanStore scans;
    private final Workers workers;
    private final GitUrlRule urls;
    private final int largestBody;

    ScanResource(ScanStore scans, Workers workers, GitUrlRule urls, int largestBody) {
        this.scans = scans;
        this.workers = workers;
        this.urls = urls;
        this.largestBody = largestBody;
    }

    /** Starts a scan. */
    @POST
    @Path("scan")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response start(InputStream in, @Context ContainerRequestContext context) throws IOException {
        byte[] bytes = in.readNBytes(largestBody + 1);
        if (bytes.length > largestBody) {
            throw new ProblemException(Problem.Code.BODY_TOO_LARGE, "a request may be " + largestBody + " bytes long");
        }
        SubmitBody body = SubmitBody.parse(bytes);
        ScanRequest request = checked(body.request());
        ScanId scan = body.scanId() == null ? ScanId.create() : body.scanId();
        Caller caller = BearerFilter.caller(context);
        BearerFilter.countStarts(context, 1);
        boolean isNew = scans.submit(scan, request, caller);
        WireDocument document = isNew ? null : scans.read(scan, caller);
        String status = document == null || document.status() == null ? "queued" : document.status();
        return Response.status(isNew ? 202 : 200)
                .location(URI.create("/" + RestTransport.BASE + "/scan/" + scan))
                .entity(Json.write(Map.of("scan_id", scan.value(), "status", status)))
                .build();
    }

    /** The request as a worker is to see it, if it may be scanned. */
    ScanRequest checked(ScanRequest request) {
        String path = request.repositoryPath();
        if (path == null) {
            return SourceCheck.ofUrl(request, urls);
        }
        String normalized = PathRule.check(path, Workers.union(workers.records(), "roots"));
        return new ScanRequest(
                normalized, null, request.ref(), request.fileTypes(), request.excludePatterns(), request.analyzers());
    }

    /** The current document, byte for byte. */
    @GET
    @Path("scan/{scan_id}")
    public Response read(
            @PathParam("scan_id") String id,
            @HeaderParam("If-None-Match") @Nullable String ifNoneMatch,
            @Context ContainerRequestContext context) {
        WireDocument document = require(new ScanId(id), BearerFilter.caller(context));
        String tag = tag(document);
        Response.ResponseBuilder response =
                isKnown(tag, ifNoneMatch) ? Response.notModified() : Response.ok(document.bytes());
        if (!document.isTerminal()) {
            response.header("Retry-After", POLL_INTERVAL);
        }
        return response.header("ETag", tag).header("Cache-Control", "no-cache").build();
    }

    /** Asks for a scan to be stopped. */
    @DELETE
    @Path("scan/{scan_id}")
    public Response cancel(@PathParam("scan_id") String id, @Context ContainerRequestContext context) {
        WireDocument document = scans.cancel(new ScanId(id), BearerFilter.caller(context));
        return Response.status(document.terminal() == ScanStatus.CANCELED ? 200 : 202)
                .entity(document.bytes())
                .build();
    }

    /** The report of a scan that completed. */
    @GET
    @Path("scan/{scan_id}/report")
    public Response report(@PathParam("scan_id") String id, @Context ContainerRequestContext context) {
        ScanId scan = new ScanId(id);
        Caller caller = BearerFilter.caller(context);
        byte[] report = scans.report(scan, caller);
        if (report == null) {
            require(scan, caller);
            throw new ProblemException(Problem.Code.REPORT_NOT_FOUND, "this scan has no report, not yet or no longer");
        }
        return Response.ok(report)
                .header("Content-Encoding", "gzip")
                .header("Content-Disposition", "inline; filename=\"" + scan + ".json\"")
                .build();
    }

    private WireDocument require(ScanId scan, Caller caller) {
        WireDocument document = scans.read(scan, caller);
        if (document == null) {
            throw new ProblemException(Problem.Code.SCAN_NOT_FOUND, "there is no scan " + scan);
        }
        return document;
    }

    /** Weak comparison, as RFC 9110, section 13.1.2, tells: a proxy that compresses makes a tag weak. */
    private static boolean isKnown(String tag, @Nullable String ifNoneMatch) {
        return ifNoneMatch != null
                && Arrays.stream(ifNoneMatch.split(","))
                        .map(String::strip)
                        .map(known -> known.startsWith("W/") ? known.substring(2) : known)
                        .anyMatch(known -> known.equals(tag) || known.equals("*"));
    }

    private static String tag(WireDocument document) {
        if (document.version() != null) {
            return "\"" + document.version() + "\"";
        }
        CRC32 crc = new CRC32();
        crc.update(document.bytes());
        return "\"" + document.bytes().length + "-" + Long.toHexString(crc.getValue()) + "\"";
    }
}
