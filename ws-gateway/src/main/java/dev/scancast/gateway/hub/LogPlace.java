package dev.scancast.gateway.hub;

import dev.scancast.contract.document.LogEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where one watcher stands in a log. Confined to the scan's loop. */
final class LogPlace {
    private final LogWatcher watcher;

    /** The highest number that was given, or told as dropped. */
    private long given;

    /** What was given last; null if nothing was, or if what was told since as dropped is behind it. */
    private @Nullable LogEntry last;

    /** Whether the log may have begun again since. */
    private boolean isDoubtful;

    private State state = State.DUE;
    private boolean endWasLast;

    enum State {
        /** Needs a read. */
        DUE,
        /** Waits for the read that is under way. */
        READING,
        /** Has all that was read and heard. */
        LIVE,
        /** Has no room. */
        FULL
    }

    LogPlace(LogWatcher watcher) {
        this.watcher = watcher;
        this.given = watcher.after();
    }

    LogWatcher watcher() {
        return watcher;
    }

    long given() {
        return given;
    }

    boolean is(State other) {
        return state == other;
    }

    void become(State next) {
        state = next;
    }

    /** The log may have begun again: what was given last is read once more, and compared. */
    void doubt() {
        isDoubtful = true;
    }

    /** Behind which number it must be read. */
    long readAfter() {
        return isDoubtful && last != null ? given - 1 : given;
    }

    /** Whether these are of a log that began again, and that is longer already than what was given. */
    boolean isContradictedBy(List<LogEntry> entries) {
        LogEntry known = last;
        return known != null
                && entries.stream()
                        .anyMatch(entry ->
                                entry.number() == known.number() && !Arrays.equals(entry.json(), known.json()));
    }

    /** A read contradicted nothing. */
    void trust() {
        isDoubtful = false;
    }

    /** The numbers begin again. */
    void restart() {
        given = 0;
        last = null;
        isDoubtful = false;
        state = State.DUE;
        watcher.onRestart();
    }

    /**
     * Gives what came by the channel, where all before it was given; a number that isn't the next makes a read due, be it
     * that some are missing, or that the log began again.
     */
    void giveNext(List<LogEntry> came) {
        int fitting = 0;
        while (fitting < came.size() && came.get(fitting).number() == given + 1 + fitting) {
            fitting++;
        }
        give(came.subList(0, fitting));
        if (fitting < came.size() && state == State.LIVE) {
            isDoubtful = true;
            state = State.DUE;
        }
        completeIfEnded();
    }

    /** Gives entries as far as there is room; holes are told, and what was given before is left out. */
    void give(List<LogEntry> entries) {
        List<LogEntry> fitting = new ArrayList<>(entries.size());
        long room = watcher.room();
        for (LogEntry entry : entries) {
            if (entry.number() <= given) {
                endWasLast |= entry.isEnd() && entry.number() == given;
                continue;
            }
            if (room <= 0) {
                state = State.FULL;
                break;
            }
            if (entry.number() > given + 1) {
                hand(fitting);
                tellDropped(entry.number() - 1);
            }
            fitting.add(entry);
            room -= entry.json().length;
            given = entry.number();
            last = entry;
            endWasLast = entry.isEnd();
        }
        hand(fitting);
        if (state == State.FULL) {
            watcher.onFull();
        }
    }

    private void hand(List<LogEntry> entries) {
        if (!entries.isEmpty()) {
            watcher.onEntries(List.copyOf(entries));
            entries.clear();
        }
    }

    /** What isn't given up to this number is lost. */
    void tellDropped(long to) {
        if (to > given) {
            watcher.onDropped(given + 1, to);
            given = to;
            last = null;
        }
    }

    void completeIfEnded() {
        if (state == State.LIVE && endWasLast) {
            watcher.onComplete();
        }
    }

    /** Gives nothing more but the log's end, with word of what it lacks. */
    void finish(LogEntry newest) {
        if (newest.number() > given) {
            tellDropped(newest.isEnd() ? newest.number() - 1 : newest.number());
            if (newest.isEnd()) {
                given = newest.number();
                watcher.onEntries(List.of(newest));
            }
        }
    }
}
