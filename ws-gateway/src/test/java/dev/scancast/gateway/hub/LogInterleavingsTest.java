package dev.scancast.gateway.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scancast.contract.document.LogEntry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Who watches a log gets every line once, in order, or is told which are lost: in every order of what is under way. */
class LogInterleavingsTest {
    private static final int ALL = 100;

    /** Keeps a mistake in a scenario from running for ever. */
    private static final int MOST_RUNS = 300_000;

    @Test
    void everyLineComesOnceAndInOrderWheneverOneJoins() {
        int runs = explore(ALL, ALL, world -> {
            world.actor(world.log::line, world.log::end);
            world.joiner(ALL);
            world.joiner(ALL);
        });
        assertThat(runs).isGreaterThan(4_000);
    }

    @Test
    void aLinkThatIsLostAnywhereCostsNoLine() {
        int runs = explore(ALL, ALL, world -> {
            world.actor(world.log::line, world.log::end);
            world.joiner(ALL);
            world.actor(world.log::down, world.log::up);
        });
        assertThat(runs).isGreaterThan(1_000);
    }

    @Test
    void aLogIsReadByPages() {
        explore(ALL, 1, world -> {
            world.log.line();
            world.log.line();
            world.actor(world.log::line, world.log::end);
            world.joiner(ALL);
        });
    }

    @Test
    void linesThatTheStreamHasNoMoreAreTold() {
        explore(2, ALL, world -> {
            world.mayDrop = true;
            world.log.line();
            world.actor(world.log::line, world.log::end);
            world.joiner(ALL);
            world.actor(world.log::down, world.log::up);
        });
    }

    /** One without room stands still, and goes on from there. */
    @Test
    void oneThatIsSlowLosesNothingThatTheStreamStillHas() {
        int runs = explore(ALL, ALL, world -> {
            world.log.line();
            world.actor(world.log::line, world.log::end);
            world.joiner(1);
        });
        assertThat(runs).isGreaterThan(500);
    }

    @Test
    void oneThatIsSlowIsToldWhatIsGone() {
        explore(2, ALL, world -> {
            world.mayDrop = true;
            world.log.line();
            world.actor(world.log::line, world.log::end);
            world.joiner(1);
        });
    }

    /** One that leaves ends the subscription; the next one's is another. */
    @Test
    void aSubscriptionThatHasEndedNeverCountsForTheNext() {
        int runs = explore(ALL, ALL, world -> {
            world.actor(world.log::line, world.log::end);
            world.visitor();
            world.joiner(ALL);
        });
        assertThat(runs).isGreaterThan(1_000);
    }

    /** A worker died between the log's end and the scan's: the next one goes on with the log. */
    @Test
    void aLogThatGoesOnAfterItsEndIsFollowed() {
        explore(ALL, ALL, world -> {
            world.actor(world.log::line, world.log::end, world.log::line, world.log::end);
            world.joiner(ALL);
        });
    }

    @Test
    void aLogThatBeginsAgainIsFollowedFromItsBeginning() {
        explore(ALL, ALL, world -> {
            world.beginsAgain = true;
            world.log.line();
            world.log.line();
            world.log.line();
            world.actor(world.log::forget, world.log::line, world.log::end);
            world.joiner(ALL);
        });
    }

    @Test
    void oneWhoComesBackIsGivenOnlyWhatIsNew() {
        explore(ALL, ALL, world -> {
            world.log.line();
            world.log.line();
            world.actor(world.log::line, world.log::end);
            world.returning(2);
        });
    }

    private static int explore(int kept, int pageSize, Consumer<World> scenario) {
        List<Integer> path = new ArrayList<>();
        int runs = 0;
        World world;
        do {
            world = new World(path, kept, pageSize);
            scenario.accept(world);
            world.run();
            runs++;
            assertThat(runs).as("a scenario has too many orders").isLessThan(MOST_RUNS);
        } while (Interleavings.advance(path, world.options));
        return runs;
    }

    /** One run: the actors, each with its steps in order, and the choices made. */
    private static final class World {
        private final List<Integer> path;
        private final List<Integer> options = new ArrayList<>();
        private final ManualLoop loop = new ManualLoop();
        private final ScriptedLog log;
        private final Hub hub;
        private final List<Queue<Runnable>> actors = new ArrayList<>();
        private final List<RecordingLogWatcher> watchers = new ArrayList<>();
        private boolean mayDrop;
        private boolean beginsAgain;

        World(List<Integer> path, int kept, int pageSize) {
            this.path = path;
            this.log = new ScriptedLog(kept, pageSize);
            this.hub = Hub.on(
                    loop,
                    Interleavings.SETTINGS,
                    (scan, number, callback) -> {
                        throw new AssertionError("nobody watches the scan");
                    },
                    log,
                    log::heardBy);
            log.up();
            step(log.waiting().get(0));
        }

        void actor(Runnable... steps) {
            actors.add(new ArrayDeque<>(List.of(steps)));
        }

        /** @param room how many entries it takes before it must take breath */
        void joiner(int room) {
            join(new RecordingLogWatcher(0, room));
        }

        void returning(long after) {
            join(new RecordingLogWatcher(after, ALL));
        }

        private void join(RecordingLogWatcher watcher) {
            watchers.add(watcher);
            actor(() -> hub.joinLog(ScriptedLog.SCAN, watcher));
        }

        void visitor() {
            RecordingLogWatcher visitor = new RecordingLogWatcher(0, ALL);
            actor(() -> hub.joinLog(ScriptedLog.SCAN, visitor), () -> hub.leaveLog(ScriptedLog.SCAN, visitor));
        }

        void run() {
            StringBuilder trace = new StringBuilder();
            while (true) {
                List<Queue<Runnable>> enabled = new ArrayList<>();
                actors.stream().filter(queue -> !queue.isEmpty()).forEach(enabled::add);
                enabled.addAll(log.waiting());
                watchers.stream()
                        .filter(watcher -> watcher.full)
                        .forEach(watcher -> enabled.add(new ArrayDeque<>(List.of(() -> takeBreath(watcher)))));
                if (enabled.isEmpty()) {
                    break;
                }
                int choice = choose(enabled.size());
                trace.append(choice);
                step(enabled.get(choice));
            }
            watchers.forEach(watcher -> check(watcher, trace.toString()));
        }

        private void takeBreath(RecordingLogWatcher watcher) {
            watcher.takeBreath();
            hub.resumeLog(ScriptedLog.SCAN, watcher);
        }

        private void step(Queue<Runnable> queue) {
            queue.remove().run();
            loop.runTurn();
        }

        private int choose(int count) {
            int at = options.size();
            options.add(count);
            return at < path.size() ? path.get(at) : 0;
        }

        private void check(RecordingLogWatcher watcher, String trace) {
            String what = "path " + trace + ": " + watcher.told;
            assertThat(watcher.complete).as(what).isTrue();
            long next = watcher.after() + 1;
            for (String told : watcher.told) {
                if (told.equals("restart")) {
                    assertThat(beginsAgain).as(what).isTrue();
                    next = 1;
                } else if (told.startsWith("dropped")) {
                    assertThat(mayDrop).as(what).isTrue();
                    String[] range = told.split(" ", 3);
                    assertThat(Long.parseLong(range[1])).as(what).isEqualTo(next);
                    next = Long.parseLong(range[2]) + 1;
                } else {
                    assertThat(Long.parseLong(told)).as(what).isEqualTo(next);
                    next++;
                }
            }
            assertThat(next).as(what).isEqualTo(log.nextNumber());
        }
    }

    /** Keeps what it is told; with so little room it is given one entry at a time. */
    private static final class RecordingLogWatcher implements LogWatcher {
        private final long after;
        private final int roomAtOnce;
        private final List<String> told = new ArrayList<>();
        private int room;
        private boolean full;
        private boolean complete;

        RecordingLogWatcher(long after, int roomAtOnce) {
            this.after = after;
            this.roomAtOnce = roomAtOnce;
            this.room = roomAtOnce;
        }

        void takeBreath() {
            full = false;
            room = roomAtOnce;
        }

        @Override
        public long after() {
            return after;
        }

        /** In bytes: with one entry's worth left the next one fits, and no other. */
        @Override
        public long room() {
            return room <= 0 ? 0 : roomAtOnce == ALL ? Duration.ofDays(1).toMillis() : 1;
        }

        @Override
        public void onEntries(List<LogEntry> entries) {
            assertThat(full).isFalse();
            complete = false;
            room -= entries.size();
            entries.forEach(entry -> told.add(Long.toString(entry.number())));
        }

        @Override
        public void onFull() {
            full = true;
        }

        @Override
        public void onDropped(long from, long to) {
            told.add("dropped " + from + " " + to);
        }

        @Override
        public void onRestart() {
            complete = false;
            told.add("restart");
        }

        @Override
        public void onComplete() {
            complete = true;
        }
    }

    @Test
    void aLogIsSubscribedOnceHoweverManyWatchAndOnlyWhileSomebodyDoes() {
        World world = new World(List.of(), ALL, ALL);
        RecordingLogWatcher one = new RecordingLogWatcher(0, ALL);
        RecordingLogWatcher another = new RecordingLogWatcher(0, ALL);
        world.hub.joinLog(ScriptedLog.SCAN, one);
        world.hub.joinLog(ScriptedLog.SCAN, another);
        world.loop.runTurn();
        world.run();
        assertThat(world.log.subscribes).isOne();
        world.hub.leaveLog(ScriptedLog.SCAN, one);
        world.loop.runTurn();
        assertThat(world.log.isSubscribed()).isTrue();
        world.hub.leaveLog(ScriptedLog.SCAN, another);
        world.loop.runTurn();
        world.run();
        assertThat(world.log.isSubscribed()).isFalse();
    }
}
