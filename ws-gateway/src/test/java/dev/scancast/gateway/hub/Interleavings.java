package dev.scancast.gateway.hub;

import dev.scancast.contract.document.ScanStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Every order in which what is under way between publisher, Redis, link, reader and watchers can arrive, over the real
 * hub: each run follows one path through the choices, and the next run takes the next one (stateless search, as
 * Godefroid's VeriSoft does).
 */
final class Interleavings {
    static final HubSettings SETTINGS = new HubSettings(
            Duration.ofSeconds(5),
            Duration.ofSeconds(15),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            1,
            0,
            Long.MAX_VALUE);

    private static final HubSettings WITHOUT_WATCHDOG = new HubSettings(
            Duration.ofSeconds(5),
            Duration.ofHours(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            1,
            0,
            Long.MAX_VALUE);

    /** Keeps a mistake in a scenario from running for ever. */
    private static final int MOST_RUNS = 5_000_000;

    private Interleavings() {}

    /** What can be left out, to see that it is needed. */
    enum Cure {
        /** Redis' confirmation is waited for before the status is read. */
        JOIN_ORDER,
        /** The read's marker comes by the link, behind what was published before. */
        MARKER,
        /** Documents are ordered by epoch before seq. */
        EPOCH,
        /** A silence has the status read again. */
        WATCHDOG
    }

    /**
     * What a scenario came to.
     *
     * @param violated in how many of the runs a promise was broken
     * @param example the first of them, empty if there is none
     */
    record Result(int runs, int violated, String example) {}

    /** Runs every order of a scenario. */
    static Result explore(Set<Cure> without, Consumer<World> scenario) {
        List<Integer> path = new ArrayList<>();
        int runs = 0;
        int violated = 0;
        String example = "";
        while (true) {
            World world = new World(path, without);
            scenario.accept(world);
            world.run();
            runs++;
            if (!world.violations.isEmpty()) {
                violated++;
                example = example.isEmpty() ? world.violations.get(0) : example;
            }
            if (runs > MOST_RUNS) {
                throw new IllegalStateException("a scenario has more than " + MOST_RUNS + " orders");
            }
            if (!advance(path, world.options)) {
                return new Result(runs, violated, example);
            }
        }
    }

    /** The next path: the last choice that has another option takes it, what followed is dropped. */
    static boolean advance(List<Integer> path, List<Integer> options) {
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

    static String versioned(int epoch, int seq, String status) {
        return "{\"epoch\":" + epoch + ",\"seq\":" + seq + ",\"status\":\"" + status + "\"}";
    }

    static String counted(int seq, String status) {
        return "{\"seq\":" + seq + ",\"status\":\"" + status + "\"}";
    }

    static String foreign(int n, String status) {
        return "{\"n\":" + n + ",\"status\":\"" + status + "\"}";
    }

    /** One run: the actors, each with its steps in order, and the choices made. */
    static final class World {
        private final List<Integer> path;
        private final List<String> violations = new ArrayList<>();
        private final List<Integer> options = new ArrayList<>();
        private final ManualLoop loop = new ManualLoop();
        final ScriptedRedis redis;
        private final Hub hub;
        private final List<Queue<Runnable>> actors = new ArrayList<>();
        private final List<RecordingWatcher> watchers = new ArrayList<>();
        private final Map<String, String> lateWords = new HashMap<>();
        boolean mayBeginAgain;
        private boolean settles = true;
        private boolean losesNothing;

        World(List<Integer> path, Set<Cure> without) {
            this.path = path;
            ScriptedRedis[] made = new ScriptedRedis[1];
            hub = Hub.on(
                    loop,
                    without.contains(Cure.WATCHDOG) ? WITHOUT_WATCHDOG : SETTINGS,
                    (scan, number, callback) -> made[0].read(scan, number, callback),
                    (scan, after, callback) -> {
                        throw new AssertionError("nobody watches a log");
                    },
                    listener -> made[0] = new ScriptedRedis(listener, without));
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

        /** Neither the second read nor the watchdog may mend anything. */
        void isNotMendedLater() {
            settles = false;
        }

        /** No link is lost and no message: then every watcher gets all that was written since its first document. */
        void losesNothing() {
            losesNothing = true;
        }

        /** Its message never comes. */
        void setWithoutPublish(String document) {
            redis.set(document);
        }

        /** Only published, by one who has lost the right to: nobody may see it after its successor's document. */
        void publishWithoutRight(String document, String successors) {
            lateWords.put(redis.asSeen(document), redis.asSeen(successors));
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
            linkLoss(1);
        }

        void linkLoss(int times) {
            Queue<Runnable> steps = new java.util.ArrayDeque<>();
            for (int i = 0; i < times; i++) {
                steps.add(redis::down);
                steps.add(redis::up);
            }
            actors.add(steps);
        }

        /** Redis comes back empty with its link; the worker that keeps the end writes it again where it is lost. */
        void redisComesBackEmpty(String keptEnd) {
            actors.add(new java.util.ArrayDeque<>(List.of(
                    () -> {
                        redis.down();
                        redis.flush();
                    },
                    redis::up,
                    () -> {
                        if (redis.isEmpty() && redis.everything.contains(redis.asSeen(keptEnd))) {
                            setAndPublish(keptEnd);
                        }
                    })));
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
            if (settles) {
                settle();
            }
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
            List<String> documents = watcher.documents;
            // Told only where needed: there are hundreds of thousands of runs.
            Supplier<String> path = () -> "path " + String.join("", trace) + ": " + documents;
            require(
                    !documents.isEmpty() && new HashSet<>(documents).size() == documents.size(),
                    "repeat or nothing",
                    path);
            require(watcher.end == ScanStatus.COMPLETED, "missed end", path);
            require(watcher.last().contains("completed") || watcher.last().contains("finished"), "end not last", path);
            require(redis.everything.containsAll(documents), "never written", path);
            List<String> written = List.copyOf(redis.everything);
            require(
                    !losesNothing
                            || documents.equals(
                                    written.subList(Math.max(0, written.indexOf(documents.get(0))), written.size())),
                    "hole",
                    path);
            lateWords.forEach((late, successors) -> require(
                    !documents.contains(late)
                            || documents.indexOf(successors) < 0
                            || documents.indexOf(late) < documents.indexOf(successors),
                    "the old worker's word after the new one's",
                    path));
            require(mayBeginAgain || documents.stream().sorted().toList().equals(documents), "regression", path);
        }

        private void require(boolean holds, String what, Supplier<String> path) {
            if (!holds) {
                violations.add(what + " on " + path.get());
            }
        }
    }
}
