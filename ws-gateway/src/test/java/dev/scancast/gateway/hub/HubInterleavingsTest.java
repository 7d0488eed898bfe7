package dev.scancast.gateway.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scancast.contract.document.ScanStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * Every order in which what is under way between publisher, Redis, link, reader and watchers can arrive, over the real
 * hub: each run follows one path through the choices, and the next run takes the next one (stateless search, as
 * Godefroid's VeriSoft does).
 */
class HubInterleavingsTest {
    private static final HubSettings SETTINGS = new HubSettings(
            Duration.ofSeconds(5), Duration.ofSeconds(15), Duration.ofSeconds(1), Duration.ofSeconds(1), 1);

    /** Keeps a mistake in a scenario from running for ever. */
    private static final int MOST_RUNS = 3_000_000;

    @Test
    void versionedDocumentsReachEveryWatcherInOrderWhateverArrivesFirst() {
        int runs = explore(world -> {
            world.publisher(
                    () -> world.setAndPublish(versioned(1, 1, "scanning")),
                    () -> world.setAndPublish(versioned(1, 2, "scanning")),
                    () -> world.setAndPublish(versioned(1, 3, "completed")));
            world.joiner();
            world.joiner();
        });
        assertThat(runs).isGreaterThan(10_000);
    }

    @Test
    void versionedDocumentsSurviveALinkThatIsLostAnywhere() {
        int runs = explore(world -> {
            world.publisher(
                    () -> world.setAndPublish(versioned(1, 1, "scanning")),
                    () -> world.setAndPublish(versioned(1, 2, "completed")));
            world.joiner();
            world.linkLoss();
        });
        assertThat(runs).isGreaterThan(1_000);
    }

    @Test
    void aTakeoverInANewEpochIsNeverMixedWithWhatTheOldWorkerStillSays() {
        explore(world -> {
            world.publisher(
                    () -> world.setAndPublish(versioned(1, 1, "scanning")),
                    () -> world.setAndPublish(versioned(2, 2, "scanning")),
                    () -> world.onlyPublish(versioned(1, 2, "scanning")),
                    () -> world.setAndPublish(versioned(2, 3, "completed")));
            world.joiner();
        });
    }

    @Test
    void documentsWithoutSeqAreOrderedByTheMarker() {
        int runs = explore(world -> {
            world.publisher(
                    () -> world.redis.set(foreign(1, "running")),
                    () -> world.redis.publish(foreign(1, "running")),
                    () -> world.redis.set(foreign(2, "running")),
                    () -> world.redis.publish(foreign(2, "running")),
                    () -> world.redis.set(foreign(3, "finished")),
                    () -> world.redis.publish(foreign(3, "finished")));
            world.joiner();
        });
        assertThat(runs).isGreaterThan(1_000);
    }

    @Test
    void aPublisherThatPublishesBeforeItSetsLosesNothingForLong() {
        explore(world -> {
            world.publisher(
                    () -> world.redis.publish(foreign(1, "running")),
                    () -> world.redis.set(foreign(1, "running")),
                    () -> world.redis.publish(foreign(2, "finished")),
                    () -> world.redis.set(foreign(2, "finished")));
            world.joiner();
        });
    }

    @Test
    void aForeignPublisherThatBeginsAgainAtOneIsFollowed() {
        explore(world -> {
            world.mayBeginAgain = true;
            world.publisher(
                    () -> world.setAndPublish(counted(7, "running")),
                    () -> world.setAndPublish(counted(1, "running")),
                    () -> world.setAndPublish(counted(2, "finished")));
            world.joiner();
        });
    }

    @Test
    void oneWhoLeavesDisturbsNobody() {
        explore(world -> {
            world.publisher(
                    () -> world.setAndPublish(versioned(1, 1, "scanning")),
                    () -> world.setAndPublish(versioned(1, 2, "completed")));
            world.joiner();
            world.visitor();
        });
    }

    @Test
    void whatIsUnderWayForASubscriptionThatHasEndedNeverCountsForTheNext() {
        int runs = explore(world -> {
            world.publisher(
                    () -> world.setAndPublish(foreign(1, "running")),
                    () -> world.setAndPublish(foreign(2, "finished")));
            world.visitorWhoseSubscriptionEnds();
            world.joiner();
        });
        assertThat(runs).isGreaterThan(1_000);
    }

    /**
     * The answer of the second read comes by another connection than messages do, and overtook those that were under
     * way: a watcher saw the newer document, then the older one, then the newer one again.
     */
    @Test
    void theSecondReadNeverOvertakesWhatIsUnderWay() {
        int runs = explore(world -> {
            world.publisher(
                    () -> world.setAndPublish(foreign(1, "running")),
                    () -> world.setAndPublish(foreign(2, "running")),
                    () -> world.setAndPublish(foreign(3, "finished")));
            world.joiner();
            world.passOfTime(SETTINGS.secondRead());
        });
        assertThat(runs).isGreaterThan(1_000);
    }

    // ---- the search

    private static int explore(Consumer<World> scenario) {
        List<Integer> path = new ArrayList<>();
        int runs = 0;
        while (true) {
            World world = new World(path);
            scenario.accept(world);
            world.run();
            runs++;
            if (!advance(path, world.options)) {
                return runs;
            }
            assertThat(runs).as("runs of one scenario").isLessThan(MOST_RUNS);
        }
    }

    /** The next path: the last choice that has another option takes it, what followed is dropped. */
    private static boolean advance(List<Integer> path, List<Integer> options) {
        while (path.size() < options.size()) {
            path.add(0);
        }
        for (int i = path.size() - 1; i >= 0; i--) {
            if (path.get(i) + 1 < options.get(i)) {
                path.set(i, path.get(i) + 1);
                path.subList(i + 1, path.size()).clear();
                return true;
            }
        }
        return false;
    }

    private static String versioned(int epoch, int seq, String status) {
        return "{\"epoch\":" + epoch + ",\"seq\":" + seq + ",\"status\":\"" + status + "\"}";
    }

    private static String counted(int seq, String status) {
        return "{\"seq\":" + seq + ",\"status\":\"" + status + "\"}";
    }

    private static String foreign(int n, String status) {
        return "{\"n\":" + n + ",\"status\":\"" + status + "\"}";
    }

    /** One run: the actors, each with its steps in order, and the choices made. */
    private static final class World {
        private final List<Integer> path;
        private final List<Integer> options = new ArrayList<>();
        private final ManualLoop loop = new ManualLoop();
        private final ScriptedRedis redis;
        private final Hub hub;
        private final List<Queue<Runnable>> actors = new ArrayList<>();
        private final List<RecordingWatcher> watchers = new ArrayList<>();
        private boolean mayBeginAgain;

        World(List<Integer> path) {
            this.path = path;
            ScriptedRedis[] made = new ScriptedRedis[1];
            hub = Hub.on(
                    loop,
                    SETTINGS,
                    (scan, number, callback) -> made[0].read(scan, number, callback),
                    listener -> made[0] = new ScriptedRedis(listener));
            redis = made[0];
            redis.up();
            redis.waiting().get(0).remove().run();
            loop.runTurn();
        }

        void publisher(Runnable... steps) {
            actors.add(new java.util.ArrayDeque<>(List.of(steps)));
        }

        void setAndPublish(String document) {
            redis.set(document);
            redis.publish(document);
        }

        void onlyPublish(String document) {
            redis.publish(document);
        }

        void joiner() {
            RecordingWatcher watcher = new RecordingWatcher();
            watchers.add(watcher);
            actors.add(new java.util.ArrayDeque<>(List.of(() -> hub.join(ScriptedRedis.SCAN, watcher))));
        }

        void visitor() {
            RecordingWatcher visitor = new RecordingWatcher();
            actors.add(new java.util.ArrayDeque<>(List.of(
                    () -> hub.join(ScriptedRedis.SCAN, visitor), () -> hub.leave(ScriptedRedis.SCAN, visitor))));
        }

        void visitorWhoseSubscriptionEnds() {
            RecordingWatcher visitor = new RecordingWatcher();
            actors.add(new java.util.ArrayDeque<>(List.of(() -> hub.join(ScriptedRedis.SCAN, visitor), () -> {
                hub.leave(ScriptedRedis.SCAN, visitor);
                loop.runTurn();
                loop.pass(SETTINGS.linger());
            })));
        }

        void passOfTime(Duration time) {
            actors.add(new java.util.ArrayDeque<>(List.of(() -> loop.pass(time))));
        }

        void linkLoss() {
            actors.add(new java.util.ArrayDeque<>(List.of(redis::down, redis::up)));
        }

        void run() {
            List<String> trace = new ArrayList<>();
            while (true) {
                List<Queue<Runnable>> enabled = new ArrayList<>();
                actors.stream().filter(queue -> !queue.isEmpty()).forEach(enabled::add);
                enabled.addAll(redis.waiting());
                if (enabled.isEmpty()) {
                    break;
                }
                int choice = choose(enabled.size());
                trace.add(Integer.toString(choice));
                enabled.get(choice).remove().run();
                loop.runTurn();
            }
            settle();
            watchers.forEach(watcher -> check(watcher, trace));
        }

        private int choose(int count) {
            int at = options.size();
            options.add(count);
            return at < path.size() ? path.get(at) : 0;
        }

        /** The second read and, where something was lost, the watchdog. */
        private void settle() {
            for (int i = 0; i < 20; i++) {
                loop.pass(Duration.ofSeconds(1));
                while (!redis.waiting().isEmpty()) {
                    redis.waiting().get(0).remove().run();
                    loop.runTurn();
                }
            }
        }

        private void check(RecordingWatcher watcher, List<String> trace) {
            String path = "path " + String.join("", trace) + ": " + watcher.documents;
            assertThat(watcher.documents).as(path).isNotEmpty().doesNotHaveDuplicates();
            assertThat(watcher.end).as(path).isEqualTo(ScanStatus.COMPLETED);
            assertThat(watcher.last()).as(path).containsAnyOf("completed", "finished");
            assertThat(watcher.documents).as(path).allMatch(redis.everything::contains);
            if (!mayBeginAgain) {
                assertThat(watcher.documents).as(path).isSorted();
            }
        }
    }
}
