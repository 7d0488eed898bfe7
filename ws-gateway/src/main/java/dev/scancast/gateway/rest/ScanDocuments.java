package dev.scancast.gateway.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.scancast.contract.document.DocumentRejectedException;
import dev.scancast.contract.document.DocumentVersion;
import dev.scancast.contract.document.Json;
import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanRequest;
import dev.scancast.contract.document.WireDocument;
import dev.scancast.contract.redis.Redis;
import dev.scancast.gateway.access.Caller;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.Response;

/**
 * Reads scans' documents, many in one go. Every method throws a
 * {@link redis.clients.jedis.exceptions.JedisException} where Redis can't be reached. Thread-safe.
 */
final class ScanDocuments {
    private static final int CHUNK = 200;
    private static final byte[] TERMINAL = "terminal".getBytes(UTF_8);
    private static final byte[] OWNER = "owner".getBytes(UTF_8);
    private static final byte[] REQUEST = "request".getBytes(UTF_8);

    private final Redis redis;

    ScanDocuments(Redis redis) {
        this.redis = redis;
    }

    private record Answers(ScanId scan, Response<byte[]> status, Response<List<byte[]>> meta) {}

    /**
     * What is known of each, in the same order, as the caller sees it. What it doesn't see isn't read: neither its size
     * nor whether it is there shows in the time.
     */
    List<KnownScan> read(List<ScanId> scans, Caller caller) {
        if (caller.readsAll()) {
            return read(scans);
        }
        List<@Nullable String> owners = owners(scans);
        List<ScanId> own = new ArrayList<>();
        for (int i = 0; i < scans.size(); i++) {
            if (caller.mayRead(owners.get(i))) {
                own.add(scans.get(i));
            }
        }
        Map<ScanId, KnownScan> known = new HashMap<>();
        read(own).forEach(scan -> known.put(scan.id(), scan.seenBy(caller)));
        return scans.stream()
                .map(scan -> known.getOrDefault(scan, KnownScan.unknown(scan)))
                .toList();
    }

    /** Whose each is, in the same order; null or empty for nobody's. */
    List<@Nullable String> owners(List<ScanId> scans) {
        List<Response<byte[]>> answers = new ArrayList<>();
        try (AbstractPipeline pipeline = redis.commands().pipelined()) {
            scans.forEach(
                    scan -> answers.add(pipeline.hget(redis.keys().meta(scan).getBytes(UTF_8), OWNER)));
            pipeline.sync();
        }
        List<@Nullable String> owners = new ArrayList<>();
        answers.forEach(answer -> owners.add(text(answer.get())));
        return owners;
    }

    private static @Nullable String text(byte @Nullable [] bytes) {
        return bytes == null ? null : new String(bytes, UTF_8);
    }

    /** What is known of each, in the same order, whosever it is. */
    List<KnownScan> read(List<ScanId> scans) {
        List<KnownScan> known = new ArrayList<>();
        for (int from = 0; from < scans.size(); from += CHUNK) {
            List<Answers> answers = new ArrayList<>();
            try (AbstractPipeline pipeline = redis.commands().pipelined()) {
                for (ScanId scan : scans.subList(from, Math.min(scans.size(), from + CHUNK))) {
                    answers.add(new Answers(
                            scan,
                            pipeline.get(redis.keys().status(scan).getBytes(UTF_8)),
                            pipeline.hmget(redis.keys().meta(scan).getBytes(UTF_8), TERMINAL, OWNER)));
                }
                pipeline.sync();
            }
            answers.forEach(answer -> known.add(known(answer)));
        }
        return known;
    }

    /** What each was asked for with, in the same order; null where nobody asked over the API. */
    List<@Nullable ScanRequest> requests(List<ScanId> scans) {
        List<Response<byte[]>> answers = new ArrayList<>();
        try (AbstractPipeline pipeline = redis.commands().pipelined()) {
            scans.forEach(
                    scan -> answers.add(pipeline.hget(redis.keys().meta(scan).getBytes(UTF_8), REQUEST)));
            pipeline.sync();
        }
        List<@Nullable ScanRequest> requests = new ArrayList<>();
        answers.forEach(answer -> requests.add(request(answer.get())));
        return requests;
    }

    private static @Nullable ScanRequest request(byte @Nullable [] json) {
        if (json == null || json.length == 0) {
            return null;
        }
        try {
            return Json.read(json, ScanRequest.class);
        } catch (IOException e) {
            return null; // another program's
        }
    }

    private static KnownScan known(Answers answers) {
        WireDocument current = parse(answers.scan, answers.status.get());
        WireDocument end = parse(answers.scan, answers.meta.get().get(0));
        return new KnownScan(
                answers.scan, newer(current, end), text(answers.meta.get().get(1)));
    }

    private static @Nullable WireDocument newer(@Nullable WireDocument current, @Nullable WireDocument end) {
        if (current == null || end == null) {
            return current == null ? end : current;
        }
        return !current.isTerminal() && isNewer(end.version(), current.version()) ? end : current;
    }

    private static boolean isNewer(@Nullable DocumentVersion version, @Nullable DocumentVersion than) {
        return version != null && (than == null || version.isNewerThan(than));
    }

    private static @Nullable WireDocument parse(ScanId scan, byte @Nullable [] bytes) {
        if (bytes == null) {
            return null;
        }
        try {
            return WireDocument.parse(scan, bytes);
        } catch (DocumentRejectedException e) {
            return null; // as for watchers: what can't be relayed isn't there; the hub logs it
        }
    }
}
