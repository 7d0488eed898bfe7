package dev.scancast.gateway.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scancast.contract.document.Json;
import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanRequest;
import dev.scancast.contract.document.WireDocument;
import dev.scancast.contract.redis.Redis;
import dev.scancast.contract.redis.ScanKeys;
import dev.scancast.gateway.access.Caller;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.params.ZRangeParams;
import redis.clients.jedis.resps.Tuple;

/**
 * Scans that run and that ran, newest first, page by page. Every method throws a
 * {@link redis.clients.jedis.exceptions.JedisException} where Redis can't be reached. Thread-safe.
 */
final class HistoryStore {
    private static final int CHUNK = 200;

    /** So many scans are looked at for a page: where few match, the page is short and the next goes on. */
    private static final int MOST_LOOKED_AT = 2000;

    private final Redis redis;
    private final ScanDocuments documents;

    HistoryStore(Redis redis) {
        this.redis = redis;
        this.documents = new ScanDocuments(redis);
    }

    /**
     * A page.
     *
     * @param next what comes after it; null if nothing does
     */
    record Page(List<WireDocument> documents, @Nullable HistoryPosition next) {}

    /** The scans that are asked for, as far as they fit on a page. */
    Page page(HistoryQuery asked, Caller caller) {
        HistoryQuery query = asked.narrowedTo(caller);
        List<WireDocument> found = new ArrayList<>();
        HistoryPosition last = query.after();
        for (int lookedAt = 0; lookedAt < MOST_LOOKED_AT; ) {
            Chunk chunk = chunk(query, last);
            List<ScanId> scans = chunk.scans();
            List<KnownScan> known = documents.read(scans, caller);
            List<@Nullable ScanRequest> requests =
                    query.source() == HistoryQuery.Source.ALL ? List.of() : documents.requests(scans);
            int i = 0;
            for (HistoryPosition position : chunk.positions) {
                WireDocument document = known.get(i).document();
                ScanRequest request = requests.isEmpty() ? null : requests.get(i);
                i++;
                if (document != null && query.source().matches(request) && matches(query, document)) {
                    if (found.size() == query.limit()) {
                        return new Page(found, last);
                    }
                    found.add(document);
                }
                last = position;
            }
            if (chunk.isLast) {
                return new Page(found, null);
            }
            lookedAt += chunk.positions.size();
        }
        return new Page(found, last);
    }

    private static boolean matches(HistoryQuery query, WireDocument document) {
        try {
            JsonNode tree = Json.mapper().readTree(document.bytes());
            return query.matches(document, tree.path("repository").asText(""));
        } catch (IOException e) {
            throw new UncheckedIOException("a document that was read before can't be read", e);
        }
    }

    /**
     * Consecutive scans.
     *
     * @param isLast whether none come after them
     */
    private record Chunk(List<HistoryPosition> positions, boolean isLast) {
        List<ScanId> scans() {
            return positions.stream()
                    .map(position -> new ScanId(position.scan()))
                    .toList();
        }
    }

    /**
     * The next ones of all indexes together. The live ones are read before those that ended, both from the same place:
     * a scan that ends meanwhile is in the history before it leaves the live ones, so it is in one of them at least.
     */
    private Chunk chunk(HistoryQuery query, @Nullable HistoryPosition after) {
        List<String> indexes = query.owner() == null
                ? List.of(ScanKeys.LIVE, ScanKeys.HISTORY)
                : List.of(ScanKeys.owner(query.owner()));
        TreeSet<HistoryPosition> all = new TreeSet<>();
        HistoryPosition end = null; // beyond it an index wasn't read
        for (String index : indexes) {
            Chunk read = read(index, query, after);
            all.addAll(read.positions);
            if (!read.isLast) {
                HistoryPosition last = read.positions.get(read.positions.size() - 1);
                end = end == null || last.compareTo(end) < 0 ? last : end;
            }
        }
        return new Chunk(new ArrayList<>(end == null ? all : all.headSet(end, true)), end == null);
    }

    /** The next ones of an index: none left out, and at least one if there is one. */
    private Chunk read(String index, HistoryQuery query, @Nullable HistoryPosition after) {
        String from = after == null || after.since() >= query.until() ? "(" + query.until() : "" + after.since();
        ZRangeParams range =
                new ZRangeParams(Protocol.Keyword.BYSCORE, redisNumber(from), redisNumber("" + query.since())).rev();
        List<HistoryPosition> positions = new ArrayList<>();
        // More than once only where so many have the very time of the place that was reached.
        for (int skip = 0; ; skip += CHUNK) {
            List<Tuple> read = redis.commands().zrangeWithScores(index, range.limit(skip, CHUNK));
            for (Tuple tuple : read) {
                HistoryPosition position = new HistoryPosition(tuple.getScore(), tuple.getElement());
                if (ScanId.isValid(position.scan()) && (after == null || position.compareTo(after) > 0)) {
                    positions.add(position);
                }
            }
            boolean isLast = read.size() < CHUNK;
            if (isLast || !positions.isEmpty()) {
                return new Chunk(positions, isLast);
            }
        }
    }

    private static String redisNumber(String number) {
        return number.replace("Infinity", "inf");
    }
}
