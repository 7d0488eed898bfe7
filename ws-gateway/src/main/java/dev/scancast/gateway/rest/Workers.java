package dev.scancast.gateway.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scancast.contract.document.Json;
import dev.scancast.contract.redis.Redis;
import dev.scancast.contract.redis.ScanKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The workers there are, by their records: a gateway needs no disk to know what can be scanned. Thread-safe. */
final class Workers {
    private static final Logger LOG = LoggerFactory.getLogger(Workers.class);

    /** So that who checks a thousand paths asks once. */
    private static final long REMEMBERED_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Redis redis;
    private volatile @Nullable Reading last;

    private record Reading(List<JsonNode> records, long at) {}

    Workers(Redis redis) {
        this.redis = redis;
    }

    /**
     * The records of all live workers, as they were at most a tenth of a second ago.
     *
     * @throws redis.clients.jedis.exceptions.JedisException if Redis can't be reached
     */
    List<JsonNode> records() {
        Reading reading = last;
        if (reading == null || System.nanoTime() - reading.at > REMEMBERED_NANOS) {
            reading = new Reading(read(), System.nanoTime());
            last = reading;
        }
        return reading.records;
    }

    private List<JsonNode> read() {
        List<String> names = redis.commands().zrange(ScanKeys.WORKERS, 0, -1);
        List<JsonNode> records = new ArrayList<>();
        for (String name : names) {
            String record = redis.commands().get(ScanKeys.worker(name));
            if (record == null) {
                redis.commands().zrem(ScanKeys.WORKERS, name); // it died without a word
                continue;
            }
            try {
                records.add(Json.mapper().readTree(record.getBytes(StandardCharsets.UTF_8)));
            } catch (IOException e) {
                LOG.warn("the record of worker {} can't be read: {}", name, e.getMessage());
            }
        }
        return records;
    }

    /** The texts in an array field of all workers, each once. */
    static List<String> union(List<JsonNode> records, String field) {
        return records.stream()
                .flatMap(record -> stream(record.path(field)))
                .map(JsonNode::asText)
                .distinct()
                .sorted()
                .toList();
    }

    static java.util.stream.Stream<JsonNode> stream(JsonNode array) {
        return java.util.stream.StreamSupport.stream(array.spliterator(), false);
    }
}
