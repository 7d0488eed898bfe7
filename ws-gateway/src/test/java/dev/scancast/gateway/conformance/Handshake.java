package dev.scancast.gateway.conformance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.scancast.testkit.RawHttp;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** An opening handshake as text, right until it is changed. Confined to one thread. */
final class Handshake {
    /** The example of RFC 6455 section 1.3. */
    static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

    static final String ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

    private final URI uri;
    private String requestLine;
    private final List<String> headers = new ArrayList<>();

    Handshake(URI uri) {
        this.uri = uri;
        this.requestLine = "GET " + RawHttp.target(uri) + " HTTP/1.1";
        headers.add("Host: " + uri.getAuthority());
        headers.add("Upgrade: websocket");
        headers.add("Connection: Upgrade");
        headers.add("Sec-WebSocket-Key: " + KEY);
        headers.add("Sec-WebSocket-Version: 13");
    }

    Handshake requestLine(String line) {
        requestLine = line;
        return this;
    }

    Handshake target(String target) {
        return requestLine("GET " + target + " HTTP/1.1");
    }

    /** Leaves out every header of the name. */
    Handshake without(String name) {
        headers.removeIf(header -> header.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"));
        return this;
    }

    /** Adds a line. */
    @CanIgnoreReturnValue
    Handshake plus(String name, String value) {
        headers.add(name + ": " + value);
        return this;
    }

    /** Puts the value in the place of whatever there was. */
    Handshake with(String name, String value) {
        return without(name).plus(name, value);
    }

    byte[] bytes() {
        return (requestLine + "\r\n" + String.join("\r\n", headers) + "\r\n\r\n").getBytes(ISO_8859_1);
    }

    /** Sends it and reads the head of the answer. */
    RawHttp.Head answer() throws IOException {
        try (RawHttp http = RawHttp.connect(uri)) {
            http.send(bytes());
            return http.readHead();
        }
    }

    /** Is refused by that status, and the connection serves nothing else. */
    @CanIgnoreReturnValue
    RawHttp.Head refusedBy(int status) throws IOException {
        try (RawHttp http = RawHttp.connect(uri)) {
            http.send(bytes());
            RawHttp.Head head = http.readHead();
            assertThat(head.status()).as("%s", head).isEqualTo(status);
            assertThat(head.header("Sec-WebSocket-Accept")).isEmpty();
            http.readBody(head);
            return head;
        }
    }

    /** Is accepted, and the peer then works. */
    @CanIgnoreReturnValue
    RawHttp.Head accepted() throws IOException {
        try (RawHttp http = RawHttp.connect(uri)) {
            http.send(bytes());
            RawHttp.Head head = http.readHead();
            assertThat(head.status()).as("%s", head).isEqualTo(101);
            Peer peer = new Peer(http);
            peer.expectText(Lab.DOCUMENT);
            peer.expectLife();
            peer.leave();
            return head;
        }
    }
}
