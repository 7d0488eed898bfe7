package dev.scancast.testkit;

import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Watches by asking again and again, with the ETag of what it has, until the answer says that there is nothing to ask
 * for any more. Faster than {@code Retry-After} asks for, so that tests are quick. Thread-safe.
 */
public final class PollClient implements ScanWatcher {
    private static final Duration INTERVAL = Duration.ofMillis(50);
    private static final int OK = 200;
    private static final int NOT_MODIFIED = 304;
    private static final int UNAVAILABLE = 503;
    private static final int NOT_ENDED = -1;

    private final URI uri;
    private final List<Received> documents = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger unchanged = new AtomicInteger();
    private volatile String tag = "";
    private volatile int code = NOT_ENDED;
    private volatile String reason = "";
    private volatile boolean closed;

    private PollClient(URI uri) {
        this.uri = uri;
    }

    /** Begins to ask. */
    public static PollClient open(URI uri) {
        PollClient client = new PollClient(uri);
        Thread thread = new Thread(client::run, "testkit-poll");
        thread.setDaemon(true);
        thread.start();
        return client;
    }

    /** How often the answer was that nothing changed. */
    public int unchanged() {
        return unchanged.get();
    }

    @Override
    public List<Received> documents() {
        return List.copyOf(documents);
    }

    @Override
    public List<Received> messages() {
        return List.of();
    }

    @Override
    public boolean hasEnded() {
        return code != NOT_ENDED;
    }

    /** 1000 after the terminal document; 4000 and the status for an answer that is none. */
    @Override
    public int endCode() {
        return code;
    }

    /** The last document's status, or the code of a problem. */
    @Override
    public String endReason() {
        return reason;
    }

    @Override
    public void close() {
        closed = true;
    }

    private void run() {
        while (!closed && !hasEnded()) {
            try {
                ask();
            } catch (TestkitException e) {
                // the gateway can't be reached: asked again like everything
            }
            LockSupport.parkNanos(this, INTERVAL.toNanos());
        }
    }

    private void ask() {
        HttpResponse<String> answer = tag.isEmpty() ? HttpCalls.get(uri) : HttpCalls.get(uri, "If-None-Match", tag);
        if (answer.statusCode() == UNAVAILABLE) {
            return;
        }
        if (answer.statusCode() == NOT_MODIFIED) {
            unchanged.incrementAndGet();
            return;
        }
        if (answer.statusCode() != OK) {
            reason = Documents.parse(answer.body()).path("code").asText();
            code = 4000 + answer.statusCode();
            return;
        }
        tag = answer.headers().firstValue("ETag").orElse("");
        documents.add(Received.now(answer.body()));
        if (answer.headers().firstValue("Retry-After").isEmpty()) {
            reason = Documents.parse(answer.body()).path("status").asText();
            code = 1000;
        }
    }
}
