package dev.scancast.scanner.queue;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.scancast.contract.document.Json;
import dev.scancast.contract.document.ProgressDocument;
import dev.scancast.contract.document.RequestRules;
import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanRequest;
import dev.scancast.contract.redis.Acquisition;
import dev.scancast.contract.redis.Fence;
import dev.scancast.contract.redis.FencedWriter;
import dev.scancast.contract.redis.Redis;
import dev.scancast.contract.redis.RedisSettings;
import dev.scancast.contract.redis.RepositoryRuns;
import dev.scancast.contract.settings.Setting;
import dev.scancast.contract.settings.Settings;
import dev.scancast.contract.source.GitUrlRule;
import dev.scancast.contract.source.SourceRefusedException;
import dev.scancast.scanner.engine.ScanFailedException;
import dev.scancast.scanner.git.GitClones;
import dev.scancast.scanner.progress.PublishSettings;
import dev.scancast.scanner.progress.ScanHold;
import dev.scancast.scanner.progress.ScanPublication;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.exceptions.JedisException;

/**
 * A scan of a directory or a Git URL, right here in this process: published like any other, but neither queued nor taken over by another
 * when this process dies. Thread-safe.
 */
public final class LocalScan implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LocalScan.class);

    private static final long CLOSE_PATIENCE_MILLIS = 2000;

    /** Nobody else could have it, so it is never left to another. */
    private static final Duration NEVER = Duration.ofDays(3650);

    /** Every setting that it reads. */
    public static final List<Setting<?>> CATALOG = Stream.<List<Setting<?>>>of(
                    RedisSettings.CATALOG, ScannerSettings.CATALOG, GitClones.CATALOG, PublishSettings.CATALOG)
            .flatMap(List::stream)
            .toList();

    private final Redis redis;
    private final ScanHold hold;
    private final Fence fence;
    private final ScanRun run;
    private final GitClones clones;
    private final ControlLink control;
    private final CompletableFuture<ProgressDocument> end = new CompletableFuture<>();
    private final Thread thread;

    private LocalScan(Redis redis, ScanHold hold, Fence fence, ScanRun run, GitClones clones) {
        this.redis = redis;
        this.hold = hold;
        this.fence = fence;
        this.run = run;
        this.clones = clones;
        this.control = ControlLink.start(redis, this::canceled);
        this.thread = new Thread(this::execute, "scancast-scan-" + hold.scan());
        this.thread.setDaemon(true);
        this.thread.start();
    }

    /**
     * Begins to scan a directory or a Git URL.
     *
     * @param settings of the {@link #CATALOG} at least
     * @param scan a new id, usually {@link ScanId#create()}
     * @param request its path is made absolute; it need not lie below a root
     * @throws ScanFailedException with {@code path_not_found} or {@code not_a_directory}, or {@code scan_exists} if
     *     the id was used before
     * @throws JedisException if Redis can't be reached
     */
    public static LocalScan start(Settings settings, ScanId scan, ScanRequest request) {
        ScanRequest local = local(request);
        check(settings, local);
        Redis redis = Redis.open(RedisSettings.from(settings), "scancast-scan");
        try {
            return begin(settings, redis, scan, local);
        } catch (RuntimeException e) {
            redis.close();
            throw e;
        }
    }

    private static LocalScan begin(Settings settings, Redis redis, ScanId scan, ScanRequest request) {
        String holder = WorkerSettings.randomName("local");
        String path = request.repositoryPath();
        ScanTools tools = ScanTools.create(settings, redis, path == null ? List.of() : List.of(path), 1, NEVER);
        if (path == null) {
            tools.clones().sweep();
        }
        ScanHold hold = new ScanHold(redis, scan, holder, Clock.systemUTC());
        if (!(hold.take() instanceof Acquisition.Granted granted)) {
            throw new ScanFailedException(
                    "scan_exists", "there is a scan " + scan + " already: choose another id", null);
        }
        FencedWriter.Origin origin = new FencedWriter.Origin("", new String(Json.write(request), UTF_8));
        new RepositoryRuns(redis)
                .add(Map.of(scan, request), (double) Clock.systemUTC().millis());
        ScanRun run =
                ScanRun.begin(new ScanRun.Assignment(hold, granted.fence(), holder, request, origin), tools, () -> {});
        return new LocalScan(redis, hold, granted.fence(), run, tools.clones());
    }

    public ScanId id() {
        return hold.scan();
    }

    /**
     * The scan's last document, once it is in Redis; waited for as long as Redis is away. Fails with a
     * {@link ScanFailedException}, code {@code lost}, if the scan was ended elsewhere or closed before.
     */
    public CompletableFuture<ProgressDocument> end() {
        return end.copy();
    }

    /** The newest document that Redis took, null before the first. */
    public @Nullable ProgressDocument newest() {
        return run.lastWritten();
    }

    /** Asks it to stop; {@link #end} tells when it has. */
    public void cancel() {
        run.stop(ScanRun.Stop.CANCEL);
    }

    /** Cancels it if it runs, and ends everything. Returns within 3 s, whatever Redis does; may be called twice. */
    @Override
    public void close() {
        cancel();
        if (!awaitEnd()) {
            LOG.warn("scan={} Redis didn't take its end; watchers will take the scan for lost", id());
            run.abandon();
        }
        control.close();
        clones.close();
        redis.close();
    }

    private boolean awaitEnd() {
        try {
            thread.join(CLOSE_PATIENCE_MILLIS);
            end.get(1, TimeUnit.MILLISECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            return true; // it is told there
        }
    }

    private void canceled(ScanId scan) {
        if (scan.equals(id())) {
            cancel();
        }
    }

    private void execute() {
        try {
            ScanRun.Result result = run.execute();
            letGo(result);
            ProgressDocument last = result.last();
            if (result.isEnded() && last != null) {
                end.complete(last);
            } else {
                end.completeExceptionally(
                        new ScanFailedException("lost", "the scan did not end here: " + result.outcome(), null));
            }
        } catch (RuntimeException | Error e) {
            end.completeExceptionally(e);
        }
    }

    private void letGo(ScanRun.Result result) {
        if (!result.isEnded() && result.outcome() != ScanPublication.Outcome.ENDED_ELSEWHERE) {
            return;
        }
        try {
            hold.release(fence);
            hold.leaveLive();
        } catch (JedisException e) {
            LOG.debug("scan={} its lease will run out by itself", id(), e);
        }
    }

    /** Before anything of it is in Redis: a URL may hold what nobody is to read. */
    private static void check(Settings settings, ScanRequest request) {
        RequestRules.fault(request).ifPresent(fault -> {
            throw new ScanFailedException("invalid_request", "The request isn't valid: " + fault, null);
        });
        String url = request.repositoryUrl();
        if (url != null) {
            try {
                var unused = GitUrlRule.from(settings).check(url);
            } catch (SourceRefusedException e) {
                throw new ScanFailedException(e.code().wireName(), e.getMessage(), e);
            }
        }
    }

    private static ScanRequest local(ScanRequest request) {
        if (request.repositoryUrl() != null) {
            return request;
        }
        Path path = Path.of(String.valueOf(request.repositoryPath()))
                .toAbsolutePath()
                .normalize();
        if (!Files.exists(path)) {
            throw new ScanFailedException("path_not_found", "there is no " + path, null);
        }
        if (!Files.isDirectory(path)) {
            throw new ScanFailedException(
                    "not_a_directory", path + " is a file: give the directory of the repository", null);
        }
        return new ScanRequest(
                path.toString(), null, null, request.fileTypes(), request.excludePatterns(), request.analyzers());
    }
}
