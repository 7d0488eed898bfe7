package dev.scancast.gateway.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** Frames by hand, right and wrong ones. */
final class Frames {
    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;
    static final int FIN = 0x80;

    private static final int MASKED = 0x80;
    private static final byte[] MASK = {0x37, (byte) 0xfa, 0x21, 0x3d};

    private Frames() {}

    /** How a length is written. */
    enum Length {
        SHORT(0),
        MEDIUM(2),
        LONG(8);

        private final int bytes;

        Length(int bytes) {
            this.bytes = bytes;
        }

        /** The one that is asked for. */
        static Length of(long length) {
            return length < 126 ? SHORT : length <= 0xffff ? MEDIUM : LONG;
        }
    }

    /** A message of the application's own that the gateway answers with the same {@code t}. */
    static byte[] message(String t) {
        return ("{\"type\":\"ping\",\"t\":\"" + t + "\"}").getBytes(UTF_8);
    }

    static byte[] text(byte[] payload) {
        return frame(FIN | TEXT, payload);
    }

    static byte[] ping(byte... payload) {
        return frame(FIN | PING, payload);
    }

    static byte[] close(int code, String reason) {
        return close(code, reason.getBytes(UTF_8));
    }

    static byte[] close(int code, byte[] reason) {
        return frame(FIN | CLOSE, join(new byte[] {(byte) (code >> 8), (byte) code}, reason));
    }

    /** A masked frame. */
    static byte[] frame(int first, byte[] payload) {
        return join(header(first, Length.of(payload.length), payload.length), MASK, masked(payload, MASK));
    }

    static byte[] frame(int first, byte[] payload, byte[] mask) {
        return join(header(first, Length.of(payload.length), payload.length), mask, masked(payload, mask));
    }

    static byte[] frame(int first, byte[] payload, Length length) {
        return join(header(first, length, payload.length), MASK, masked(payload, MASK));
    }

    static byte[] unmasked(int first, byte[] payload) {
        byte[] frame = join(header(first, Length.of(payload.length), payload.length), payload);
        frame[1] &= 0x7f;
        return frame;
    }

    /** Only the head of a masked frame, up to and with its mask. */
    static byte[] head(int first, Length kind, long length) {
        return join(header(first, kind, length), MASK);
    }

    private static byte[] header(int first, Length kind, long length) {
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        header.write(first);
        header.write(MASKED
                | switch (kind) {
                    case SHORT -> (int) length;
                    case MEDIUM -> 126;
                    case LONG -> 127;
                });
        for (int i = kind.bytes - 1; i >= 0; i--) {
            header.write((int) (length >> (8 * i)));
        }
        return header.toByteArray();
    }

    private static byte[] masked(byte[] payload, byte[] mask) {
        byte[] masked = payload.clone();
        for (int i = 0; i < masked.length; i++) {
            masked[i] ^= mask[i % mask.length];
        }
        return masked;
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }

    /** Bytes as numbers. */
    static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    static byte[] first(byte[] bytes, int count) {
        return Arrays.copyOf(bytes, count);
    }

    static byte[] from(byte[] bytes, int start) {
        return Arrays.copyOfRange(bytes, start, bytes.length);
    }
}
