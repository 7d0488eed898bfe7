package dev.scancast.scanner.source;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.scancast.scanner.source.RepositoryRoots.Repository;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.eclipse.jgit.ignore.IgnoreNode;
import org.jspecify.annotations.Nullable;

/**
 * Finds what can be scanned below the roots. A root that holds {@code .git} is one repository. Of any other: every
 * directory with {@code .git}, not too deep, and each direct child that holds none of these. If there is no
 * {@code .git} at all, a root with files of its own is one repository. Hidden and excluded directories are not looked
 * into. Bounded in count, depth and work. Thread-safe.
 */
final class RepositoryList {

    /** More are not listed; they can be scanned all the same. */
    static final int MOST = 500;

    private static final int DEEPEST = 4;
    private static final int MOST_ENTRIES = 20_000;
    private static final Duration FRESH = Duration.ofSeconds(30);

    private final List<Path> roots;
    private final IgnoreNode excludes = IgnoreRules.parse("the defaults", DefaultExcludes.PATTERNS);

    @GuardedBy("this")
    private @Nullable List<Repository> cached;

    @GuardedBy("this")
    private long cachedAt;

    RepositoryList(List<Path> roots) {
        this.roots = roots;
    }

    synchronized List<Repository> get() {
        List<Repository> current = cached;
        if (current == null || System.nanoTime() - cachedAt > FRESH.toNanos()) {
            current = find();
            cached = current;
            cachedAt = System.nanoTime();
        }
        return current;
    }

    private List<Repository> find() {
        Set<Path> found = new LinkedHashSet<>();
        for (Path root : roots) {
            new Search(found).root(root);
        }
        return found.stream()
                .filter(path -> Path.of(path.toString()).equals(path)) // else no request could name it
                .map(path -> new Repository(name(path), path.toString()))
                .sorted(Comparator.comparing(Repository::name, String.CASE_INSENSITIVE_ORDER)
                        .thenComparing(Repository::path))
                .limit(MOST)
                .toList();
    }

    private static String name(Path path) {
        Path name = path.getFileName();
        return PrintableText.of(name == null ? path.toString() : name.toString());
    }

    private static boolean holdsGit(Path directory) {
        return Files.exists(directory.resolve(".git"), LinkOption.NOFOLLOW_LINKS);
    }

    /** What a directory holds, as far as it matters here. */
    private record Content(List<Path> directories, boolean files) {}

    private final class Search {
        private final Set<Path> found;
        private int entries;

        Search(Set<Path> found) {
            this.found = found;
        }

        void root(Path root) {
            if (holdsGit(root)) {
                found.add(root);
                return;
            }
            Content content = list(root);
            List<Path> plain = new ArrayList<>();
            boolean anyGit = false;
            for (Path child : content.directories) {
                if (below(child, 1)) {
                    anyGit = true;
                } else {
                    plain.add(child);
                }
            }
            if (!anyGit && (content.files || plain.isEmpty())) {
                found.add(root);
            } else {
                found.addAll(plain);
            }
        }

        /** Adds what holds .git at or below the directory, and tells whether there was any. */
        private boolean below(Path directory, int depth) {
            if (holdsGit(directory)) {
                found.add(directory);
                return true;
            }
            if (depth == DEEPEST || entries >= MOST_ENTRIES || found.size() >= MOST) {
                return false;
            }
            boolean any = false;
            for (Path child : list(directory).directories) {
                any |= below(child, depth + 1);
            }
            return any;
        }

        private Content list(Path directory) {
            List<Path> directories = new ArrayList<>();
            boolean files = false;
            try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
                for (Path child : stream) {
                    if (++entries > MOST_ENTRIES) {
                        break;
                    }
                    String name = String.valueOf(child.getFileName());
                    if (name.startsWith(".") || Boolean.TRUE.equals(excludes.checkIgnored(name, true))) {
                        continue;
                    }
                    if (Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) {
                        directories.add(child);
                    } else if (Files.isRegularFile(child, LinkOption.NOFOLLOW_LINKS)) {
                        files = true;
                    }
                }
            } catch (IOException | DirectoryIteratorException e) {
                // What can't be looked into holds nothing that could be scanned.
            }
            directories.sort(Comparator.naturalOrder());
            return new Content(directories, files);
        }
    }
}
