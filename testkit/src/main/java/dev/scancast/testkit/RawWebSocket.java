package dev.scancast.testkit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * A WebSocket client that does its own framing (RFC 6455), and so can do what a proper one never does: not read, read a
 * byte at a time, leave without a word, send frames that are wrong. It reads only when told. Confined to one thread.
 */
public final class RawWebSocket implements AutoCloseable {
    public static final int CONTINUATION = 0;
    public static final int TEXT = 1;
    public static final int BINARY = 2;
    public static final int CLOSE = 8;
    public static final int PING = 9;
    public static final int PONG = 10;

    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int SWITCHING_PROTOCOLS = 101;
    private static final int FIN = 0x80;
    private static final int MASKED = 0x80;
    private static final int MEDIUM = 126;
    private static final int LONG = 127;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final RawHttp http;
    private final RawHttp.Head head;

    private RawWebSocket(RawHttp http, RawHttp.Head head) {
        this.http = http;
        this.head = head;
    }

    /**
     * A frame as it stood on the wire.
     *
     * @param rsv the three reserved bits, 0 to 7
     */
    @SuppressWarnings("ArrayRecordComponent") // the bytes as they came; compared by text()
    public record Frame(boolean fin, int rsv, int opcode, byte[] payload) {
        public String text() {
            return new String(payload, UTF_8);
        }

        /** The code in a close frame, 1005 if it has none. */
        public int closeCode() {
            return payload.length < 2 ? 1005 : ((payload[0] & 0xff) << 8) | (payload[1] & 0xff);
        }

        /** The reason in a close frame. */
        public String closeReason() {
            return payload.length < 2 ? "" : new String(payload, 2, payload.length - 2, UTF_8);
        }

        @Override
        public String toString() {
            return opcode == CLOSE ? "close " + closeCode() + " " + closeReason() : opcode + " " + text();
        }
    }

    /** Connects and shakes hands. */
    public static RawWebSocket open(URI uri) {
        return open(uri, 0);
    }

    /** The same with a receive buffer of about so many bytes: a client that stalls is felt sooner. */
    public static RawWebSocket open(URI uri, int receiveBuffer) {
        String key = newKey();
        RawHttp http = RawHttp.connect(uri, receiveBuffer);
        try {
            http.get(uri, handshakeHeaders(key));
            RawHttp.Head head = http.readHead();
            if (head.status() != SWITCHING_PROTOCOLS) {
                throw new TestkitException(
                        "the handshake was answered by " + head.status() + " " + http.readBody(head));
            }
            if (!head.header("Sec-WebSocket-Accept").equals(acceptFor(key))) {
                throw new TestkitException("a wrong Sec-WebSocket-Accept: " + head);
            }
            return new RawWebSocket(http, head);
        } catch (IOException e) {
            http.close();
            throw new TestkitException("no handshake with " + uri, e);
        }
    }

    /**
     * Tries a handshake whose headers are changed, and gives the answer whatever it is.
     *
     * @param changes replaces or adds headers; an empty value leaves one out
     */
    public static RawHttp.Answer handshake(URI uri, Map<String, String> changes) {
        Map<String, String> headers = handshakeHeaders(newKey());
        headers.putAll(changes);
        headers.values().removeIf(String::isEmpty);
        try (RawHttp http = RawHttp.connect(uri)) {
            http.get(uri, headers);
            RawHttp.Head answer = http.readHead();
            return new RawHttp.Answer(answer, answer.status() == SWITCHING_PROTOCOLS ? "" : http.readBody(answer));
        } catch (IOException e) {
            throw new TestkitException("no answer to the handshake with " + uri, e);
        }
    }

    /** The answer to the handshake. */
    public RawHttp.Head handshake() {
        return head;
    }

    /** Sends a whole text message. */
    public void sendText(String text) throws IOException {
        sendFrame(true, TEXT, text.getBytes(UTF_8));
    }

    /** Sends a close frame. */
    public void sendClose(int code, String reason) throws IOException {
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        payload.write(code >> 8);
        payload.write(code);
        payload.writeBytes(reason.getBytes(UTF_8));
        sendFrame(true, CLOSE, payload.toByteArray());
    }

    /** Sends a frame, masked as a client must. */
    public void sendFrame(boolean fin, int opcode, byte[] payload) throws IOException {
        http.send(frame((fin ? FIN : 0) | opcode, payload, true));
    }

    /** Sends a frame whose first byte, mask and all may be wrong. */
    public void sendFrame(int firstByte, byte[] payload, boolean masked) throws IOException {
        http.send(frame(firstByte, payload, masked));
    }

    /** Sends bytes as they are. */
    public void sendBytes(byte[] bytes) throws IOException {
        http.send(bytes);
    }

    /**
     * Reads the next frame.
     *
     * @throws EOFException if the connection ended
     * @throws SocketTimeoutException if none came in time
     */
    public Frame readFrame() throws IOException {
        int first = http.read();
        int second = http.read();
        if ((second & MASKED) != 0) {
            throw new IOException("a server must not mask its frames");
        }
        long length = second;
        if (second == MEDIUM) {
            length = number(http.readBytes(2));
        } else if (second == LONG) {
            length = number(http.readBytes(Long.BYTES));
        }
        return new Frame((first & FIN) != 0, (first >> 4) & 7, first & 0xf, http.readBytes(Math.toIntExact(length)));
    }

    /** Reads on to the next frame of that kind; pings on the way are answered. */
    public Frame readUntil(int opcode) throws IOException {
        while (true) {
            Frame frame = readFrame();
            if (frame.opcode() == opcode) {
                return frame;
            }
            if (frame.opcode() == PING) {
                sendFrame(true, PONG, frame.payload());
            }
        }
    }

    /** Reads and forgets single bytes, one each so long, until the time is over or the connection is. */
    public void trickle(Duration each, Duration time) throws IOException {
        long until = System.nanoTime() + time.toNanos();
        while (System.nanoTime() - until < 0) {
            http.readBytes(1);
            LockSupport.parkNanos(this, each.toNanos());
        }
    }

    /** Reads to the end of the connection without looking; true if it ended within the time. */
    public boolean endsWithin(Duration time) throws IOException {
        long until = System.nanoTime() + time.toNanos();
        http.setPatience(Duration.ofMillis(100));
        while (System.nanoTime() - until < 0) {
            try {
                http.read();
            } catch (SocketTimeoutException e) {
                // nothing to read: asked again until the time is over
            } catch (EOFException | SocketException e) {
                return true;
            }
        }
        return false;
    }

    /** How long a read waits. */
    public void setPatience(Duration patience) throws IOException {
        http.setPatience(patience);
    }

    /** Closes the connection with FIN and without a closing handshake. */
    @Override
    public void close() {
        http.close();
    }

    /** Ends the connection with RST. */
    public void reset() {
        http.reset();
    }

    private static Map<String, String> handshakeHeaders(String key) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Upgrade", "websocket");
        headers.put("Connection", "Upgrade");
        headers.put("Sec-WebSocket-Key", key);
        headers.put("Sec-WebSocket-Version", "13");
        return headers;
    }

    private static String newKey() {
        byte[] key = new byte[16];
        RANDOM.nextBytes(key);
        return Base64.getEncoder().encodeToString(key);
    }

    private static String acceptFor(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }

    private static byte[] frame(int firstByte, byte[] payload, boolean masked) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        int mask = masked ? MASKED : 0;
        frame.write(firstByte);
        if (payload.length < MEDIUM) {
            frame.write(mask | payload.length);
        } else if (payload.length <= 0xffff) {
            frame.write(mask | MEDIUM);
            frame.write(payload.length >> 8);
            frame.write(payload.length);
        } else {
            frame.write(mask | LONG);
            for (int i = Long.BYTES - 1; i >= 0; i--) {
                frame.write((int) ((long) payload.length >> (8 * i)));
            }
        }
        if (!masked) {
            frame.writeBytes(payload);
            return frame.toByteArray();
        }
        byte[] key = new byte[4];
        RANDOM.nextBytes(key);
        frame.writeBytes(key);
        for (int i = 0; i < payload.length; i++) {
            frame.write(payload[i] ^ key[i % key.length]);
        }
        return frame.toByteArray();
    }

    private static long number(byte[] bytes) {
        long number = 0;
        for (byte b : bytes) {
            number = (number << 8) | (b & 0xff);
        }
        return number;
    }
}
