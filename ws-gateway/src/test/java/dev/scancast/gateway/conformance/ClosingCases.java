package dev.scancast.gateway.conformance;

import static dev.scancast.gateway.conformance.Frames.CLOSE;
import static dev.scancast.gateway.conformance.Frames.FIN;
import static dev.scancast.gateway.conformance.Frames.TEXT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scancast.contract.document.ScanId;
import dev.scancast.testkit.RawHttp;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Section 5.5.1 and 7: the closing handshake. */
final class ClosingCases {
    private static final int PROTOCOL_ERROR = 1002;
    private static final int INVALID_DATA = 1007;
    private static final String END = "{\"status\":\"finished\",\"progress\":100}";
    private static final Duration A_MOMENT = Duration.ofMillis(300);
    private static final Duration WHILE = Duration.ofSeconds(10);

    private final List<Case> cases = new ArrayList<>();

    private interface Talk {
        void with(Peer peer) throws IOException;
    }

    static List<Case> all() {
        ClosingCases cases = new ClosingCases();
        cases.codes();
        cases.bodies();
        cases.peersClose();
        cases.ourClose();
        return cases.cases;
    }

    private void codes() {
        for (int code : new int[] {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014}) {
            echoes("7.4.1", code);
        }
        for (int code : new int[] {3000, 3999, 4000, 4404, 4999}) {
            echoes("7.4.2", code);
        }
        for (int code : new int[] {0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 9999, 65_535}) {
            fails("7.4", "a Close of " + code, PROTOCOL_ERROR, Frames.close(code, ""));
        }
    }

    private void bodies() {
        add(
                "5.5.1",
                "a Close without body",
                "a Close of 1000, then TCP ends",
                peer -> peer.send(Frames.frame(FIN | CLOSE, new byte[0])).expectFailure(1000));
        fails("5.5.1", "a Close with a body of one byte", PROTOCOL_ERROR, Frames.frame(FIN | CLOSE, Frames.bytes(3)));
        add(
                "5.5.1",
                "a Close with a reason",
                "the code again, then TCP ends",
                peer -> peer.send(Frames.close(1000, "I have seen enough")).expectFailure(1000));
        add(
                "5.5.1",
                "a Close with the longest reason",
                "the code again, then TCP ends",
                peer -> peer.send(Frames.close(1000, "x".repeat(123))).expectFailure(1000));
        fails("5.5.1", "a reason that is no UTF-8", INVALID_DATA, Frames.close(1000, Frames.bytes(0xff, 0xfe)));
        fails("5.5.1", "a reason with a surrogate", INVALID_DATA, Frames.close(1000, Frames.bytes(0xed, 0xa0, 0x80)));
        fails(
                "5.5.1",
                "a reason cut inside a character",
                INVALID_DATA,
                Frames.close(1000, Frames.first("😀".getBytes(UTF_8), 3)));
    }

    private void peersClose() {
        add(
                "5.5.1",
                "a Close a byte at a time",
                "the code again, then TCP ends",
                peer -> peer.trickle(Frames.close(4000, "slow")).expectFailure(4000));
        add(
                "5.5.1",
                "two Closes in a segment",
                "one is answered, then TCP ends",
                peer -> peer.send(Frames.close(1000, ""), Frames.close(1001, ""))
                        .expectFailure(1000));
        add(
                "5.5.1",
                "messages behind a Close",
                "are ignored",
                peer -> peer.send(Frames.close(1000, ""), Frames.text(Frames.message("late")), Frames.ping((byte) 1))
                        .expectFailure(1000));
        add(
                "5.5.1",
                "rubbish behind a Close",
                "is ignored",
                peer -> peer.send(Frames.close(1000, ""), Peer.bytes(5_000, 0xff))
                        .expectFailure(1000));
        add("5.5.1", "messages before a Close in a segment", "are answered first", peer -> {
            peer.send(Frames.ping((byte) 1), Frames.text(Frames.message("last")), Frames.close(1000, ""));
            List<Integer> opcodes = List.of(peer.next().opcode(), peer.next().opcode());
            assertThat(opcodes).containsExactlyInAnyOrder(Frames.PONG, TEXT);
            peer.expectFailure(1000);
        });
        add("7.1.1", "a peer that reads on after its Close", "FIN, and no RST that would lose what was sent", peer -> {
            peer.send(Frames.close(1000, ""), Peer.bytes(100_000, 'x'));
            peer.expectFailure(1000);
        });
        cases.add(new Case("7.1.4", "FIN without a Close", "the session ends", lab -> {
            Peer peer = lab.open();
            peer.close();
            lab.awaitNoConnection();
        }));
        cases.add(new Case("7.1.4", "RST without a Close", "the session ends", lab -> {
            try (RawHttp http = RawHttp.connect(lab.socket())) {
                http.send(lab.handshake().bytes());
                assertThat(http.readHead().status()).isEqualTo(101);
                http.reset();
            }
            lab.awaitNoConnection();
        }));
    }

    private void ourClose() {
        atTheEnd("5.5.1", "the scan ends and the peer answers", "TCP ends after the peer's Close, not before", peer -> {
            peer.expectClose(1000);
            peer.setPatience(A_MOMENT);
            assertThatThrownBy(peer::expectEnd)
                    .as("it waits for the peer's Close")
                    .isInstanceOf(SocketTimeoutException.class);
            peer.setPatience(WHILE);
            peer.send(Frames.close(1000, "")).expectEnd();
        });
        atTheEnd("5.5.1", "the peer answers with another code", "TCP ends, nothing more is sent", peer -> {
            peer.expectClose(1000);
            peer.send(Frames.close(4999, "whatever")).expectEnd();
        });
        atTheEnd("5.5.1", "the peer still sends messages before its Close", "they get no answer", peer -> {
            peer.expectClose(1000);
            peer.send(Frames.text(Frames.message("late")), Frames.ping((byte) 1), Frames.close(1000, ""));
            peer.expectEnd();
        });
        atTheEnd("7.1.7", "the peer answers with rubbish", "TCP ends, no second Close", peer -> {
            peer.expectClose(1000);
            peer.send(Frames.frame(FIN | 3, new byte[0])).expectEnd();
        });
        atTheEnd("7.1.1", "the peer never answers", "TCP ends after five seconds", peer -> {
            peer.expectClose(1000);
            peer.setPatience(WHILE);
            peer.expectGone();
        });
        cases.add(new Case("7.1.1", "both close at once", "one Close from each, then TCP ends", lab -> {
            ScanId scan = ScanId.create();
            try (Peer peer = lab.open(scan)) {
                lab.publish(scan, END);
                peer.send(Frames.close(1001, ""));
                Peer.Received frame = peer.next();
                if (frame.opcode() == TEXT) {
                    frame = peer.next();
                }
                assertThat(frame.opcode()).isEqualTo(CLOSE);
                assertThat(frame.closeCode()).isIn(1000, 1001);
                peer.expectEnd();
            }
        }));
        cases.add(new Case(
                "7.1.1", "a scan id that is none, the peer answers", "4404, TCP ends after the peer's Close", lab -> {
                    try (RawHttp http = RawHttp.connect(lab.socket())) {
                        http.send(lab.handshake().target("/ws/scan/-bad").bytes());
                        assertThat(http.readHead().status()).isEqualTo(101);
                        Peer peer = new Peer(http);
                        peer.expectClose(4404);
                        peer.send(Frames.close(4404, "")).expectEnd();
                    }
                }));
        cases.add(new Case(
                "7.1.1", "a scan id that is none, the peer never answers", "4404, TCP ends after five seconds", lab -> {
                    try (RawHttp http = RawHttp.connect(lab.socket())) {
                        http.send(lab.handshake().target("/ws/scan/-bad").bytes());
                        assertThat(http.readHead().status()).isEqualTo(101);
                        Peer peer = new Peer(http);
                        peer.expectClose(4404);
                        peer.setPatience(WHILE);
                        peer.expectGone();
                    }
                }));
        add("7.1.7", "a peer that broke the protocol and stays", "TCP ends after five seconds", peer -> {
            peer.send(Frames.frame(FIN | 3, new byte[0])).expectFailure(PROTOCOL_ERROR);
            peer.expectCutOff();
        });
        add("7.1.1", "a peer that closed and stays", "TCP ends after five seconds", peer -> {
            peer.leave();
            peer.expectCutOff();
        });
    }

    private void add(String section, String rule, String answer, Talk talk) {
        cases.add(new Case(section, rule, answer, lab -> {
            try (Peer peer = lab.open()) {
                talk.with(peer);
            }
        }));
    }

    private void echoes(String section, int code) {
        add(
                section,
                "a Close of " + code,
                code + " again, then TCP ends",
                peer -> peer.send(Frames.close(code, "")).expectFailure(code));
    }

    private void fails(String section, String rule, int code, byte[] frame) {
        add(section, rule, Integer.toString(code), peer -> peer.send(frame).expectFailure(code));
    }

    /** On a scan that ends while the peer watches it. */
    private void atTheEnd(String section, String rule, String answer, Talk talk) {
        cases.add(new Case(section, rule, answer, lab -> {
            ScanId scan = ScanId.create();
            try (Peer peer = lab.open(scan)) {
                lab.publish(scan, END);
                peer.expectText(END);
                talk.with(peer);
            }
        }));
    }
}
