package dev.scancast.scanner.git;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where clones are on disk. Beside others' a worker has a directory of its own in the shared one, and a lock on a file
 * of the same name, which the system takes back when the process dies, however it dies: so leftovers can be told from
 * what is in use, across containers too, where process ids can't tell. Thread-safe.
 */
final class CloneSpace implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CloneSpace.class);

    private static final String LOCK = ".lock";

    /** Closing any descriptor of a file gives up the process' locks on it: a process leaves its own files alone. */
    private static final String PROCESS = UUID.randomUUID().toString();

    private static final int MOST_TRIES = 5;

    private final Path shared;

    @GuardedBy("this")
    private @Nullable Own own;

    private record Own(Path directory, Path lockFile, FileChannel channel, FileLock lock) {}

    /** Nothing is made on disk yet. */
    CloneSpace(Path shared) {
        this.shared = shared;
    }

    /** A new directory that only this user may look into. */
    synchronized Path create() throws IOException {
        if (own == null) {
            own = makeOwn();
        }
        return Files.createTempDirectory(own.directory, "clone-", onlyOwner());
    }

    /** Removes what dead workers left. */
    void sweep() {
        if (!Files.isDirectory(shared, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(shared, "*" + LOCK)) {
            for (Path lockFile : files) {
                if (!name(lockFile).startsWith(PROCESS)) {
                    sweep(lockFile);
                }
            }
        } catch (IOException e) {
            LOG.warn("{} can't be looked through for leftovers of dead workers", shared, e);
        }
    }

    /** Removes all that is in its own directory, and that. May be called twice. */
    @Override
    public synchronized void close() {
        if (own == null) {
            return;
        }
        FileTree.remove(own.directory);
        try {
            Files.deleteIfExists(own.lockFile);
            own.channel.close();
        } catch (IOException e) {
            LOG.debug("{} is left for the next worker to remove", own.lockFile, e);
        }
        own = null;
    }

    private Own makeOwn() throws IOException {
        Files.createDirectories(shared, onlyOwner());
        requireOurs();
        for (int i = 0; i < MOST_TRIES; i++) {
            String name = PROCESS + "-" + UUID.randomUUID();
            Path lockFile = shared.resolve(name + LOCK);
            FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock != null && Files.exists(lockFile)) {
                return new Own(Files.createDirectory(shared.resolve(name), onlyOwner()), lockFile, channel, lock);
            }
            channel.close(); // somebody swept it between its creation and the lock
        }
        throw new IOException("no file in " + shared + " can be locked");
    }

    /** In a directory that somebody else owns, that one could swap ours for a link. */
    private void requireOurs() throws IOException {
        if (!Files.isDirectory(shared, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(shared + " is no directory");
        }
        Path probe = Files.createTempFile(shared, "owner-", ".probe");
        try {
            if (!Files.getOwner(probe).equals(Files.getOwner(shared, LinkOption.NOFOLLOW_LINKS))) {
                throw new IOException(shared + " belongs to another user");
            }
        } finally {
            Files.delete(probe);
        }
    }

    private static void sweep(Path lockFile) {
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
                FileLock lock = channel.tryLock()) {
            if (lock == null) {
                return; // its worker lives
            }
            String name = name(lockFile);
            Path directory = lockFile.resolveSibling(name.substring(0, name.length() - LOCK.length()));
            if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
                LOG.info("{} was left by a worker that is no more, and is removed", directory);
                FileTree.remove(directory);
            }
            Files.deleteIfExists(lockFile);
        } catch (IOException e) {
            LOG.debug("{} can't be swept; it is tried again when a worker starts", lockFile, e);
        }
    }

    private static String name(Path path) {
        return String.valueOf(path.getFileName());
    }

    private FileAttribute<?>[] onlyOwner() {
        if (!shared.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return new FileAttribute<?>[0];
        }
        return List.of(PosixFilePermissions.asFileAttribute(EnumSet.of(
                        PosixFilePermission.OWNER_READ,
                        PosixFilePermission.OWNER_WRITE,
                        PosixFilePermission.OWNER_EXECUTE)))
                .toArray(new FileAttribute<?>[0]);
    }
}
