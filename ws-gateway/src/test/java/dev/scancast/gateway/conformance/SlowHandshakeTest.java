package dev.scancast.gateway.conformance;

import static org.awaitility.Awaitility.await;

import dev.scancast.testkit.RawHttp;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Peers that never finish their handshake, which takes the gateway half a minute to be sure of. */
class SlowHandshakeTest {
    private static final int EACH = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(45);

    private Lab lab;

    @BeforeEach
    void start() {
        lab = Lab.start();
    }

    @AfterEach
    void end() {
        lab.close();
    }

    /** The last kind is known as slow loris: a byte now and then, so that it never looks idle. */
    @Test
    void halfAHandshakeIsCutOffHoweverItGoesOn() throws IOException {
        List<RawHttp> peers = new ArrayList<>();
        List<RawHttp> trickling = new ArrayList<>();
        byte[] handshake = lab.handshake().bytes();
        try {
            for (int i = 0; i < EACH; i++) {
                RawHttp silent = RawHttp.connect(lab.socket());
                RawHttp half = RawHttp.connect(lab.socket());
                half.send(Frames.first(handshake, handshake.length - 2));
                RawHttp noHttp = RawHttp.connect(lab.socket());
                noHttp.send(Frames.ping());
                RawHttp slow = RawHttp.connect(lab.socket());
                slow.send(Frames.first(handshake, handshake.length - 2));
                slow.send("X-Slow: ".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                trickling.add(slow);
                peers.addAll(List.of(silent, half, noHttp, slow));
            }
            await("all are cut off by the gateway")
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> {
                        trickling.removeIf(SlowHandshakeTest::isGone);
                        return trickling.isEmpty()
                                && Sockets.openAt(lab.socket().getPort()).isEmpty();
                    });
            lab.awaitNothingLeft();
        } finally {
            peers.forEach(RawHttp::close);
        }
    }

    private static boolean isGone(RawHttp peer) {
        try {
            peer.send(new byte[] {'x'});
            return false;
        } catch (IOException e) {
            return true;
        }
    }
}
