package dev.scancast.gateway.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scancast.testkit.RawHttp;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.UnaryOperator;

/** Section 4: the opening handshake. */
final class HandshakeCases {
    private static final String KEY = "Sec-WebSocket-Key";
    private static final String VERSION = "Sec-WebSocket-Version";
    private static final String PROTOCOL = "Sec-WebSocket-Protocol";
    private static final String EXTENSIONS = "Sec-WebSocket-Extensions";
    private static final String DEFLATE = "permessage-deflate; client_max_window_bits";
    private static final int TOO_LONG = 10_000;

    private final List<Case> cases = new ArrayList<>();

    static List<Case> all() {
        HandshakeCases cases = new HandshakeCases();
        cases.forms();
        cases.headers();
        cases.keys();
        cases.versions();
        cases.requests();
        cases.negotiation();
        cases.delivery();
        return cases.cases;
    }

    private void forms() {
        add("4.2.2", "a proper handshake", "101, Upgrade, Connection, the right Sec-WebSocket-Accept", lab -> {
            RawHttp.Head head = lab.handshake().accepted();
            assertThat(head.header("Upgrade")).isEqualToIgnoringCase("websocket");
            assertThat(head.header("Connection")).isEqualToIgnoringCase("Upgrade");
            assertThat(head.header("Sec-WebSocket-Accept")).isEqualTo(Handshake.ACCEPT);
            assertThat(head.headers()).doesNotContainKeys("content-length", "transfer-encoding");
        });
        accepts(
                "4.2.1",
                "names of headers in any case",
                h -> h.without("Upgrade")
                        .without("Connection")
                        .without(KEY)
                        .without(VERSION)
                        .plus("uPGRADE", "websocket")
                        .plus("CONNECTION", "Upgrade")
                        .plus("sec-websocket-KEY", Handshake.KEY)
                        .plus("SEC-WEBSOCKET-VERSION", "13"));
        accepts(
                "4.2.1",
                "Upgrade: WebSocket, Connection: uPGRADE",
                h -> h.with("Upgrade", "WebSocket").with("Connection", "uPGRADE"));
        accepts("4.2.1", "Connection: keep-alive, Upgrade", h -> h.with("Connection", "keep-alive, Upgrade"));
        accepts(
                "4.2.1",
                "Connection on two lines",
                h -> h.with("Connection", "keep-alive").plus("Connection", "Upgrade"));
        accepts("4.2.1", "a list in Upgrade that names websocket", h -> h.with("Upgrade", "h2c, websocket"));
        accepts("4.2.1", "headers nobody knows", h -> h.plus("X-Unknown", "1").plus("Cookie", "a=b"));
        accepts(
                "4.2.1",
                "spaces around values",
                h -> h.with(KEY, "  " + Handshake.KEY + "\t").with(VERSION, " 13 "));
    }

    private void headers() {
        refuses("4.2.1", "no Upgrade", 426, h -> h.without("Upgrade"));
        add(
                "4.2.1",
                "no Upgrade: what is needed is told",
                "426, Upgrade: websocket",
                lab -> assertThat(lab.handshake()
                                .without("Upgrade")
                                .refusedBy(426)
                                .header("Upgrade"))
                        .isEqualTo("websocket"));
        refuses("4.2.1", "Upgrade: h2c", 426, h -> h.with("Upgrade", "h2c"));
        refuses("4.2.1", "Upgrade: websockets", 426, h -> h.with("Upgrade", "websockets"));
        refuses("4.2.1", "no Connection", 400, h -> h.without("Connection"));
        refuses("4.2.1", "Connection: close", 400, h -> h.with("Connection", "close"));
        refuses("4.2.1", "Connection: notupgrade", 400, h -> h.with("Connection", "notupgrade"));
        refuses("4.2.1", "no Host", 400, h -> h.without("Host"));
        refuses("4.2.2", "a foreign Origin", 403, h -> h.plus("Origin", "http://elsewhere.example"));
        add(
                "4.2.2",
                "our own Origin",
                "101",
                lab -> lab.handshake()
                        .plus("Origin", "http://" + lab.socket().getAuthority())
                        .accepted());
    }

    private void keys() {
        refuses("4.2.1", "no key", 400, h -> h.without(KEY));
        refuses("4.2.1", "an empty key", 400, h -> h.with(KEY, ""));
        for (int length : new int[] {1, 15, 17, 32}) {
            refuses("4.2.1", "a key of " + length + " bytes", 400, h -> h.with(KEY, base64(length)));
        }
        refuses("4.2.1", "a key that is no base64", 400, h -> h.with(KEY, "!!!!!!!!!!!!!!!!!!!!!!=="));
        refuses("4.2.1", "a key without its padding", 400, h -> h.with(KEY, Handshake.KEY.replace("=", "")));
        refuses("4.2.1", "a key on two lines", 400, h -> h.plus(KEY, Handshake.KEY));
        refuses("4.2.1", "two keys on one line", 400, h -> h.with(KEY, Handshake.KEY + ", " + Handshake.KEY));
    }

    private void versions() {
        for (String version : List.of("0", "8", "12", "14", "013", "+13", "255", "x", "13, 8")) {
            refusesVersion("version " + version, h -> h.with(VERSION, version));
        }
        refusesVersion("no version", h -> h.without(VERSION));
        refusesVersion("versions on two lines", h -> h.plus(VERSION, "8"));
    }

    private void requests() {
        add(
                "4.2.1",
                "HTTP/1.0",
                "400",
                lab -> lab.handshake()
                        .requestLine("GET " + lab.socket().getPath() + " HTTP/1.0")
                        .refusedBy(400));
        for (String method : List.of("POST", "PUT", "DELETE", "OPTIONS")) {
            add(
                    "4.2.1",
                    method,
                    "405, Allow: GET",
                    lab -> assertThat(lab.handshake()
                                    .requestLine(method + " " + lab.socket().getPath() + " HTTP/1.1")
                                    .refusedBy(405)
                                    .header("Allow"))
                            .isEqualTo("GET"));
        }
        add("4.2.1", "a request with a body", "400", lab -> {
            try (RawHttp http = RawHttp.connect(lab.socket())) {
                http.send(lab.handshake().plus("Content-Length", "5").bytes());
                http.send(new byte[5]);
                assertThat(http.readHead().status()).isEqualTo(400);
            }
        });
        add(
                "4.2.1",
                "an address that is no resource",
                "404",
                lab -> lab.handshake().target("/ws/nothing").refusedBy(404));
        add(
                "4.2.1",
                "an address that is no URI",
                "400",
                lab -> lab.handshake().target("/ws/scan/%zz").refusedBy(400));
        add(
                "4.2.1",
                "a plain GET",
                "426",
                lab -> lab.handshake()
                        .without("Upgrade")
                        .without("Connection")
                        .without(KEY)
                        .without(VERSION)
                        .refusedBy(426));
        add(
                "4.2.1",
                "a request line of 10,000 bytes",
                "an error, and TCP ends",
                lab -> refusedAndEnded(
                        lab, lab.handshake().target(lab.socket().getPath() + "?a=" + "x".repeat(TOO_LONG))));
        add(
                "4.2.1",
                "a header of 10,000 bytes",
                "an error, and TCP ends",
                lab -> refusedAndEnded(lab, lab.handshake().plus("X-Long", "x".repeat(TOO_LONG))));
        add("4.2.1", "1,000 headers", "an error, and TCP ends", lab -> {
            Handshake handshake = lab.handshake();
            for (int i = 0; i < 1000; i++) {
                handshake.plus("X" + i, "1");
            }
            refusedAndEnded(lab, handshake);
        });
        add(
                "4.2.1",
                "a request line that is no HTTP",
                "an error, and TCP ends",
                lab -> refusedAndEnded(lab, lab.handshake().requestLine("HELLO WORLD")));
    }

    private void negotiation() {
        subprotocol("none offered", "", h -> h);
        subprotocol("scancast.v1 offered", "scancast.v1", h -> h.plus(PROTOCOL, "scancast.v1"));
        subprotocol("an unknown one offered", "", h -> h.plus(PROTOCOL, "chat"));
        subprotocol("several, one of them known", "scancast.v1", h -> h.plus(PROTOCOL, "chat, scancast.v1, x"));
        subprotocol(
                "several on two lines",
                "scancast.v1",
                h -> h.plus(PROTOCOL, "chat").plus(PROTOCOL, "scancast.v1"));
        subprotocol("another case of it", "", h -> h.plus(PROTOCOL, "Scancast.V1"));
        subprotocol("the same twice", "scancast.v1", h -> h.plus(PROTOCOL, "scancast.v1,scancast.v1"));
        extension("permessage-deflate offered", DEFLATE);
        extension(
                "permessage-deflate offered several times",
                DEFLATE + ", permessage-deflate; server_no_context_takeover");
        extension("an unknown extension offered", "x-unknown; a=1; b=\"2\"");
        extension("an extension list that is malformed", ";;=,");
    }

    private void delivery() {
        add("4.1", "frames in the segment of the handshake", "are answered", lab -> {
            try (RawHttp http = RawHttp.connect(lab.socket())) {
                http.send(Frames.join(
                        lab.handshake().bytes(), Frames.text(Frames.message("early")), Frames.ping((byte) 7)));
                assertThat(http.readHead().status()).isEqualTo(101);
                Peer peer = new Peer(http);
                List<String> got = List.of(
                        peer.next().toString(),
                        peer.next().toString(),
                        peer.next().toString());
                assertThat(got)
                        .anyMatch(frame -> frame.contains("scanning"))
                        .anyMatch(frame -> frame.contains("early"))
                        .anyMatch(frame -> frame.equals("frame 8a \u0007"));
                peer.leave();
            }
        });
        add("4.1", "half a frame in the segment of the handshake", "is gone on with", lab -> {
            byte[] frame = Frames.text(Frames.message("half"));
            try (RawHttp http = RawHttp.connect(lab.socket())) {
                http.send(Frames.join(lab.handshake().bytes(), Frames.first(frame, 3)));
                assertThat(http.readHead().status()).isEqualTo(101);
                Peer peer = new Peer(http);
                peer.expectText(Lab.DOCUMENT);
                peer.send(Frames.from(frame, 3)).expectEcho("half");
                peer.leave();
            }
        });
        add("4.1", "the handshake a byte at a time", "101", lab -> {
            try (RawHttp http = RawHttp.connect(lab.socket())) {
                for (byte b : lab.handshake().bytes()) {
                    http.send(new byte[] {b});
                }
                assertThat(http.readHead().status()).isEqualTo(101);
                Peer peer = new Peer(http);
                peer.expectText(Lab.DOCUMENT);
                peer.leave();
            }
        });
        add("4.1", "half a handshake, then FIN", "TCP ends, nothing is left", lab -> {
            try (RawHttp http = RawHttp.connect(lab.socket())) {
                http.send(Frames.first(lab.handshake().bytes(), 60));
            }
            lab.awaitNoConnection();
        });
    }

    private void add(String section, String rule, String answer, Case.Check check) {
        cases.add(new Case(section, rule, answer, check));
    }

    private void accepts(String section, String rule, UnaryOperator<Handshake> change) {
        add(section, rule, "101", lab -> change.apply(lab.handshake()).accepted());
    }

    private void refuses(String section, String rule, int status, UnaryOperator<Handshake> change) {
        add(
                section,
                rule,
                Integer.toString(status),
                lab -> change.apply(lab.handshake()).refusedBy(status));
    }

    private void refusesVersion(String rule, UnaryOperator<Handshake> change) {
        add(
                "4.4",
                rule,
                "426, Sec-WebSocket-Version: 13",
                lab -> assertThat(change.apply(lab.handshake()).refusedBy(426).header(VERSION))
                        .isEqualTo("13"));
    }

    private void subprotocol(String rule, String chosen, UnaryOperator<Handshake> change) {
        String answer = chosen.isEmpty() ? "101, none chosen" : "101, " + chosen;
        add(
                "4.2.2",
                "subprotocols: " + rule,
                answer,
                lab -> assertThat(change.apply(lab.handshake()).accepted().header(PROTOCOL))
                        .isEqualTo(chosen));
    }

    private void extension(String rule, String offer) {
        add("9.1", rule, "101, none accepted", lab -> {
            RawHttp.Head head = lab.handshake().plus(EXTENSIONS, offer).accepted();
            assertThat(head.headers()).doesNotContainKey("sec-websocket-extensions");
        });
    }

    private static void refusedAndEnded(Lab lab, Handshake handshake) throws IOException {
        try (RawHttp http = RawHttp.connect(lab.socket())) {
            http.send(handshake.bytes());
            assertThat(http.readHead().status()).isBetween(400, 505);
            new Peer(http).expectGone();
        }
    }

    private static String base64(int bytes) {
        return Base64.getEncoder().encodeToString(new byte[bytes]);
    }
}
