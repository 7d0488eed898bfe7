package dev.scancast.gateway.fleet;

import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.redis.Redis;
import dev.scancast.contract.redis.ScanKeys;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.Response;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * The queue, and the lists before it: one per batch and one per owner who has a name. A list holds scan ids in order;
 * the requests stand in the scans' meta. Every method throws a {@link redis.clients.jedis.exceptions.JedisException}
 * where Redis can't be reached. Thread-safe.
 */
final class Backlogs {
    private final Redis redis;
    private final int limit;

    /** @param limit how many scans may wait in all */
    Backlogs(Redis redis, int limit) {
        this.redis = redis;
        this.limit = limit;
    }

    /**
     * Whether so many more may wait. Gateways that ask in the same moment may together go over the limit a little.
     */
    boolean hasRoom(int more) {
        // Whatever waits is live, so in quiet times this one number is enough.
        return redis.commands().zcard(ScanKeys.LIVE) + more <= limit || waiting() + more <= limit;
    }

    /** How many scans wait: in the queue, without those that a worker has, and in all backlogs. */
    long waiting() {
        long sum = inQueue();
        List<Response<Long>> lengths = new ArrayList<>();
        Set<String> names = names();
        try (AbstractPipeline pipeline = redis.commands().pipelined()) {
            names.forEach(name -> lengths.add(pipeline.llen(ScanKeys.backlogNamed(name))));
            pipeline.sync();
        }
        for (Response<Long> length : lengths) {
            sum += length.get();
        }
        return sum;
    }

    /** How many requests in the queue no worker has read. */
    long inQueue() {
        long all = redis.commands().xlen(ScanKeys.QUEUE);
        if (all == 0) {
            return 0;
        }
        try {
            return Math.max(
                    0,
                    all
                            - redis.commands()
                                    .xpending(ScanKeys.QUEUE, ScanKeys.QUEUE_GROUP)
                                    .getTotal());
        } catch (JedisDataException e) {
            if (String.valueOf(e.getMessage()).contains("NOGROUP")) {
                return all; // there was no worker yet
            }
            throw e;
        }
    }

    /** Makes a scan ready for any worker. */
    void queue(ScanId scan, String request, String owner) {
        redis.commands()
                .xadd(
                        ScanKeys.QUEUE,
                        StreamEntryID.NEW_ENTRY,
                        Map.of("scan", scan.value(), "request", request, "owner", owner));
    }

    /** Adds scans at a backlog's end. */
    void add(String name, Collection<ScanId> scans) {
        String[] ids = scans.stream().map(ScanId::value).toArray(String[]::new);
        try (AbstractPipeline pipeline = redis.commands().pipelined()) {
            // Named before, should this gateway die in between, and after, should it be found empty in between.
            pipeline.sadd(ScanKeys.BACKLOGS, name);
            pipeline.rpush(ScanKeys.backlogNamed(name), ids);
            pipeline.sadd(ScanKeys.BACKLOGS, name);
            pipeline.sync();
        }
    }

    /** The names of all backlogs that may hold scans. */
    Set<String> names() {
        return redis.commands().smembers(ScanKeys.BACKLOGS);
    }

    /** The scans at a backlog's head. */
    List<String> head(String name, int most) {
        return redis.commands().lrange(ScanKeys.backlogNamed(name), 0, most - 1L);
    }

    /** Takes a scan out, the foremost if it stands there twice. */
    void remove(String name, String scan) {
        redis.commands().lrem(ScanKeys.backlogNamed(name), 1, scan);
    }

    /** Forgets the name of an empty backlog. */
    void forgetIfEmpty(String name) {
        redis.commands().srem(ScanKeys.BACKLOGS, name);
        if (redis.commands().llen(ScanKeys.backlogNamed(name)) > 0) {
            redis.commands().sadd(ScanKeys.BACKLOGS, name); // somebody added to it just now
        }
    }
}
