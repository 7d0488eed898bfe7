package dev.scancast.launcher;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scancast.contract.document.DocumentVersion;
import dev.scancast.contract.document.ScanId;
import dev.scancast.testkit.Documents;
import dev.scancast.testkit.OwnRedis;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPubSub;
import redis.clients.jedis.exceptions.JedisException;

/** Hears the progress channels of many scans. Thread-safe. */
final class FleetRecorder implements AutoCloseable {
    private static final String PREFIX = "scan:progress:";

    private final Map<ScanId, List<Heard>> heard;
    private final Set<ScanId> ended = ConcurrentHashMap.newKeySet();
    private final JedisPubSub subscriber = new Subscriber();
    private final Thread thread;

    /** A document, and when it was heard. */
    record Heard(long atNanos, JsonNode document) {
        double progress() {
            return document.path("progress").asDouble();
        }

        int attempt() {
            return document.path("attempt").asInt();
        }

        String status() {
            return document.path("status").asText();
        }

        boolean isTerminal() {
            return Set.of("completed", "error", "canceled").contains(status());
        }

        DocumentVersion version() {
            return new DocumentVersion(
                    document.path("epoch").asLong(), document.path("seq").asLong());
        }
    }

    private FleetRecorder(OwnRedis redis, List<ScanId> scans) {
        this.heard = scans.stream().collect(Collectors.toMap(scan -> scan, scan -> new CopyOnWriteArrayList<>()));
        String[] channels = scans.stream().map(scan -> PREFIX + scan).toArray(String[]::new);
        this.thread = new Thread(() -> subscribe(redis, channels), "test-fleet-recorder");
    }

    /** Returns when Redis has confirmed every subscription. */
    static FleetRecorder start(OwnRedis redis, List<ScanId> scans) {
        FleetRecorder recorder = new FleetRecorder(redis, scans);
        recorder.thread.start();
        await("the recorder hears all").until(() -> recorder.subscriber.getSubscribedChannels() == scans.size());
        return recorder;
    }

    List<Heard> heard(ScanId scan) {
        return List.copyOf(heard.get(scan));
    }

    boolean haveAllEnded() {
        return ended.size() == heard.size();
    }

    @Override
    public void close() {
        subscriber.unsubscribe();
        try {
            thread.join(Duration.ofSeconds(5).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return ended.size() + " of " + heard.size() + " have ended";
    }

    private void subscribe(OwnRedis redis, String[] channels) {
        try (Jedis jedis = redis.jedis(Duration.ofMinutes(30))) {
            jedis.subscribe(subscriber, channels);
        } catch (JedisException e) {
            throw new IllegalStateException("the recorder lost its Redis", e);
        }
    }

    private final class Subscriber extends JedisPubSub {
        @Override
        public void onMessage(String channel, String message) {
            ScanId scan = new ScanId(channel.substring(PREFIX.length()));
            Heard document = new Heard(System.nanoTime(), Documents.parse(message));
            heard.get(scan).add(document);
            if (document.isTerminal()) {
                ended.add(scan);
            }
        }
    }
}
