package dev.scancast.gateway.group;

import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.redis.Redis;
import dev.scancast.contract.redis.ScanKeys;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.params.ZRangeParams;

/** Reads groups from Redis on a thread of its own, one after the other. Thread-safe. */
final class RedisGroupIndex implements GroupIndex, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RedisGroupIndex.class);

    /** So many scans a group has at most: each costs a subscription. */
    static final int MOST_SCANS = 10_000;

    private static final long CLOSE_PATIENCE_MILLIS = 3000;

    private final Redis redis;
    private final int history;
    private final BlockingQueue<Runnable> requests = new LinkedBlockingQueue<>();
    private final Thread thread = new Thread(this::run, "scancast-group-index");
    private volatile boolean closed;

    private record Request(GroupKey key, Callback callback) {}

    /** Whose scan it is. */
    interface OwnerCallback {
        /** Called on any thread; not at all where nobody owns it, or that can't be read. */
        void onOwner(String owner);
    }

    private RedisGroupIndex(Redis redis, int history) {
        this.redis = redis;
        this.history = history;
    }

    /**
     * Starts its thread.
     *
     * @param history how many scans that have ended belong to all scans, the newest first
     */
    static RedisGroupIndex start(Redis redis, int history) {
        RedisGroupIndex index = new RedisGroupIndex(redis, history);
        index.thread.start();
        return index;
    }

    @Override
    public void read(GroupKey key, Callback callback) {
        Request request = new Request(key, callback);
        requests.add(() -> answer(request));
    }

    /** Whose a scan is that was asked for just now. */
    void readOwner(ScanId scan, OwnerCallback callback) {
        requests.add(() -> {
            try {
                String owner = redis.commands().hget(redis.keys().meta(scan), "owner");
                if (owner != null && !owner.isEmpty()) {
                    callback.onOwner(owner);
                }
            } catch (RuntimeException e) {
                LOG.debug("scan={} its owner can't be read; it shows when the index is read again", scan, e);
            }
        });
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(CLOSE_PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!closed) {
            try {
                requests.take().run();
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void answer(Request request) {
        Map<ScanId, String> titles;
        try {
            String batch = request.key().batch();
            String owner = request.key().owner();
            titles = batch != null ? batch(batch) : owner == null ? all() : allOf(owner);
        } catch (RuntimeException e) {
            redis.tell(e);
            LOG.debug("{} can't be read", request.key(), e);
            request.callback().onFailure(e);
            return;
        }
        request.callback().onRead(titles);
    }

    private Map<ScanId, String> batch(String batch) {
        Map<ScanId, String> titles = new LinkedHashMap<>();
        redis.commands().hgetAll(ScanKeys.batch(batch)).forEach((id, title) -> {
            if (ScanId.isValid(id) && titles.size() < MOST_SCANS) {
                titles.put(new ScanId(id), title);
            } else {
                LOG.debug("batch={} left out \"{}\": no scan's id, or one too many", batch, id);
            }
        });
        return titles;
    }

    private Map<ScanId, String> all() {
        Map<ScanId, String> titles = new LinkedHashMap<>();
        add(titles, newest(ScanKeys.LIVE, MOST_SCANS));
        if (history > 0) {
            add(titles, newest(ScanKeys.HISTORY, history));
        }
        return titles;
    }

    /** An owner's index doesn't say which have ended: those that live, and the newest of the others. */
    private Map<ScanId, String> allOf(String owner) {
        Collection<String> own = newest(ScanKeys.owner(owner), MOST_SCANS);
        Set<String> live = Set.copyOf(newest(ScanKeys.LIVE, MOST_SCANS));
        Map<ScanId, String> titles = new LinkedHashMap<>();
        add(titles, own.stream().filter(live::contains).toList());
        add(titles, own.stream().filter(id -> !live.contains(id)).limit(history).toList());
        return titles;
    }

    private Collection<String> newest(String index, int most) {
        return redis.commands()
                .zrange(index, ZRangeParams.zrangeParams(0, most - 1).rev());
    }

    private static void add(Map<ScanId, String> titles, Collection<String> ids) {
        for (String id : ids) {
            if (ScanId.isValid(id)) {
                titles.putIfAbsent(new ScanId(id), "");
            }
        }
    }
}
