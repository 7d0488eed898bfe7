package dev.scancast.gateway.fleet;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.redis.Outage;
import dev.scancast.contract.redis.Redis;
import dev.scancast.contract.redis.RedisScript;
import dev.scancast.contract.redis.ScanKeys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.Response;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.params.SetParams;

/**
 * Moves scans from the backlogs into the queue, as far as each backlog's share allows: a scan at a time, first into the
 * queue, then into the share, then out of the backlog, so that whenever this process dies it is in one of them, and in
 * the queue at most twice, which the lease makes harmless. Any number of gateways may do this at the same time; the lock
 * only saves them work.
 *
 * <p>A backlog that has nothing in the queue or running always gets its next one there; beyond that it adds only while
 * few requests wait. So a single scan waits behind few others, however many large batches there are, and no batch
 * starves. Confined to one thread.
 */
final class BacklogMover {
    private static final Logger LOG = LoggerFactory.getLogger(BacklogMover.class);

    private static final int HEAD = 8;
    private static final Duration LOCK = Duration.ofSeconds(5);

    private final Redis redis;
    private final Backlogs backlogs;
    private final int ahead;
    private final String lockValue = UUID.randomUUID().toString();

    /** @param ahead how many requests may wait in the queue before a share grows beyond one */
    BacklogMover(Redis redis, Backlogs backlogs, int ahead) {
        this.redis = redis;
        this.backlogs = backlogs;
        this.ahead = ahead;
    }

    /**
     * Moves what may be moved now, unless another gateway does.
     *
     * @param more what else is to be done by one gateway at a time
     * @return whether anything moved
     * @throws JedisException if Redis can't be reached
     */
    boolean moveAll(Runnable more) {
        String taken = redis.commands()
                .set(ScanKeys.MOVER, lockValue, new SetParams().nx().px(LOCK.toMillis()));
        if (taken == null) {
            return false;
        }
        try {
            more.run();
            return pass();
        } finally {
            release();
        }
    }

    private void release() {
        try {
            RedisScript.RELEASE.run(
                    redis.commands(), RedisScript.utf8(ScanKeys.MOVER), List.of(lockValue.getBytes(UTF_8)));
        } catch (JedisException e) {
            LOG.debug("the mover's lock will run out by itself", e);
        }
    }

    private boolean pass() {
        List<String> names = new ArrayList<>(backlogs.names());
        if (names.isEmpty()) {
            return false;
        }
        Collections.shuffle(names); // no backlog is always the first
        Pass pass = new Pass(backlogs.inQueue());
        for (String name : names) {
            pass.move(name);
        }
        return pass.moved > 0;
    }

    /** One look at all backlogs. */
    private final class Pass {
        private final Map<String, Share> shares = new HashMap<>();
        private long inQueue;
        private int moved;

        Pass(long inQueue) {
            this.inQueue = inQueue;
        }

        void move(String name) {
            Share share = share(name);
            String withinName = share.within();
            Share within = withinName == null ? null : share(withinName);
            while (mayGrow(share, within)) {
                List<String> head = backlogs.head(name, HEAD);
                if (head.isEmpty()) {
                    backlogs.forgetIfEmpty(name);
                    return;
                }
                for (Map.Entry<String, Candidate> scan : candidates(head).entrySet()) {
                    if (!scan.getValue().isToQueue(share.contains(scan.getKey()))) {
                        backlogs.remove(name, scan.getKey());
                    } else if (mayGrow(share, within)) {
                        queue(scan.getKey(), scan.getValue(), share, within);
                        backlogs.remove(name, scan.getKey());
                    } else {
                        return;
                    }
                }
            }
        }

        private boolean mayGrow(Share share, @Nullable Share within) {
            return !share.isFull() && (within == null || !within.isFull()) && (share.isEmpty() || inQueue < ahead);
        }

        private void queue(String scan, Candidate candidate, Share share, @Nullable Share within) {
            backlogs.queue(new ScanId(scan), String.valueOf(candidate.request), candidate.owner);
            share.add(scan);
            if (within != null) {
                within.add(scan);
            }
            inQueue++;
            moved++;
            LOG.debug("scan={} is ready for a worker", scan);
        }

        private Share share(String name) {
            return shares.computeIfAbsent(name, absent -> Share.read(redis, absent));
        }
    }

    /** What is known of a scan at a backlog's head. */
    private record Candidate(boolean ended, @Nullable String request, String owner) {

        /** Not if it ended while it waited, or was queued before by a gateway that didn't come to the end of it. */
        boolean isToQueue(boolean isQueued) {
            return !ended && !isQueued && request != null;
        }
    }

    private Map<String, Candidate> candidates(List<String> ids) {
        Map<String, Response<List<String>>> metas = new LinkedHashMap<>();
        try (AbstractPipeline pipeline = redis.commands().pipelined()) {
            for (String id : ids) {
                if (ScanId.isValid(id)) {
                    metas.put(id, pipeline.hmget(redis.keys().meta(new ScanId(id)), "terminal", "request", "owner"));
                }
            }
            pipeline.sync();
        }
        Map<String, Candidate> candidates = new LinkedHashMap<>();
        for (String id : ids) {
            Response<List<String>> response = metas.get(id);
            if (response == null) {
                LOG.warn("a backlog holds what is no scan's id and is dropped: {}", id);
                candidates.put(id, new Candidate(true, null, ""));
                continue;
            }
            List<String> meta = response.get();
            String owner = meta.get(2);
            candidates.put(id, new Candidate(meta.get(0) != null, meta.get(1), owner == null ? "" : owner));
        }
        return candidates;
    }

    /** Tells of a Redis that is away. */
    static Outage outage() {
        return new Outage(LOG, org.slf4j.event.Level.WARN, "moving scans from the backlogs into the queue");
    }
}
