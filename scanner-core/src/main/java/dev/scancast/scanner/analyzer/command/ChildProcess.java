package dev.scancast.scanner.analyzer.command;

import dev.scancast.scanner.analyzer.AnalyzerFailedException;
import dev.scancast.scanner.analyzer.TreeAnalysis;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One run of a command, without a shell. What it writes goes to files, so that nothing it leaves behind can hold us by a
 * pipe. It and its children are killed when the scan is to stop, when its time is over, or when it writes too much.
 * Confined to the thread that runs it.
 */
final class ChildProcess {
    /** How often it is looked at: a cancel is heard within this time. */
    private static final long LOOK_MILLIS = 25;

    /** How often its children are noted, and the scan told that it lives. */
    private static final long SIGN_OF_LIFE_NANOS = Duration.ofSeconds(1).toNanos();

    private final CommandSpec spec;
    private final TreeAnalysis analysis;
    private final Scratch scratch;
    private final ChildOutput errors;

    ChildProcess(CommandSpec spec, TreeAnalysis analysis, Scratch scratch) {
        this.spec = spec;
        this.analysis = analysis;
        this.scratch = scratch;
        this.errors = new ChildOutput(scratch.errors(), analysis::said);
    }

    /**
     * Runs it to its end.
     *
     * @param command the program and its arguments
     * @throws AnalyzerFailedException if it can't be started, takes too long, writes too much or ends badly
     * @throws IOException if our own files can't be written
     */
    void run(List<String> command) throws AnalyzerFailedException, IOException {
        ProcessTree tree = start(command);
        Process process = tree.process();
        try {
            process.getOutputStream().close();
            watch(tree);
        } finally {
            tree.kill();
        }
        errors.tell();
        errors.end();
        if (!spec.exitCodes().contains(process.exitValue())) {
            String reason = errors.last().isEmpty() ? "" : ": " + errors.last();
            throw new AnalyzerFailedException("it ended with " + process.exitValue() + reason, null);
        }
    }

    private ProcessTree start(List<String> command) throws AnalyzerFailedException, IOException {
        Files.deleteIfExists(scratch.errors());
        Files.createFile(scratch.errors());
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(analysis.root().toFile())
                .redirectOutput(scratch.printed().toFile())
                .redirectError(scratch.errors().toFile());
        // Our own settings hold passwords, and a command is none of ours.
        builder.environment().keySet().removeIf(name -> name.startsWith("SCANCAST_"));
        try {
            return ProcessTree.start(builder);
        } catch (IOException e) {
            throw new AnalyzerFailedException("it can't be started: " + e.getMessage(), e);
        }
    }

    private void watch(ProcessTree tree) throws AnalyzerFailedException, IOException {
        long begun = System.nanoTime();
        long toldAt = begun;
        try {
            while (!tree.process().waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                analysis.check();
                long now = System.nanoTime();
                if (now - begun > spec.timeout().toNanos()) {
                    throw new AnalyzerFailedException(
                            "it took longer than the " + spec.timeout().toSeconds() + " s it has", null);
                }
                if (scratch.bytes() > spec.maxOutput()) {
                    throw new AnalyzerFailedException(
                            "it wrote more than the " + (spec.maxOutput() >> 20) + " MiB it may", null);
                }
                errors.tell();
                if (now - toldAt > SIGN_OF_LIFE_NANOS) {
                    toldAt = now;
                    analysis.alive(); // whoever watches for scans that hang: this one runs until its time-out
                    tree.note();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            analysis.check();
            throw new AnalyzerFailedException("it was interrupted", e);
        }
        if (scratch.bytes() > spec.maxOutput()) {
            throw new AnalyzerFailedException(
                    "it wrote more than the " + (spec.maxOutput() >> 20) + " MiB it may", null);
        }
    }
}
