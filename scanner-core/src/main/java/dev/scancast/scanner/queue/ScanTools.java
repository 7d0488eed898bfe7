package dev.scancast.scanner.queue;

import dev.scancast.contract.redis.Redis;
import dev.scancast.contract.settings.Settings;
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
import java.time.Duration;
import java.util.List;

/**
 * What a scan is run with.
 *
 * @param roots below which directories may be scanned
 * @param clones makes the directories of Git URLs; its owner closes it
 * @param attempts how many workers may begin a scan before it ends in error
 * @param stall a scan in which nothing happens for so long is left to another
 */
record ScanTools(
        Redis redis,
        RepositoryRoots roots,
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

    /** @throws dev.scancast.contract.settings.SettingException if a root is no directory */
    static ScanTools create(Settings settings, Redis redis, List<String> roots, int attempts, Duration stall) {
        ScanEngine engine = new ScanEngine(ScannerSettings.from(settings).limits());
        return new ScanTools(
                redis,
                new RepositoryRoots(roots),
                engine::scan,
                GitClones.create(settings),
                new RedisReportStore(redis),
                PublishSettings.from(settings),
                attempts,
                stall);
    }
}
