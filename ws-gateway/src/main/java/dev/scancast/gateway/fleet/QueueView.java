package dev.scancast.gateway.fleet;

import dev.scancast.contract.redis.Redis;
import dev.scancast.contract.redis.ScanKeys;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.Response;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.params.XPendingParams;
import redis.clients.jedis.resps.StreamEntry;
import redis.clients.jedis.resps.StreamPendingEntry;

/**
 * The queue and the backlogs at one moment. An entry stands for its scan if a worker will read it, or has read it and
 * not acknowledged it; one that is neither will never be seen by any worker.
 */
final class QueueView {
    private static final int PAGE = 1000;

    private final Map<String, List<StreamEntryID>> entries = new HashMap<>();
    private final Map<String, Integer> places = new HashMap<>();
    private final Set<String> taken = new HashSet<>();
    private final Set<String> backlogged = new HashSet<>();

    private QueueView() {}

    /** @throws redis.clients.jedis.exceptions.JedisException if Redis can't be reached */
    static QueueView read(Redis redis) {
        QueueView view = new QueueView();
        // In this order: what is delivered meanwhile counts as waiting, which is as good.
        StreamEntryID delivered = lastDelivered(redis);
        Set<StreamEntryID> pending = pending(redis);
        view.readEntries(redis, delivered, pending);
        view.readBacklogs(redis);
        return view;
    }

    /** Whether a worker will come to it by the queue. */
    boolean isQueued(String scan) {
        return places.containsKey(scan) || taken.contains(scan);
    }

    /** Whether it waits for its turn in a backlog. */
    boolean isBacklogged(String scan) {
        return backlogged.contains(scan);
    }

    /** Where it stands among those that no worker has read, from 1; 0 if it isn't among them. */
    int place(String scan) {
        return places.getOrDefault(scan, 0);
    }

    /** All of its entries, those too that no worker will ever see. */
    List<StreamEntryID> entries(String scan) {
        return entries.getOrDefault(scan, List.of());
    }

    private static StreamEntryID lastDelivered(Redis redis) {
        StreamEntryID start = new StreamEntryID("0-0");
        try {
            return redis.commands().xinfoGroups(ScanKeys.QUEUE).stream()
                    .filter(group -> group.getName().equals(ScanKeys.QUEUE_GROUP))
                    .findFirst()
                    .map(group -> group.getLastDeliveredId())
                    .orElse(start); // no worker was here yet; the first one begins at the beginning
        } catch (JedisDataException e) {
            return requireAbsent(e, "no such key", start);
        }
    }

    private static Set<StreamEntryID> pending(Redis redis) {
        Set<StreamEntryID> pending = new HashSet<>();
        String from = "-";
        try {
            while (true) {
                List<StreamPendingEntry> page = redis.commands()
                        .xpending(ScanKeys.QUEUE, ScanKeys.QUEUE_GROUP, new XPendingParams(from, "+", PAGE));
                page.forEach(entry -> pending.add(entry.getID()));
                if (page.size() < PAGE) {
                    return pending;
                }
                from = "(" + page.get(page.size() - 1).getID();
            }
        } catch (JedisDataException e) {
            return requireAbsent(e, "NOGROUP", pending);
        }
    }

    private static <T> T requireAbsent(JedisDataException e, String words, T value) {
        if (!String.valueOf(e.getMessage()).contains(words)) {
            throw e;
        }
        return value;
    }

    private void readEntries(Redis redis, StreamEntryID delivered, Set<StreamEntryID> pending) {
        String from = "-";
        while (true) {
            List<StreamEntry> page = redis.commands().xrange(ScanKeys.QUEUE, from, "+", PAGE);
            page.forEach(entry -> add(entry, delivered, pending));
            if (page.size() < PAGE) {
                return;
            }
            from = "(" + page.get(page.size() - 1).getID();
        }
    }

    private void add(StreamEntry entry, StreamEntryID delivered, Set<StreamEntryID> pending) {
        String scan = entry.getFields().getOrDefault("scan", "");
        entries.computeIfAbsent(scan, id -> new ArrayList<>()).add(entry.getID());
        if (entry.getID().compareTo(delivered) > 0) {
            places.putIfAbsent(scan, places.size() + 1);
        } else if (pending.contains(entry.getID())) {
            taken.add(scan);
        }
    }

    /** What stands in the backlogs, or will: the scans of a batch that is being taken in get there as its last. */
    private void readBacklogs(Redis redis) {
        Set<String> batches = redis.commands().smembers(ScanKeys.OPEN_BATCHES);
        Set<String> names = redis.commands().smembers(ScanKeys.BACKLOGS);
        List<Response<? extends Collection<String>>> lists = new ArrayList<>();
        try (AbstractPipeline pipeline = redis.commands().pipelined()) {
            batches.forEach(batch -> lists.add(pipeline.hkeys(ScanKeys.batch(batch))));
            names.forEach(name -> lists.add(pipeline.lrange(ScanKeys.backlogNamed(name), 0, -1)));
            pipeline.sync();
        }
        lists.forEach(list -> backlogged.addAll(list.get()));
    }
}
