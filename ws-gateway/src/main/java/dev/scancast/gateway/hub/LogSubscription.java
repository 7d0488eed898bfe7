package dev.scancast.gateway.hub;

import dev.scancast.contract.document.DocumentRejectedException;
import dev.scancast.contract.document.LogEntry;
import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.redis.ScanLog;
import dev.scancast.gateway.hub.LogPlace.State;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
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

    private final Map<LogWatcher, LogPlace> places = new LinkedHashMap<>();

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
        places.put(watcher, new LogPlace(watcher));
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
        LogPlace place = places.get(watcher);
        if (place != null && place.is(State.FULL)) {
            place.become(State.DUE);
            readIfDue();
        }
    }

    void finish(LogWatcher watcher) {
        flush();
        LogPlace place = places.get(watcher);
        if (place == null) {
            watcher.onComplete(); // it failed, and was left out
            return;
        }
        safely(place, () -> {
            if (newest != null) {
                place.finish(newest);
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
        places.values().forEach(LogPlace::doubt);
        forEach(State.LIVE, place -> place.become(State.DUE));
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
        forEach(State.LIVE, place -> place.giveNext(came));
        readIfDue();
    }

    // ---- reading the stream

    private void readIfDue() {
        if (reading != null || !confirmed || closed) {
            return;
        }
        long after = Long.MAX_VALUE;
        for (LogPlace place : places.values()) {
            if (place.is(State.DUE)) {
                place.become(State.READING);
                after = Math.min(after, place.readAfter());
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
        forEach(State.READING, place -> place.become(State.DUE));
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
        forEach(State.READING, place -> {
            boolean isShorter = last != null && last.number() < place.given();
            if (isShorter || place.isContradictedBy(entries)) {
                newest = null;
                place.restart();
            } else {
                if (read.generation() == generation) {
                    place.trust();
                }
                place.become(State.LIVE);
                take(place, entries, last, isWhole);
            }
        });
        readIfDue();
    }

    private void take(LogPlace place, List<LogEntry> entries, ScanLog.@Nullable Entry last, boolean isWhole) {
        place.give(entries);
        if (place.is(State.LIVE) && last != null) {
            place.tellDropped(last.number()); // what could not be relayed at the page's end
        }
        if (place.is(State.LIVE) && isWhole) {
            place.give(heard);
        }
        if (place.is(State.LIVE) && !isWhole) {
            place.become(State.DUE);
        }
        place.completeIfEnded();
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

    // ---- calling watchers

    /** A copy: a watcher may leave while it is called. */
    private void forEach(State state, Consumer<LogPlace> action) {
        for (LogPlace place : List.copyOf(places.values())) {
            if (place.is(state) && places.containsKey(place.watcher())) {
                safely(place, () -> action.accept(place));
            }
        }
    }

    private void safely(LogPlace place, Runnable call) {
        try {
            call.run();
        } catch (RuntimeException e) {
            LOG.error("scan={} a watcher of its log failed and is left out", scan, e);
            leave(place.watcher());
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
