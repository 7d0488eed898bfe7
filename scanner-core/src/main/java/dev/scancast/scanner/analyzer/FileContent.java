package dev.scancast.scanner.analyzer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Objects;

/** A file as it was read; UTF-16 with a byte order mark was turned into UTF-8. Confined to the call it is given to. */
public final class FileContent {
    private final String path;
    private final byte[] bytes;
    private final int length;

    /**
     * @param path relative to the repository, with slashes, fit for people
     * @param bytes the content, from 0 to length
     */
    public FileContent(String path, byte[] bytes, int length) {
        Objects.checkFromToIndex(0, length, bytes.length);
        this.path = path;
        this.bytes = bytes;
        this.length = length;
    }

    /** Relative to the repository, with slashes, fit for people. */
    public String path() {
        return path;
    }

    /** The content, from 0 to {@link #length}; not to be changed or kept. */
    public byte[] bytes() {
        return bytes;
    }

    /** How many bytes there are. */
    public int length() {
        return length;
    }

    /** The content as text; bytes that are no UTF-8 become U+FFFD. */
    public String text() {
        return new String(bytes, 0, length, UTF_8);
    }
}
