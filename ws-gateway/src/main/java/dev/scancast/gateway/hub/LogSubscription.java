package dev.scancast.gateway.hub;

import dev.scancast.contract.document.DocumentRejectedException;
import dev.scancast.contract.document.LogEntry;
import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.redis.ScanLog;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One scan's log, as all who watch it on this gateway see it. Confined to the scan's loop.
 *
 * <p>Every entry has a number, and the stream in Redis has an entry before the channel tells it. So: subscribe, wait for
 * the confirmation, read the stream, give what it holds, then what was heard while it was read, and from then on what
 * comes, as long as each is the next one. Whoever misses one reads the stream again from where it stands; what the
 * stream has no more is told. One read is under way at a time, for all who need one when it begins. A watcher without
 * room stands still and reads on from there when it has some: what it hasn't taken is kept in Redis, not here.
 */
final class LogSubscription {
    private static final Logger LOG = LoggerFactory.getLogger(LogSubscription.class);

    /** With more heard while the stream is read it is read again instead. */
    private static final int MOST_HEARD = 500;

    private final ScanId scan;
    private final Loop loop;
    private final SubscriberLink link;
    private final LogReader reader;
    private final HubSettings settings;
    private final HubMetrics metrics;
    private final LongSupplier numbers;
    private final Runnable onIdle;

    private final Map<LogWatcher, Place> places = new LinkedHashMap<>();

    /** What came in this turn of the loop and is not given out yet. */
    private final List<LogEntry> turn = new ArrayList<>();

    /** What came since the read that is under way began. */
    private final List<LogEntry> heard = new ArrayList<>();

    private boolean heardTooMuch;
    private @Nullable Read reading;
    private long generation;
    private boolean confirmed;

    /** The newest entry that is known. */
    private @Nullable LogEntry newest;

    private boolean rejectionLogged;
    private boolean closed;

    /** Where a watcher stands. */
    private static final class Place {
        /** The highest number that was given, or told as dropped. */
        private long given;

        private State state = State.DUE;
        private boolean endWasLast;

        Place(long given) {
            this.given = given;
        }
    }

    private enum State {
        /** Needs a read. */
        DUE,
        /** Is waiting for the read that is under way. */
        READING,
        /** Has all that was read and heard. */
        LIVE,
        /** Has no room. */
        FULL
    }

    private record Read(long generation) {}

    /**
     * Begins to subscribe.
     *
     * @param numbers gives each generation a number that was never given before
     * @param linkUp whether the link stands now
     * @param onIdle called when the last watcher has left
     */
    LogSubscription(
            ScanId scan,
            Loop loop,
            SubscriberLink link,
            LogReader reader,
            HubSettings settings,
            HubMetrics metrics,
            LongSupplier numbers,
            boolean linkUp,
            Runnable onIdle) {
        this.scan = scan;
        this.loop = loop;
        this.link = link;
        this.reader = reader;
        this.settings = settings;
        this.metrics = metrics;
        this.numbers = numbers;
        this.onIdle = onIdle;
        if (linkUp) {
            onLinkUp();
        }
    }

    // ---- watchers

    void join(LogWatcher watcher) {
        places.put(watcher, new Place(watcher.after()));
        readIfDue();
    }

    void leave(LogWatcher watcher) {
        if (places.remove(watcher) != null && places.isEmpty() && !closed) {
            closed = true;
            link.unsubscribe(Topic.log(scan));
            onIdle.run();
        }
    }

    void resume(LogWatcher watcher) {
        Place place = places.get(watcher);
        if (place != null && place.state == State.FULL) {
            place.state = State.DUE;
            readIfDue();
        }
    }

    void finish(LogWatcher watcher) {
        flush();
        Place place = places.get(watcher);
        if (place == null) {
            watcher.onComplete(); // it failed, and was left out
            return;
        }
        safely(watcher, () -> {
            LogEntry last = newest;
            if (last != null && last.number() > place.given) {
                tellDropped(watcher, place, last.isEnd() ? last.number() - 1 : last.number());
                if (last.isEnd()) {
                    place.given = last.number();
                    watcher.onEntries(List.of(last));
                }
            }
            watcher.onComplete();
        });
    }

    // ---- the link

    void onLinkUp() {
        generation = numbers.getAsLong();
        confirmed = false;
        link.subscribe(Topic.log(scan), generation);
    }

    void onLinkDown() {
        confirmed = false;
    }

    void onSubscribed(long confirmedGeneration) {
        if (confirmedGeneration != generation || closed) {
            return;
        }
        confirmed = true;
        places.values().stream().filter(place -> place.state == State.LIVE).forEach(place -> place.state = State.DUE);
        readIfDue();
    }

    void onMessage(byte[] message) {
        if (closed || !confirmed) {
            return; // the read that follows the confirmation holds it
        }
        try {
            LogEntry entry = LogEntry.published(scan, message);
            if (turn.isEmpty()) {
                loop.atEndOfTurn(this::flush);
            }
            turn.add(entry);
        } catch (DocumentRejectedException e) {
            rejected(e);
        }
    }

    /** Gives out what this turn brought. */
    void flush() {
        if (turn.isEmpty()) {
            return;
        }
        List<LogEntry> came = List.copyOf(turn);
        turn.clear();
        newest = came.get(came.size() - 1);
        if (reading != null) {
            heard.addAll(came);
            if (heard.size() > MOST_HEARD) {
                heard.clear();
                heardTooMuch = true;
            }
        }
        forEach(State.LIVE, (watcher, place) -> giveNext(watcher, place, came));
        readIfDue();
    }

    // ---- reading the stream

    private void readIfDue() {
        if (reading != null || !confirmed || closed) {
            return;
        }
        long after = Long.MAX_VALUE;
        for (Place place : places.values()) {
            if (place.state == State.DUE) {
                place.state = State.READING;
                after = Math.min(after, place.given);
            }
        }
        if (after == Long.MAX_VALUE) {
            return;
        }
        Read read = new Read(generation);
        reading = read;
        heard.clear();
        heardTooMuch = false;
        metrics.logReadsCounter().increment();
        reader.read(scan, after, new LogReader.Callback() {
            @Override
            public void onRead(LogReader.Page page) {
                loop.execute(() -> LogSubscription.this.onRead(read, page));
            }

            @Override
            public void onFailure(Exception cause) {
                loop.execute(() -> loop.schedule(settings.retry(), () -> readAgain()));
            }
        });
    }

    private void readAgain() {
        reading = null;
        forEach(State.READING, (watcher, place) -> place.state = State.DUE);
        readIfDue();
    }

    private void onRead(Read read, LogReader.Page page) {
        if (closed) {
            return;
        }
        flush();
        reading = null;
        List<LogEntry> entries = stored(page);
        ScanLog.Entry last = page.last();
        boolean isWhole =
                page.isWhole() && read.generation() == generation && !heardTooMuch && !contradictsWhatWasHeard(entries);
        forEach(State.READING, (watcher, place) -> {
            if (last != null && last.number() < place.given) {
                newest = null;
                place.given = 0;
                place.state = State.DUE;
                watcher.onRestart();
                return;
            }
            place.state = State.LIVE;
            give(watcher, place, entries);
            if (place.state == State.LIVE && last != null) {
                tellDropped(watcher, place, last.number()); // what could not be relayed at the page's end
            }
            if (place.state == State.LIVE && isWhole) {
                give(watcher, place, heard);
            }
            if (place.state == State.LIVE && !isWhole) {
                place.state = State.DUE;
            }
            completeIfEnded(watcher, place);
        });
        readIfDue();
    }

    /** Another entry of the same number was heard: the log began again, before the read or behind it. */
    private boolean contradictsWhatWasHeard(List<LogEntry> entries) {
        Map<Long, byte[]> read = new HashMap<>();
        entries.forEach(entry -> read.put(entry.number(), entry.json()));
        return heard.stream()
                .anyMatch(entry -> !Arrays.equals(entry.json(), read.getOrDefault(entry.number(), entry.json())));
    }

    /** What of a page can be relayed, and its newest entry remembered. */
    private List<LogEntry> stored(LogReader.Page page) {
        List<LogEntry> entries = new ArrayList<>(page.entries().size());
        page.entries().forEach(entry -> addTo(entries, entry));
        if (entries.isEmpty() && page.last() != null) {
            addTo(entries, page.last());
        }
        LogEntry known = newest;
        if (!entries.isEmpty()
                && (known == null
                        || known.number() < entries.get(entries.size() - 1).number())) {
            newest = entries.get(entries.size() - 1);
        }
        return entries;
    }

    private void addTo(List<LogEntry> entries, ScanLog.Entry entry) {
        try {
            entries.add(LogEntry.stored(scan, entry.number(), entry.json()));
        } catch (DocumentRejectedException e) {
            rejected(e);
        }
    }

    // ---- giving

    /** Gives what came by the channel to one who has all before it; a number that isn't the next has the stream read. */
    private void giveNext(LogWatcher watcher, Place place, List<LogEntry> came) {
        int fitting = 0;
        while (fitting < came.size() && came.get(fitting).number() == place.given + 1 + fitting) {
            fitting++;
        }
        give(watcher, place, came.subList(0, fitting));
        if (fitting < came.size() && place.state == State.LIVE) {
            place.state = State.DUE;
        }
        completeIfEnded(watcher, place);
    }

    /** Gives entries as far as there is room; holes are told, and what was given before is left out. */
    private static void give(LogWatcher watcher, Place place, List<LogEntry> entries) {
        List<LogEntry> fitting = new ArrayList<>(entries.size());
        long room = watcher.room();
        for (LogEntry entry : entries) {
            if (entry.number() <= place.given) {
                place.endWasLast |= entry.isEnd() && entry.number() == place.given;
                continue;
            }
            if (room <= 0) {
                place.state = State.FULL;
                break;
            }
            if (entry.number() > place.given + 1) {
                hand(watcher, fitting);
                tellDropped(watcher, place, entry.number() - 1);
            }
            fitting.add(entry);
            room -= entry.json().length;
            place.given = entry.number();
            place.endWasLast = entry.isEnd();
        }
        hand(watcher, fitting);
        if (place.state == State.FULL) {
            watcher.onFull();
        }
    }

    private static void hand(LogWatcher watcher, List<LogEntry> entries) {
        if (!entries.isEmpty()) {
            watcher.onEntries(List.copyOf(entries));
            entries.clear();
        }
    }

    private static void tellDropped(LogWatcher watcher, Place place, long to) {
        if (to > place.given) {
            watcher.onDropped(place.given + 1, to);
            place.given = to;
        }
    }

    private static void completeIfEnded(LogWatcher watcher, Place place) {
        if (place.state == State.LIVE && place.endWasLast) {
            watcher.onComplete();
        }
    }

    private interface Action {
        void on(LogWatcher watcher, Place place);
    }

    /** A copy: a watcher may leave while it is called. */
    private void forEach(State state, Action action) {
        for (Map.Entry<LogWatcher, Place> entry : List.copyOf(places.entrySet())) {
            if (entry.getValue().state == state && places.containsKey(entry.getKey())) {
                safely(entry.getKey(), () -> action.on(entry.getKey(), entry.getValue()));
            }
        }
    }

    private void safely(LogWatcher watcher, Runnable call) {
        try {
            call.run();
        } catch (RuntimeException e) {
            LOG.error("scan={} a watcher of its log failed and is left out", scan, e);
            leave(watcher);
        }
    }

    private void rejected(DocumentRejectedException e) {
        metrics.rejected(e.reason());
        if (!rejectionLogged) {
            rejectionLogged = true;
            LOG.warn("scan={} dropped what came as a log line: {}; more of it is only counted", scan, e.getMessage());
        }
    }
}
