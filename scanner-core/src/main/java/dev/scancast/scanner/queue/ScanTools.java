package dev.scancast.scanner.queue;

import dev.scancast.contract.redis.Redis;
import dev.scancast.contract.settings.SettingException;
import dev.scancast.contract.settings.Settings;
import dev.scancast.scanner.analyzer.command.CommandFile;
import dev.scancast.scanner.cache.ResultCache;
import dev.scancast.scanner.engine.Analyzers;
import dev.scancast.scanner.engine.CancelSignal;
import dev.scancast.scanner.engine.ReportStore;
import dev.scancast.scanner.engine.ScanEngine;
import dev.scancast.scanner.engine.ScanListener;
import dev.scancast.scanner.engine.ScanTask;
import dev.scancast.scanner.git.GitClones;
import dev.scancast.scanner.progress.PublishSettings;
import dev.scancast.scanner.report.RedisReportStore;
import dev.scancast.scanner.report.ScanReport;
import dev.scancast.scanner.source.RepositoryRoots;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a scan is run with.
 *
 * @param roots below which directories may be scanned
 * @param analyzers that requests may name
 * @param clones makes the directories of Git URLs; its owner closes it
 * @param attempts how many workers may begin a scan before it ends in error
 * @param stall a scan in which nothing happens for so long is left to another
 */
record ScanTools(
        Redis redis,
        RepositoryRoots roots,
        Analyzers analyzers,
        Scanning scanning,
        GitClones clones,
        RedisReportStore reports,
        PublishSettings publishing,
        int attempts,
        Duration stall) {

    /** {@link ScanEngine#scan}. */
    @FunctionalInterface
    interface Scanning {
        ScanReport scan(ScanTask task, ScanListener listener, CancelSignal cancel, ReportStore store);
    }

    /**
     * @throws SettingException if a root is no directory, the file of analyzers is wrong, or the cache's directory can't
     *     be written
     */
    static ScanTools create(Settings settings, Redis redis, List<String> roots, int attempts, Duration stall) {
        ScannerSettings scanner = ScannerSettings.from(settings);
        Analyzers analyzers =
                Analyzers.with(scanner.analyzers().map(CommandFile::read).orElse(List.of()));
        ScanEngine engine = new ScanEngine(scanner.limits(), cache(scanner), Clock.systemUTC());
        return new ScanTools(
                redis,
                new RepositoryRoots(roots),
                analyzers,
                engine::scan,
                GitClones.create(settings),
                new RedisReportStore(redis),
                PublishSettings.from(settings),
                attempts,
                stall);
    }

    private static @Nullable ResultCache cache(ScannerSettings settings) {
        Path directory = settings.cache().orElse(null);
        if (directory == null) {
            return null;
        }
        try {
            return ResultCache.open(directory, settings.cacheBytes());
        } catch (IOException e) {
            throw new SettingException(
                    ScannerSettings.CACHE.name() + " must be a directory that can be written, got " + directory, e);
        }
    }
}
