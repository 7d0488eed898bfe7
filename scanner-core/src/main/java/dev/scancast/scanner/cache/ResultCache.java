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
        return new ResultCache(directory.toRealPath(), maxBytes);
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

    /** Deletes the oldest files until the rest fits. */
    void shrink() throws IOException {
        List<Found> files = new ArrayList<>();
        try (Stream<Path> paths = Files.list(directory)) {
            for (Path path :
                    paths.filter(file -> file.toString().endsWith(SUFFIX)).toList()) {
                try {
                    files.add(new Found(path, Files.size(path), Files.getLastModifiedTime(path)));
                } catch (NoSuchFileException e) {
                    LOG.debug("another worker deleted {}", path);
                }
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
