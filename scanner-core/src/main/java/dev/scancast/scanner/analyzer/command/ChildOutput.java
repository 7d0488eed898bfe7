package dev.scancast.scanner.analyzer.command;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Tells the lines that a child writes to its standard error, while it writes them, up to a cap. Confined to a thread. */
final class ChildOutput {

    /** So many bytes of each run are told. */
    private static final int MOST_BYTES = 16 * 1024;

    private static final int LONGEST_LINE = 500;

    private final Path file;
    private final Consumer<String> lines;
    private final StringBuilder line = new StringBuilder();
    private long position;
    private String last = "";

    /** @param lines takes each line, without its end */
    ChildOutput(Path file, Consumer<String> lines) {
        this.file = file;
        this.lines = lines;
    }

    /** Tells what is new. */
    void tell() throws IOException {
        if (position >= MOST_BYTES || Files.size(file) <= position) {
            return;
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) (MOST_BYTES - position));
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            channel.position(position);
            int count = channel.read(bytes);
            if (count > 0) {
                position += count;
                take(new String(bytes.array(), 0, count, StandardCharsets.UTF_8));
            }
        }
        if (position >= MOST_BYTES) {
            end();
            lines.accept("(more of its errors is not shown)");
        }
    }

    /** Tells the rest. */
    void end() {
        take("\n");
    }

    /** The last line that isn't blank; empty if there is none. */
    String last() {
        return last;
    }

    private void take(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n' || c == '\r' || line.length() == LONGEST_LINE) {
                tellLine();
            }
            if (c >= ' ') {
                line.append(c);
            }
        }
    }

    private void tellLine() {
        if (!line.toString().isBlank()) {
            last = line.toString().strip();
            lines.accept(last);
        }
        line.setLength(0);
    }
}
