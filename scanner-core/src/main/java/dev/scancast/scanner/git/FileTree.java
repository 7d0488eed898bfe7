package dev.scancast.scanner.git;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Directories and all that is in them. */
final class FileTree {
    private static final Logger LOG = LoggerFactory.getLogger(FileTree.class);

    /** Another thread may still add a file while it notices that it is to stop. */
    private static final int MOST_TRIES = 3;

    private FileTree() {}

    /** Removes it, following no link. What can't be removed is told in the log, and left to the sweep of a later start. */
    static void remove(Path directory) {
        IOException failure = null;
        for (int i = 0; i < MOST_TRIES && Files.exists(directory, LinkOption.NOFOLLOW_LINKS); i++) {
            try {
                Files.walkFileTree(directory, new Remover());
                failure = null;
            } catch (IOException e) {
                failure = e;
            }
        }
        if (failure != null && Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            LOG.warn("{} can't be removed; the next start of a worker tries again", directory, failure);
        }
    }

    private static final class Remover extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                throw failure;
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) throws IOException {
            if (failure != null) {
                throw failure;
            }
            Files.deleteIfExists(directory);
            return FileVisitResult.CONTINUE;
        }
    }
}
