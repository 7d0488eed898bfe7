package dev.scancast.gateway.websocket;

import java.nio.ByteBuffer;
import org.glassfish.tyrus.spi.ReadHandler;

/**
 * What a client sends, on its way to Tyrus: only frames of data that are right get there. Confined to one thread at a
 * time, as Tyrus' own readers are.
 */
final class CheckedReads implements ReadHandler, FrameCheck.Sink {
    private final SocketEnd end;
    private final ReadHandler messages;
    private final FrameCheck check;
    private boolean done;

    CheckedReads(SocketEnd end, ReadHandler messages, int largestMessage) {
        this.end = end;
        this.messages = messages;
        this.check = new FrameCheck(this, largestMessage);
    }

    @Override
    public void handle(ByteBuffer read) {
        if (done) {
            return;
        }
        end.heard();
        FrameCheck.Violation violation = check.take(read);
        if (violation != null && !done) {
            done = true;
            end.broken(violation);
        }
    }

    @Override
    public void data(ByteBuffer bytes) {
        if (!done) {
            messages.handle(bytes);
        }
    }

    @Override
    public void ping(byte[] payload) {
        if (!done) {
            end.ping(payload);
        }
    }

    @Override
    public void pong() {
        // That anything came is enough: the peer lives.
    }

    @Override
    public void close(int code) {
        if (!done) {
            done = true;
            end.closed(code);
        }
    }
}
