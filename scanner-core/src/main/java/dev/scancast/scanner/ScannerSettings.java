package dev.scancast.scanner;

import dev.scancast.contract.settings.Setting;
import dev.scancast.contract.settings.Settings;
import java.util.List;

/**
 * What a worker may scan and with how much of the machine.
 *
 * @param repos directories below which repositories may be scanned
 * @param threads per scan
 */
public record ScannerSettings(List<String> repos, int threads) {

    public static final Setting<List<String>> REPOS = Setting.list(
            "repos", "", "directories, separated by commas", "Below which directories repositories may be scanned.");
    public static final Setting<Integer> THREADS =
            Setting.integer("threads", 2, 1, 64, "How many threads a scan takes.");

    /** All of them. */
    public static final List<Setting<?>> CATALOG = List.of(REPOS, THREADS);

    /** The values in force. */
    public static ScannerSettings from(Settings settings) {
        return new ScannerSettings(settings.get(REPOS), settings.get(THREADS));
    }
}
