package dev.scancast.gateway.group;

import dev.scancast.gateway.hub.Framing;
import dev.scancast.gateway.session.Protocol;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot or an update: encoded once, framed once for each transport at first need, then shared by all clients.
 * Confined to the group's loop.
 */
final class GroupMessage {
    private final String type;
    private final String id;
    private final byte[] json;
    private final byte[] @Nullable [] framed = new byte[Framing.COUNT][];

    /**
     * @param type {@code snapshot} or {@code update}, as it also stands in the JSON
     * @param id what a client that comes back says it has
     */
    GroupMessage(String type, String id, byte[] json) {
        this.type = type;
        this.id = id;
        this.json = json;
    }

    /** Shared: must not be changed. */
    byte[] framed(Protocol protocol) {
        int index = protocol.framing().index();
        byte[] bytes = framed[index];
        if (bytes == null) {
            bytes = protocol.typed(type, id, json);
            framed[index] = bytes;
        }
        return bytes;
    }

    byte[] json() {
        return json;
    }
}
