package dev.scancast.scanner.queue;

import dev.scancast.contract.redis.Redis;
import dev.scancast.contract.redis.ScanKeys;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.params.XAutoClaimParams;
import redis.clients.jedis.params.XClaimParams;
import redis.clients.jedis.params.XReadGroupParams;
import redis.clients.jedis.resps.StreamEntry;

/**
 * The queue as one worker sees it. An entry that was read stays this worker's until it is done; one that nobody
 * touched for a lease's life may be claimed by any worker. The consumer group is made where it is missing, also after
 * Redis was emptied. Every method throws a {@link redis.clients.jedis.exceptions.JedisException} where Redis can't be
 * reached. Thread-safe.
 */
final class RequestQueue {
    private static final StreamEntryID START = new StreamEntryID("0-0");

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

    /** A request whose worker hasn't touched it for a lease's life; now it is this worker's. */
    Optional<Entry> claimIdle() {
        long idle = redis.settings().leaseTtl().toMillis();
        List<StreamEntry> claimed = inGroup(() -> redis.commands()
                .xautoclaim(
                        ScanKeys.QUEUE, ScanKeys.QUEUE_GROUP, consumer, idle, START, new XAutoClaimParams().count(1))
                .getValue());
        // 6.2 answers null for an entry that was deleted
        return claimed.stream()
                .filter(Objects::nonNull)
                .filter(entry -> entry.getFields() != null)
                .findFirst()
                .map(Entry::of);
    }

    /** It is still being worked on: nobody else is to claim it. */
    void touch(Entry entry) {
        var unused = inGroup(() -> redis.commands()
                .xclaimJustId(
                        ScanKeys.QUEUE, ScanKeys.QUEUE_GROUP, consumer, 0, new XClaimParams().idle(0), entry.id()));
    }

    /** It needs no worker any more. */
    void done(Entry entry) {
        redis.commands().xack(ScanKeys.QUEUE, ScanKeys.QUEUE_GROUP, entry.id());
        redis.commands().xdel(ScanKeys.QUEUE, entry.id());
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
