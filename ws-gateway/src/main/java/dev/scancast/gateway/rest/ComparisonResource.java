package dev.scancast.gateway.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scancast.contract.document.Json;
import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanRequest;
import dev.scancast.contract.document.ScanStatus;
import dev.scancast.contract.redis.RepositoryRuns;
import dev.scancast.gateway.access.Caller;
import dev.scancast.gateway.web.Problem;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** What changed between two runs of a repository. */
@Path(RestTransport.BASE + "/scan/{scan_id}/compare")
@Produces(MediaType.APPLICATION_JSON)
public final class ComparisonResource {

    /** A report that takes more, unpacked, isn't compared. */
    private static final int LARGEST_REPORT = 64 << 20;

    private static final int CHUNK = 20;

    /** So many earlier runs are looked at for one that completed. */
    private static final int MOST_LOOKED_AT = 200;

    private final ScanStore scans;
    private final RepositoryRuns runs;

    ComparisonResource(ScanStore scans, RepositoryRuns runs) {
        this.scans = scans;
        this.runs = runs;
    }

    /**
     * Compares a scan with an earlier one.
     *
     * @param with the earlier one's id; without it the last before this that completed
     */
    @GET
    public Response compare(
            @PathParam("scan_id") String id,
            @QueryParam("with") @Nullable String with,
            @Context ContainerRequestContext context) {
        Caller caller = BearerFilter.caller(context);
        Run now = run(new ScanId(id), caller);
        Run before = with == null ? previous(now, caller) : run(new ScanId(with), caller);
        requireSameRepository(now, before);
        ObjectNode answer = Json.mapper().createObjectNode();
        answer.put("scan_id", now.scan.id().value());
        answer.put("with", before.scan.id().value());
        answer.put("repository", now.repository());
        answer.put("same_request", now.request != null && now.request.equals(before.request));
        ReportComparison.write(answer, report(before.scan.id(), caller), report(now.scan.id(), caller));
        return Response.ok(Json.write(answer))
                .header("Cache-Control", "no-cache")
                .build();
    }

    private record Run(KnownScan scan, @Nullable ScanRequest request) {
        String repository() {
            if (request != null) {
                return request.repositoryName();
            }
            try {
                return scan.document() == null
                        ? ""
                        : Json.mapper()
                                .readTree(scan.document().bytes())
                                .path("repository")
                                .asText("");
            } catch (IOException e) {
                throw new UncheckedIOException("a document that was read before can't be read", e);
            }
        }
    }

    private Run run(ScanId id, Caller caller) {
        KnownScan scan = scans.documents().read(List.of(id), caller).get(0);
        if (scan.document() == null) {
            throw new ProblemException(Problem.Code.SCAN_NOT_FOUND, "there is no scan " + id);
        }
        return new Run(scan, scans.documents().requests(List.of(id)).get(0));
    }

    private Run previous(Run now, Caller caller) {
        ScanRequest request = now.request;
        Double since = request == null ? null : runs.since(now.scan.id(), request);
        if (request == null || since == null) {
            throw new ProblemException(
                    Problem.Code.PREVIOUS_NOT_FOUND,
                    "of which repository this scan is isn't known any more, or never was: say with which to compare it");
        }
        for (int skip = 0; skip < MOST_LOOKED_AT; skip += CHUNK) {
            List<ScanId> earlier = runs.before(request, since, skip, CHUNK);
            for (KnownScan scan : scans.documents().read(earlier, caller)) {
                if (scan.end() == ScanStatus.COMPLETED) {
                    return run(scan.id(), caller);
                }
            }
            if (earlier.size() < CHUNK) {
                break;
            }
        }
        throw new ProblemException(
                Problem.Code.PREVIOUS_NOT_FOUND, "no earlier scan of " + now.repository() + " is known that completed");
    }

    private static void requireSameRepository(Run now, Run before) {
        boolean same = (now.request != null && before.request != null)
                ? now.request.repositoryKey().equals(before.request.repositoryKey())
                : now.repository().equals(before.repository());
        if (!same) {
            throw new ProblemException(
                    Problem.Code.INVALID_VALUE,
                    "with must be a scan of the same repository, " + now.repository() + ", got one of "
                            + before.repository());
        }
    }

    private JsonNode report(ScanId scan, Caller caller) {
        byte[] gzip = scans.report(scan, caller);
        if (gzip == null) {
            throw new ProblemException(
                    Problem.Code.REPORT_NOT_FOUND, "scan " + scan + " has no report, not yet or no longer");
        }
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
            byte[] json = in.readNBytes(LARGEST_REPORT + 1);
            if (json.length > LARGEST_REPORT) {
                throw new ProblemException(
                        Problem.Code.NOT_SUPPORTED, "the report of scan " + scan + " is too large to compare");
            }
            return Json.mapper().readTree(json);
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.Code.NOT_SUPPORTED, "the report of scan " + scan + " is none of ours: it can't be read");
        }
    }
}
