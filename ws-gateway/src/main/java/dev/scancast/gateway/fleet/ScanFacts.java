package dev.scancast.gateway.fleet;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.scancast.contract.document.DocumentRejectedException;
import dev.scancast.contract.document.Json;
import dev.scancast.contract.document.ProgressDocument;
import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanRequest;
import dev.scancast.contract.document.ScanStatus;
import dev.scancast.contract.document.WireDocument;
import dev.scancast.contract.redis.Redis;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.Response;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * What Redis has of one scan.
 *
 * @param isHeld whether somebody has the lease
 * @param isCancelRequested whether somebody wants it stopped
 * @param hasEpoch whether somebody wrote it by the contract's scripts, or was about to
 * @param mayBeQueued whether it was asked for by a request, and not begun by a program of its own
 * @param owner empty for none
 * @param request as JSON, empty for none
 * @param status the document that stands, null if there is none or it can't be relayed
 * @param document the same as one of our own; null where it is a foreign publisher's
 * @param isEndRemembered whether meta has the terminal document
 * @param statusLifeMillis how long the status will stand; negative if it stands for ever, or not at all
 */
record ScanFacts(
        ScanId scan,
        boolean isHeld,
        boolean isCancelRequested,
        boolean hasEpoch,
        boolean mayBeQueued,
        String owner,
        String request,
        @Nullable WireDocument status,
        @Nullable ProgressDocument document,
        boolean isEndRemembered,
        long statusLifeMillis) {
    private static final Logger LOG = LoggerFactory.getLogger(ScanFacts.class);

    private static final byte[][] META = {
        "epoch".getBytes(UTF_8),
        "terminal".getBytes(UTF_8),
        "queued".getBytes(UTF_8),
        "owner".getBytes(UTF_8),
        "request".getBytes(UTF_8)
    };

    /** Whether nothing more will come of it. */
    boolean hasEnded() {
        return isEndRemembered || (status != null && status.isTerminal());
    }

    /** Whether its publisher writes documents of its own kind, and alone can end it. */
    boolean isForeign() {
        return status != null && document == null;
    }

    /** Whether no trace of it is left, or none is there yet. */
    boolean isUnknown() {
        return status == null && !hasEpoch;
    }

    /** Whether it waits for a worker; so does one whose status has run out before it began. */
    boolean isQueued() {
        return document == null ? mayBeQueued : document.status() == ScanStatus.QUEUED && mayBeQueued;
    }

    /** A name for people; null where neither document nor request has one. */
    @Nullable
    String repository() {
        if (document != null) {
            return document.repository();
        }
        try {
            return request.isEmpty()
                    ? null
                    : Json.read(request.getBytes(UTF_8), ScanRequest.class).repositoryName();
        } catch (IOException e) {
            LOG.debug("scan={} its request can't be read", scan, e);
            return null;
        }
    }

    /** The same of a scan whose status is gone, with the last document that was known. */
    ScanFacts knownAs(ProgressDocument last) {
        return new ScanFacts(
                scan,
                isHeld,
                isCancelRequested,
                hasEpoch,
                mayBeQueued,
                owner,
                request,
                status,
                last,
                isEndRemembered,
                statusLifeMillis);
    }

    /** What Redis has of these scans, read in one round trip. One whose keys are another program's is left out. */
    static List<ScanFacts> read(Redis redis, List<ScanId> scans) {
        List<Answers> answers = new ArrayList<>();
        try (AbstractPipeline pipeline = redis.commands().pipelined()) {
            scans.forEach(scan -> answers.add(Answers.ask(redis, pipeline, scan)));
            pipeline.sync();
        }
        List<ScanFacts> facts = new ArrayList<>();
        for (Answers answer : answers) {
            try {
                facts.add(answer.facts());
            } catch (JedisDataException e) {
                LOG.debug("scan={} its keys are another program's", answer.scan, e);
            }
        }
        return facts;
    }

    private record Answers(
            ScanId scan,
            Response<Boolean> lease,
            Response<Boolean> cancel,
            Response<List<byte[]>> meta,
            Response<byte[]> status,
            Response<Long> life) {

        static Answers ask(Redis redis, AbstractPipeline pipeline, ScanId scan) {
            String status = redis.keys().status(scan);
            return new Answers(
                    scan,
                    pipeline.exists(redis.keys().lease(scan)),
                    pipeline.exists(redis.keys().cancel(scan)),
                    pipeline.hmget(redis.keys().meta(scan).getBytes(UTF_8), META),
                    pipeline.get(status.getBytes(UTF_8)),
                    pipeline.pttl(status));
        }

        ScanFacts facts() {
            List<byte[]> fields = meta.get();
            WireDocument current = parse(status.get());
            ProgressDocument document = ours(current);
            // Meta's mark is lost where Redis was emptied; but only a request makes a worker write that it waits.
            boolean waits = document != null && document.status() == ScanStatus.QUEUED && fields.get(4) != null;
            return new ScanFacts(
                    scan,
                    lease.get(),
                    cancel.get(),
                    fields.get(0) != null,
                    fields.get(2) != null || waits,
                    text(fields.get(3)),
                    text(fields.get(4)),
                    current,
                    document,
                    fields.get(1) != null,
                    life.get());
        }

        private @Nullable WireDocument parse(byte @Nullable [] bytes) {
            try {
                return bytes == null ? null : WireDocument.parse(scan, bytes);
            } catch (DocumentRejectedException e) {
                return null; // as for watchers: what can't be relayed isn't there; the hub logs it
            }
        }

        private static String text(byte @Nullable [] bytes) {
            return bytes == null ? "" : new String(bytes, UTF_8);
        }
    }

    /** A document as one of our own; null if it isn't. */
    static @Nullable ProgressDocument ours(@Nullable WireDocument document) {
        if (document == null || !document.isVersioned()) {
            return null;
        }
        try {
            return Json.read(document.bytes(), ProgressDocument.class);
        } catch (IOException e) {
            LOG.trace("a foreign publisher's", e);
            return null;
        }
    }
}
