package dev.scancast.gateway.sse;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.scancast.contract.document.DocumentVersion;
import dev.scancast.contract.document.Json;
import dev.scancast.contract.document.WireDocument;
import dev.scancast.gateway.hub.Framing;
import dev.scancast.gateway.session.CloseCode;
import dev.scancast.gateway.session.Message;
import dev.scancast.gateway.session.Protocol;
import dev.scancast.gateway.session.SessionSettings;
import java.io.ByteArrayOutputStream;
import java.time.Duration;

/** Events as the HTML standard's section 9.2 lays them out. Immutable. */
final class SseProtocol implements Protocol, Framing {
    private static final byte[] HEARTBEAT = "event: heartbeat\ndata: {}\n\n".getBytes(US_ASCII);
    private static final byte[] DATA = "data: ".getBytes(US_ASCII);

    private final Duration heartbeat;

    SseProtocol(SessionSettings settings) {
        this.heartbeat = settings.heartbeat();
    }

    @Override
    public Framing framing() {
        return this;
    }

    @Override
    public int index() {
        return 1;
    }

    /** A plain message event; its id is the version, so that a client that comes back says what it has. */
    @Override
    public byte[] frame(WireDocument document) {
        DocumentVersion version = document.version();
        return event(version == null ? "" : "id: " + version + "\n", document.bytes());
    }

    @Override
    public byte[] message(Message message) {
        return event("event: " + message.type() + "\n", Json.write(message));
    }

    @Override
    public byte[] typed(String type, String id, byte[] json) {
        return event("event: " + type + "\nid: " + id + "\n", json);
    }

    /** An event without data is none, but its id counts. */
    @Override
    public byte[] bookmark(String id) {
        return ("id: " + id + "\n\n").getBytes(US_ASCII);
    }

    /** The last event: it tells a client why the connection ends. */
    byte[] end(CloseCode code, String reason) {
        return event("event: end\n", Json.write(new End(code.code(), reason)));
    }

    private record End(int code, String reason) {}

    @Override
    public byte[] keepAlive() {
        return HEARTBEAT;
    }

    @Override
    public Duration keepAliveInterval() {
        return heartbeat;
    }

    @Override
    public boolean answersKeepAlive() {
        return false;
    }

    @Override
    public String name() {
        return "sse";
    }

    private static byte[] event(String head, byte[] data) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(head.length() + data.length + 16);
        out.writeBytes(head.getBytes(UTF_8));
        out.writeBytes(DATA);
        for (int i = 0; i < data.length; i++) {
            byte b = data[i];
            if (b == '\n' || b == '\r') {
                // A line break in somebody's JSON: the event goes on in another data line.
                if (b == '\r' && i + 1 < data.length && data[i + 1] == '\n') {
                    i++;
                }
                out.write('\n');
                out.writeBytes(DATA);
            } else {
                out.write(b);
            }
        }
        out.write('\n');
        out.write('\n');
        return out.toByteArray();
    }
}
