package dev.scancast.gateway.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.scancast.testkit.Documents;
import dev.scancast.testkit.RawHttp;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;

/** A WebSocket client after the handshake that sends exactly the bytes it is told to. Confined to one thread. */
final class Peer implements AutoCloseable {
    /** Below the time after which the gateway gives up waiting for the peer: what it does of itself comes sooner. */
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    private static final Duration CUT_OFF = Duration.ofSeconds(15);

    private final RawHttp http;
    private int echoes;

    Peer(RawHttp http) {
        this.http = http;
    }

    /**
     * A frame as it stood on the wire.
     *
     * @param first its first byte
     */
    @SuppressWarnings("ArrayRecordComponent") // the bytes as they came
    record Received(int first, boolean masked, byte[] payload) {
        int opcode() {
            return first & 0xf;
        }

        String text() {
            return new String(payload, UTF_8);
        }

        /** 1005 where there is none. */
        int closeCode() {
            return payload.length < 2 ? 1005 : ((payload[0] & 0xff) << 8) | (payload[1] & 0xff);
        }

        @Override
        public String toString() {
            return "frame " + Integer.toHexString(first) + " "
                    + (opcode() == Frames.CLOSE ? closeCode() + " " + text() : text());
        }
    }

    /** Connects, shakes hands, and reads the scan's document. */
    static Peer open(URI uri) throws IOException {
        return open(uri, 0);
    }

    /** The same with a receive buffer of about so many bytes; 0 for the system's own choice. */
    static Peer open(URI uri, int receiveBuffer) throws IOException {
        RawHttp http = RawHttp.connect(uri, receiveBuffer);
        http.send(new Handshake(uri).bytes());
        assertThat(http.readHead().status()).isEqualTo(101);
        Peer peer = new Peer(http);
        peer.expectText(Lab.DOCUMENT);
        http.setPatience(PATIENCE);
        return peer;
    }

    /** Sends all of it in one segment. */
    @CanIgnoreReturnValue
    Peer send(byte[]... frames) throws IOException {
        http.send(Frames.join(frames));
        return this;
    }

    /** Sends it a byte each time. */
    @CanIgnoreReturnValue
    Peer trickle(byte[] bytes) throws IOException {
        for (byte b : bytes) {
            http.send(new byte[] {b});
        }
        return this;
    }

    /** The next frame that isn't a ping of the gateway's. */
    Received next() throws IOException {
        Received frame = read();
        while (frame.opcode() == Frames.PING) {
            frame = read();
        }
        return frame;
    }

    private Received read() throws IOException {
        int first = http.read();
        int second = http.read();
        int length = second & 0x7f;
        if (length == 126) {
            length = (int) number(http.readBytes(2));
        } else if (length == 127) {
            length = Math.toIntExact(number(http.readBytes(8)));
        }
        return new Received(first, (second & 0x80) != 0, http.readBytes(length));
    }

    private static long number(byte[] bytes) {
        long number = 0;
        for (byte b : bytes) {
            number = (number << 8) | (b & 0xff);
        }
        return number;
    }

    void expectText(String text) throws IOException {
        Received frame = next();
        assertThat(frame.first()).as("%s", frame).isEqualTo(0x81);
        assertThat(frame.masked()).as("a server never masks").isFalse();
        assertThat(frame.text()).isEqualTo(text);
    }

    /** The answer to a ping of the application's whose {@code t} is that JSON string. */
    void expectEcho(String t) throws IOException {
        Received frame = next();
        assertThat(frame.first()).as("%s", frame).isEqualTo(0x81);
        assertThat(frame.masked()).isFalse();
        assertThat(Documents.parse(frame.text()).path("t").asText()).isEqualTo(t);
    }

    void expectPong(byte... payload) throws IOException {
        Received frame = next();
        assertThat(frame.first()).as("%s", frame).isEqualTo(0x80 | Frames.PONG);
        assertThat(frame.masked()).isFalse();
        assertThat(frame.payload()).isEqualTo(payload);
    }

    /** The connection works: a message is answered, and nothing else came before. */
    void expectLife() throws IOException {
        String t = "life" + ++echoes;
        send(Frames.text(Frames.message(t)));
        expectEcho(t);
    }

    /** The gateway sends a Close of that code, then ends TCP of itself, with nothing in between. */
    void expectFailure(int code) throws IOException {
        expectClose(code);
        expectEnd();
    }

    @CanIgnoreReturnValue
    Received expectClose(int code) throws IOException {
        Received frame = next();
        assertThat(frame.first()).as("%s", frame).isEqualTo(0x80 | Frames.CLOSE);
        assertThat(frame.masked()).isFalse();
        assertThat(frame.closeCode()).as("%s", frame).isEqualTo(code);
        return frame;
    }

    /** The gateway ends TCP of itself, by FIN and not by RST, sending nothing more. */
    void expectEnd() throws IOException {
        try {
            int more = http.read();
            assertThat(more).as("nothing follows a Close").isEqualTo(-1);
        } catch (EOFException e) {
            // as it should be
        }
    }

    /** The connection is gone, however. */
    void expectGone() throws IOException {
        try {
            while (true) {
                http.read();
            }
        } catch (EOFException | SocketException e) {
            // as it should be
        }
    }

    /** The gateway takes nothing more: bytes are answered by RST. */
    void expectCutOff() {
        await("the connection is cut off").atMost(CUT_OFF).until(() -> {
            try {
                http.send(new byte[1]);
                return false;
            } catch (IOException e) {
                return true;
            }
        });
    }

    /** How long a read waits. */
    void setPatience(Duration patience) throws IOException {
        http.setPatience(patience);
    }

    /** Closes as a client should. */
    void leave() throws IOException {
        send(Frames.close(1000, "")).expectFailure(1000);
    }

    /** Bytes of a pattern. */
    static byte[] bytes(int count, int value) {
        byte[] bytes = new byte[count];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    @Override
    public void close() {
        http.close();
    }
}
