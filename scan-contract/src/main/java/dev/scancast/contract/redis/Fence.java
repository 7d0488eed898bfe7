package dev.scancast.contract.redis;

/**
 * The right to write a scan, taken by the acquire script: good until somebody takes a higher epoch.
 *
 * @param epoch the fencing token
 * @param seq of the last document written by anybody; the next is one more
 * @param percent of that document; progress must not fall below it
 * @param attempt how many workers have begun this scan, this one included
 */
public record Fence(long epoch, long seq, double percent, int attempt) {}
