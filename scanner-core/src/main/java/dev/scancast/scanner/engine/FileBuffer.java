package dev.scancast.scanner.engine;

import dev.scancast.scanner.source.RepositoryWalk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Set;

/** The content of one file after the other, in memory that is used again. Confined to one thread. */
final class FileBuffer {

    /** How much is read between two looks at whether to stop. */
    private static final int CHUNK = 256 * 1024;

    /** A larger array is not kept for the next file. */
    private static final int LARGEST_KEPT = 4 << 20;

    private static final byte[] EMPTY = new byte[0];

    private final long maxBytes;
    private final StopCheck stop;
    private byte[] bytes = EMPTY;
    private int length;

    FileBuffer(long maxBytes, StopCheck stop) {
        this.maxBytes = maxBytes;
        this.stop = stop;
    }

    /** The content, from 0 to {@link #length}. */
    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    /**
     * Reads a file, whatever it was when it was found: by now it may be gone, a link, a pipe, or larger.
     *
     * @throws IOException if it can't be read or isn't what it was; the message is for people
     * @throws ScanCanceledException if the scan is to stop
     */
    void read(Path file) throws IOException {
        length = 0;
        BasicFileAttributes attributes =
                Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!attributes.isRegularFile()) {
            throw new IOException("it is no regular file any more");
        }
        requireSize(attributes.size());
        reserve((int) attributes.size() + 1); // one more, so that the end is seen without growing
        try (SeekableByteChannel channel =
                Files.newByteChannel(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
            while (true) {
                stop.check();
                if (length == bytes.length) {
                    requireSize(length + 1L);
                    reserve((int) Math.min(maxBytes + 1, 2L * length));
                }
                int count = channel.read(ByteBuffer.wrap(bytes, length, Math.min(CHUNK, bytes.length - length)));
                if (count < 0) {
                    break;
                }
                length += count;
            }
        }
        requireSize(length);
        fromUtf16();
    }

    /** Gives memory back where one file needed much of it. */
    void release() {
        length = 0;
        if (bytes.length > LARGEST_KEPT) {
            bytes = EMPTY;
        }
    }

    private void requireSize(long size) throws IOException {
        if (size > maxBytes) {
            throw new IOException(RepositoryWalk.tooLarge(maxBytes));
        }
    }

    private void reserve(int size) {
        if (size > bytes.length) {
            byte[] old = bytes;
            bytes = EMPTY; // so that no more than both are there, and none is kept if there is no memory
            bytes = length == 0 ? new byte[Math.max(size, CHUNK)] : Arrays.copyOf(old, size);
        }
    }

    /** Some editors write UTF-16 with a byte order mark; everything here reads UTF-8. */
    private void fromUtf16() {
        if (length < 2) {
            return;
        }
        int mark = ((bytes[0] & 0xFF) << 8) | (bytes[1] & 0xFF);
        Charset charset =
                mark == 0xFEFF ? StandardCharsets.UTF_16BE : mark == 0xFFFE ? StandardCharsets.UTF_16LE : null;
        if (charset != null) {
            bytes = new String(bytes, 2, length - 2, charset).getBytes(StandardCharsets.UTF_8);
            length = bytes.length;
        }
    }
}
