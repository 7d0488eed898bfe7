package dev.scancast.launcher.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** The machine's node, and what runs on it. */
final class Node {
    private static final String COMPILER = "/META-INF/resources/webjars/typescript/5.9.3/lib";

    private Node() {}

    /** A program on the path. */
    static Optional<Path> find(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(directory -> Path.of(directory, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Node itself, which tests with {@link NeedsNode} have. */
    static Path node() {
        return find("node").orElseThrow();
    }

    /** How a program ended. */
    record Ended(int code, String output) {}

    /** Runs it in a directory, to its end; what it prints to both outputs is one text. */
    static Ended run(Path directory, List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Ended(process.waitFor(), output);
        } finally {
            process.destroyForcibly();
        }
    }

    /** Runs it, and fails unless it ends well; returns what it printed. */
    static String succeed(Path directory, String... command) throws IOException, InterruptedException {
        Ended ended = run(directory, List.of(command));
        assertThat(ended.code()).as("%s: %s", command[0], ended.output()).isZero();
        return ended.output();
    }

    /** TypeScript's {@code tsc.js}, from its jar, since node reads no jars: copied below the directory. */
    static Path compiler(Path directory) throws IOException, URISyntaxException {
        URI script = Objects.requireNonNull(Node.class.getResource(COMPILER + "/tsc.js"))
                .toURI();
        Path copy = Files.createDirectories(directory.resolve("typescript"));
        try (FileSystem jar = FileSystems.newFileSystem(script, Map.of());
                Stream<Path> files = Files.list(jar.getPath(COMPILER))) {
            for (Path file : files.filter(path -> path.toString().matches(".*/(_?tsc\\.js|lib\\..*\\.d\\.ts|lib\\.d\\.ts)"))
                    .toList()) {
                Files.copy(file, copy.resolve(file.getFileName().toString()));
            }
        }
        return copy.resolve("tsc.js");
    }
}
