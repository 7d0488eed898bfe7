package dev.scancast.gateway.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** However a stream of frames is cut into reads, the same comes of it. */
class FrameCheckTest {
    private static final int STREAMS = 3_000;
    private static final int LARGEST = 300;
    private static final int[] OPCODES = {0, 1, 1, 2, 8, 9, 10, 9, 0, 1, 3};

    @Test
    void theCutsOfTheStreamDontMatter() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < STREAMS; i++) {
            byte[] stream = frames(random);
            Outcome whole = run(stream, stream.length);
            assertThat(run(stream, 1)).as("byte by byte, seed %s", seed).isEqualTo(whole);
            assertThat(run(stream, 1 + random.nextInt(stream.length)))
                    .as("in two or more, seed %s", seed)
                    .isEqualTo(whole);
        }
    }

    @Test
    void onlyFramesOfDataPass() {
        byte[] text = frame(0x81, "a".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        byte[] ping = frame(0x89, new byte[] {1});
        byte[] stream = join(text, ping, text, frame(0x8a, new byte[0]), text, frame(0x88, new byte[0]));
        Outcome outcome = run(stream, stream.length);
        assertThat(outcome.violation()).isNull();
        assertThat(outcome.data()).isEqualTo(Arrays.toString(join(text, text, text)));
        assertThat(outcome.control()).containsExactly("ping [1]", "pong", "close 1005");
    }

    private record Outcome(String data, List<String> control, FrameCheck.@Nullable Violation violation) {}

    private static Outcome run(byte[] stream, int step) {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        List<String> control = new ArrayList<>();
        FrameCheck check = new FrameCheck(
                new FrameCheck.Sink() {
                    @Override
                    public void data(ByteBuffer bytes) {
                        byte[] copy = new byte[bytes.remaining()];
                        bytes.get(copy);
                        data.writeBytes(copy);
                    }

                    @Override
                    public void ping(byte[] payload) {
                        control.add("ping " + Arrays.toString(payload));
                    }

                    @Override
                    public void pong() {
                        control.add("pong");
                    }

                    @Override
                    public void close(int code) {
                        control.add("close " + code);
                    }
                },
                LARGEST);
        FrameCheck.Violation violation = null;
        for (int at = 0; at < stream.length && violation == null; at += step) {
            violation = check.take(ByteBuffer.wrap(stream, at, Math.min(step, stream.length - at)));
        }
        return new Outcome(Arrays.toString(data.toByteArray()), control, violation);
    }

    private static byte[] frames(Random random) {
        byte[][] frames = new byte[1 + random.nextInt(6)][];
        for (int i = 0; i < frames.length; i++) {
            int fin = random.nextInt(3) == 0 ? 0 : 0x80;
            byte[] payload = new byte[random.nextInt(8) == 0 ? 200 : random.nextInt(4)];
            random.nextBytes(payload);
            for (int j = 0; j < payload.length && random.nextInt(4) > 0; j++) {
                payload[j] &= 0x7f;
            }
            frames[i] = frame(fin | OPCODES[random.nextInt(OPCODES.length)], payload);
        }
        return join(frames);
    }

    private static byte[] frame(int first, byte[] payload) {
        byte[] mask = {1, 2, 3, 4};
        byte[] masked = payload.clone();
        for (int i = 0; i < masked.length; i++) {
            masked[i] ^= mask[i % mask.length];
        }
        byte[] head = payload.length < 126
                ? new byte[] {(byte) first, (byte) (0x80 | payload.length)}
                : new byte[] {(byte) first, (byte) (0x80 | 126), (byte) (payload.length >> 8), (byte) payload.length};
        return join(head, mask, masked);
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }
}
