package dev.scancast.gateway.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.scancast.contract.document.Json;
import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanRequest;
import dev.scancast.contract.document.ScanStatus;
import dev.scancast.contract.document.WireDocument;
import dev.scancast.contract.redis.Redis;
import dev.scancast.gateway.access.Caller;
import dev.scancast.gateway.fleet.Cancellation;
import dev.scancast.gateway.fleet.Intake;
import dev.scancast.gateway.web.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Scans as REST sees them, in Redis. Every method throws a {@link redis.clients.jedis.exceptions.JedisException} where
 * Redis can't be reached. Thread-safe.
 */
final class ScanStore {

    private final Redis redis;
    private final Intake intake;
    private final ScanDocuments documents;
    private final Cancellation cancellation;

    ScanStore(Redis redis, Intake intake, Cancellation cancellation) {
        this.redis = redis;
        this.intake = intake;
        this.documents = new ScanDocuments(redis);
        this.cancellation = cancellation;
    }

    /**
     * Queues a scan.
     *
     * @return whether it is new; false if the same was asked for before
     * @throws ProblemException if another request has the id
     * @throws dev.scancast.gateway.fleet.QueueFullException if too many wait
     */
    boolean submit(ScanId scan, ScanRequest request, Caller caller) {
        return switch (intake.submit(scan, request, caller.subject())) {
            case NEW -> true;
            case SAME -> false;
            case OTHER ->
                throw new ProblemException(
                        Problem.Code.SCAN_EXISTS,
                        "there is a scan " + scan + " of something else: choose another scan_id");
        };
    }

    /** The current document, or the remembered end; null if the scan isn't known, or not the caller's. */
    @Nullable
    WireDocument read(ScanId scan, Caller caller) {
        return known(scan, caller).document();
    }

    /** What is known of a scan, as the caller sees it. */
    KnownScan known(ScanId scan, Caller caller) {
        return documents.read(List.of(scan), caller).get(0);
    }

    private @Nullable WireDocument read(ScanId scan) {
        return documents.read(List.of(scan)).get(0).document();
    }

    /** The documents of many scans. */
    ScanDocuments documents() {
        return documents;
    }

    /**
     * Asks for a scan to be stopped; one that nobody holds ends at once.
     *
     * @return the document that stands now
     * @throws ProblemException if there is no such scan, the caller may not stop it, or it ended otherwise
     */
    WireDocument cancel(ScanId scan, Caller caller) {
        String owner = documents.owners(List.of(scan)).get(0);
        boolean may = caller.mayCancel(owner);
        WireDocument current = may || caller.mayRead(owner) ? read(scan) : null;
        if (current == null) {
            throw new ProblemException(Problem.Code.SCAN_NOT_FOUND, "there is no scan " + scan);
        }
        if (!may) {
            throw new ProblemException(
                    Problem.Code.FORBIDDEN,
                    "this scan may be stopped by its owner alone, or with " + Caller.CANCEL_ALL);
        }
        if (current.isTerminal()) {
            if (current.terminal() == ScanStatus.CANCELED) {
                return current;
            }
            throw new ProblemException(Problem.Code.SCAN_ENDED, "the scan has ended: " + current.status(), current);
        }
        cancellation.cancel(List.of(scan));
        WireDocument now = read(scan);
        return now == null ? current : now;
    }

    /** Asks for all of them to be stopped that haven't ended; those that nobody holds end at once. */
    void cancelAll(List<KnownScan> scans) {
        cancellation.cancel(scans.stream()
                .filter(scan -> scan.document() == null || !scan.document().isTerminal())
                .map(KnownScan::id)
                .toList());
    }

    /**
     * The stored report, gzipped JSON; null if there is none. One that an attempt left behind which wasn't the last is
     * none: a scan of ours has a report when it completed. Null too if the scan isn't the caller's.
     */
    byte @Nullable [] report(ScanId scan, Caller caller) {
        KnownScan known = known(scan, caller);
        if (!caller.mayRead(known.owner())) {
            return null;
        }
        WireDocument document = known.document();
        boolean isLeftBehind = document != null && document.isVersioned() && !hasReport(document);
        return isLeftBehind
                ? null
                : redis.commands().get(redis.keys().report(scan).getBytes(UTF_8));
    }

    private static boolean hasReport(WireDocument document) {
        if (document.terminal() != ScanStatus.COMPLETED) {
            return false;
        }
        try {
            return Json.mapper().readTree(document.bytes()).path("report").asBoolean(true);
        } catch (IOException e) {
            throw new UncheckedIOException("it was read before", e);
        }
    }
}
