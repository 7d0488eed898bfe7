package dev.scancast.gateway.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Utf8CheckTest {
    private static final int RANDOM_TEXTS = 200_000;

    /** Bytes at the borders of every rule. */
    private static final int[] INTERESTING = {
        0x00, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xec, 0xed, 0xee,
        0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xf8, 0xff
    };

    @Test
    void agreesWithTheJdkOnEveryTextOfOneAndTwoBytesAndOnTheBordersOfThree() {
        for (int a = 0; a < 256; a++) {
            compare(a);
            for (int b = 0; b < 256; b++) {
                compare(a, b);
                for (int c : INTERESTING) {
                    compare(a, b, c);
                }
            }
        }
    }

    @Test
    void agreesWithTheJdkOnRandomTexts() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < RANDOM_TEXTS; i++) {
            int[] text = new int[random.nextInt(9)];
            for (int j = 0; j < text.length; j++) {
                text[j] = INTERESTING[random.nextInt(INTERESTING.length)];
            }
            compare(text);
        }
    }

    private static void compare(int... values) {
        Utf8Check check = new Utf8Check();
        boolean valid = true;
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
            valid = valid && check.accepts(values[i]);
        }
        if ((valid && check.isComplete()) != isText(bytes)) {
            assertThat(valid && check.isComplete())
                    .as("%s", Arrays.toString(values))
                    .isEqualTo(isText(bytes));
        }
    }

    private static boolean isText(byte[] bytes) {
        // What isn't UTF-8 is replaced, and so doesn't come back.
        return Arrays.equals(new String(bytes, UTF_8).getBytes(UTF_8), bytes);
    }
}
