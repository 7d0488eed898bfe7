package dev.scancast.gateway.conformance;

import static dev.scancast.gateway.conformance.Frames.CLOSE;
import static dev.scancast.gateway.conformance.Frames.FIN;
import static dev.scancast.gateway.conformance.Frames.PING;
import static dev.scancast.gateway.conformance.Frames.PONG;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Section 5.5: control frames, pings and pongs. */
final class ControlCases {
    private static final int PROTOCOL_ERROR = 1002;
    private static final byte[] NONE = {};
    private static final int RECEIVE_BUFFER = 64 * 1024;
    private static final int BATCH = 500;

    private final List<Case> cases = new ArrayList<>();

    private interface Talk {
        void with(Peer peer) throws IOException;
    }

    static List<Case> all() {
        ControlCases cases = new ControlCases();
        cases.controlFrames();
        cases.pings();
        return cases.cases;
    }

    private void controlFrames() {
        String[] names = {"Close", "ping", "pong"};
        for (int opcode = CLOSE; opcode <= PONG; opcode++) {
            String name = names[opcode - CLOSE];
            fails("5.5", "a fragmented " + name, Frames.frame(opcode, NONE));
            fails("5.5", "a " + name + " of 126 bytes", Frames.frame(FIN | opcode, Peer.bytes(126, 3)));
            fails(
                    "5.5",
                    "a " + name + " that announces 2^40 bytes",
                    Frames.head(FIN | opcode, Frames.Length.LONG, 1L << 40));
            fails(
                    "5.5",
                    "a " + name + " with its length in 16 bits",
                    Frames.frame(FIN | opcode, NONE, Frames.Length.MEDIUM));
        }
        add(
                "5.5",
                "a fragmented ping inside a fragmented message",
                "1002",
                peer -> peer.send(Frames.frame(Frames.TEXT, Frames.message("a")), Frames.frame(PING, NONE))
                        .expectFailure(PROTOCOL_ERROR));
    }

    private void pings() {
        add(
                "5.5.2",
                "a ping without payload",
                "a pong without payload",
                peer -> peer.send(Frames.ping()).expectPong());
        add(
                "5.5.2",
                "a ping with text",
                "a pong with the same",
                peer -> peer.send(Frames.ping((byte) 'h', (byte) 'i')).expectPong((byte) 'h', (byte) 'i'));
        add(
                "5.5.2",
                "a ping with bytes that are no UTF-8",
                "a pong with the same",
                peer -> peer.send(Frames.ping(Frames.bytes(0, 0xff, 0xfe, 0xc0, 0x80)))
                        .expectPong(Frames.bytes(0, 0xff, 0xfe, 0xc0, 0x80)));
        add(
                "5.5.2",
                "a ping of 125 bytes",
                "a pong with the same",
                peer -> peer.send(Frames.ping(Peer.bytes(125, 0xfe))).expectPong(Peer.bytes(125, 0xfe)));
        add(
                "5.5.2",
                "a ping of 125 bytes a byte at a time",
                "a pong with the same",
                peer -> peer.trickle(Frames.ping(Peer.bytes(125, 9))).expectPong(Peer.bytes(125, 9)));
        add("5.5.2", "ten pings in one segment", "ten pongs in order", peer -> {
            byte[][] pings = new byte[10][];
            for (int i = 0; i < pings.length; i++) {
                pings[i] = Frames.ping((byte) i);
            }
            peer.send(pings);
            for (int i = 0; i < pings.length; i++) {
                peer.expectPong((byte) i);
            }
        });
        add("5.5.3", "ten thousand pings of a peer that reads late", "pongs in order, the newest among them", peer -> {
            int count = 10_000;
            byte[][] pings = new byte[count][];
            for (int i = 0; i < count; i++) {
                pings[i] = Frames.ping((byte) (i >> 8), (byte) i);
            }
            peer.send(pings);
            int last = -1;
            while (last < count - 1) {
                byte[] payload = peer.next().payload();
                int number = ((payload[0] & 0xff) << 8) | (payload[1] & 0xff);
                assertThat(number).isGreaterThan(last);
                last = number;
            }
            peer.expectLife();
        });
        cases.add(new Case(
                "5.5.3",
                "100,000 long pings of a peer that doesn't read",
                "pongs in order, some left out, the newest among them",
                ControlCases::flood));
        add("5.5.3", "a pong nobody asked for", "is ignored", peer -> {
            peer.send(Frames.frame(FIN | PONG, Frames.bytes(1, 2, 3)), Frames.frame(FIN | PONG, NONE));
            peer.expectLife();
            peer.leave();
        });
    }

    /**
     * More than the kernel's buffers hold: what waits in the gateway has a bound, and it reads on. (With a much smaller
     * receive buffer it would be the kernel that stops: a closed window makes it drop what acknowledges the pings.)
     */
    private static void flood(Lab lab) throws IOException {
        int count = 100_000;
        try (Peer peer = Peer.open(lab.socket(), RECEIVE_BUFFER)) {
            byte[] payload = new byte[125];
            for (int i = 0; i < count; i += BATCH) {
                byte[][] pings = new byte[BATCH][];
                for (int j = 0; j < BATCH; j++) {
                    int number = i + j;
                    payload[0] = (byte) (number >> 16);
                    payload[1] = (byte) (number >> 8);
                    payload[2] = (byte) number;
                    pings[j] = Frames.ping(payload);
                }
                peer.send(pings);
            }
            int pongs = 0;
            int last = -1;
            while (last < count - 1) {
                byte[] pong = peer.next().payload();
                int number = ((pong[0] & 0xff) << 16) | ((pong[1] & 0xff) << 8) | (pong[2] & 0xff);
                assertThat(number).isGreaterThan(last);
                last = number;
                pongs++;
            }
            assertThat(pongs).as("pongs").isLessThan(count);
            peer.expectLife();
            peer.leave();
        }
    }

    private void add(String section, String rule, String answer, Talk talk) {
        cases.add(new Case(section, rule, answer, lab -> {
            try (Peer peer = lab.open()) {
                talk.with(peer);
            }
        }));
    }

    private void fails(String section, String rule, byte[] frame) {
        add(
                section,
                rule,
                Integer.toString(PROTOCOL_ERROR),
                peer -> peer.send(frame).expectFailure(PROTOCOL_ERROR));
    }
}
