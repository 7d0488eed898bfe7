package dev.scancast.scanner.queue;

import dev.scancast.contract.redis.Redis;
import dev.scancast.contract.redis.RedisSettings;
import dev.scancast.contract.settings.Settings;
import dev.scancast.scanner.ScannerWorker;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** A worker as a program of its own, so that it can be killed: what its scans do, then settings as {@code name=value}. */
final class WorkerProgram {
    private WorkerProgram() {}

    /** What becomes of a scan at its first file. */
    enum Scans {
        /** It goes on. */
        RUN,
        /** It stands still until it is stopped. */
        HOLD,
        /** The process dies. */
        DIE
    }

    public static void main(String[] arguments) throws InterruptedException {
        Map<String, String> flags = new HashMap<>();
        for (String argument : List.of(arguments).subList(1, arguments.length)) {
            int equals = argument.indexOf('=');
            flags.put(argument.substring(0, equals), argument.substring(equals + 1));
        }
        Settings settings = Settings.load(ScannerWorker.CATALOG, flags, Map.of(), null);
        WorkerSettings own = WorkerSettings.from(settings);
        Redis redis = Redis.open(RedisSettings.from(settings), "test-" + own.name());
        ScanTools tools =
                ScanTools.create(settings, redis, settings.get(ScannerSettings.REPOS), own.attempts(), own.stall());
        Worker worker =
                Worker.start(own, redis, Fleet.with(tools, redis, scanning(tools, Scans.valueOf(arguments[0]))));
        Runtime.getRuntime().addShutdownHook(new Thread(worker::close, "drain"));
        Thread.currentThread().join(); // its own threads are daemons
    }

    private static ScanTools.Scanning scanning(ScanTools tools, Scans scans) {
        return switch (scans) {
            case RUN -> tools.scanning();
            case HOLD -> Fleet.hold(tools.scanning(), new CountDownLatch(1));
            case DIE ->
                Fleet.atFirstFile(
                        tools.scanning(),
                        (event, cancel) -> Runtime.getRuntime().halt(1));
        };
    }
}
