package dev.scancast.launcher;

import com.fasterxml.jackson.databind.JsonNode;

/** Shows a scan's progress in a terminal. Confined to one thread. */
interface ScanDisplay extends AutoCloseable {

    /** A newer document, whoever published it. */
    void show(JsonNode document);

    /** Something to know beside documents: the connection is lost, or back. */
    void note(String text);

    /** Leaves the terminal so that others can write to it. */
    @Override
    void close();
}
