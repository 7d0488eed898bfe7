package dev.scancast.scanner;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A directory full of whatever a test wants to have in it. */
public final class TestTree {
    private static final int MOST_SECONDS = 120;

    private final Path root;

    public TestTree(Path root) {
        this.root = root;
    }

    public Path root() {
        return root;
    }

    public Path path(String path) {
        return root.resolve(path);
    }

    /** Writes a file and the directories above it. */
    public Path write(String path, String content) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    /** Writes files with nothing much in them. */
    public void touch(String... paths) throws IOException {
        for (String path : paths) {
            write(path, "x\n");
        }
    }

    /**
     * Runs a shell script in the root: for names and rights that Java can't make in every locale.
     *
     * @return what it wrote
     */
    public String shell(String script) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "this needs /bin/sh");
        return run(root, Map.of(), List.of("/bin/sh", "-ec", script));
    }

    /**
     * Runs a program until it ends well.
     *
     * @return what it wrote, errors included
     */
    public static String run(Path directory, Map<String, String> environment, List<String> command) throws Exception {
        Path output = Files.createTempFile("output", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            assertThat(process.waitFor(MOST_SECONDS, TimeUnit.SECONDS))
                    .as("%s ended in time", command)
                    .isTrue();
            String written = new String(Files.readAllBytes(output), UTF_8);
            assertThat(process.exitValue()).as("%s wrote: %s", command, written).isZero();
            return written;
        } finally {
            process.destroyForcibly();
            Files.delete(output);
        }
    }
}
