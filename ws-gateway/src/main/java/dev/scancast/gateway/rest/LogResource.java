package dev.scancast.gateway.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.scancast.contract.document.DocumentRejectedException;
import dev.scancast.contract.document.LogEntry;
import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.WireDocument;
import dev.scancast.contract.redis.ScanLog;
import dev.scancast.gateway.access.Caller;
import dev.scancast.gateway.web.Problem;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayOutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The log of a scan, page by page: for clients that poll, and for scans that have ended. */
@Path(RestTransport.BASE)
@Produces(MediaType.APPLICATION_JSON)
public final class LogResource {
    private static final int MOST_LINES = 1000;

    /** An answer ends with the line that reaches this: lines may be long. */
    private static final int MOST_BYTES = 1024 * 1024;

    private static final int READ_AT_ONCE = 100;

    private final ScanStore scans;
    private final ScanLog log;

    LogResource(ScanStore scans, ScanLog log) {
        this.scans = scans;
        this.log = log;
    }

    /** Lines behind a number, oldest first. */
    @GET
    @Path("scan/{scan_id}/log")
    public Response read(
            @PathParam("scan_id") String id,
            @QueryParam("after") @DefaultValue("0") String after,
            @QueryParam("limit") @DefaultValue("200") String limit,
            @Context ContainerRequestContext context) {
        ScanId scan = new ScanId(id);
        Page page = new Page(
                scan, number("after", after, 0, LogEntry.MAX_NUMBER), (int) number("limit", limit, 1, MOST_LINES));
        Caller caller = BearerFilter.caller(context);
        KnownScan known = scans.known(scan, caller); // before the log: behind an end there are no more lines
        WireDocument document = known.document();
        ScanLog.Entry first = caller.mayRead(known.owner()) ? log.first(scan) : null;
        if (document == null && first == null) {
            throw new ProblemException(Problem.Code.SCAN_NOT_FOUND, "there is no scan " + scan);
        }
        boolean isWhole = fill(page);
        boolean hasEnded = page.endsWithMarker || (document != null && document.isTerminal());
        return Response.ok(page.json(isWhole && hasEnded, first))
                .header("Cache-Control", "no-cache")
                .build();
    }

    /** Returns whether nothing stands behind the page. */
    private boolean fill(Page page) {
        while (true) {
            List<ScanLog.Entry> entries = log.read(page.scan, page.next, READ_AT_ONCE);
            for (ScanLog.Entry entry : entries) {
                if (page.isFull()) {
                    return false;
                }
                page.take(entry);
            }
            if (entries.size() < READ_AT_ONCE) {
                return true;
            }
        }
    }

    private static long number(String name, String text, long least, long most) {
        if (!text.matches("\\d{1,16}") || Long.parseLong(text) < least || Long.parseLong(text) > most) {
            throw new ProblemException(
                    Problem.Code.INVALID_VALUE, name + " must be a number from " + least + " to " + most);
        }
        return Long.parseLong(text);
    }

    /** An answer that is being filled. */
    private static final class Page {
        private final ScanId scan;
        private final int most;
        private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
        private int count;
        private long next;
        private boolean endsWithMarker;

        Page(ScanId scan, long after, int most) {
            this.scan = scan;
            this.most = most;
            this.next = after;
        }

        boolean isFull() {
            return count == most || lines.size() >= MOST_BYTES;
        }

        /** What is no line of a log is left out. */
        void take(ScanLog.Entry entry) {
            next = entry.number();
            endsWithMarker = false;
            try {
                LogEntry parsed = LogEntry.stored(scan, entry.number(), entry.json());
                endsWithMarker = parsed.isEnd();
                if (!parsed.isEnd()) {
                    lines.writeBytes(count++ == 0 ? new byte[0] : new byte[] {','});
                    lines.writeBytes(parsed.json());
                }
            } catch (DocumentRejectedException e) {
                return; // as for watchers, to whom it is told as dropped
            }
        }

        byte[] json(boolean ended, ScanLog.@Nullable Entry first) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            all.writeBytes("{\"lines\":[".getBytes(UTF_8));
            all.writeBytes(lines.toByteArray());
            all.writeBytes(("],\"next\":" + next + ",\"end\":" + ended + ",\"first\":"
                            + (first == null || isMarker(first) ? 0 : first.number()) + "}")
                    .getBytes(UTF_8));
            return all.toByteArray();
        }

        private boolean isMarker(ScanLog.Entry entry) {
            try {
                return LogEntry.stored(scan, entry.number(), entry.json()).isEnd();
            } catch (DocumentRejectedException e) {
                return false;
            }
        }
    }
}
