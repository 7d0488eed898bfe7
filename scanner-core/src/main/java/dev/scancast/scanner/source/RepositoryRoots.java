package dev.scancast.scanner.source;

import dev.scancast.contract.settings.SettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The directories below which a worker may scan. Thread-safe. */
public final class RepositoryRoots {

    private final List<Path> roots;
    private final RepositoryList list;

    /**
     * @param roots directories; relative ones mean the working directory's
     * @throws SettingException if one of them is no directory
     */
    public RepositoryRoots(List<String> roots) {
        this.roots = roots.stream().map(RepositoryRoots::real).distinct().toList();
        this.list = new RepositoryList(this.roots);
    }

    /** Their real paths. */
    public List<Path> roots() {
        return roots;
    }

    /**
     * A repository that can be scanned.
     *
     * @param name for people
     * @param path as a request names it
     */
    public record Repository(String name, String path) {}

    /** What there is below the roots, at most {@value RepositoryList#MOST}, sorted by name; cached for 30 s. */
    public List<Repository> repositories() {
        return list.get();
    }

    /**
     * Whether a path may be scanned. Of what lies outside the roots nothing is told, not even whether it is there.
     *
     * @param path as a request names it
     * @return the real path of a directory at or below a root
     * @throws PathRefusedException if it may not, or can't
     */
    public Path check(String path) {
        Path wanted = parse(path);
        if (!wanted.isAbsolute()) {
            throw notAllowed(path, "is not absolute");
        }
        // A path with ".." means one thing by its text and another by the links in it: both must be allowed.
        if (!isBelowARoot(realOfNearest(wanted.normalize())) || !isBelowARoot(realOfNearest(wanted))) {
            throw notAllowed(
                    path, "is outside the directories that this worker may scan: start a worker with --repos for it");
        }
        try {
            Path real = wanted.toRealPath();
            if (!isBelowARoot(real)) {
                throw notAllowed(path, "changed while it was looked at");
            }
            if (!Files.isDirectory(real, LinkOption.NOFOLLOW_LINKS)) {
                throw new PathRefusedException(
                        PathRefusedException.Code.NOT_A_DIRECTORY,
                        shown(path) + " is a file: give the directory of the repository",
                        null);
            }
            return real;
        } catch (IOException e) {
            throw new PathRefusedException(
                    PathRefusedException.Code.PATH_NOT_FOUND, "there is no " + shown(path) + " that can be read", e);
        }
    }

    private boolean isBelowARoot(@Nullable Path real) {
        return real != null && roots.stream().anyMatch(real::startsWith);
    }

    /** Where the path leads, links followed; of one that isn't there, where the part of it leads that is. */
    private static @Nullable Path realOfNearest(Path path) {
        for (Path part = path; part != null; part = part.getParent()) {
            try {
                return part.toRealPath();
            } catch (IOException e) {
                if (Files.isSymbolicLink(part)) {
                    return null; // a link to nowhere: what it names may be outside
                }
            }
        }
        return null;
    }

    private static Path parse(String path) {
        try {
            return Path.of(path);
        } catch (InvalidPathException e) {
            throw new PathRefusedException(
                    PathRefusedException.Code.PATH_NOT_FOUND,
                    "this worker's system has no path " + shown(path)
                            + "; if it isn't plain ASCII, start the worker with a UTF-8 locale",
                    e);
        }
    }

    private static PathRefusedException notAllowed(String path, String why) {
        return new PathRefusedException(PathRefusedException.Code.PATH_NOT_ALLOWED, shown(path) + " " + why, null);
    }

    private static String shown(String path) {
        return PrintableText.of(path);
    }

    private static Path real(String root) {
        try {
            Path real = Path.of(root).toRealPath();
            if (Files.isDirectory(real)) {
                return real;
            }
            throw new SettingException("repos must be directories, got \"" + root + "\", which is a file");
        } catch (IOException | InvalidPathException e) {
            throw new SettingException("repos must be directories, got \"" + root + "\", which isn't there", e);
        }
    }
}
