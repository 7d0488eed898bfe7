package dev.scancast.gateway.websocket;

import java.nio.ByteBuffer;
import org.glassfish.tyrus.spi.ReadHandler;

/**
 * Looks at the head of every frame before Tyrus does, and ends the connection of a peer that breaks RFC 6455's
 * section 5 or sends too much. Tyrus collects whatever length is announced up to its buffer and then answers 1011, and
 * takes frames that aren't masked. What is in order goes on to Tyrus as it came. Confined to the connection's reads,
 * which come one at a time.
 */
final class FrameGate implements ReadHandler {
    private static final int FIN = 0x80;
    private static final int RESERVED_BITS = 0x70;
    private static final int OPCODE = 0x0f;
    private static final int CONTROL = 0x08;
    private static final int CONTINUATION = 0;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PONG = 10;
    private static final int MASKED = 0x80;
    private static final int LENGTH = 0x7f;
    private static final int LARGEST_CONTROL = 125;
    private static final int MEDIUM = 126;
    private static final int LONG = 127;
    private static final int LARGEST_MEDIUM = 0xffff;
    private static final int MASK_BYTES = 4;

    private static final int PROTOCOL_ERROR = 1002;
    private static final int TOO_BIG = 1009;

    private final ReadHandler next;
    private final WebSocketOutlet outlet;
    private final int largestMessage;

    /** The head as far as it has come: two bytes, the longer length, the mask. */
    private final byte[] head = new byte[2 + Long.BYTES + MASK_BYTES];

    private int headLength;
    private long payloadLeft;
    private boolean isClose;
    private boolean inMessage;
    private long messageLength;
    private boolean over;

    /** @param largestMessage in bytes, over all of a message's frames */
    FrameGate(ReadHandler next, WebSocketOutlet outlet, int largestMessage) {
        this.next = next;
        this.outlet = outlet;
        this.largestMessage = largestMessage;
    }

    @Override
    public void handle(ByteBuffer data) {
        if (over) {
            return; // after a close frame or a failure nothing is listened to
        }
        int begin = data.position();
        int at = begin;
        while (at < data.limit() && !over) {
            if (payloadLeft > 0) {
                int taken = (int) Math.min(payloadLeft, data.limit() - at);
                payloadLeft -= taken;
                at += taken;
            } else {
                int frameBegin = at;
                at = readHead(data, at);
                if (isHeadComplete() && !checkHead()) {
                    forward(data, begin, frameBegin);
                    return;
                }
            }
            if (payloadLeft == 0 && isHeadComplete()) {
                headLength = 0;
                over = isClose;
                if (over) {
                    outlet.peerCloses();
                }
            }
        }
        forward(data, begin, at);
    }

    private void forward(ByteBuffer data, int from, int to) {
        if (to > from) {
            ByteBuffer part = data.duplicate();
            part.position(from);
            part.limit(to);
            next.handle(part);
        }
    }

    private int readHead(ByteBuffer data, int from) {
        int at = from;
        while (at < data.limit() && !isHeadComplete()) {
            head[headLength++] = data.get(at++);
        }
        return at;
    }

    private boolean isHeadComplete() {
        return headLength >= 2 && headLength == 2 + longerLength() + (isMasked() ? MASK_BYTES : 0);
    }

    /** How many bytes tell the length where the second one can't. */
    private int longerLength() {
        int shortLength = head[1] & LENGTH;
        return shortLength == MEDIUM ? Short.BYTES : shortLength == LONG ? Long.BYTES : 0;
    }

    private boolean isMasked() {
        return (head[1] & MASKED) != 0;
    }

    /** The payload's length; negative where the highest of 64 bits is set, which is not allowed. */
    private long length() {
        int bytes = longerLength();
        if (bytes == 0) {
            return head[1] & LENGTH;
        }
        long length = 0;
        for (int i = 0; i < bytes; i++) {
            length = (length << Byte.SIZE) | (head[2 + i] & 0xff);
        }
        return length;
    }

    /** Whether the frame is in order; if not, the connection is failed. */
    private boolean checkHead() {
        int opcode = head[0] & OPCODE;
        boolean last = (head[0] & FIN) != 0;
        long length = length();
        if ((head[0] & RESERVED_BITS) != 0) {
            return fail(PROTOCOL_ERROR, "a reserved bit is set");
        }
        if (!isMasked()) {
            return fail(PROTOCOL_ERROR, "a client must mask its frames");
        }
        if (length < 0
                || (longerLength() == Short.BYTES && length < MEDIUM)
                || (longerLength() == Long.BYTES && length <= LARGEST_MEDIUM)) {
            return fail(PROTOCOL_ERROR, "the length is not told in the shortest way");
        }
        return (opcode & CONTROL) != 0 ? checkControl(opcode, last, length) : checkData(opcode, last, length);
    }

    private boolean checkControl(int opcode, boolean last, long length) {
        if (opcode > PONG) {
            return fail(PROTOCOL_ERROR, "there is no such opcode");
        }
        if (!last || length > LARGEST_CONTROL) {
            return fail(PROTOCOL_ERROR, "a control frame is whole and at most 125 bytes long");
        }
        if (opcode == CLOSE && length == 1) {
            return fail(PROTOCOL_ERROR, "a close code has two bytes");
        }
        isClose = opcode == CLOSE;
        payloadLeft = length;
        return true;
    }

    private boolean checkData(int opcode, boolean last, long length) {
        if (opcode > BINARY) {
            return fail(PROTOCOL_ERROR, "there is no such opcode");
        }
        if ((opcode == CONTINUATION) != inMessage) {
            return fail(PROTOCOL_ERROR, inMessage ? "a message was not finished" : "nothing is to be continued");
        }
        messageLength = opcode == CONTINUATION ? messageLength + length : length;
        if (messageLength > largestMessage) {
            return fail(TOO_BIG, "a message may be " + largestMessage + " bytes long");
        }
        inMessage = !last;
        isClose = false;
        payloadLeft = length;
        return true;
    }

    private boolean fail(int code, String reason) {
        over = true;
        outlet.fail(code, reason);
        return false;
    }
}
