package dev.scancast.scanner.source;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Walks a repository and finds the files to scan: regular files that no rule leaves out (see {@link DefaultExcludes}
 * and .gitignore), of the wanted types, not too large. Links are not followed, and neither they nor pipes and devices
 * count. A parent directory's .gitignore and the user's own are not looked at. Immutable; each walk is one call.
 */
public final class RepositoryWalk {

    /** A directory nested deeper is not looked into: each level takes an open file, and no real source is there. */
    static final int DEEPEST = 500;

    private final Path root;
    private final FileTypeFilter filter;
    private final List<String> excludePatterns;
    private final long largestFile;

    /**
     * @param root a directory
     * @param fileTypes endings with their dot; empty for all
     * @param excludePatterns in the manner of .gitignore
     * @param largestFile in bytes; larger ones are failures
     * @throws IOException if the root can't be found
     */
    public RepositoryWalk(Path root, List<String> fileTypes, List<String> excludePatterns, long largestFile)
            throws IOException {
        this.root = root.toRealPath();
        this.filter = new FileTypeFilter(fileTypes);
        this.excludePatterns = List.copyOf(excludePatterns);
        this.largestFile = largestFile;
    }

    /** The repository's real path, to resolve what was found against. */
    public Path root() {
        return root;
    }

    /** @throws IOException if the root itself can't be read; whatever else can't be is told to the visitor */
    public void walk(WalkVisitor visitor) throws IOException {
        Files.walkFileTree(root, EnumSet.noneOf(FileVisitOption.class), DEEPEST + 1, new Walker(visitor));
    }

    private final class Walker extends SimpleFileVisitor<Path> {
        private final WalkVisitor visitor;
        private final IgnoreStack ignores = new IgnoreStack(root, excludePatterns);
        private final int prefix;

        Walker(WalkVisitor visitor) {
            this.visitor = visitor;
            String text = root.toString();
            this.prefix = root.equals(root.getRoot()) ? text.length() : text.length() + 1;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            visitor.onEntry();
            String path = relative(directory);
            if (!path.isEmpty() && ignores.isIgnored(path, true)) {
                return FileVisitResult.SKIP_SUBTREE;
            }
            ignores.enter(directory, path);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) throws IOException {
            if (failure != null) {
                fail(directory, failure);
            }
            ignores.leave();
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            visitor.onEntry();
            String path = relative(file);
            if (attributes.isDirectory()) {
                if (!ignores.isIgnored(path, true)) {
                    visitor.onFailure(PrintableText.of(path), "it is nested deeper than " + DEEPEST + " directories");
                }
            } else if (attributes.isRegularFile() && filter.accepts(path) && !ignores.isIgnored(path, false)) {
                found(file, path, attributes.size());
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
            visitor.onEntry();
            boolean directory = Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS);
            String path = relative(file);
            if (path.isEmpty() || ((directory || filter.accepts(path)) && !ignores.isIgnored(path, directory))) {
                fail(file, failure);
            }
            return FileVisitResult.CONTINUE;
        }

        private void found(Path file, String path, long bytes) {
            if (bytes > largestFile) {
                visitor.onFailure(PrintableText.of(path), tooLarge(largestFile));
            } else {
                visitor.onFile(new FoundFile(root.relativize(file), bytes));
            }
        }

        private void fail(Path path, IOException failure) throws IOException {
            if (path.equals(root)) {
                throw failure;
            }
            visitor.onFailure(PrintableText.of(relative(path)), FailureReason.of(failure));
        }

        private String relative(Path path) {
            String text = path.toString();
            return text.length() <= prefix ? "" : FoundFile.withSlashes(text.substring(prefix));
        }
    }

    /** Why a file of more bytes than that isn't scanned. */
    public static String tooLarge(long largestFile) {
        String limit = largestFile % (1 << 20) == 0 ? (largestFile >> 20) + " MiB" : largestFile + " bytes";
        return "it is larger than the " + limit + " that scan.max-file-size allows";
    }
}
