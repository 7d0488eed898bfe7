package dev.scancast.gateway.hub;

import dev.scancast.contract.document.WireDocument;

/** How a document's bytes look on one kind of transport: the same for all its clients, so made once for all. */
public interface Framing {

    /** Its place among all framings, 0 to {@link #COUNT} - 1. */
    int index();

    /** The document as it goes to the socket. The result is shared and must not be changed. */
    byte[] frame(WireDocument document);

    /** How many framings there are. */
    int COUNT = 2;
}
