package dev.scancast.scanner.analyzer.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process and all that it started. Its children are those of the process table; on Linux also those whose parent has
 * ended, which are known by a mark in their environment, as Jenkins knows what a build left behind. Confined to one
 * thread.
 */
final class ProcessTree {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessTree.class);

    private static final String MARK_NAME = "SCAN_ANALYZER_RUN";
    private static final Path PROCESSES = Path.of("/proc");
    private static final boolean HAS_ENVIRONMENTS = Files.isReadable(PROCESSES.resolve("self/environ"));

    /** A child may make another while it is killed; so often we look again. */
    private static final int MOST_ROUNDS = 20;

    private static final long DYING_MILLIS = 500;

    private final Process process;
    private final String mark;
    private final Set<ProcessHandle> children = new LinkedHashSet<>();

    private ProcessTree(Process process, String mark) {
        this.process = process;
        this.mark = mark;
    }

    /** Starts a process, with the mark in its environment. */
    static ProcessTree start(ProcessBuilder builder) throws IOException {
        String value = UUID.randomUUID().toString();
        builder.environment().put(MARK_NAME, value);
        return new ProcessTree(builder.start(), MARK_NAME + "=" + value);
    }

    Process process() {
        return process;
    }

    /** Notes the children there are, for systems on which those whose parent has ended can't be found later. */
    void note() {
        process.descendants().forEach(children::add);
    }

    /** Leaves nothing of it but what hid on purpose. May be called when the process itself has ended. */
    void kill() {
        if (HAS_ENVIRONMENTS) {
            var unused = killNew(process.descendants());
            process.destroyForcibly();
            killWhileNew(this::marked);
        } else {
            killWhileNew(process::descendants);
            process.destroyForcibly();
        }
        children.stream().filter(ProcessHandle::isAlive).forEach(ProcessHandle::destroyForcibly);
        boolean interrupted = Thread.interrupted();
        try {
            if (!process.waitFor(DYING_MILLIS, TimeUnit.MILLISECONDS)) {
                LOG.warn("process {} can't be killed", process.pid());
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void killWhileNew(Supplier<Stream<ProcessHandle>> found) {
        for (int round = 0; round < MOST_ROUNDS; round++) {
            if (!killNew(found.get())) {
                return;
            }
        }
    }

    /** Whether there were any that weren't known. */
    private boolean killNew(Stream<ProcessHandle> found) {
        List<ProcessHandle> fresh = found.filter(children::add).toList();
        fresh.forEach(ProcessHandle::destroyForcibly);
        return !fresh.isEmpty();
    }

    private Stream<ProcessHandle> marked() {
        List<ProcessHandle> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(PROCESSES, "[0-9]*")) {
            for (Path entry : entries) {
                if (isMarked(entry)) {
                    ProcessHandle.of(Long.parseLong(entry.getFileName().toString()))
                            .ifPresent(found::add);
                }
            }
        } catch (IOException e) {
            LOG.debug("the process table can't be read", e);
        }
        return found.stream();
    }

    private boolean isMarked(Path entry) {
        try {
            return new String(Files.readAllBytes(entry.resolve("environ")), StandardCharsets.ISO_8859_1).contains(mark);
        } catch (IOException e) {
            return false; // it has ended, or is somebody else's
        }
    }
}
