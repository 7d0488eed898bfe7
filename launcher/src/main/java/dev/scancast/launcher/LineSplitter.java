package dev.scancast.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;

/**
 * Makes lines of what a program prints. A line ends with a line feed or a carriage return, since progress is often
 * painted over; empty ones are left out, of a long one the first {@value #LONGEST} bytes are kept, and what is no UTF-8
 * becomes U+FFFD. Confined to one thread.
 */
final class LineSplitter {
    static final int LONGEST = 16 * 1024;

    private final Consumer<String> lines;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    LineSplitter(Consumer<String> lines) {
        this.lines = lines;
    }

    void accept(byte[] bytes, int length) {
        for (int i = 0; i < length; i++) {
            byte b = bytes[i];
            if (b == '\n' || b == '\r') {
                end();
            } else if (line.size() < LONGEST) {
                line.write(b);
            }
        }
    }

    /** The last line may lack its end. */
    void end() {
        String text = line.toString(UTF_8);
        line.reset();
        if (!text.isBlank()) {
            lines.accept(text);
        }
    }
}
