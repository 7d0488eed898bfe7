package dev.scancast.scanner.analyzer.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A directory of its own for what a command writes, gone afterwards. Confined to one thread. */
final class Scratch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Scratch.class);

    private final Path directory;

    Scratch() throws IOException {
        this.directory = Files.createTempDirectory("scancast-analyzer-");
    }

    /** What the command prints. */
    Path printed() {
        return directory.resolve("stdout");
    }

    /** What it prints as errors. */
    Path errors() {
        return directory.resolve("stderr");
    }

    /** The file that it may be told to write; not there at first. */
    Path output() {
        return directory.resolve("output.sarif");
    }

    /** How much there is. */
    long bytes() throws IOException {
        long sum = 0;
        for (Path file : List.of(printed(), errors(), output())) {
            try {
                sum += Files.size(file);
            } catch (NoSuchFileException e) {
                // Not written yet.
            }
        }
        return sum;
    }

    /** Forgets what an earlier run wrote. */
    void clear() throws IOException {
        for (Path file : List.of(printed(), errors(), output())) {
            Files.deleteIfExists(file);
        }
    }

    @Override
    public void close() {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            LOG.warn("{} can't be deleted", directory, e);
        }
    }
}
