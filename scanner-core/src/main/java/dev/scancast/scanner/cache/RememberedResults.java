package dev.scancast.scanner.cache;

import dev.scancast.scanner.analyzer.FileResult;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one analyzer found in the files of one repository, as one file on disk: it is read whole at first and written
 * whole at the end, so a crash leaves the old one. What wasn't asked for in some scans is forgotten. Thread-safe.
 */
public final class RememberedResults {
    private static final Logger LOG = LoggerFactory.getLogger(RememberedResults.class);

    /** A larger result is not kept. */
    static final int LARGEST_RESULT = 64 * 1024;

    /** So many results are kept of a repository; each takes about 150 bytes of memory while it is scanned. */
    static final int MOST_RESULTS = 500_000;

    /** A result that so many scans had no use for is forgotten. */
    static final int LONGEST_UNUSED = 5;

    private static final long MAGIC = 0x7363616E_63616368L; // "scancach"
    private static final int FORMAT = 1;

    private final ResultCache cache;
    private final Path file;
    private final Map<ContentKey, Kept> kept = new ConcurrentHashMap<>();

    private RememberedResults(ResultCache cache, Path file) {
        this.cache = cache;
        this.file = file;
    }

    /** A result as it is kept. */
    private static final class Kept {
        private final byte[] bytes;
        private volatile int unused;

        Kept(byte[] bytes, int unused) {
            this.bytes = bytes;
            this.unused = unused;
        }
    }

    /** Reads them. A file that can't be read is as none. */
    static RememberedResults load(ResultCache cache, Path file) {
        RememberedResults results = new RememberedResults(cache, file);
        try {
            results.read();
        } catch (NoSuchFileException e) {
            LOG.debug("nothing is remembered in {} yet", file);
        } catch (IOException e) {
            LOG.warn("what is remembered in {} can't be read and is made anew: {}", file, e.toString());
            results.kept.clear();
        }
        return results;
    }

    /** What is known of a content; null if nothing is. */
    public @Nullable FileResult get(ContentKey key) {
        Kept result = kept.get(key);
        if (result == null) {
            return null;
        }
        try {
            FileResult decoded = ResultCodec.decode(result.bytes);
            result.unused = 0;
            return decoded;
        } catch (IOException e) {
            LOG.debug("a result in {} can't be read", file, e);
            kept.remove(key);
            return null;
        }
    }

    /** Keeps what was found. */
    public void put(ContentKey key, FileResult result) {
        byte[] bytes = ResultCodec.encode(result);
        if (bytes.length <= LARGEST_RESULT && kept.size() < MOST_RESULTS) {
            kept.put(key, new Kept(bytes, 0));
        }
    }

    /** Writes them to disk. Throws nothing: a cache that can't be written costs time alone. */
    public void save() {
        try {
            write();
            cache.shrink();
        } catch (IOException e) {
            LOG.warn("results can't be kept in {}: the next scan takes as long as this one", file, e);
        }
    }

    private void read() throws IOException {
        CRC32 crc = new CRC32();
        try (InputStream raw = Files.newInputStream(file);
                DataInputStream in =
                        new DataInputStream(new CheckedInputStream(new BufferedInputStream(raw, 1 << 16), crc))) {
            if (in.readLong() != MAGIC || in.readInt() != FORMAT) {
                throw new IOException("it has another format");
            }
            int count = ResultCodec.readSize(in);
            for (int i = 0; i < Math.min(count, MOST_RESULTS); i++) {
                ContentKey key = ContentKey.read(in);
                int unused = in.readUnsignedByte() + 1;
                int length = ResultCodec.readSize(in);
                if (length > LARGEST_RESULT) {
                    throw new IOException("a result of " + length + " bytes");
                }
                byte[] bytes = new byte[length];
                in.readFully(bytes);
                kept.put(key, new Kept(bytes, unused));
            }
            long sum = crc.getValue();
            if (in.readLong() != sum) {
                throw new IOException("its checksum is wrong");
            }
        }
    }

    private void write() throws IOException {
        Path fresh = cache.unfinished();
        try {
            CRC32 crc = new CRC32();
            try (OutputStream raw = Files.newOutputStream(fresh);
                    DataOutputStream out = new DataOutputStream(
                            new BufferedOutputStream(new CheckedOutputStream(raw, crc), 1 << 16))) {
                out.writeLong(MAGIC);
                out.writeInt(FORMAT);
                kept.values().removeIf(result -> result.unused > LONGEST_UNUSED);
                ResultCodec.writeNumber(out, kept.size());
                for (Map.Entry<ContentKey, Kept> entry : kept.entrySet()) {
                    entry.getKey().write(out);
                    out.writeByte(entry.getValue().unused);
                    ResultCodec.writeNumber(out, entry.getValue().bytes.length);
                    out.write(entry.getValue().bytes);
                }
                out.flush();
                out.writeLong(crc.getValue());
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }
}
