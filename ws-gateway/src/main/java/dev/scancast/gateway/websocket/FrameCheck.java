package dev.scancast.gateway.websocket;

import dev.scancast.gateway.session.CloseCode;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a client's frames as RFC 6455 section 5 lays them out, byte by byte, and stops at the first that is wrong.
 * Frames of data pass on as they are and as they come, for Tyrus to put together; control frames are handed over whole
 * and go no further. Nothing is allocated for a length that was only announced. Confined to the thread that reads.
 */
final class FrameCheck {
    private static final int FIN = 0x80;
    private static final int RESERVED_BITS = 0x70;
    private static final int CONTROL = 0x08;
    private static final int MASKED = 0x80;
    private static final int MASK_BYTES = 4;
    private static final int LARGEST_CONTROL = 125;
    private static final int MEDIUM = 126;
    private static final int LARGEST_MEDIUM = 0xffff;

    private static final int CONTINUATION = 0;
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;

    private final Sink sink;
    private final int largestMessage;

    private Part part = Part.FIRST;
    private int opcode;
    private boolean fin;
    private int lengthBytes;
    private int partLeft;
    private long length;
    private long payloadLeft;
    private final byte[] mask = new byte[MASK_BYTES];
    private int maskAt;
    private final ByteArrayOutputStream control = new ByteArrayOutputStream(0);

    /** The kind of the message that is begun, 0 if none is. */
    private int message;

    private long messageBytes;
    private Utf8Check text = new Utf8Check();

    private enum Part {
        FIRST,
        SECOND,
        LENGTH,
        MASK,
        PAYLOAD
    }

    /** Takes what was right. */
    interface Sink {
        /** Bytes of data frames, headers and all; only valid during the call. */
        void data(ByteBuffer bytes);

        void ping(byte[] payload);

        void pong();

        /** @param code what the peer gave, 1005 if nothing */
        void close(int code);
    }

    /** What was wrong, and how that is told. */
    record Violation(CloseCode code, String reason) {}

    FrameCheck(Sink sink, int largestMessage) {
        this.sink = sink;
        this.largestMessage = largestMessage;
    }

    /**
     * Takes what was read.
     *
     * @return null if it is right so far; else nothing may be given to it any more
     */
    @Nullable
    Violation take(ByteBuffer input) {
        int passed = input.position();
        while (input.hasRemaining()) {
            int at = input.position();
            boolean first = part == Part.FIRST;
            Violation violation = step(input.get() & 0xff);
            if (first ? violation != null || isControl() : violation != null && !isControl()) {
                pass(input, passed, at);
            }
            if (violation != null) {
                return violation;
            }
            if (part == Part.FIRST) {
                if (isControl()) {
                    violation = handOver();
                } else {
                    pass(input, passed, input.position()); // frame by frame: Tyrus' buffer holds little more than one
                }
                if (violation != null) {
                    return violation;
                }
                passed = input.position();
            }
        }
        if (part != Part.FIRST && !isControl()) {
            pass(input, passed, input.position());
        }
        return null;
    }

    private void pass(ByteBuffer input, int from, int to) {
        if (to > from) {
            ByteBuffer bytes = input.duplicate();
            bytes.position(from).limit(to);
            sink.data(bytes);
        }
    }

    private boolean isControl() {
        return (opcode & CONTROL) != 0;
    }

    private @Nullable Violation step(int b) {
        return switch (part) {
            case FIRST -> first(b);
            case SECOND -> second(b);
            case LENGTH -> length(b);
            case MASK -> mask(b);
            case PAYLOAD -> payload(b);
        };
    }

    private @Nullable Violation first(int b) {
        fin = (b & FIN) != 0;
        opcode = b & 0xf;
        if ((b & RESERVED_BITS) != 0) {
            return wrong("reserved bits are set");
        }
        switch (opcode) {
            case CONTINUATION -> {
                if (message == 0) {
                    return wrong("nothing to continue");
                }
            }
            case TEXT, BINARY -> {
                if (message != 0) {
                    return wrong("a new message inside a fragmented one");
                }
                message = opcode;
                messageBytes = 0;
                text = new Utf8Check();
            }
            case CLOSE, PING, PONG -> {
                if (!fin) {
                    return wrong("a fragmented control frame");
                }
                control.reset();
            }
            default -> {
                return wrong("unknown opcode " + opcode);
            }
        }
        part = Part.SECOND;
        return null;
    }

    private @Nullable Violation second(int b) {
        if ((b & MASKED) == 0) {
            return wrong("frames of a client must be masked");
        }
        length = b & ~MASKED;
        if (isControl() && length > LARGEST_CONTROL) {
            return wrong("a control frame of more than 125 bytes");
        }
        if (length < MEDIUM) {
            return lengthKnown();
        }
        lengthBytes = length == MEDIUM ? Short.BYTES : Long.BYTES;
        partLeft = lengthBytes;
        length = 0;
        part = Part.LENGTH;
        return null;
    }

    private @Nullable Violation length(int b) {
        length = (length << Byte.SIZE) | b;
        if (--partLeft > 0) {
            return null;
        }
        if (length < 0) {
            return wrong("a length of more than 63 bits");
        }
        if (length < MEDIUM || (lengthBytes == Long.BYTES && length <= LARGEST_MEDIUM)) {
            return wrong("a length in more bytes than it needs");
        }
        return lengthKnown();
    }

    private @Nullable Violation lengthKnown() {
        if (!isControl() && length > largestMessage - messageBytes) {
            return new Violation(CloseCode.TOO_BIG, "more than " + largestMessage + " bytes");
        }
        payloadLeft = length;
        partLeft = MASK_BYTES;
        part = Part.MASK;
        return null;
    }

    private @Nullable Violation mask(int b) {
        mask[MASK_BYTES - partLeft] = (byte) b;
        if (--partLeft > 0) {
            return null;
        }
        maskAt = 0;
        part = Part.PAYLOAD;
        return payloadLeft == 0 ? frameEnded() : null;
    }

    private @Nullable Violation payload(int masked) {
        int b = (masked ^ mask[maskAt]) & 0xff;
        maskAt = (maskAt + 1) % MASK_BYTES;
        if (isControl()) {
            control.write(b);
        } else {
            messageBytes++;
            if (message == TEXT && !text.accepts(b)) {
                return notText();
            }
        }
        return --payloadLeft == 0 ? frameEnded() : null;
    }

    private @Nullable Violation frameEnded() {
        part = Part.FIRST;
        if (fin && !isControl()) {
            boolean complete = message == BINARY || text.isComplete();
            message = 0;
            return complete ? null : notText();
        }
        return null;
    }

    private @Nullable Violation handOver() {
        byte[] payload = control.toByteArray();
        if (opcode == PING) {
            sink.ping(payload);
        } else if (opcode == PONG) {
            sink.pong();
        } else {
            return close(payload);
        }
        return null;
    }

    private @Nullable Violation close(byte[] payload) {
        if (payload.length == 0) {
            sink.close(PeerCloseCode.NONE);
            return null;
        }
        if (payload.length == 1) {
            return wrong("half a close code");
        }
        int code = ((payload[0] & 0xff) << Byte.SIZE) | (payload[1] & 0xff);
        if (!PeerCloseCode.mayBeSent(code)) {
            return wrong("close code " + code);
        }
        Utf8Check reason = new Utf8Check();
        for (int i = Short.BYTES; i < payload.length; i++) {
            if (!reason.accepts(payload[i] & 0xff)) {
                return notText();
            }
        }
        if (!reason.isComplete()) {
            return notText();
        }
        sink.close(code);
        return null;
    }

    private static Violation wrong(String reason) {
        return new Violation(CloseCode.PROTOCOL_ERROR, reason);
    }

    private static Violation notText() {
        return new Violation(CloseCode.INVALID_DATA, "not UTF-8");
    }
}
