package dev.scancast.gateway.session;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What all sessions of a transport counted, those that are gone included. Thread-safe. */
public final class TransportCounts {
    private final LongAdder joins = new LongAdder();
    private final LongAdder documents = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder conflated = new LongAdder();
    private final LongAdder stalled = new LongAdder();
    private final LongAdder lost = new LongAdder();
    private final Map<CloseCode, LongAdder> closes = new EnumMap<>(CloseCode.class);

    TransportCounts() {
        for (CloseCode code : CloseCode.values()) {
            closes.put(code, new LongAdder());
        }
    }

    void joined() {
        joins.increment();
    }

    void gave(int number) {
        documents.add(number);
    }

    void wrote(int number) {
        bytes.add(number);
    }

    void fellBehind() {
        conflated.increment();
    }

    void stalled() {
        stalled.increment();
    }

    void lost() {
        lost.increment();
    }

    void closed(CloseCode code) {
        counter(code).increment();
    }

    /** Sessions that began. */
    public long joins() {
        return joins.sum();
    }

    /** Documents, and to watchers of many scans snapshots and updates, given to connections. */
    public long documents() {
        return documents.sum();
    }

    /** Bytes that connections took, frames, events and keep-alives included. */
    public long bytes() {
        return bytes.sum();
    }

    /** How often a client was given only the newest document, since it couldn't take all. */
    public long conflated() {
        return conflated.sum();
    }

    /** Clients that were cut off because they took nothing. */
    public long stalledClients() {
        return stalled.sum();
    }

    /** Sessions whose connection ended, or was cut, without a close of ours. */
    public long lostClients() {
        return lost.sum();
    }

    /** Sessions that were closed with this code. */
    public long closes(CloseCode code) {
        return counter(code).sum();
    }

    private LongAdder counter(CloseCode code) {
        LongAdder counter = closes.get(code);
        if (counter == null) {
            throw new IllegalStateException("no counter for " + code);
        }
        return counter;
    }
}
