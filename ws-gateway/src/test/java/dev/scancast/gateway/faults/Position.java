package dev.scancast.gateway.faults;

import com.fasterxml.jackson.databind.JsonNode;

/** Where a document of a test stands in its scan: by epoch and seq, or by {@code n} where a foreign publisher counts so. */
record Position(long epoch, long number) implements Comparable<Position> {
    static final Position NONE = new Position(-1, -1);

    static Position of(JsonNode document) {
        return document.has("n")
                ? new Position(0, document.path("n").longValue())
                : new Position(
                        document.path("epoch").longValue(), document.path("seq").longValue());
    }

    boolean isOlderThan(Position other) {
        return compareTo(other) < 0;
    }

    @Override
    public int compareTo(Position other) {
        int byEpoch = Long.compare(epoch, other.epoch);
        return byEpoch != 0 ? byEpoch : Long.compare(number, other.number);
    }
}
