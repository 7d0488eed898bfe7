package dev.scancast.scanner.queue;

import dev.scancast.contract.settings.Setting;
import dev.scancast.contract.settings.Settings;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * How a worker works.
 *
 * @param name its own among all workers
 * @param scans how many it runs at the same time
 * @param attempts how many workers may begin a scan before it ends in error
 * @param stall a scan in which nothing happens for so long is left to another
 */
public record WorkerSettings(String name, int scans, int attempts, Duration stall) {

    private static final String NAME_PATTERN = "[A-Za-z0-9._-]{0,64}";

    public static final Setting<String> NAME = Setting.of(
            "worker.name",
            "",
            "at most 64 letters, digits, dots, dashes and underscores; empty for a random name",
            "The worker's name, its own among all workers.",
            text -> {
                if (!text.matches(NAME_PATTERN)) {
                    throw new IllegalArgumentException();
                }
                return text;
            });
    public static final Setting<Integer> SCANS =
            Setting.integer("worker.scans", 1, 1, 8, "How many scans a worker runs at the same time.");
    public static final Setting<Integer> ATTEMPTS = Setting.integer(
            "worker.attempts", 2, 1, 100, "How many workers may begin a scan before it is given up as an error.");
    public static final Setting<Duration> STALL = Setting.duration(
            "worker.stall",
            "60s",
            "1s",
            "1h",
            "A scan in which nothing happens for so long is left to another worker; a clone or a program that runs has a"
                    + " time-out of its own.");

    /** All of them. */
    public static final List<Setting<?>> CATALOG = List.of(NAME, SCANS, ATTEMPTS, STALL);

    /** The values in force; without a name, a random one. */
    public static WorkerSettings from(Settings settings) {
        String name = settings.get(NAME);
        return new WorkerSettings(
                name.isEmpty() ? randomName("worker") : name,
                settings.get(SCANS),
                settings.get(ATTEMPTS),
                settings.get(STALL));
    }

    /** A name that nobody else has. */
    static String randomName(String kind) {
        return kind + "-" + ProcessHandle.current().pid() + "-"
                + UUID.randomUUID().toString().substring(0, 8);
    }
}
