package dev.scancast.gateway.fleet;

import java.time.Duration;
import java.util.Map;

/**
 * All scans and workers at one moment, as Redis has them.
 *
 * @param waiting requests in the queue that no worker has read
 * @param taken requests that a worker has read and not done with
 * @param backlogged scans that wait for their turn in the queue
 * @param age how long the oldest that waits in the queue has been there; zero if none waits
 * @param workers workers with a record
 * @param byStatus scans that are live, by each of {@link CensusTaker#STATUSES}
 */
public record Census(
        long waiting, long taken, long backlogged, Duration age, long workers, Map<String, Integer> byStatus) {

    /** Copies the map. */
    public Census {
        byStatus = Map.copyOf(byStatus);
    }
}
