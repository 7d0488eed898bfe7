package dev.scancast.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * HTTP/1.1 by hand over one socket: sends what no proper client would, and reads what comes byte by byte. Confined to
 * one thread.
 */
public final class RawHttp implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;
    private static final int LONGEST_LINE = 1024 * 1024;

    private final Socket socket;
    private final InputStream in;

    private RawHttp(Socket socket, InputStream in) {
        this.socket = socket;
        this.in = in;
    }

    /**
     * The head of an answer.
     *
     * @param headers by name in lower case; of several of a name the last
     */
    public record Head(int status, Map<String, String> headers) {
        public Head {
            headers = Map.copyOf(headers);
        }

        /** A header's value, empty if there is none. */
        public String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }
    }

    /** A head and its whole body. */
    public record Answer(Head head, String body) {
        public int status() {
            return head.status();
        }

        /** A header's value, empty if there is none. */
        public String header(String name) {
            return head.header(name);
        }
    }

    /** Connects to the URI's host and port. */
    public static RawHttp connect(URI uri) {
        return connect(uri, 0);
    }

    /**
     * The same with a receive buffer of about so many bytes, so that a client that doesn't read fills it soon.
     *
     * @param receiveBuffer 0 for the system's own choice
     */
    public static RawHttp connect(URI uri, int receiveBuffer) {
        Socket socket = new Socket();
        try {
            if (receiveBuffer > 0) {
                socket.setReceiveBufferSize(receiveBuffer);
            }
            socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()), PATIENCE_MILLIS);
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.setTcpNoDelay(true);
            return new RawHttp(socket, new BufferedInputStream(socket.getInputStream()));
        } catch (IOException e) {
            throw new TestkitException("cannot connect to " + uri, e);
        }
    }

    /** One exchange on a connection of its own: sends the text as it is and reads the whole answer. */
    public static Answer exchange(URI uri, String request) {
        try (RawHttp http = connect(uri)) {
            http.send(request.getBytes(UTF_8));
            Head head = http.readHead();
            return new Answer(head, http.readBody(head));
        } catch (IOException e) {
            throw new TestkitException("no proper answer from " + uri, e);
        }
    }

    /** The path and query of a URI as they stand in a request line. */
    public static String target(URI uri) {
        return uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
    }

    /** Sends bytes as they are. */
    public void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    /** Sends a GET with those headers beside Host. */
    public void get(URI uri, Map<String, String> headers) throws IOException {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("Host", uri.getHost() + ":" + uri.getPort());
        all.putAll(headers);
        StringBuilder request = new StringBuilder("GET " + target(uri) + " HTTP/1.1\r\n");
        all.forEach(
                (name, value) -> request.append(name).append(": ").append(value).append("\r\n"));
        send(request.append("\r\n").toString().getBytes(ISO_8859_1));
    }

    /** Reads the status line and the headers. */
    public Head readHead() throws IOException {
        String statusLine = readLine();
        String[] parts = statusLine.split(" ", 3);
        if (parts.length < 2 || !parts[0].startsWith("HTTP/1.")) {
            throw new IOException("not a status line: " + statusLine);
        }
        Map<String, String> headers = new LinkedHashMap<>();
        String line = readLine();
        while (!line.isEmpty()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
            line = readLine();
        }
        return new Head(Integer.parseInt(parts[1]), headers);
    }

    /** Reads the body that a head announces, chunked or not; without a length to the end of the connection. */
    public String readBody(Head head) throws IOException {
        if (head.header("Transfer-Encoding").equals("chunked")) {
            return new String(body(head).readAllBytes(), UTF_8);
        }
        String length = head.header("Content-Length");
        if (!length.isEmpty()) {
            return new String(readBytes(Integer.parseInt(length)), UTF_8);
        }
        return head.status() == 204 || head.status() == 304 ? "" : new String(in.readAllBytes(), UTF_8);
    }

    /** The body of a stream: to its last chunk, or to the end of the connection. */
    InputStream body(Head head) {
        return head.header("Transfer-Encoding").equals("chunked") ? new ChunkedInput(this) : in;
    }

    /** Reads to the next line break, which is not part of the result. */
    public String readLine() throws IOException {
        return readLine(in);
    }

    /** The same of a body. */
    static String readLine(InputStream from) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int b = read(from);
        while (b != '\n') {
            line.write(b);
            if (line.size() > LONGEST_LINE) {
                throw new IOException("a line without an end");
            }
            b = read(from);
        }
        String text = line.toString(UTF_8);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    /** Reads exactly so many bytes. */
    public byte[] readBytes(int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException("the connection ended after " + bytes.length + " of " + count + " bytes");
        }
        return bytes;
    }

    /** Reads one byte. */
    public int read() throws IOException {
        return read(in);
    }

    private static int read(InputStream from) throws IOException {
        int b = from.read();
        if (b < 0) {
            throw new EOFException("the connection has ended");
        }
        return b;
    }

    /** How long a read waits before it fails. */
    public void setPatience(Duration patience) throws IOException {
        socket.setSoTimeout(Math.toIntExact(patience.toMillis()));
    }

    /** Closes the connection with FIN. */
    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // it is gone either way
        }
    }

    /** Ends the connection with RST. */
    public void reset() {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            // closed already
        }
        close();
    }
}
