package dev.scancast.gateway;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.scancast.contract.document.Json;
import dev.scancast.contract.document.ProgressDocument;
import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanStatus;
import dev.scancast.contract.redis.Acquisition;
import dev.scancast.contract.redis.Fence;
import dev.scancast.contract.redis.FencedWriter;
import dev.scancast.contract.redis.Redis;
import dev.scancast.contract.redis.RedisSettings;
import dev.scancast.testkit.OwnRedis;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.BuilderFactory;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.CommandObject;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.params.SetParams;

/**
 * Plays the scanner of one scan: through the fenced writer as ours does, or by SET and PUBLISH as anybody may with
 * redis-cli. Confined to one thread.
 */
public final class Publisher implements AutoCloseable {
    private final ScanId scan;
    private final @Nullable OwnRedis server;
    private final Redis redis;
    private final FencedWriter writer;
    private @Nullable Fence fence;
    private long seq;
    private @Nullable ProgressDocument newest;

    private Publisher(@Nullable OwnRedis server, Redis redis, ScanId scan) {
        this.scan = scan;
        this.server = server;
        this.redis = redis;
        this.writer = new FencedWriter(redis);
    }

    public static Publisher of(OwnRedis redis, ScanId scan) {
        return new Publisher(
                redis, Redis.open(RedisSettings.from(OwnGateway.settings(redis.port())), "test-publisher"), scan);
    }

    /** One that writes by a way to Redis of the caller's, who closes it. */
    public static Publisher by(Redis redis, ScanId scan) {
        return new Publisher(null, redis, scan);
    }

    public ScanId scan() {
        return scan;
    }

    /** Takes an epoch; done by the first write where it wasn't before. */
    @CanIgnoreReturnValue
    public Fence acquire() {
        if (!(writer.acquireLease(scan, "test-worker") instanceof Acquisition.Granted granted)) {
            throw new IllegalStateException("no epoch for " + scan);
        }
        seq = granted.fence().seq();
        fence = granted.fence();
        return granted.fence();
    }

    /** Writes the next document of a scan of ours; returns it as it stands in Redis. */
    @CanIgnoreReturnValue
    public String write(ScanStatus status, double percent) {
        Fence held = fence == null ? acquire() : fence;
        ProgressDocument document = ProgressDocument.builder(scan)
                .version(held.epoch(), ++seq)
                .attempt(held.attempt())
                .status(status)
                .progress(percent)
                .message("document " + seq)
                .repository("test")
                .startedAt(Instant.ofEpochSecond(1_767_607_200))
                .updatedAt(Instant.ofEpochSecond(1_767_607_200))
                .build();
        newest = document;
        writer.write(document, FencedWriter.Origin.NONE);
        return new String(Json.write(document), StandardCharsets.UTF_8);
    }

    /** Writes the newest document once more, as a worker does that keeps the end. */
    public void writeAgain() {
        writer.write(Objects.requireNonNull(newest, "nothing was written"), FencedWriter.Origin.NONE);
    }

    /** SET, then PUBLISH, as docs/contract.md asks foreign scanners to. */
    public void setAndPublish(String document) {
        set(document);
        publish(document);
    }

    public void set(String document) {
        redis.commands().set(redis.keys().status(scan), document, new SetParams().ex(3600));
    }

    public void publish(String document) {
        publish(document.getBytes(StandardCharsets.UTF_8));
    }

    public void publish(byte[] document) {
        byte[] channel = redis.keys().progressChannel(scan).getBytes(StandardCharsets.UTF_8);
        Protocol.Command command = Protocol.Command.valueOf(redis.keys().publishCommand());
        var unused = redis.commands()
                .executeCommand(new CommandObject<>(
                        new CommandArguments(command).key(channel).add(document), BuilderFactory.LONG));
    }

    /** How many subscribe the scan's channel. */
    public long subscribers() {
        return (Long) ((List<?>) Objects.requireNonNull(server, "by() has none")
                        .command("PUBSUB", "NUMSUB", redis.keys().progressChannel(scan)))
                .get(1);
    }

    @Override
    public void close() {
        redis.close();
    }
}
