package dev.scancast.gateway.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.scancast.contract.document.Json;
import dev.scancast.contract.document.WireDocument;
import dev.scancast.gateway.hub.Framing;
import dev.scancast.gateway.session.Message;
import dev.scancast.gateway.session.Protocol;
import dev.scancast.gateway.session.SessionSettings;
import java.time.Duration;

/** Text frames, unmasked and whole, as RFC 6455 section 5.2 lays them out. Immutable. */
final class WebSocketProtocol implements Protocol, Framing {
    private static final int TEXT = 0x81;
    private static final int CLOSE = 0x88;
    private static final int PING = 0x89;
    private static final int PONG = 0x8a;
    private static final int LARGEST_SHORT = 125;
    private static final int LARGEST_MEDIUM = 0xffff;
    private static final int MEDIUM = 126;
    private static final int LONG = 127;

    private final Duration ping;

    WebSocketProtocol(SessionSettings settings) {
        this.ping = settings.ping();
    }

    @Override
    public Framing framing() {
        return this;
    }

    @Override
    public int index() {
        return 0;
    }

    @Override
    public byte[] frame(WireDocument document) {
        return text(document.bytes());
    }

    @Override
    public byte[] message(Message message) {
        return text(Json.write(message));
    }

    @Override
    public byte[] typed(String type, String id, byte[] json) {
        return text(json);
    }

    @Override
    public byte[] bookmark(String id) {
        return new byte[0];
    }

    @Override
    public byte[] keepAlive() {
        return new byte[] {(byte) PING, 0};
    }

    @Override
    public Duration keepAliveInterval() {
        return ping;
    }

    @Override
    public boolean answersKeepAlive() {
        return true;
    }

    @Override
    public String name() {
        return "websocket";
    }

    /** @param payload of a ping: at most 125 bytes */
    static byte[] pong(byte[] payload) {
        return control(PONG, payload);
    }

    /** @param reason at most 123 bytes of UTF-8 */
    static byte[] close(int code, String reason) {
        byte[] text = reason.getBytes(UTF_8);
        byte[] payload = new byte[Short.BYTES + text.length];
        payload[0] = (byte) (code >>> 8);
        payload[1] = (byte) code;
        System.arraycopy(text, 0, payload, Short.BYTES, text.length);
        return control(CLOSE, payload);
    }

    private static byte[] control(int first, byte[] payload) {
        if (payload.length > LARGEST_SHORT) {
            throw new IllegalArgumentException("a control frame carries at most 125 bytes, got " + payload.length);
        }
        byte[] frame = new byte[2 + payload.length];
        frame[0] = (byte) first;
        frame[1] = (byte) payload.length;
        System.arraycopy(payload, 0, frame, 2, payload.length);
        return frame;
    }

    private static byte[] text(byte[] payload) {
        int length = payload.length;
        int header = length <= LARGEST_SHORT ? 2 : length <= LARGEST_MEDIUM ? 4 : 10;
        byte[] frame = new byte[header + length];
        frame[0] = (byte) TEXT;
        if (header == 2) {
            frame[1] = (byte) length;
        } else if (header == 4) {
            frame[1] = MEDIUM;
            frame[2] = (byte) (length >>> 8);
            frame[3] = (byte) length;
        } else {
            frame[1] = LONG;
            for (int i = 0; i < Long.BYTES; i++) {
                frame[2 + i] = (byte) ((long) length >>> (8 * (Long.BYTES - 1 - i)));
            }
        }
        System.arraycopy(payload, 0, frame, header, length);
        return frame;
    }
}
