package dev.scancast.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A program that runs as a child, with this process' standard input; what it prints is passed on as it comes and read by
 * lines. Its id stands in {@code wrap.pid} in the run directory, so that the start script ends it where this process
 * could not. Confined to one thread, but for {@link #pass}.
 */
final class WrappedProgram implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WrappedProgram.class);

    /** Between the request to end and the kill. */
    private static final Duration END_PATIENCE = Duration.ofSeconds(5);

    /** For what was printed before the end; a grandchild that lives on may hold the pipe for ever. */
    private static final Duration OUTPUT_PATIENCE = Duration.ofSeconds(1);

    private static final int BUFFER = 8192;

    private final Process process;
    private final @Nullable Path pidFile;
    private final List<Thread> readers = new ArrayList<>();

    /** All that were asked to end: who loses its parent is no descendant any more. */
    private final Set<ProcessHandle> ending = new LinkedHashSet<>();

    private long killAt;

    private WrappedProgram(Process process, @Nullable Path pidFile) {
        this.process = process;
        this.pidFile = pidFile;
    }

    /**
     * Starts it.
     *
     * @param run where its id is kept, null for nowhere
     * @throws IOException if there is no such program, or it can't be run
     */
    static WrappedProgram start(List<String> command, @Nullable Path run) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.INHERIT)
                .start();
        Path pidFile = run == null ? null : run.resolve("wrap.pid");
        if (pidFile != null) {
            Files.writeString(pidFile, Long.toString(process.pid()));
        }
        return new WrappedProgram(process, pidFile);
    }

    /** Passes its output on, and tells the lines; each stream is read on a thread of its own. Called once. */
    void passOutput(Terminal terminal, Consumer<String> outLine, Consumer<String> errLine) {
        readers.add(reader("out", process.getInputStream(), terminal.out(), outLine));
        readers.add(reader("err", process.getErrorStream(), terminal.err(), errLine));
        readers.forEach(Thread::start);
    }

    private static Thread reader(String name, InputStream in, OutputStream to, Consumer<String> lines) {
        Thread thread = new Thread(() -> pass(in, to, new LineSplitter(lines)), "scancast-wrap-" + name);
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler((t, e) -> LOG.error("the thread {} ended", t.getName(), e));
        return thread;
    }

    private static void pass(InputStream in, OutputStream to, LineSplitter lines) {
        byte[] buffer = new byte[BUFFER];
        try (in) {
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                to.write(buffer, 0, length);
                to.flush();
                lines.accept(buffer, length);
            }
        } catch (IOException e) {
            LOG.debug("the program's output ended", e);
        }
        lines.end();
    }

    /** Waits so long for its end, and kills it where it was asked to end and takes too long; whether it has ended. */
    boolean awaitEnd(Duration patience) throws InterruptedException {
        boolean ended = process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
        if (ended) {
            awaitAsked();
        } else if (isEnding() && System.nanoTime() - killAt >= 0) {
            everybody().forEach(ProcessHandle::destroyForcibly);
        }
        return ended;
    }

    /** Who was asked to end has the same time, children too. */
    private void awaitAsked() throws InterruptedException {
        for (ProcessHandle asked : ending) {
            try {
                asked.onExit().get(Math.max(0, killAt - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                asked.destroyForcibly();
            } catch (ExecutionException e) {
                LOG.debug("waiting for {}", asked, e);
            }
        }
    }

    /** Asks it and all that it started to end; after 5 s they are killed. May be called twice. */
    void end() {
        if (ending.isEmpty()) {
            killAt = System.nanoTime() + END_PATIENCE.toNanos();
            ending.addAll(everybody());
            ending.forEach(ProcessHandle::destroy);
        }
    }

    boolean isEnding() {
        return !ending.isEmpty();
    }

    private List<ProcessHandle> everybody() {
        return Stream.of(ending.stream(), process.descendants(), Stream.of(process.toHandle()))
                .flatMap(stream -> stream)
                .distinct()
                .toList();
    }

    /** After its end: waits until all that it printed was read. */
    int exitCode() throws InterruptedException {
        for (Thread reader : readers) {
            reader.join(OUTPUT_PATIENCE.toMillis());
        }
        return process.exitValue();
    }

    /** Kills what still runs of it. */
    @Override
    public void close() throws IOException {
        if (process.isAlive()) {
            everybody().forEach(ProcessHandle::destroyForcibly);
        }
        if (pidFile != null) {
            Files.deleteIfExists(pidFile);
        }
    }
}
