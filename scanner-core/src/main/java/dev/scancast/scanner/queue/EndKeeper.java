package dev.scancast.scanner.queue;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.scancast.contract.document.ProgressDocument;
import dev.scancast.contract.redis.FencedWriter;
import dev.scancast.contract.redis.Redis;
import dev.scancast.contract.redis.WriteResult;
import dev.scancast.scanner.progress.ScanHold;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers the ends that were written, for a while: should Redis lose one, by a restart or a fail-over, it is written
 * again. Thread-safe.
 */
final class EndKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(EndKeeper.class);

    private static final int MOST = 1000;

    private final FencedWriter writer;
    private final Duration keep;

    @GuardedBy("this")
    private final Deque<Kept> ends = new ArrayDeque<>();

    EndKeeper(Redis redis, Duration keep) {
        this.writer = new FencedWriter(redis);
        this.keep = keep;
    }

    private record Kept(ScanHold hold, ProgressDocument end, FencedWriter.Origin origin, long since) {}

    /** This end is in Redis now. */
    synchronized void keep(ScanHold hold, ProgressDocument end, FencedWriter.Origin origin) {
        if (ends.size() == MOST) {
            ends.poll();
        }
        ends.add(new Kept(hold, end, origin, System.nanoTime()));
    }

    /**
     * Writes again what Redis has lost.
     *
     * @throws redis.clients.jedis.exceptions.JedisException if Redis can't be reached
     */
    void check() {
        for (Kept kept : current()) {
            if (!writer.hasEnded(kept.hold.scan())) {
                WriteResult result = writer.write(kept.end, kept.origin);
                if (result.answer() == WriteResult.Answer.OK) {
                    kept.hold.enterHistory(kept.end);
                }
                LOG.info("scan={} Redis had lost its end; written again: {}", kept.hold.scan(), result.answer());
            }
        }
    }

    private synchronized List<Kept> current() {
        long now = System.nanoTime();
        ends.removeIf(kept -> now - kept.since > keep.toNanos());
        return List.copyOf(ends);
    }
}
