package dev.scancast.gateway.hub;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.redis.Redis;
import dev.scancast.contract.redis.RedisScript;
import dev.scancast.contract.redis.ScanKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.BuilderFactory;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.CommandObject;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.Response;
import redis.clients.jedis.exceptions.JedisException;

/** Marker reads on a thread of its own; those that come together go in one pipeline. Thread-safe. */
public final class RedisStatusReader implements StatusReader, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RedisStatusReader.class);

    private static final int MOST_IN_A_PIPELINE = 500;
    private static final long CLOSE_PATIENCE_MILLIS = 3000;
    private static final byte[] TERMINAL = "terminal".getBytes(UTF_8);

    private final Redis redis;
    private final String gateway;
    private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();
    private final Thread thread;
    private volatile boolean closed;

    private record Request(ScanId scan, long readNumber, Callback callback) {}

    private RedisStatusReader(Redis redis, String gateway) {
        this.redis = redis;
        this.gateway = gateway;
        this.thread = new Thread(this::run, "scancast-status-reader");
    }

    /** Starts its thread. */
    public static RedisStatusReader start(Redis redis, String gateway) {
        RedisStatusReader reader = new RedisStatusReader(redis, gateway);
        reader.thread.start();
        return reader;
    }

    @Override
    public void read(ScanId scan, long readNumber, Callback callback) {
        requests.add(new Request(scan, readNumber, callback));
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
        List<Request> batch = new ArrayList<>();
        while (!closed) {
            try {
                batch.add(requests.take());
                requests.drainTo(batch, MOST_IN_A_PIPELINE - 1);
                read(batch);
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                redis.tell(e);
                LOG.debug("reading {} statuses failed", batch.size(), e);
                batch.forEach(request -> request.callback().onFailure(e));
            }
            batch.clear();
        }
    }

    private void read(List<Request> batch) {
        ScanKeys keys = redis.keys();
        List<Response<Object>> answers = new ArrayList<>(batch.size());
        try (AbstractPipeline pipeline = redis.pipelinedWithoutWaiting()) {
            for (Request request : batch) {
                answers.add(RedisScript.MARKER.queue(
                        pipeline,
                        RedisScript.utf8(
                                keys.status(request.scan()),
                                keys.meta(request.scan()),
                                keys.marker(gateway, request.scan())),
                        RedisScript.utf8(LinkMarker.of(request.scan(), request.readNumber()), keys.publishCommand())));
            }
            pipeline.sync();
        }
        for (int i = 0; i < batch.size(); i++) {
            hand(answers.get(i), batch.get(i));
        }
    }

    private void hand(Response<Object> answer, Request request) {
        StoredStatus stored;
        try {
            stored = stored(answer, request);
        } catch (JedisException e) {
            redis.tell(e);
            request.callback().onFailure(e);
            return;
        }
        request.callback().onRead(stored);
    }

    private StoredStatus stored(Response<Object> answer, Request request) {
        try {
            List<?> parts = (List<?>) answer.get();
            return new StoredStatus(bytes(parts, 0), bytes(parts, 1));
        } catch (JedisException e) {
            if (Redis.isSlotMoving(e)) {
                return readOneByOne(request);
            }
            throw e;
        }
    }

    /**
     * Without the script, which a slot on the move refuses: the marker first, so that what comes before it is older
     * than what is read; what comes after it may be older too, and is read again when the slot has moved.
     */
    private StoredStatus readOneByOne(Request request) {
        ScanKeys keys = redis.keys();
        byte[] channel = keys.marker(gateway, request.scan()).getBytes(UTF_8);
        byte[] nonce = LinkMarker.of(request.scan(), request.readNumber()).getBytes(UTF_8);
        redis.commands()
                .executeCommand(new CommandObject<>(
                        new CommandArguments(Protocol.Command.SPUBLISH)
                                .key(channel)
                                .add(nonce),
                        BuilderFactory.LONG));
        return new StoredStatus(
                redis.commands().get(keys.status(request.scan()).getBytes(UTF_8)),
                redis.commands().hget(keys.meta(request.scan()).getBytes(UTF_8), TERMINAL));
    }

    /** A Lua table ends at its first nil, so a list may be shorter than two. */
    private static byte @org.jspecify.annotations.Nullable [] bytes(List<?> parts, int index) {
        Object part = index < parts.size() ? parts.get(index) : null;
        return part instanceof byte[] bytes ? bytes : part instanceof String text ? text.getBytes(UTF_8) : null;
    }
}
