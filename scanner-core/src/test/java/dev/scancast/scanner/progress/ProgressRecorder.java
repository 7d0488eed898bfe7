package dev.scancast.scanner.progress;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scancast.contract.document.Json;
import dev.scancast.contract.document.ScanId;
import dev.scancast.testkit.OwnRedis;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPubSub;
import redis.clients.jedis.exceptions.JedisException;

/** Hears a scan's progress channel as {@code redis-cli SUBSCRIBE} would, and connects again when it is cut. */
public final class ProgressRecorder implements AutoCloseable {
    private final List<JsonNode> documents = new CopyOnWriteArrayList<>();
    private final List<Long> times = new CopyOnWriteArrayList<>();
    private final OwnRedis redis;
    private final String channel;
    private final Thread thread = new Thread(this::read, "test-recorder");
    private volatile JedisPubSub subscriber = new Subscriber();
    private volatile boolean closed;

    /** Returns when Redis has confirmed the subscription. */
    public ProgressRecorder(OwnRedis redis, ScanId scan) {
        this.redis = redis;
        this.channel = "scan:progress:" + scan;
        thread.start();
        awaitSubscribed();
    }

    /** Returns when it is subscribed, also again. */
    public void awaitSubscribed() {
        await("the recorder is subscribed").until(() -> subscriber.isSubscribed() && isHeardByRedis());
    }

    private boolean isHeardByRedis() {
        try (Jedis jedis = redis.jedis()) {
            return jedis.pubsubNumSub(channel).get(channel) > 0;
        }
    }

    /** All documents so far. */
    public List<JsonNode> documents() {
        return List.copyOf(documents);
    }

    /** When each came, in nanoseconds. */
    public List<Long> times() {
        return List.copyOf(times);
    }

    /** The statuses so far, each once where it repeats. */
    public List<String> statuses() {
        List<String> statuses = new ArrayList<>();
        for (JsonNode document : documents) {
            String status = document.path("status").asText();
            if (statuses.isEmpty() || !statuses.get(statuses.size() - 1).equals(status)) {
                statuses.add(status);
            }
        }
        return statuses;
    }

    /** Waits for a document of that status. */
    public JsonNode awaitStatus(String status) {
        await("a document with status " + status)
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> documents.stream()
                        .anyMatch(document -> document.path("status").asText().equals(status)));
        return documents.stream()
                .filter(document -> document.path("status").asText().equals(status))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        closed = true;
        if (subscriber.isSubscribed()) {
            try {
                subscriber.unsubscribe();
            } catch (JedisException e) {
                // gone already
            }
        }
        try {
            thread.join(5000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void read() {
        while (!closed) {
            try (Jedis jedis = redis.jedis(Duration.ofSeconds(60))) {
                subscriber = new Subscriber();
                jedis.subscribe(subscriber, channel);
            } catch (JedisException e) {
                Thread.onSpinWait(); // away, as tests want it
            }
        }
    }

    private final class Subscriber extends JedisPubSub {
        @Override
        public void onMessage(String from, String message) {
            try {
                documents.add(Json.mapper().readTree(message.getBytes(StandardCharsets.UTF_8)));
                times.add(System.nanoTime());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
