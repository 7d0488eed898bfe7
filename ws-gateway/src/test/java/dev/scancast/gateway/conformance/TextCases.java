package dev.scancast.gateway.conformance;

import static dev.scancast.gateway.conformance.Frames.CONTINUATION;
import static dev.scancast.gateway.conformance.Frames.FIN;
import static dev.scancast.gateway.conformance.Frames.TEXT;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Sections 5.6 and 8.1: text is UTF-8. */
final class TextCases {
    private static final int INVALID_DATA = 1007;

    /** One, two, three and four bytes, and the largest of each. */
    private static final String ALL_KINDS = "aé€😀\u007f\u07ff\uffff\udbff\udfff\ud7ff\ue000";

    private final List<Case> cases = new ArrayList<>();

    private interface Talk {
        void with(Peer peer) throws IOException;
    }

    static List<Case> all() {
        TextCases cases = new TextCases();
        cases.valid();
        cases.invalid();
        cases.truncated();
        return cases.cases;
    }

    private void valid() {
        byte[] message = Frames.message(ALL_KINDS);
        add(
                "8.1",
                "characters of one to four bytes",
                "are read",
                peer -> peer.send(Frames.text(message)).expectEcho(ALL_KINDS));
        add("8.1", "the same a byte a fragment", "is read", peer -> {
            peer.send(Frames.frame(TEXT, new byte[0]));
            for (byte b : message) {
                peer.send(Frames.frame(CONTINUATION, new byte[] {b}));
            }
            peer.send(Frames.frame(FIN | CONTINUATION, new byte[0])).expectEcho(ALL_KINDS);
        });
        add(
                "8.1",
                "the same a byte a segment",
                "is read",
                peer -> peer.trickle(Frames.text(message)).expectEcho(ALL_KINDS));
        add("8.1", "the same cut into two fragments, anywhere", "is read", peer -> {
            for (int cut = 1; cut < message.length; cut++) {
                peer.send(Frames.frame(TEXT, Frames.first(message, cut)), Frames.frame(FIN, Frames.from(message, cut)));
                peer.expectEcho(ALL_KINDS);
            }
        });
        add("8.1", "the same cut into fragments with a ping in every character", "is read", peer -> {
            byte[] smile = "😀".getBytes(UTF_8);
            byte[] whole = Frames.message("😀");
            int at = whole.length - smile.length - 2;
            peer.send(Frames.frame(TEXT, Frames.first(whole, at)));
            for (byte b : smile) {
                peer.send(Frames.ping(b), Frames.frame(CONTINUATION, new byte[] {b}));
                peer.expectPong(b);
            }
            peer.send(Frames.frame(FIN, Frames.from(whole, whole.length - 2))).expectEcho("😀");
        });
    }

    private void invalid() {
        Map<String, byte[]> wrong = new LinkedHashMap<>();
        wrong.put("a lone continuation byte 80", Frames.bytes(0x80));
        wrong.put("a lone continuation byte BF", Frames.bytes(0xbf));
        wrong.put("C0 80, NUL overlong", Frames.bytes(0xc0, 0x80));
        wrong.put("C1 BF, overlong", Frames.bytes(0xc1, 0xbf));
        wrong.put("E0 80 80, overlong", Frames.bytes(0xe0, 0x80, 0x80));
        wrong.put("E0 9F BF, overlong", Frames.bytes(0xe0, 0x9f, 0xbf));
        wrong.put("F0 80 80 80, overlong", Frames.bytes(0xf0, 0x80, 0x80, 0x80));
        wrong.put("F0 8F BF BF, overlong", Frames.bytes(0xf0, 0x8f, 0xbf, 0xbf));
        wrong.put("ED A0 80, a high surrogate", Frames.bytes(0xed, 0xa0, 0x80));
        wrong.put("ED BF BF, a low surrogate", Frames.bytes(0xed, 0xbf, 0xbf));
        wrong.put("a pair of surrogates", Frames.bytes(0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80));
        wrong.put("F4 90 80 80, above 10FFFF", Frames.bytes(0xf4, 0x90, 0x80, 0x80));
        wrong.put("F5, five and more bytes", Frames.bytes(0xf5, 0x80, 0x80, 0x80));
        wrong.put("F8 88 80 80 80, five bytes", Frames.bytes(0xf8, 0x88, 0x80, 0x80, 0x80));
        wrong.put("FE", Frames.bytes(0xfe));
        wrong.put("FF", Frames.bytes(0xff));
        wrong.put("a character cut short by the next", Frames.bytes(0xe2, 0x82, 0x41));
        wrong.forEach((name, bytes) -> {
            byte[] text = Frames.join("ok ".getBytes(UTF_8), bytes, " ok".getBytes(UTF_8));
            add(
                    "8.1",
                    name,
                    Integer.toString(INVALID_DATA),
                    peer -> peer.send(Frames.text(text)).expectFailure(INVALID_DATA));
            add("8.1", name + ", a byte a fragment", Integer.toString(INVALID_DATA), peer -> {
                byte[][] frames = new byte[text.length][];
                for (int i = 0; i < text.length; i++) {
                    frames[i] = Frames.frame(i == 0 ? TEXT : CONTINUATION, new byte[] {text[i]});
                }
                peer.send(frames).expectFailure(INVALID_DATA);
            });
        });
        add("8.1", "a wrong byte in a frame that isn't whole yet", "1007 at once", peer -> {
            byte[] frame = Frames.frame(FIN | TEXT, Frames.join(Frames.bytes('a', 0xff), Peer.bytes(100, 'a')));
            peer.send(Frames.first(frame, 8)).expectFailure(INVALID_DATA);
        });
        add(
                "8.1",
                "a wrong byte in a fragment that isn't the last",
                "1007 at once",
                peer -> peer.send(Frames.frame(TEXT, Frames.bytes('a', 0xff))).expectFailure(INVALID_DATA));
        add(
                "8.1",
                "binary bytes in a continuation of text",
                "1007",
                peer -> peer.send(
                                Frames.frame(TEXT, Frames.message("a")),
                                Frames.frame(CONTINUATION, Frames.bytes(0xc0, 0x80)))
                        .expectFailure(INVALID_DATA));
    }

    private void truncated() {
        byte[] smile = "😀".getBytes(UTF_8);
        for (int length = 1; length < smile.length; length++) {
            byte[] part = Frames.first(smile, length);
            add(
                    "8.1",
                    length + " of 4 bytes of a character at the end",
                    "1007",
                    peer -> peer.send(Frames.text(part)).expectFailure(INVALID_DATA));
        }
        add(
                "8.1",
                "half a character, and an empty last fragment",
                "1007",
                peer -> peer.send(Frames.frame(TEXT, Frames.first(smile, 2)), Frames.frame(FIN, new byte[0]))
                        .expectFailure(INVALID_DATA));
        add(
                "8.1",
                "half a character is not kept for the next message",
                "1007",
                peer -> peer.send(Frames.text(Frames.first(smile, 2)), Frames.text(Frames.from(smile, 2)))
                        .expectFailure(INVALID_DATA));
    }

    private void add(String section, String rule, String answer, Talk talk) {
        cases.add(new Case(section, rule, answer, lab -> {
            try (Peer peer = lab.open()) {
                talk.with(peer);
            }
        }));
    }
}
