package dev.scancast.scanner.progress;

import dev.scancast.contract.document.ScanError;
import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanStatus;
import dev.scancast.contract.redis.Fence;
import dev.scancast.contract.redis.FencedWriter;
import dev.scancast.contract.redis.Redis;
import dev.scancast.contract.redis.RedisSettings;
import dev.scancast.contract.redis.ScanLog;
import dev.scancast.contract.settings.Setting;
import dev.scancast.contract.settings.Settings;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Makes any Java program's work a live scan that every gateway shows:
 *
 * <pre>{@code
 * try (var publisher = ProgressPublisher.open("redis://127.0.0.1:6379", "my-scan")) {
 *     publisher.progress(12.5, "Reading a.java");
 *     publisher.completed("Done");
 * }
 * }</pre>
 *
 * <p>No method waits for Redis but {@link #close()}, and none throws because of it. With Redis away the newest state is
 * kept and sent on return; that is told once in the log. An id is used once: of a scan that has ended, or that another
 * holds, nothing is published and an error is logged. Thread-safe.
 */
public final class ProgressPublisher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ProgressPublisher.class);

    /** Every setting that it reads. */
    public static final List<Setting<?>> CATALOG = Stream.of(RedisSettings.CATALOG, PublishSettings.CATALOG)
            .flatMap(List::stream)
            .toList();

    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);

    private final Redis redis;
    private final ScanHold hold;
    private final ManualProgress progress;
    private final ScanPublication publication;
    private volatile boolean isCancelRequested;
    private volatile boolean isLost;

    private ProgressPublisher(Redis redis, ScanId scan, @Nullable String repository, PublishSettings settings) {
        Clock clock = Clock.systemUTC();
        this.redis = redis;
        this.hold = new ScanHold(redis, scan, "publisher-" + UUID.randomUUID(), clock);
        this.progress = new ManualProgress(scan, repository, clock);
        this.publication =
                ScanPublication.start(redis, hold, null, FencedWriter.Origin.NONE, progress, settings, new Cancels());
        this.publication.log(ScanLog.Level.INFO, "Scanning");
    }

    /**
     * Begins a scan, in status {@code scanning} at 0 %. Redis need not be there yet.
     *
     * @param redisUrl {@code redis://[user:password@]host[:port]}, {@code rediss://...},
     *     {@code redis-sentinel://host:port,.../master} or {@code redis-cluster://host:port,...}
     * @param scanId {@code [A-Za-z0-9][A-Za-z0-9._-]{0,127}}, and new
     * @throws ScanId.InvalidScanIdException if the id isn't allowed
     * @throws dev.scancast.contract.settings.SettingException if the URL isn't
     */
    public static ProgressPublisher open(String redisUrl, String scanId) {
        Settings settings = Settings.load(CATALOG, Map.of(RedisSettings.URL.name(), redisUrl), Map.of(), null);
        return open(settings, new ScanId(scanId), null);
    }

    /**
     * The same with every setting.
     *
     * @param settings of the {@link #CATALOG} at least
     * @param repository what is scanned, for people; null if that isn't told
     */
    public static ProgressPublisher open(Settings settings, ScanId scan, @Nullable String repository) {
        Redis redis = Redis.open(RedisSettings.from(settings), "scancast-publisher");
        return new ProgressPublisher(redis, scan, repository, PublishSettings.from(settings));
    }

    /**
     * Tells how far it is. May be called as often as one likes: at most ten documents a second go out.
     *
     * @param percent 0 to 100; never shown to fall
     * @param message for people, at most 1,000 characters of it
     * @throws IllegalArgumentException if percent is not a number
     */
    public void progress(double percent, String message) {
        if (!(percent >= 0)) {
            throw new IllegalArgumentException("percent must be 0-100, got " + percent);
        }
        if (progress.progress(percent, message)) {
            publication.log(ScanLog.Level.INFO, "Writing");
        }
        publication.changed();
    }

    /** Adds a line to the scan's log. */
    public void log(String message) {
        log(ScanLog.Level.INFO, message);
    }

    /** Adds a line of that level. */
    public void log(ScanLog.Level level, String message) {
        publication.log(level, message);
    }

    /** Ends it well, at 100 %. What is told afterwards is ignored, as after every end. */
    public void completed(String message) {
        progress(100, message);
        end(ScanStatus.COMPLETED, message, null);
    }

    /**
     * Ends it in error.
     *
     * @param code for programs, such as {@code disk_full}
     */
    public void failed(String code, String message) {
        end(ScanStatus.ERROR, message, new ScanError(code, message));
    }

    /** Ends it as canceled. */
    public void canceled(String message) {
        end(ScanStatus.CANCELED, message, null);
    }

    /** Whether somebody wants the scan stopped, or it is no longer this publisher's. To be asked now and then. */
    public boolean isCanceled() {
        return isCancelRequested || isLost;
    }

    /** Whether somebody wants the scan stopped, whoever publishes it now. */
    public boolean isCancelRequested() {
        return isCancelRequested;
    }

    /**
     * Waits, at most 5 s, until Redis has the end, then lets go. Without an end told, the scan ends in error. May be
     * called twice.
     */
    @Override
    public void close() {
        if (!progress.hasEnded()) {
            failed("unfinished", "The scanner closed without telling an end");
        }
        publication.finish();
        try {
            var outcome = publication.await(CLOSE_PATIENCE);
            if (outcome.isEmpty()) {
                LOG.error("scan={} Redis didn't take its end; watchers will take the scan for lost", hold.scan());
            } else if (outcome.get() == ScanPublication.Outcome.PUBLISHED) {
                letGo();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            publication.close();
            redis.close();
        }
    }

    private void letGo() {
        Fence fence = publication.fence();
        try {
            if (fence != null) {
                hold.release(fence);
            }
            hold.leaveLive();
        } catch (JedisException e) {
            LOG.debug("scan={} its lease will run out by itself", hold.scan(), e);
        }
    }

    private void end(ScanStatus status, String message, @Nullable ScanError error) {
        if (progress.hasEnded()) {
            return;
        }
        publication.log(status == ScanStatus.ERROR ? ScanLog.Level.ERROR : ScanLog.Level.INFO, message);
        progress.end(status, message, error);
        publication.changed();
    }

    private final class Cancels implements ScanPublication.Listener {
        @Override
        public void cancelRequested() {
            isCancelRequested = true;
        }

        @Override
        public void renewed() {}

        @Override
        public void lost() {
            isLost = true;
        }
    }
}
