package dev.scancast.scanner.queue;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.scancast.contract.document.Json;
import dev.scancast.contract.document.ScanRequest;
import dev.scancast.contract.redis.FencedWriter;
import dev.scancast.contract.redis.Redis;
import dev.scancast.contract.redis.ScanKeys;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.params.XClaimParams;
import redis.clients.jedis.params.XPendingParams;
import redis.clients.jedis.params.XReadGroupParams;
import redis.clients.jedis.resps.StreamEntry;
import redis.clients.jedis.resps.StreamPendingEntry;

/**
 * The queue as one worker sees it. An entry that was read stays this worker's until it is done; one that nobody
 * touched for a lease's life is any worker's that gets the scan's lease. The consumer group is made where it is missing,
 * also after Redis was emptied. Every method throws a
 * {@link redis.clients.jedis.exceptions.JedisException} where Redis can't be reached. Thread-safe.
 */
final class RequestQueue {
    private static final Logger LOG = LoggerFactory.getLogger(RequestQueue.class);

    private static final StreamEntryID START = new StreamEntryID("0-0");

    private static final int PAGE = 100;

    private final Redis redis;
    private final String consumer;

    RequestQueue(Redis redis, String consumer) {
        this.redis = redis;
        this.consumer = consumer;
    }

    /** A request. */
    record Entry(StreamEntryID id, Map<String, String> fields) {
        private static Entry of(StreamEntry entry) {
            return new Entry(entry.getID(), Map.copyOf(entry.getFields()));
        }

        /** What it names as a scan's id; empty if nothing. */
        String scan() {
            return fields.getOrDefault("scan", "");
        }

        FencedWriter.Origin origin() {
            return new FencedWriter.Origin(fields.getOrDefault("owner", ""), body());
        }

        /** What is to be scanned. One that can't be read names nothing, and ends in an error that says so. */
        ScanRequest request() {
            try {
                return Json.read(body().getBytes(UTF_8), ScanRequest.class);
            } catch (IOException e) {
                LOG.error("scan={} its request can't be read: {}", scan(), body(), e);
                return new ScanRequest(null, null, null, List.of(), List.of(), List.of());
            }
        }

        private String body() {
            return fields.getOrDefault("request", "");
        }
    }

    /**
     * The next request that nobody has read, waited for.
     *
     * @param patience less than the connection's time-out
     */
    Optional<Entry> next(Duration patience) {
        XReadGroupParams params = XReadGroupParams.xReadGroupParams().count(1).block((int) patience.toMillis());
        Map<String, List<StreamEntry>> read = inGroup(() -> redis.commands()
                .xreadGroupAsMap(
                        ScanKeys.QUEUE_GROUP,
                        consumer,
                        params,
                        Map.of(ScanKeys.QUEUE, StreamEntryID.XREADGROUP_UNDELIVERED_ENTRY)));
        return read == null
                ? Optional.empty()
                : read.values().stream().flatMap(List::stream).findFirst().map(Entry::of);
    }

    /**
     * Requests that their workers haven't touched for a lease's life. They may be had by whoever gets the lease: he
     * {@link #touch}es it.
     */
    List<Entry> idle() {
        List<Entry> entries = new ArrayList<>();
        String from = "-";
        while (true) {
            XPendingParams params = XPendingParams.xPendingParams(from, "+", PAGE)
                    .idle(redis.settings().leaseTtl().toMillis());
            List<StreamPendingEntry> page =
                    inGroup(() -> redis.commands().xpending(ScanKeys.QUEUE, ScanKeys.QUEUE_GROUP, params));
            page.forEach(pending -> read(pending.getID()).ifPresent(entries::add));
            if (page.size() < PAGE) {
                return entries;
            }
            from = "(" + page.get(page.size() - 1).getID();
        }
    }

    private Optional<Entry> read(StreamEntryID id) {
        List<StreamEntry> found = redis.commands().xrange(ScanKeys.QUEUE, id, id);
        if (found.isEmpty()) {
            redis.commands().xack(ScanKeys.QUEUE, ScanKeys.QUEUE_GROUP, id); // done, by somebody who then died
        }
        return found.stream().findFirst().map(Entry::of);
    }

    /** This worker is at it: nobody else is to have it. */
    void touch(Entry entry) {
        var unused = inGroup(() -> redis.commands()
                .xclaimJustId(
                        ScanKeys.QUEUE, ScanKeys.QUEUE_GROUP, consumer, 0, new XClaimParams().idle(0), entry.id()));
    }

    /**
     * It needs no worker any more. Deleted first: should this worker die in between, the next one finds it among the
     * idle and acknowledges it; the other way round it would stand in the stream for ever.
     */
    void done(Entry entry) {
        redis.commands().xdel(ScanKeys.QUEUE, entry.id());
        redis.commands().xack(ScanKeys.QUEUE, ScanKeys.QUEUE_GROUP, entry.id());
    }

    /** Another worker is to have it, at once: queued anew, then done here, so that it is never in neither place. */
    void giveBack(Entry entry) {
        redis.commands().xadd(ScanKeys.QUEUE, StreamEntryID.NEW_ENTRY, entry.fields());
        done(entry);
    }

    /** This worker reads no more. Its name is forgotten, unless entries still stand under it, which that would lose. */
    void leave() {
        Map<String, Long> pending =
                redis.commands().xpending(ScanKeys.QUEUE, ScanKeys.QUEUE_GROUP).getConsumerMessageCount();
        // Jedis gives null where nothing is pending at all.
        if (pending == null || pending.getOrDefault(consumer, 0L) == 0) {
            redis.commands().xgroupDelConsumer(ScanKeys.QUEUE, ScanKeys.QUEUE_GROUP, consumer);
        }
    }

    private <T> T inGroup(Supplier<T> command) {
        try {
            return command.get();
        } catch (JedisDataException e) {
            if (!String.valueOf(e.getMessage()).contains("NOGROUP")) {
                throw e;
            }
            createGroup();
            return command.get();
        }
    }

    private void createGroup() {
        try {
            redis.commands().xgroupCreate(ScanKeys.QUEUE, ScanKeys.QUEUE_GROUP, START, true);
        } catch (JedisDataException e) {
            if (!String.valueOf(e.getMessage()).contains("BUSYGROUP")) { // another worker was faster
                throw e;
            }
        }
    }
}
