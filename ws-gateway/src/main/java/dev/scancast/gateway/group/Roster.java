package dev.scancast.gateway.group;

import dev.scancast.contract.document.ScanId;
import dev.scancast.gateway.hub.Loop;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Asks again and again which scans belong to a group. Of reads that overlap only the last counts: the others may have
 * been answered before something was lost. Confined to the group's loop.
 */
final class Roster {
    private final GroupKey key;
    private final GroupIndex index;
    private final Loop loop;
    private final Duration retry;
    private final Listener listener;
    private long reads;
    private boolean stopped;
    private Loop.@Nullable Timer next;

    /** Hears what was read. */
    interface Listener {
        /**
         * The scans with their titles.
         *
         * @param number of the read; reads count 1, 2, 3 ...
         * @return after how long it is to be read again
         */
        Duration onRead(long number, Map<ScanId, String> titles);
    }

    /** @param retry how soon a read that failed is tried again */
    Roster(GroupKey key, GroupIndex index, Loop loop, Duration retry, Listener listener) {
        this.key = key;
        this.index = index;
        this.loop = loop;
        this.retry = retry;
        this.listener = listener;
    }

    /** The last read that was asked for. */
    long reads() {
        return reads;
    }

    /** Reads now. */
    void read() {
        cancelNext();
        if (stopped) {
            return;
        }
        long number = ++reads;
        index.read(key, new GroupIndex.Callback() {
            @Override
            public void onRead(Map<ScanId, String> titles) {
                loop.execute(() -> {
                    if (number == reads && !stopped) {
                        readLater(listener.onRead(number, titles));
                    }
                });
            }

            @Override
            public void onFailure(Exception cause) {
                loop.execute(() -> {
                    if (number == reads) {
                        readLater(retry);
                    }
                });
            }
        });
    }

    /** Reads no more. */
    void stop() {
        stopped = true;
        cancelNext();
    }

    private void readLater(Duration delay) {
        cancelNext();
        if (!stopped) {
            next = loop.schedule(delay, this::read);
        }
    }

    private void cancelNext() {
        if (next != null) {
            next.cancel();
            next = null;
        }
    }
}
