package dev.scancast.scanner.queue;

import dev.scancast.contract.document.ProgressDocument;
import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanStatus;
import dev.scancast.contract.redis.Acquisition;
import dev.scancast.contract.redis.Fence;
import dev.scancast.contract.redis.FencedWriter;
import dev.scancast.contract.redis.Redis;
import dev.scancast.contract.redis.RedisSettings;
import dev.scancast.contract.settings.Settings;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Takes a scan's lease once, then writes for ever, whatever it is answered; prints each answer. */
final class StubbornWriter {
    private StubbornWriter() {}

    public static void main(String[] arguments) {
        Map<String, String> flags = Map.of("redis", arguments[0], "lease.ttl", "1s", "lease.renewal", "200ms");
        ScanId scan = new ScanId(arguments[1]);
        Redis redis =
                Redis.open(RedisSettings.from(Settings.load(RedisSettings.CATALOG, flags, Map.of(), null)), "stubborn");
        FencedWriter writer = new FencedWriter(redis);
        Fence fence = ((Acquisition.Granted) writer.acquireLease(scan, "stubborn")).fence();
        AtomicLong seq = new AtomicLong(fence.seq());
        var unused = Executors.newSingleThreadScheduledExecutor()
                .scheduleWithFixedDelay(
                        () -> System.out.println(write(writer, scan, fence, seq.incrementAndGet())),
                        0,
                        50,
                        TimeUnit.MILLISECONDS);
    }

    private static String write(FencedWriter writer, ScanId scan, Fence fence, long seq) {
        return writer.write(
                        ProgressDocument.builder(scan)
                                .version(fence.epoch(), seq)
                                .attempt(fence.attempt())
                                .status(ScanStatus.SCANNING)
                                .progress(1)
                                .updatedAt(Instant.now())
                                .build(),
                        FencedWriter.Origin.NONE)
                .answer()
                .name();
    }
}
