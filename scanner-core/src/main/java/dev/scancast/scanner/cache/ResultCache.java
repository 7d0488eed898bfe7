package dev.scancast.scanner.cache;

import dev.scancast.scanner.analyzer.Analyzer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A directory in which results are kept, a file for each repository and analyzer with its version. It must be the
 * worker's own: whoever can write there can say what is found. Over its size the files that were longest not written
 * are deleted. Workers may share it. Thread-safe.
 */
public final class ResultCache {
    private static final Logger LOG = LoggerFactory.getLogger(ResultCache.class);

    private static final String SUFFIX = ".results";
    private static final String UNFINISHED = ".tmp";

    /** Nobody takes so long to write a file: whoever began it is gone. */
    private static final Duration LONGEST_WRITE = Duration.ofHours(1);

    private final Path directory;
    private final long maxBytes;

    private ResultCache(Path directory, long maxBytes) {
        this.directory = directory;
        this.maxBytes = maxBytes;
    }

    /**
     * Opens it, and makes the directory, for its owner alone, where it isn't there.
     *
     * @param maxBytes all files together
     * @throws IOException if it can't be made or written
     */
    public static ResultCache open(Path directory, long maxBytes) throws IOException {
        if (!Files.isDirectory(directory)) {
            Path parent = directory.toAbsolutePath().getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.createDirectory(
                        directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            } else {
                Files.createDirectory(directory);
            }
        }
        if (!Files.isWritable(directory)) {
            throw new IOException(directory + " can't be written");
        }
        ResultCache cache = new ResultCache(directory.toRealPath(), maxBytes);
        cache.removeLeftovers();
        return cache;
    }

    /**
     * What is known of a repository. Two repositories of one name share it, which is slow at worst: what is found
     * depends on content alone.
     */
    public RememberedResults open(String repository, Analyzer analyzer) {
        return RememberedResults.load(this, directory.resolve(name(repository, analyzer) + SUFFIX));
    }

    Path directory() {
        return directory;
    }

    /** A new file; what is written there is moved to its place. */
    Path unfinished() throws IOException {
        return Files.createTempFile(directory, "new-", UNFINISHED);
    }

    /** What workers that were killed while they wrote have left. */
    private void removeLeftovers() throws IOException {
        FileTime latest = FileTime.from(Instant.now().minus(LONGEST_WRITE));
        for (Path path : files(UNFINISHED)) {
            try {
                if (Files.getLastModifiedTime(path).compareTo(latest) < 0) {
                    Files.deleteIfExists(path);
                }
            } catch (NoSuchFileException e) {
                LOG.debug("another worker moved {}", path);
            }
        }
    }

    private List<Path> files(String suffix) throws IOException {
        try (Stream<Path> paths = Files.list(directory)) {
            return paths.filter(file -> file.toString().endsWith(suffix)).toList();
        }
    }

    /** Deletes the oldest files until the rest fits. */
    void shrink() throws IOException {
        removeLeftovers();
        List<Found> files = new ArrayList<>();
        for (Path path : files(SUFFIX)) {
            try {
                files.add(new Found(path, Files.size(path), Files.getLastModifiedTime(path)));
            } catch (NoSuchFileException e) {
                LOG.debug("another worker deleted {}", path);
            }
        }
        files.sort(Comparator.comparing(Found::time).reversed());
        long sum = 0;
        for (Found file : files) {
            sum += file.bytes;
            if (sum > maxBytes) {
                Files.deleteIfExists(file.path);
                LOG.info("the cache is full: {} is forgotten", file.path);
            }
        }
    }

    private record Found(Path path, long bytes, FileTime time) {}

    private static String name(String repository, Analyzer analyzer) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String part : List.of(repository, analyzer.name(), analyzer.version())) {
                digest.update(part.getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
