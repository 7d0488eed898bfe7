package dev.scancast.gateway.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.scancast.contract.document.Json;
import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.redis.Redis;
import dev.scancast.contract.redis.ScanKeys;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Whose scans and batches are. Each method is one round trip, whatever the answer, and throws a
 * {@link redis.clients.jedis.exceptions.JedisException} where Redis can't be reached. Thread-safe.
 */
final class Owners {
    private final Redis redis;

    Owners(Redis redis) {
        this.redis = redis;
    }

    /** Whether the caller sees the target. */
    Sight look(Caller caller, Target target) {
        if (caller.readsAll() || target instanceof Target.All) {
            return Sight.VISIBLE;
        }
        String owner = target instanceof Target.Scan scan ? ofScan(scan.scan()) : ofBatch(target);
        if (owner == null) {
            return Sight.UNKNOWN;
        }
        return caller.mayRead(owner) ? Sight.VISIBLE : Sight.HIDDEN;
    }

    private @Nullable String ofScan(ScanId scan) {
        return redis.commands().hget(redis.keys().meta(scan), "owner");
    }

    /** A batch that was written by hand has no request, so nobody is known to own it. */
    private @Nullable String ofBatch(Target target) {
        String id = target instanceof Target.Batch batch ? batch.batch() : "";
        String json = redis.commands().get(ScanKeys.batchRequest(id));
        try {
            return json == null
                    ? null
                    : Json.mapper().readTree(json.getBytes(UTF_8)).path("owner").asText("");
        } catch (IOException e) {
            return ""; // another program's: nobody's
        }
    }
}
