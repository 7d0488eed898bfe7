package dev.scancast.testkit;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** A chunked body as what it holds: it ends with its last chunk, though the connection goes on. */
final class ChunkedInput extends InputStream {
    private static final int HEX = 16;

    private final RawHttp http;
    private int left;
    private boolean began;
    private boolean ended;

    ChunkedInput(RawHttp http) {
        this.http = http;
    }

    /** @throws EOFException if the connection ends before the last chunk */
    @Override
    public int read() throws IOException {
        if (left == 0 && !ended) {
            nextChunk();
        }
        if (ended) {
            return -1;
        }
        left--;
        return http.read();
    }

    /** A byte at a time, which are in memory: never more than there is, so that nothing waits for the next chunk. */
    @Override
    public int read(byte[] to, int from, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        int b = read();
        if (b < 0) {
            return -1;
        }
        to[from] = (byte) b;
        return 1;
    }

    private void nextChunk() throws IOException {
        if (began) {
            http.readLine(); // after each chunk's bytes
        }
        began = true;
        left = Integer.parseInt(http.readLine(), HEX);
        if (left == 0) {
            http.readLine();
            ended = true;
        }
    }
}
