package dev.scancast.gateway.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scancast.contract.document.LogEntry;
import dev.scancast.contract.document.WireDocument;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a scan or a log that falls silent, or is lost more than once, comes to; the hub goes step by step. */
class SilenceAndLossTest {
    private static final HubSettings SETTINGS = Interleavings.SETTINGS;

    private final ManualLoop loop = new ManualLoop();
    private ScriptedRedis redis;
    private final ScriptedLog log = new ScriptedLog(100, 250);

    private Hub hub() {
        ScriptedRedis[] made = new ScriptedRedis[1];
        StatusReader reader = (scan, number, callback) -> made[0].read(scan, number, callback);
        Hub hub = Hub.on(loop, SETTINGS, reader, (s, a, c) -> {}, listener -> {
            made[0] = new ScriptedRedis(listener, Set.of());
            return made[0];
        });
        redis = made[0];
        redis.up();
        pump();
        return hub;
    }

    private void pump() {
        for (boolean any = true; any; ) {
            any = false;
            loop.runTurn();
            for (Queue<Runnable> queue : List.copyOf(redis == null ? log.waiting() : redis.waiting())) {
                Runnable next = queue.poll();
                if (next != null) {
                    next.run();
                    any = true;
                }
            }
        }
        loop.runTurn();
    }

    private void pass(int seconds) {
        for (int i = 0; i < seconds * 10; i++) {
            loop.pass(Duration.ofMillis(100));
            pump();
        }
    }

    /** It was read every second once it had been silent for four minutes. */
    @Test
    void aSilentScanIsReadEvery120Seconds() {
        Hub hub = hub();
        redis.set("{\"epoch\":1,\"seq\":1,\"status\":\"queued\"}");
        hub.join(ScriptedRedis.SCAN, new RecordingWatcher());
        pump();
        pass(300);
        int before = redis.reads;
        pass(600);

        assertThat(redis.reads - before).isLessThanOrEqualTo(6);
    }

    /** Redis emptied; the worker writes again; emptied once more and the worker is dead. */
    @Test
    void aStatusThatIsGoneASecondTimeIsToldAgain() {
        Hub hub = hub();
        List<WireDocument> gone = new ArrayList<>();
        hub.listen((GoneStatus) (scan, last) -> gone.add(last));
        redis.set("{\"epoch\":1,\"seq\":1,\"status\":\"scanning\"}");
        RecordingWatcher watcher = new RecordingWatcher();
        hub.join(ScriptedRedis.SCAN, watcher);
        pump();
        redis.flush();
        redis.down();
        redis.up();
        pump();
        assertThat(gone).hasSize(1);
        String second = "{\"epoch\":1,\"seq\":2,\"status\":\"scanning\"}";
        redis.set(second);
        redis.publish(second);
        pump();
        assertThat(watcher.documents).hasSize(2);
        redis.flush();
        redis.down();
        redis.up();
        pump();
        pass(300);
        assertThat(gone).as("listeners told of the second loss").hasSize(2);
    }

    /** A Redis that came back empty, and a worker that sent its buffered lines before the gateway read. */
    @Test
    void aLogThatBeganAgainAndIsLongerAlreadyIsToldToHaveBegunAgain() {
        Hub hub = Hub.on(loop, SETTINGS, (s, n, c) -> {}, log, log::heardBy);
        log.up();
        pump();
        log.line();
        log.line();
        log.line();
        List<String> given = new ArrayList<>();
        hub.joinLog(ScriptedLog.SCAN, new LogWatcher() {
            @Override
            public long after() {
                return 0;
            }

            @Override
            public long room() {
                return 10_000;
            }

            @Override
            public void onEntries(List<LogEntry> entries) {
                entries.forEach(entry -> given.add("" + entry.number()));
            }

            @Override
            public void onFull() {}

            @Override
            public void onDropped(long from, long to) {
                given.add("dropped " + from + "-" + to);
            }

            @Override
            public void onRestart() {
                given.add("restart");
            }

            @Override
            public void onComplete() {}
        });
        pump();
        assertThat(given).containsExactly("1", "2", "3");
        log.down();
        pump();
        log.forget();
        for (int i = 0; i < 5; i++) {
            log.line();
        }
        log.up();
        pump();
        assertThat(given).containsExactly("1", "2", "3", "restart", "1", "2", "3", "4", "5");
    }

    /** An unknown scan, watched by a second one while it lingers; it is written without a PUBLISH. */
    @Test
    void theWatchdogMindsASecondWatcherOfAnUnknownScan() {
        Hub hub = hub();
        RecordingWatcher first = new RecordingWatcher();
        hub.join(ScriptedRedis.SCAN, first);
        pump();
        pass(2);
        hub.leave(ScriptedRedis.SCAN, first);
        pump();
        pass(1);
        RecordingWatcher second = new RecordingWatcher();
        hub.join(ScriptedRedis.SCAN, second);
        pump();
        redis.set("{\"epoch\":1,\"seq\":1,\"status\":\"scanning\"}");
        pass(29);
        assertThat(second.documents).hasSize(1);
    }
}
