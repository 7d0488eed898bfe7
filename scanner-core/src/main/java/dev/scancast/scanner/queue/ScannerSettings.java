package dev.scancast.scanner.queue;

import dev.scancast.contract.settings.Setting;
import dev.scancast.contract.settings.Settings;
import dev.scancast.scanner.engine.ScanLimits;
import dev.scancast.scanner.report.ReportBuilder;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a worker may scan and with how much of the machine.
 *
 * @param repos directories below which repositories may be scanned
 * @param limits of each scan
 * @param analyzers the file that names commands which analyze
 * @param cache where results are kept from scan to scan
 * @param cacheBytes how much is kept there
 */
public record ScannerSettings(
        List<String> repos, ScanLimits limits, Optional<Path> analyzers, Optional<Path> cache, long cacheBytes) {

    public static final Setting<List<String>> REPOS = Setting.list(
            "repos", "", "directories, separated by commas", "Below which directories repositories may be scanned.");
    public static final Setting<Integer> THREADS =
            Setting.integer("threads", 2, 1, 64, "How many threads a scan takes.");

    public static final Setting<Long> MAX_FILE_SIZE = Setting.size(
            "scan.max-file-size", "8MiB", "1KiB", "1GiB", "Larger files are not read and count as file errors.");
    public static final Setting<Integer> MAX_FILES = Setting.integer(
            "scan.max-files", 1_000_000, 1, 10_000_000, "A repository that holds more files is not scanned.");
    public static final Setting<Integer> MAX_FINDINGS = Setting.integer(
            "scan.max-findings",
            ReportBuilder.MOST_FINDINGS,
            1,
            1_000_000,
            "How many findings stand in a report, the worst; all are counted.");
    public static final Setting<Optional<Path>> ANALYZERS = path(
            "worker.analyzers",
            "A YAML file that names commands which analyze; docs/analyzers.md tells what it holds.");
    public static final Setting<Optional<Path>> CACHE = path(
            "worker.cache",
            "The worker's own directory for what was found in files, so that unchanged ones are not analyzed again.");
    public static final Setting<Long> CACHE_SIZE = Setting.size(
            "worker.cache-size",
            "256MiB",
            "1MiB",
            "1024GiB",
            "How much is kept there; the repositories that were not scanned for longest go first.");

    /** All of them. */
    public static final List<Setting<?>> CATALOG =
            List.of(REPOS, THREADS, MAX_FILE_SIZE, MAX_FILES, MAX_FINDINGS, ANALYZERS, CACHE, CACHE_SIZE);

    /** The values in force. */
    public static ScannerSettings from(Settings settings) {
        return new ScannerSettings(
                settings.get(REPOS),
                new ScanLimits(
                        settings.get(THREADS),
                        settings.get(MAX_FILE_SIZE),
                        settings.get(MAX_FILES),
                        settings.get(MAX_FINDINGS)),
                settings.get(ANALYZERS),
                settings.get(CACHE),
                settings.get(CACHE_SIZE));
    }

    private static Setting<Optional<Path>> path(String name, String description) {
        return Setting.of(name, "", "a path; empty for none", description, text -> {
            try {
                return text.isEmpty()
                        ? Optional.empty()
                        : Optional.of(Path.of(text).toAbsolutePath());
            } catch (InvalidPathException e) {
                throw new IllegalArgumentException(e);
            }
        });
    }
}
