package dev.scancast.gateway.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scancast.contract.document.Json;
import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanRequest;
import dev.scancast.contract.document.ScanStatus;
import dev.scancast.gateway.access.Caller;
import dev.scancast.gateway.fleet.Batch;
import dev.scancast.gateway.fleet.Batches;
import dev.scancast.gateway.fleet.Intake;
import dev.scancast.gateway.web.Problem;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
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
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Many repositories at once: starting, polling and canceling a batch. */
@Path(RestTransport.BASE + "/batch")
@Produces(MediaType.APPLICATION_JSON)
public final class BatchResource {
    private static final int POLL_INTERVAL = 3;

    /** What of a scan's document stands in its batch's answer. */
    private static final List<String> FIELDS = List.of("status", "progress", "message", "repository", "error");

    private final Batches batches;
    private final ScanStore scans;
    private final UnaryOperator<ScanRequest> check;
    private final int largestBody;

    /**
     * The one resource.
     *
     * @param check makes of a request what a worker is to see, or throws a {@link ProblemException}
     * @param largestBody in bytes
     */
    BatchResource(Batches batches, ScanStore scans, UnaryOperator<ScanRequest> check, int largestBody) {
        this.batches = batches;
        this.scans = scans;
        this.check = check;
        this.largestBody = largestBody;
    }

    /** Starts a batch: all of it, or with any problem nothing. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Response start(InputStream in, @Context ContainerRequestContext context) throws IOException {
        byte[] bytes = in.readNBytes(largestBody + 1);
        if (bytes.length > largestBody) {
            throw new ProblemException(
                    Problem.Code.BODY_TOO_LARGE, "a batch's request may be " + largestBody + " bytes long");
        }
        BatchBody.Limits limits = new BatchBody.Limits(batches.mostRepositories(), batches.mostConcurrency());
        BatchBody body = BatchBody.parse(bytes, limits, check);
        String id = body.batchId() == null ? ScanId.create().value() : body.batchId();
        BearerFilter.countStarts(context, body.request().repositories().size());
        Batches.Taken taken =
                batches.take(id, body.request(), BearerFilter.caller(context).subject());
        if (taken.answer() == Intake.Answer.OTHER) {
            throw new ProblemException(
                    Problem.Code.BATCH_EXISTS,
                    "there is a batch " + id + " of something else: choose another batch_id");
        }
        ObjectNode answer = Json.mapper().createObjectNode().put("batch_id", id);
        ArrayNode ids = answer.putArray("scans");
        taken.scans().forEach(scan -> ids.add(scan.value()));
        return Response.status(taken.answer() == Intake.Answer.NEW ? 202 : 200)
                .location(URI.create("/" + RestTransport.BASE + "/batch/" + id))
                .entity(Json.write(answer))
                .build();
    }

    /** How far it is. */
    @GET
    @Path("{batch_id}")
    public Response read(@PathParam("batch_id") String id, @Context ContainerRequestContext context) {
        Caller caller = BearerFilter.caller(context);
        return answer(200, id, require(id, caller::mayRead));
    }

    /** Asks for all its scans to be stopped that haven't ended. */
    @DELETE
    @Path("{batch_id}")
    public Response cancel(@PathParam("batch_id") String id, @Context ContainerRequestContext context) {
        Caller caller = BearerFilter.caller(context);
        View before = require(id, owner -> caller.mayCancel(owner) || caller.mayRead(owner));
        if (!caller.mayCancel(before.owner())) {
            throw new ProblemException(
                    Problem.Code.FORBIDDEN,
                    "this batch may be stopped by its owner alone, or with " + Caller.CANCEL_ALL);
        }
        BatchCounts counts = before.counts();
        if (counts.isComplete() && counts.canceled() == 0) {
            throw new ProblemException(
                    Problem.Code.BATCH_ENDED,
                    "the batch has ended: of " + counts.total() + " scans " + counts.success() + " completed and "
                            + counts.errors() + " failed");
        }
        scans.cancelAll(before.scans);
        View after = view(before.batch, before.titles);
        return answer(after.counts().isComplete() ? 200 : 202, id, after);
    }

    /**
     * A batch as it is now.
     *
     * @param batch null if it was written by hand
     * @param titles of its scans, in their order
     */
    private record View(@Nullable Batch batch, Map<ScanId, String> titles, List<KnownScan> scans) {
        /** Whose it is; empty for nobody's, as one is that was written by hand. */
        String owner() {
            return ownerOf(batch);
        }

        BatchCounts counts() {
            return BatchCounts.of(scans);
        }
    }

    private static String ownerOf(@Nullable Batch batch) {
        return batch == null ? "" : batch.owner();
    }

    /** @param isSeen of an owner; of what isn't seen nothing more is read */
    private View require(String id, Predicate<String> isSeen) {
        BatchBody.checkId(id);
        Batch batch = batches.find(id);
        if (!isSeen.test(ownerOf(batch))) {
            throw notFound(id);
        }
        Map<ScanId, String> titles = batch == null ? batches.scansOf(id) : batch.titles();
        if (titles.isEmpty()) {
            throw notFound(id);
        }
        return view(batch, titles);
    }

    private static ProblemException notFound(String id) {
        return new ProblemException(Problem.Code.BATCH_NOT_FOUND, "there is no batch " + id);
    }

    private View view(@Nullable Batch batch, Map<ScanId, String> titles) {
        return new View(batch, titles, scans.documents().read(List.copyOf(titles.keySet())));
    }

    private Response answer(int status, String id, View view) {
        BatchCounts counts = view.counts();
        ObjectNode answer = Json.mapper().createObjectNode().put("batch_id", id);
        answer.put("status", counts.isComplete() ? ScanStatus.COMPLETED.wireName() : "running");
        answer.set("counts", Json.mapper().valueToTree(counts));
        Batch batch = view.batch;
        if (batch != null) {
            answer.put("concurrency", batch.request().concurrency());
            answer.put("created_at", Json.time(batch.createdAt()));
        }
        ArrayNode list = answer.putArray("scans");
        view.scans.forEach(scan -> addScan(list, scan, view.titles.getOrDefault(scan.id(), "")));
        Response.ResponseBuilder response = Response.status(status);
        if (!counts.isComplete()) {
            response.header("Retry-After", POLL_INTERVAL);
        }
        return response.header("Cache-Control", "no-cache")
                .entity(Json.write(answer))
                .build();
    }

    private static void addScan(ArrayNode list, KnownScan scan, String title) {
        ObjectNode entry = list.addObject().put("scan_id", scan.id().value());
        entry.put("status", "unknown");
        if (!title.isEmpty()) {
            entry.put("title", title);
        }
        if (scan.document() == null) {
            return;
        }
        try {
            JsonNode document = Json.mapper().readTree(scan.document().bytes());
            for (String field : FIELDS) {
                if (document.hasNonNull(field)) {
                    entry.set(field, document.get(field));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a document that was read before can't be read", e);
        }
    }
}
