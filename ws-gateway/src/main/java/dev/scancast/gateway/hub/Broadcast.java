package dev.scancast.gateway.hub;

import dev.scancast.contract.document.WireDocument;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The documents of a fan-out turn, in order, on their way to all watchers of a scan. Each framing's bytes are made at
 * first need and then shared. Confined to the scan's loop.
 */
public final class Broadcast {
    private final List<WireDocument> documents;
    private final byte[] @Nullable [] encoded = new byte[Framing.COUNT][];

    Broadcast(List<WireDocument> documents) {
        this.documents = List.copyOf(documents);
    }

    /** A single document, for one that joins or catches up. */
    public static Broadcast of(WireDocument document) {
        return new Broadcast(List.of(document));
    }

    /** At least one, oldest first. */
    public List<WireDocument> documents() {
        return documents;
    }

    /** The newest of them. */
    public WireDocument newest() {
        return documents.get(documents.size() - 1);
    }

    /** What a watcher doesn't hold from before: all, usually; null if it holds the newest. */
    @Nullable
    Broadcast after(Watcher watcher) {
        for (int i = documents.size() - 1; i >= 0; i--) {
            if (watcher.holds(documents.get(i))) {
                return i == documents.size() - 1 ? null : new Broadcast(documents.subList(i + 1, documents.size()));
            }
        }
        return this;
    }

    /** All of them, framed and joined. Shared: must not be changed. */
    public byte[] encoded(Framing framing) {
        byte[] bytes = encoded[framing.index()];
        if (bytes == null) {
            bytes = encode(framing);
            encoded[framing.index()] = bytes;
        }
        return bytes;
    }

    private byte[] encode(Framing framing) {
        if (documents.size() == 1) {
            return framing.frame(documents.get(0));
        }
        byte[][] frames = new byte[documents.size()][];
        int length = 0;
        for (int i = 0; i < frames.length; i++) {
            frames[i] = framing.frame(documents.get(i));
            length += frames[i].length;
        }
        byte[] joined = new byte[length];
        int at = 0;
        for (byte[] frame : frames) {
            System.arraycopy(frame, 0, joined, at, frame.length);
            at += frame.length;
        }
        return joined;
    }
}
