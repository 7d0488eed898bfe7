package dev.scancast.scanner.queue;

import dev.scancast.contract.settings.Setting;
import dev.scancast.contract.settings.Settings;
import dev.scancast.scanner.engine.ScanLimits;
import java.util.List;

/**
 * What a worker may scan and with how much of the machine.
 *
 * @param repos directories below which repositories may be scanned
 * @param limits of each scan
 */
public record ScannerSettings(List<String> repos, ScanLimits limits) {

    public static final Setting<List<String>> REPOS = Setting.list(
            "repos", "", "directories, separated by commas", "Below which directories repositories may be scanned.");
    public static final Setting<Integer> THREADS =
            Setting.integer("threads", 2, 1, 64, "How many threads a scan takes.");

    public static final Setting<Long> MAX_FILE_SIZE = Setting.size(
            "scan.max-file-size", "8MiB", "1KiB", "1GiB", "Larger files are not read and count as file errors.");
    public static final Setting<Integer> MAX_FILES = Setting.integer(
            "scan.max-files", 1_000_000, 1, 10_000_000, "A repository that holds more files is not scanned.");

    /** All of them. */
    public static final List<Setting<?>> CATALOG = List.of(REPOS, THREADS, MAX_FILE_SIZE, MAX_FILES);

    /** The values in force. */
    public static ScannerSettings from(Settings settings) {
        return new ScannerSettings(
                settings.get(REPOS),
                new ScanLimits(settings.get(THREADS), settings.get(MAX_FILE_SIZE), settings.get(MAX_FILES)));
    }
}
