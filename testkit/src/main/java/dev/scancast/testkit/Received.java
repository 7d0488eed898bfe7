package dev.scancast.testkit;

/**
 * A message as a client got it.
 *
 * @param text what stood in it
 * @param atNanos when, by {@link System#nanoTime()}
 */
public record Received(String text, long atNanos) {

    static Received now(String text) {
        return new Received(text, System.nanoTime());
    }

    @Override
    public String toString() {
        return text;
    }
}
