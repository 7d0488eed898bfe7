package dev.scancast.gateway.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** All sessions of this gateway: counted, and drained at the end. Thread-safe. */
public final class Sessions {
    /**
     * Clients come back within this part of the drain after their close. The closes are spread already; were the
     * returns spread over as long again, their rate would rise to twice its mean and fall.
     */
    private static final int RETURN_PART = 4;

    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Set<ClientSession> open = ConcurrentHashMap.newKeySet();
    private final Map<String, TransportCounts> counts = new ConcurrentHashMap<>();
    private volatile boolean draining;

    void opened(ClientSession session) {
        open.add(session);
        if (draining) {
            session.goAway(Duration.ZERO);
        }
    }

    void closed(ClientSession session) {
        open.remove(session);
    }

    /** What was counted on a transport, which is named as its protocol is. */
    public TransportCounts counts(String transport) {
        return counts.computeIfAbsent(transport, name -> new TransportCounts());
    }

    /** How many connections there are, by transport. */
    public Map<String, Integer> countByTransport() {
        Map<String, Integer> counts = new TreeMap<>();
        for (ClientSession session : open) {
            counts.merge(session.transport(), 1, Integer::sum);
        }
        return counts;
    }

    /** Whether the gateway goes away. */
    public boolean isDraining() {
        return draining;
    }

    /**
     * Tells every client that this gateway goes away and closes them, spread over the time so that they don't all come
     * back elsewhere at once. Waits until they are gone, at most a little longer; an interrupt ends the waiting.
     */
    public void drain(Duration over, Duration patience) {
        draining = true;
        List<ClientSession> all = new ArrayList<>(open);
        Collections.shuffle(all);
        long began = System.nanoTime();
        for (int i = 0; i < all.size(); i++) {
            waitUntil(began + over.toNanos() / all.size() * i);
            all.get(i).goAway(over.dividedBy(RETURN_PART));
        }
        long deadline = System.nanoTime() + patience.toNanos();
        while (!open.isEmpty()
                && System.nanoTime() - deadline < 0
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(this, POLL_NANOS);
        }
        open.forEach(ClientSession::cut);
    }

    private void waitUntil(long nanoTime) {
        long left = nanoTime - System.nanoTime();
        while (left > 0 && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(this, left);
            left = nanoTime - System.nanoTime();
        }
    }
}
