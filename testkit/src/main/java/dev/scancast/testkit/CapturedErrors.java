package dev.scancast.testkit;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What goes to {@link System#err} while it is open, which is where slf4j-simple writes; it still goes there too. One at
 * a time in a JVM.
 */
public final class CapturedErrors implements AutoCloseable {
    private final PrintStream original = System.err;
    private final ByteArrayOutputStream captured = new ByteArrayOutputStream();

    private CapturedErrors() {}

    /** Begins. */
    public static CapturedErrors start() {
        CapturedErrors errors = new CapturedErrors();
        System.setErr(new PrintStream(errors.new Tee(), true, StandardCharsets.UTF_8));
        return errors;
    }

    /** The lines so far that hold the text. */
    public List<String> linesWith(String text) {
        return captured.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.contains(text))
                .toList();
    }

    /** Ends it; the lines stay. */
    @Override
    public void close() {
        System.setErr(original);
    }

    private final class Tee extends OutputStream {
        @Override
        public void write(int b) {
            captured.write(b);
            original.write(b);
        }

        @Override
        public void write(byte[] bytes, int from, int length) {
            captured.write(bytes, from, length);
            original.write(bytes, from, length);
        }
    }
}
