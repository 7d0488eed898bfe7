package dev.scancast.scanner.git;

import dev.scancast.scanner.engine.ScanFailedException;
import dev.scancast.scanner.source.FailureReason;
import dev.scancast.scanner.source.PrintableText;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.util.SystemReader;

/**
 * Writes a commit's files as they are in the repository: no hook, filter or line ending touches them, so that a pointer
 * of Git LFS stays one. Links and submodules, which are not scanned, are left out; so nothing that is written can lead
 * out of the directory. A name that the file system can't have is told and ends nothing. For one use by one thread.
 */
final class TreeWriter {

    /** As deep as files are looked for. */
    private static final int DEEPEST = 500;

    private static final int MOST_FAILURES = 10_000;

    private final Repository repository;
    private final Path target;
    private final CloneSettings.Limits limits;
    private final CloneMonitor monitor;
    private final Map<String, String> failures = new LinkedHashMap<>();
    private int files;
    private long bytes;

    /** @param target an empty directory */
    TreeWriter(Repository repository, Path target, CloneSettings.Limits limits, CloneMonitor monitor) {
        this.repository = repository;
        this.target = target;
        this.limits = limits;
        this.monitor = monitor;
    }

    /**
     * Writes it; stops without a word where the monitor is canceled.
     *
     * @return why a file isn't there, by path; both fit for people
     */
    Map<String, String> write(ObjectId tree) throws IOException {
        monitor.beginWriting(countFiles(tree));
        try (TreeWalk walk = new TreeWalk(repository)) {
            walk.addTree(tree);
            while (!monitor.isCancelled() && walk.next()) {
                visit(walk);
            }
        }
        return failures;
    }

    int files() {
        return files;
    }

    /** Before anything is written: a tree may name itself over and over, and have more files than any disk. */
    private int countFiles(ObjectId tree) throws IOException {
        int entries = 0;
        int found = 0;
        try (TreeWalk walk = new TreeWalk(repository)) {
            walk.addTree(tree);
            while (!monitor.isCancelled() && walk.next()) {
                if (++entries > limits.objects()) {
                    throw CloneFailure.tooLarge(
                            "it has more than " + limits.objects() + " files and directories",
                            CloneSettings.MAX_OBJECTS);
                }
                if (isFile(walk)) {
                    found++;
                } else if (walk.isSubtree() && walk.getDepth() < DEEPEST) {
                    walk.enterSubtree();
                }
            }
        }
        return found;
    }

    private void visit(TreeWalk walk) throws IOException {
        boolean directory = walk.isSubtree();
        if (!directory && !isFile(walk)) {
            return;
        }
        String path = walk.getPathString();
        try {
            Path file = path(path);
            if (!directory) {
                write(walk, file);
            } else if (walk.getDepth() < DEEPEST) {
                Files.createDirectory(file);
                walk.enterSubtree();
            } else {
                fail(path, "it is nested deeper than " + DEEPEST + " directories");
            }
        } catch (CorruptObjectException | InvalidPathException e) {
            fail(path, "it has a name that is not allowed here");
        } catch (FileAlreadyExistsException e) {
            fail(path, "another one has its name, as far as this file system can tell");
        } catch (java.nio.file.FileSystemException e) {
            requireDisk(e);
            fail(path, FailureReason.of(e));
        }
        if (!directory) {
            monitor.update(1);
        }
    }

    /** @throws CorruptObjectException if it has a part such as {@code ..} or {@code .git} */
    private Path path(String text) throws CorruptObjectException {
        SystemReader.getInstance().checkPath(text);
        Path path = target.resolve(text);
        if (!path.startsWith(target) || !path.normalize().equals(path)) {
            throw new CorruptObjectException(text);
        }
        return path;
    }

    private void write(TreeWalk walk, Path file) throws IOException {
        ObjectLoader content = walk.getObjectReader().open(walk.getObjectId(0), Constants.OBJ_BLOB);
        bytes += content.getSize();
        if (bytes > limits.bytes()) {
            throw CloneFailure.tooLarge(
                    "its files are more than " + (limits.bytes() >> 10) + " KiB", CloneSettings.MAX_SIZE);
        }
        try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            content.copyTo(out);
        }
        files++;
    }

    private void fail(String path, String reason) {
        if (failures.size() == MOST_FAILURES) {
            throw new ScanFailedException(
                    CloneFailure.FAILED,
                    "More than " + MOST_FAILURES + " of its files can't be written by this worker",
                    null);
        }
        failures.put(PrintableText.of(path), reason);
    }

    /** A name that is too long is that file's fault alone; a full disk isn't. */
    private void requireDisk(IOException failure) throws IOException {
        if (Files.getFileStore(target).getUsableSpace() == 0) {
            throw failure;
        }
    }

    private static boolean isFile(TreeWalk walk) {
        FileMode mode = walk.getFileMode(0);
        return mode.equals(FileMode.REGULAR_FILE) || mode.equals(FileMode.EXECUTABLE_FILE);
    }
}
