package dev.scancast.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A redis-server that is a child of this JVM, in a directory of its own that goes with it. */
final class LocalRedisServer implements RedisServer {
    private final Process process;
    private final Path directory;
    private final Path log;

    private LocalRedisServer(Process process, Path directory, Path log) {
        this.process = process;
        this.directory = directory;
        this.log = log;
    }

    static LocalRedisServer start(Path executable, List<String> arguments) {
        try {
            Path directory = Files.createTempDirectory("own-redis-");
            Path log = directory.resolve("output.log");
            List<String> command = new ArrayList<>();
            command.add(executable.toString());
            command.addAll(arguments);
            Process process = Children.start(new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile()));
            return new LocalRedisServer(process, directory, log);
        } catch (IOException e) {
            throw new TestkitException("cannot make a directory for " + executable, e);
        }
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void kill() {
        process.destroyForcibly();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                throw new TestkitException("process " + pid() + " did not end within 10 s of SIGKILL");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TestkitException("interrupted while ending process " + pid(), e);
        }
        deleteDirectory();
    }

    @Override
    public void suspend() {
        Signals.suspend(pid());
    }

    @Override
    public void resume() {
        Signals.resume(pid());
    }

    @Override
    public String output() {
        try {
            return Files.exists(log) ? Files.readString(log, StandardCharsets.ISO_8859_1) : "";
        } catch (IOException e) {
            return "(its output cannot be read: " + e + ")";
        }
    }

    private void deleteDirectory() {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            directory.toFile().deleteOnExit(); // harms no test: it lies in the build directory
        }
    }
}
