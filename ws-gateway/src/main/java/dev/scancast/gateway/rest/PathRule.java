package dev.scancast.gateway.rest;

import dev.scancast.gateway.web.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/**
 * Whether a path may be scanned. The worker has the last word, for it has the disk; what can be told here is told here:
 * by the path's form always, and by the disk where gateway and worker share one.
 */
final class PathRule {
    private PathRule() {}

    /**
     * The path as the worker is to see it.
     *
     * @param roots of all workers; none known means the worker decides
     * @throws ProblemException if it may not be scanned
     */
    static String check(String text, List<String> roots) {
        Path path;
        try {
            path = Path.of(text);
        } catch (InvalidPathException e) {
            throw new ProblemException(Problem.Code.INVALID_VALUE, "repository_path is no path: " + e.getReason());
        }
        if (!path.isAbsolute()) {
            throw new ProblemException(
                    Problem.Code.INVALID_VALUE, "repository_path must be absolute, got \"" + text + "\"");
        }
        Path normalized = path.normalize();
        for (Path name : path) {
            if (name.toString().equals("..")) {
                // What it means depends on links that only the worker's disk knows.
                throw notAllowed(path);
            }
        }
        if (roots.isEmpty()) {
            return normalized.toString();
        }
        List<Path> allowed =
                roots.stream().map(root -> Path.of(root).normalize()).toList();
        if (allowed.stream().noneMatch(normalized::startsWith)) {
            throw notAllowed(normalized);
        }
        checkDisk(normalized, allowed);
        return normalized.toString();
    }

    private static void checkDisk(Path path, List<Path> roots) {
        boolean sharesDisk = roots.stream().anyMatch(root -> path.startsWith(root) && Files.isDirectory(root));
        if (!sharesDisk) {
            return;
        }
        if (!Files.exists(path)) {
            throw new ProblemException(Problem.Code.PATH_NOT_FOUND, "there is no " + path);
        }
        try {
            Path real = path.toRealPath();
            for (Path root : roots) {
                if (Files.isDirectory(root) && real.startsWith(root.toRealPath())) {
                    requireDirectory(real);
                    return;
                }
            }
        } catch (IOException e) {
            throw new ProblemException(Problem.Code.PATH_NOT_FOUND, path + " can't be read");
        }
        throw notAllowed(path);
    }

    private static void requireDirectory(Path path) {
        if (!Files.isDirectory(path)) {
            throw new ProblemException(
                    Problem.Code.NOT_A_DIRECTORY, path + " is a file: give the directory of the repository");
        }
    }

    private static ProblemException notAllowed(Path path) {
        return new ProblemException(
                Problem.Code.PATH_NOT_ALLOWED,
                path + " is outside the directories that workers may scan: start a worker with --repos for it");
    }
}
