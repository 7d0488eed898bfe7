package dev.scancast.gateway.fleet;

import org.jspecify.annotations.Nullable;

/** What a scan that waits is told. */
final class WaitingMessage {
    static final String AFTER_LOSS = "The worker was lost; waiting for another";
    private static final String NO_WORKER = "No worker is connected; the scan begins when one is";
    private static final String WAITING = "Waiting for a worker";
    private static final String BACKLOGGED = "Waiting for its turn behind other scans";

    /** Up to here places are exact; a hundred more or less matters little to number 3,000. */
    private static final int EXACT = 20;

    private static final int NEARLY = 200;

    private WaitingMessage() {}

    /** For a scan that is queued anew. */
    static String of(QueueView queue, String scan, boolean isWorkerThere) {
        return of(queue, scan, isWorkerThere, null);
    }

    /**
     * For a scan that stands somewhere.
     *
     * @param current what it was told last; it stays where there is nothing better to say
     */
    static String of(QueueView queue, String scan, boolean isWorkerThere, @Nullable String current) {
        if (!isWorkerThere) {
            return NO_WORKER;
        }
        int place = queue.place(scan);
        if (place > 0) {
            return place(place);
        }
        if (current != null && !current.equals(NO_WORKER)) {
            return current;
        }
        return queue.isBacklogged(scan) ? BACKLOGGED : WAITING;
    }

    /** Whether one message says that no worker is connected, and the other doesn't. */
    static boolean isAboutWorkers(String message, String current) {
        return message.equals(NO_WORKER) != current.equals(NO_WORKER);
    }

    private static String place(int place) {
        if (place == 1) {
            return WAITING + ": next in the queue";
        }
        if (place <= EXACT) {
            return WAITING + ": number " + place + " in the queue";
        }
        int step = place <= NEARLY ? 10 : 100;
        return WAITING + ": about number " + (place + step / 2) / step * step + " in the queue";
    }
}
