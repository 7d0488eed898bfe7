package dev.scancast.launcher;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A run of {@code ./scancast}; ended, with whatever it started, when the test ends. */
final class ScancastProcess implements AutoCloseable {
    /** Thrice what any start takes here. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Path SCRIPT =
            Path.of("..", "scancast").toAbsolutePath().normalize();

    /**
     * A build that was started in the background ignores SIGINT, and so do its children, which then can't trap it
     * either: what Ctrl-C does is asked of a script that is started as a terminal would.
     */
    private static final List<String> INTERRUPTIBLE = interruptible();

    private final Process process;
    private final Path out;
    private final Path err;

    private ScancastProcess(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    static ScancastProcess start(String... arguments) {
        return start(Map.of(), arguments);
    }

    /** As a shell with job control starts it, so that the whole group can be sent what Ctrl-C sends. */
    static ScancastProcess startInItsOwnGroup(String... arguments) {
        return start(Map.of(), List.of("setsid"), arguments);
    }

    static ScancastProcess start(Map<String, String> environment, String... arguments) {
        return start(environment, List.of(), arguments);
    }

    private static ScancastProcess start(Map<String, String> environment, List<String> prefix, String... arguments) {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(INTERRUPTIBLE);
        command.add(SCRIPT.toString());
        command.addAll(List.of(arguments));
        try {
            Path out = Files.createTempFile("scancast-", ".out");
            Path err = Files.createTempFile("scancast-", ".err");
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("SCANCAST_"));
            builder.environment().putAll(environment);
            return new ScancastProcess(builder.start(), out, err);
        } catch (IOException e) {
            throw new IllegalStateException("cannot start " + SCRIPT, e);
        }
    }

    /** Runs to the end. */
    static ScancastProcess run(String... arguments) {
        ScancastProcess process = start(arguments);
        process.awaitExit();
        return process;
    }

    String out() {
        return read(out);
    }

    String err() {
        return read(err);
    }

    int awaitExit() {
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("still running after " + PATIENCE + "\n" + this);
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Waits until the pattern stands in what was printed, and gives its first group. */
    String awaitPrinted(String pattern) {
        Pattern compiled = Pattern.compile(pattern);
        return await("printed: " + pattern)
                .atMost(PATIENCE)
                .failFast(
                        "it ended\n" + this,
                        () -> !process.isAlive()
                                && !compiled.matcher(out() + err()).find())
                .until(() -> firstGroup(compiled), found -> !found.isEmpty());
    }

    private String firstGroup(Pattern pattern) {
        Matcher matcher = pattern.matcher(out() + err());
        return matcher.find() ? matcher.group(1) : "";
    }

    /** What Ctrl-C sends to the script. */
    void interrupt() {
        signal("INT", process.pid());
    }

    /** What Ctrl-C in a terminal sends: to the script and to all that it started. */
    void interruptGroup() {
        signal("INT", -process.pid());
    }

    /** The JVM, which is the script's child. */
    ProcessHandle jvm() {
        return process.children()
                .filter(child -> child.info().command().orElse("").endsWith("java"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no JVM below the script\n" + this));
    }

    /** The redis-server that the JVM started. */
    ProcessHandle redis() {
        return jvm().children()
                .filter(child -> child.info().command().orElse("").contains("redis-server"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no redis-server below the JVM\n" + this));
    }

    private static List<String> interruptible() {
        List<String> prefix = List.of("env", "--default-signal=INT");
        try {
            Process probe = new ProcessBuilder("env", "--default-signal=INT", "true")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return probe.waitFor() == 0 ? prefix : List.of();
        } catch (IOException e) {
            return List.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    static void signal(String name, long pid) {
        try {
            new ProcessBuilder("kill", "-" + name, "--", Long.toString(pid))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            List<ProcessHandle> all = process.descendants().toList();
            signal("TERM", process.pid());
            try {
                if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            all.forEach(ProcessHandle::destroyForcibly);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return "--- out\n" + out() + "--- err\n" + err() + "---";
    }
}
