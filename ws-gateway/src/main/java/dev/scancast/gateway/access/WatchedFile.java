package dev.scancast.gateway.access;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.scancast.contract.settings.SettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is read from a file, and read again when the file changes: looked for at most once a second, when it is needed. A
 * new content that can't be used leaves the old in force, which is logged. Thread-safe.
 */
public final class WatchedFile<T> {
    private static final Logger LOG = LoggerFactory.getLogger(WatchedFile.class);
    private static final long LOOK_NANOS = Duration.ofSeconds(1).toNanos();

    private final Path file;
    private final Parser<T> parser;
    private final Object lock = new Object();
    private volatile T content;
    private volatile long lookedAt = System.nanoTime();

    @GuardedBy("lock")
    private Stamp stamp;

    /** Makes something of a file's bytes. */
    public interface Parser<T> {
        /** @throws IllegalArgumentException with what is wrong, and nothing of the content */
        T parse(byte[] bytes);
    }

    /** What tells two contents apart without reading them; the key is the inode, where there is one. */
    private record Stamp(long modified, long size, @Nullable Object key) {
        static Stamp of(Path file) throws IOException {
            var attributes = Files.readAttributes(file, java.nio.file.attribute.BasicFileAttributes.class);
            return new Stamp(attributes.lastModifiedTime().toMillis(), attributes.size(), attributes.fileKey());
        }
    }

    /**
     * Reads it for the first time.
     *
     * @throws SettingException if it can't be used
     */
    public WatchedFile(String setting, Path file, Parser<T> parser) {
        this.file = file;
        this.parser = parser;
        try {
            this.stamp = Stamp.of(file);
            this.content = parser.parse(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new SettingException(setting + ": the file " + file + " can't be read: " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new SettingException(setting + ": the file " + file + ": " + e.getMessage(), e);
        }
    }

    /** The newest content that could be used. */
    public T content() {
        if (System.nanoTime() - lookedAt >= LOOK_NANOS) {
            look();
        }
        return content;
    }

    private void look() {
        synchronized (lock) {
            if (System.nanoTime() - lookedAt < LOOK_NANOS) {
                return;
            }
            lookedAt = System.nanoTime();
            try {
                Stamp now = Stamp.of(file);
                if (!now.equals(stamp)) {
                    stamp = now;
                    content = parser.parse(Files.readAllBytes(file));
                    LOG.info("the file {} has changed and was read again", file);
                }
            } catch (IOException | IllegalArgumentException e) {
                LOG.error("the file {} has changed and can't be used, the old content stays in force", file, e);
            }
        }
    }
}
