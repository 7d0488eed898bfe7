package dev.scancast.scanner.engine;

import dev.scancast.scanner.report.ReportBuilder;
import dev.scancast.scanner.source.FoundFile;
import dev.scancast.scanner.source.RepositoryWalk;
import dev.scancast.scanner.source.WalkVisitor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The first phase: what is there to scan. Confined to the scan's thread. */
final class Discovery implements WalkVisitor {

    /** How often it tells what it found so far, which also shows that it lives. */
    private static final long TELL_NANOS = Duration.ofMillis(50).toNanos();

    private final ScanTask task;
    private final ScanLimits limits;
    private final StopCheck stop;
    private final Announcer announcer;
    private final ReportBuilder report;
    private final List<FoundFile> files = new ArrayList<>();
    private long bytes;
    private long toldAt = System.nanoTime();

    Discovery(ScanTask task, ScanLimits limits, StopCheck stop, Announcer announcer, ReportBuilder report) {
        this.task = task;
        this.limits = limits;
        this.stop = stop;
        this.announcer = announcer;
        this.report = report;
    }

    /**
     * What was found.
     *
     * @param root to resolve the files against
     */
    record Found(Path root, List<FoundFile> files) {}

    /** @throws ScanFailedException if the repository can't be looked into, or holds too many files */
    Found run() {
        Path root = task.root();
        task.missing().forEach(report::addError);
        try {
            RepositoryWalk walk =
                    new RepositoryWalk(root, task.fileTypes(), task.excludePatterns(), limits.maxFileBytes());
            if (!Files.isDirectory(walk.root())) {
                throw new ScanFailedException("not_a_directory", root + " is a file: give a directory", null);
            }
            walk.walk(this);
            announcer.tell(new ScanEvent.FilesCounted(files.size(), bytes));
            return new Found(walk.root(), files);
        } catch (NoSuchFileException e) {
            throw new ScanFailedException("path_not_found", "there is no " + root, e);
        } catch (IOException e) {
            throw new ScanFailedException(
                    "path_not_readable", root + " can't be read: look at the rights of the worker's user", e);
        }
    }

    @Override
    public void onEntry() {
        stop.check();
        long now = System.nanoTime();
        if (now - toldAt > TELL_NANOS) {
            toldAt = now;
            announcer.tell(new ScanEvent.FilesFound(files.size(), bytes));
        }
    }

    @Override
    public void onFile(FoundFile file) {
        if (files.size() == limits.maxFiles()) {
            throw new ScanFailedException(
                    "too_many_files",
                    "the repository holds more than " + limits.maxFiles()
                            + " files: exclude some, or raise scan.max-files",
                    null);
        }
        files.add(file);
        bytes += file.bytes();
    }

    @Override
    public void onFailure(String path, String reason) {
        report.addError(path, reason);
        announcer.tell(new ScanEvent.FileFailed(path, 0, false, reason));
    }
}
