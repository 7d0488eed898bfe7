package dev.scancast.gateway.hub;

import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.redis.Redis;
import dev.scancast.contract.redis.ScanLog;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads logs on a thread of its own, so that a long one never makes anybody wait for the status of a scan. Thread-safe.
 */
public final class RedisLogReader implements LogReader, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RedisLogReader.class);

    /** A page: about what a client takes at once. */
    static final int MOST_ENTRIES = 250;

    private static final long CLOSE_PATIENCE_MILLIS = 3000;

    private final ScanLog log;
    private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();
    private final Thread thread = new Thread(this::run, "scancast-log-reader");
    private volatile boolean closed;

    private record Request(ScanId scan, long after, Callback callback) {}

    private RedisLogReader(Redis redis) {
        this.log = new ScanLog(redis);
        this.thread.setUncaughtExceptionHandler((t, e) -> LOG.error("the thread {} ended", t.getName(), e));
    }

    /** Starts its thread. */
    public static RedisLogReader start(Redis redis) {
        RedisLogReader reader = new RedisLogReader(redis);
        reader.thread.start();
        return reader;
    }

    @Override
    public void read(ScanId scan, long after, Callback callback) {
        requests.add(new Request(scan, after, callback));
    }

    /** Ends the thread; what was asked for and not read yet is forgotten. May be called twice. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(CLOSE_PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            LOG.warn("the thread {} did not end within {} ms", thread.getName(), CLOSE_PATIENCE_MILLIS);
        }
    }

    private void run() {
        while (!closed) {
            try {
                read(requests.take());
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void read(Request request) {
        Page page;
        try {
            // The last first: where it stands behind what was asked for, so does what is read then.
            ScanLog.Entry last = log.last(request.scan());
            List<ScanLog.Entry> entries = log.read(request.scan(), request.after(), MOST_ENTRIES);
            page = new Page(entries, entries.size() < MOST_ENTRIES, last);
        } catch (RuntimeException e) {
            LOG.debug("scan={} reading its log failed", request.scan(), e);
            request.callback().onFailure(e);
            return;
        }
        request.callback().onRead(page);
    }
}
