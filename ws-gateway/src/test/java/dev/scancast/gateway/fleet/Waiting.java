package dev.scancast.gateway.fleet;

import dev.scancast.contract.document.ProgressDocument;
import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanRequest;
import dev.scancast.contract.document.ScanStatus;
import dev.scancast.contract.redis.Acquisition;
import dev.scancast.contract.redis.FencedWriter;
import dev.scancast.contract.redis.Redis;
import dev.scancast.contract.redis.RedisSettings;
import dev.scancast.contract.redis.ScanKeys;
import dev.scancast.contract.settings.Settings;
import dev.scancast.gateway.Gateway;
import dev.scancast.testkit.OwnRedis;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.resps.StreamEntry;

/** The parts of a dispatch without its thread, so that a test says when the backlogs are looked at. Thread-safe. */
final class Waiting implements AutoCloseable {
    final Redis redis;
    final Backlogs backlogs;
    final Intake intake;
    final Batches batches;
    private final QueueSettings settings;

    Waiting(OwnRedis server, String... settings) {
        Map<String, String> flags = new HashMap<>(Map.of("redis", server.url()));
        for (int i = 0; i < settings.length; i += 2) {
            flags.put(settings[i], settings[i + 1]);
        }
        Settings all = Settings.load(Gateway.CATALOG, flags, Map.of(), null);
        this.redis = Redis.open(RedisSettings.from(all), "test-dispatch");
        this.settings = QueueSettings.from(all);
        this.backlogs = new Backlogs(redis, this.settings.limit());
        this.intake = new Intake(redis, backlogs, this.settings, Clock.systemUTC(), () -> {});
        this.batches = new Batches(redis, backlogs, intake, this.settings, Clock.systemUTC());
    }

    /** One that may be used by another thread at the same time. */
    BacklogMover mover() {
        return new BacklogMover(redis, backlogs, settings.ahead());
    }

    /** Looks at all backlogs once. */
    void move() {
        mover().moveAll(() -> {});
    }

    /** Takes a batch of so many in; its scans in order. */
    List<ScanId> batch(String id, int scans, int concurrency, String owner) {
        return batches.take(id, request(scans, concurrency), owner).scans();
    }

    static BatchRequest request(int scans, int concurrency) {
        List<BatchRequest.Repository> repositories = IntStream.range(0, scans)
                .mapToObj(i -> new BatchRequest.Repository("/srv/repository" + i, null, null, null))
                .toList();
        return new BatchRequest(repositories, List.of(), List.of(), List.of(), concurrency);
    }

    ScanId single(String owner) {
        ScanId scan = ScanId.create();
        intake.submit(scan, ScanRequest.ofPath("/srv/single"), owner);
        return scan;
    }

    /** The scans of the queue's entries in order, one for each entry. */
    List<ScanId> queue() {
        List<ScanId> scans = new ArrayList<>();
        for (StreamEntry entry : redis.commands().xrange(ScanKeys.QUEUE, (StreamEntryID) null, (StreamEntryID) null)) {
            scans.add(new ScanId(entry.getFields().get("scan")));
        }
        return scans;
    }

    /** Plays the worker: the scan ends, and its entries leave the queue. */
    void end(ScanId scan, ScanStatus end) {
        FencedWriter writer = new FencedWriter(redis);
        if (!(writer.acquire(scan) instanceof Acquisition.Granted granted)) {
            throw new IllegalStateException(scan + " is not to be had");
        }
        writer.write(
                ProgressDocument.builder(scan)
                        .version(granted.fence().epoch(), granted.fence().seq() + 1)
                        .status(end)
                        .progress(
                                end == ScanStatus.COMPLETED
                                        ? 100
                                        : granted.fence().percent())
                        .message("done")
                        .repository("test")
                        .updatedAt(Instant.EPOCH)
                        .build(),
                FencedWriter.Origin.NONE);
        for (StreamEntry entry : redis.commands().xrange(ScanKeys.QUEUE, (StreamEntryID) null, (StreamEntryID) null)) {
            if (scan.value().equals(entry.getFields().get("scan"))) {
                redis.commands().xdel(ScanKeys.QUEUE, entry.getID());
            }
        }
    }

    /** What stands in all backlogs. */
    Set<String> inBacklogs() {
        Set<String> scans = new LinkedHashSet<>();
        for (String name : backlogs.names()) {
            scans.addAll(redis.commands().lrange(ScanKeys.backlogNamed(name), 0, -1));
        }
        return scans;
    }

    @Override
    public void close() {
        redis.close();
    }
}
