package dev.scancast.scanner.engine;

/** Hears what happens in a scan. */
@FunctionalInterface
public interface ScanListener {

    /** Called on the engine's threads, one call at a time, in an order that makes sense. Must not block or throw. */
    void onEvent(ScanEvent event);
}
