package dev.scancast.scanner.analyzer.command;

import dev.scancast.scanner.analyzer.Finding;
import dev.scancast.scanner.analyzer.TreeAnalysis;
import dev.scancast.scanner.source.FoundFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** All files of a directory, and everything that an analyzer tells of them. Thread-safe where a test needs it. */
final class RecordedAnalysis implements TreeAnalysis {
    private final Path root;
    private final BooleanSupplier isStopped;
    private final List<Finding> findings = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private final List<String> done = new ArrayList<>();
    private final List<String> started = new ArrayList<>();
    private final List<String> said = new CopyOnWriteArrayList<>();
    private int signsOfLife;
    private String version = "";

    RecordedAnalysis(Path root) throws IOException {
        this(root, () -> false);
    }

    RecordedAnalysis(Path root, BooleanSupplier isStopped) throws IOException {
        this.root = root.toRealPath();
        this.isStopped = isStopped;
    }

    List<Finding> findings() {
        return findings;
    }

    /** Such as {@code a.js: reason}. */
    List<String> failures() {
        return failures;
    }

    List<String> done() {
        return done;
    }

    List<String> started() {
        return started;
    }

    List<String> said() {
        return said;
    }

    int signsOfLife() {
        return signsOfLife;
    }

    @Override
    public Path root() {
        return root;
    }

    @Override
    public List<FoundFile> files() {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .sorted()
                    .map(file -> new FoundFile(root.relativize(file), 1))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String version() {
        return version;
    }

    @Override
    public void version(String told) {
        version = told;
    }

    @Override
    public void started(FoundFile file) {
        started.add(file.path());
    }

    @Override
    public void done(FoundFile file) {
        done.add(file.path());
    }

    @Override
    public void found(Finding finding) {
        findings.add(finding);
    }

    @Override
    public void failed(String path, String reason) {
        failures.add(path + ": " + reason);
    }

    @Override
    public void said(String line) {
        said.add(line);
    }

    @Override
    public void alive() {
        signsOfLife++;
    }

    @Override
    public boolean isStopped() {
        return isStopped.getAsBoolean();
    }

    @Override
    public void check() {
        if (isStopped()) {
            throw new CancellationException("the test's cancel");
        }
    }
}
