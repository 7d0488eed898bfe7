package dev.scancast.gateway.conformance;

import static dev.scancast.gateway.conformance.Frames.BINARY;
import static dev.scancast.gateway.conformance.Frames.CONTINUATION;
import static dev.scancast.gateway.conformance.Frames.FIN;
import static dev.scancast.gateway.conformance.Frames.PONG;
import static dev.scancast.gateway.conformance.Frames.TEXT;

import dev.scancast.gateway.conformance.Frames.Length;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Sections 5.1 to 5.4 and 10.4: frames, fragments, lengths, masks. */
final class FramingCases {
    private static final byte[] NONE = {};
    private static final int PROTOCOL_ERROR = 1002;
    private static final int TOO_BIG = 1009;
    private static final int LARGEST = 16 * 1024;

    private final List<Case> cases = new ArrayList<>();

    /** Sends something and says how it ends. */
    private interface Talk {
        void with(Peer peer) throws IOException;
    }

    static List<Case> all() {
        FramingCases cases = new FramingCases();
        cases.masks();
        cases.reserved();
        cases.lengths();
        cases.fragments();
        cases.segments();
        return cases.cases;
    }

    private void masks() {
        fails("5.1", "a text frame that isn't masked", PROTOCOL_ERROR, Frames.unmasked(FIN | TEXT, hello()));
        fails("5.1", "a ping that isn't masked", PROTOCOL_ERROR, Frames.unmasked(FIN | Frames.PING, NONE));
        fails("5.1", "a Close that isn't masked", PROTOCOL_ERROR, Frames.unmasked(FIN | Frames.CLOSE, NONE));
        echoes("5.3", "a mask of zeros", Frames.frame(FIN | TEXT, hello(), new byte[4]));
        echoes("5.3", "a mask of ones", Frames.frame(FIN | TEXT, hello(), Frames.bytes(255, 255, 255, 255)));
        add("5.3", "another mask in each frame", "each is read with its own", peer -> {
            for (int i = 1; i <= 20; i++) {
                peer.send(Frames.frame(FIN | TEXT, Frames.message("m" + i), Frames.bytes(i, i * 7, i * 13, i * 29)));
                peer.expectEcho("m" + i);
            }
        });
        add("5.1", "what the gateway sends", "is never masked", peer -> {
            peer.send(Frames.ping((byte) 1), Frames.text(hello()));
            peer.expectPong((byte) 1); // each of these looks at the mask bit
            peer.expectEcho("hello");
        });
    }

    private void reserved() {
        for (int bit : new int[] {0x40, 0x20, 0x10, 0x70}) {
            fails(
                    "5.2",
                    "reserved bits " + hex(bit >> 4) + " in a text frame",
                    PROTOCOL_ERROR,
                    Frames.frame(FIN | bit | TEXT, hello()));
        }
        fails("5.2", "a reserved bit in a ping", PROTOCOL_ERROR, Frames.frame(FIN | 0x40 | Frames.PING, NONE));
        fails("5.2", "a reserved bit in a Close", PROTOCOL_ERROR, Frames.frame(FIN | 0x20 | Frames.CLOSE, NONE));
        add(
                "5.2",
                "a reserved bit in a continuation",
                Integer.toString(PROTOCOL_ERROR),
                peer -> peer.send(Frames.frame(TEXT, hello()), Frames.frame(FIN | 0x10, NONE))
                        .expectFailure(PROTOCOL_ERROR));
        for (int opcode : new int[] {3, 4, 5, 6, 7, 11, 12, 13, 14, 15}) {
            fails("5.2", "opcode " + hex(opcode), PROTOCOL_ERROR, Frames.frame(FIN | opcode, NONE));
        }
        add(
                "5.2",
                "a reserved opcode inside a fragmented message",
                Integer.toString(PROTOCOL_ERROR),
                peer -> peer.send(Frames.frame(TEXT, hello()), Frames.frame(FIN | 3, NONE))
                        .expectFailure(PROTOCOL_ERROR));
        add(
                "5.2",
                "a reserved opcode, only its first byte",
                PROTOCOL_ERROR + " without waiting for more",
                peer -> peer.send(Frames.bytes(FIN | 3)).expectFailure(PROTOCOL_ERROR));
        add("7.1.7", "good frames before a bad one in a segment", "are answered first", peer -> {
            peer.send(Frames.ping((byte) 1), Frames.text(hello()), Frames.frame(FIN | 0x40 | TEXT, hello()));
            List<Peer.Received> answers = List.of(peer.next(), peer.next());
            org.assertj.core.api.Assertions.assertThat(answers)
                    .extracting(Peer.Received::opcode)
                    .containsExactlyInAnyOrder(PONG, TEXT);
            peer.expectFailure(PROTOCOL_ERROR);
        });
        add(
                "7.1.7",
                "good frames behind a bad one",
                "are ignored",
                peer -> peer.send(
                                Frames.frame(FIN | 3, NONE),
                                Frames.ping((byte) 1),
                                Frames.text(hello()),
                                Frames.close(1000, ""))
                        .expectFailure(PROTOCOL_ERROR));
    }

    private void lengths() {
        for (int length : new int[] {0, 1, 124, 125}) {
            add("5.2", "a message of " + length + " bytes more", "is read", peer -> echo(peer, "x".repeat(length)));
        }
        for (int length : new int[] {126, 127, 128, 255, 256, 4096, 16_000}) {
            add(
                    "5.2",
                    "a message of " + length + " bytes more (16 bits)",
                    "is read",
                    peer -> echo(peer, "x".repeat(length)));
        }
        fails("5.2", "a short length in 16 bits", PROTOCOL_ERROR, Frames.frame(FIN | TEXT, hello(), Length.MEDIUM));
        fails("5.2", "a short length in 64 bits", PROTOCOL_ERROR, Frames.frame(FIN | TEXT, hello(), Length.LONG));
        fails(
                "5.2",
                "a medium length in 64 bits",
                PROTOCOL_ERROR,
                Frames.frame(FIN | TEXT, Frames.message("x".repeat(200)), Length.LONG));
        fails(
                "5.2",
                "a 64-bit length with its top bit set",
                PROTOCOL_ERROR,
                Frames.head(FIN | TEXT, Length.LONG, Long.MIN_VALUE));
        fails("5.2", "a 64-bit length of all ones", PROTOCOL_ERROR, Frames.head(FIN | TEXT, Length.LONG, -1));
        fails("10.4", "the largest length there is", TOO_BIG, Frames.head(FIN | TEXT, Length.LONG, Long.MAX_VALUE));
        fails("10.4", "an announced length of 2^31", TOO_BIG, Frames.head(FIN | TEXT, Length.LONG, 1L << 31));
        fails("10.4", "an announced length of 2^32 + 1", TOO_BIG, Frames.head(FIN | TEXT, Length.LONG, (1L << 32) + 1));
        fails(
                "10.4",
                "an announced length of 1 GiB of binary",
                TOO_BIG,
                Frames.head(FIN | BINARY, Length.LONG, 1L << 30));
        fails("10.4", "an announced length of 65,535", TOO_BIG, Frames.head(FIN | TEXT, Length.MEDIUM, 65_535));
        fails("10.4", "a byte more than 16 KiB", TOO_BIG, Frames.head(FIN | TEXT, Length.MEDIUM, LARGEST + 1));
        add("10.4", "a message of exactly 16 KiB", "is read", peer -> {
            String t = "x".repeat(LARGEST - Frames.message("").length);
            echo(peer, t);
        });
        add("10.4", "fragments of together more than 16 KiB", Integer.toString(TOO_BIG), peer -> {
            byte[] part = Peer.bytes(5_000, 'x');
            peer.send(Frames.frame(TEXT, part), Frames.frame(0, part), Frames.frame(0, part), Frames.frame(0, part));
            peer.expectFailure(TOO_BIG);
        });
    }

    private void fragments() {
        byte[] message = Frames.message("fragmented");
        add(
                "5.4",
                "two fragments",
                "one message",
                peer -> peer.send(
                                Frames.frame(TEXT, Frames.first(message, 9)),
                                Frames.frame(FIN | CONTINUATION, Frames.from(message, 9)))
                        .expectEcho("fragmented"));
        add("5.4", "a fragment a byte", "one message", peer -> {
            peer.send(Frames.frame(TEXT, NONE));
            for (byte b : message) {
                peer.send(Frames.frame(CONTINUATION, new byte[] {b}));
            }
            peer.send(Frames.frame(FIN | CONTINUATION, NONE)).expectEcho("fragmented");
        });
        add(
                "5.4",
                "empty fragments before, between and after",
                "one message",
                peer -> peer.send(
                                Frames.frame(TEXT, NONE),
                                Frames.frame(CONTINUATION, NONE),
                                Frames.frame(CONTINUATION, message),
                                Frames.frame(CONTINUATION, NONE),
                                Frames.frame(FIN | CONTINUATION, NONE))
                        .expectEcho("fragmented"));
        add("5.4", "two fragmented messages one after the other", "two messages", peer -> {
            for (String t : List.of("one", "two")) {
                byte[] next = Frames.message(t);
                peer.send(Frames.frame(TEXT, Frames.first(next, 3)), Frames.frame(FIN, Frames.from(next, 3)));
                peer.expectEcho(t);
            }
        });
        add("5.4", "a ping between fragments", "a pong at once, then the message", peer -> {
            peer.send(Frames.frame(TEXT, Frames.first(message, 9)), Frames.ping((byte) 5));
            peer.expectPong((byte) 5);
            peer.send(Frames.frame(FIN, Frames.from(message, 9))).expectEcho("fragmented");
        });
        add(
                "5.4",
                "a pong between fragments",
                "is ignored",
                peer -> peer.send(
                                Frames.frame(TEXT, Frames.first(message, 9)),
                                Frames.frame(FIN | PONG, NONE),
                                Frames.frame(FIN, Frames.from(message, 9)))
                        .expectEcho("fragmented"));
        add(
                "5.4",
                "a Close between fragments",
                "closed, the message is dropped",
                peer -> peer.send(Frames.frame(TEXT, Frames.first(message, 9)), Frames.close(1000, ""))
                        .expectFailure(1000));
        fails(
                "5.4",
                "a continuation with nothing to continue",
                PROTOCOL_ERROR,
                Frames.frame(FIN | CONTINUATION, hello()));
        fails(
                "5.4",
                "a continuation with nothing to continue, not final",
                PROTOCOL_ERROR,
                Frames.frame(CONTINUATION, hello()));
        add("5.4", "a continuation behind a whole message", Integer.toString(PROTOCOL_ERROR), peer -> {
            peer.send(Frames.text(hello())).expectEcho("hello");
            peer.send(Frames.frame(FIN | CONTINUATION, hello())).expectFailure(PROTOCOL_ERROR);
        });
        for (int opcode : new int[] {TEXT, BINARY}) {
            for (int fin : new int[] {0, FIN}) {
                add(
                        "5.4",
                        "a new " + (opcode == TEXT ? "text" : "binary") + (fin == 0 ? " fragment" : " frame")
                                + " inside a fragmented message",
                        Integer.toString(PROTOCOL_ERROR),
                        peer -> peer.send(Frames.frame(TEXT, hello()), Frames.frame(fin | opcode, hello()))
                                .expectFailure(PROTOCOL_ERROR));
            }
        }
        fails("5.6", "a binary message", 1008, Frames.frame(FIN | BINARY, hello()));
        add("5.6", "a binary message in fragments", "1008", peer -> {
            peer.send(Frames.frame(BINARY, Frames.bytes(0xff, 0xfe)), Frames.frame(FIN, Frames.bytes(0xc0)));
            peer.expectClose(1008);
            peer.send(Frames.close(1008, "")).expectEnd();
        });
    }

    private void segments() {
        add(
                "5.2",
                "a message a byte at a time",
                "is read",
                peer -> peer.trickle(Frames.text(Frames.message("slow"))).expectEcho("slow"));
        add(
                "5.2",
                "a message with a long length a byte at a time",
                "is read",
                peer -> peer.trickle(Frames.text(Frames.message("x".repeat(300))))
                        .expectEcho("x".repeat(300)));
        for (int count : new int[] {100, 3000}) {
            add("5.2", count + " messages in one segment", "each is answered, in order", peer -> {
                byte[][] frames = new byte[count][];
                for (int i = 0; i < count; i++) {
                    frames[i] = Frames.text(Frames.message("n" + i));
                }
                peer.send(frames);
                for (int i = 0; i < count; i++) {
                    peer.expectEcho("n" + i);
                }
            });
        }
        add("5.2", "two messages cut at every byte", "are read", peer -> {
            byte[] both = Frames.join(Frames.text(Frames.message("a")), Frames.text(Frames.message("b")));
            for (int cut = 1; cut < both.length; cut++) {
                peer.send(Frames.first(both, cut)).send(Frames.from(both, cut));
                peer.expectEcho("a");
                peer.expectEcho("b");
            }
        });
    }

    private void add(String section, String rule, String answer, Talk talk) {
        cases.add(new Case(section, rule, answer, lab -> {
            try (Peer peer = lab.open()) {
                talk.with(peer);
            }
        }));
    }

    private void echoes(String section, String rule, byte[] frame) {
        add(section, rule, "is read", peer -> {
            peer.send(frame).expectEcho("hello");
            peer.leave();
        });
    }

    private void fails(String section, String rule, int code, byte[] frame) {
        add(section, rule, Integer.toString(code), peer -> {
            peer.send(frame);
            if (code == PROTOCOL_ERROR || code == TOO_BIG) {
                peer.expectFailure(code);
            } else {
                peer.expectClose(code);
                peer.send(Frames.close(code, "")).expectEnd();
            }
        });
    }

    private static void echo(Peer peer, String t) throws IOException {
        peer.send(Frames.text(Frames.message(t))).expectEcho(t);
        peer.leave();
    }

    private static byte[] hello() {
        return "{\"type\":\"ping\",\"t\":\"hello\"}".getBytes(StandardCharsets.UTF_8);
    }

    private static String hex(int value) {
        return Integer.toHexString(value).toUpperCase(java.util.Locale.ROOT);
    }
}
