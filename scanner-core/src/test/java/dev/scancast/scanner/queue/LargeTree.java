package dev.scancast.scanner.queue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scancast.contract.document.ProgressDocument;
import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanRequest;
import dev.scancast.contract.settings.Settings;
import dev.scancast.scanner.progress.ProgressRecorder;
import dev.scancast.testkit.OwnRedis;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A tree of 100,000 files, each another, in a JVM with a heap of 512 MB, published all the way; then once more with what
 * was remembered. Not in the normal run, hence its name: {@code ./mvnw -pl scanner-core -am verify -Plarge-tree}.
 */
class LargeTree {
    private static final int FILES = Integer.getInteger("large.files", 100_000);
    private static final int PER_DIRECTORY = 200;
    private static final String MARK = "measured ";

    @TempDir
    private Path directory;

    @Test
    void isScannedWithin512MegabytesAndAgainFromMemory() throws Exception {
        makeTree();
        String plain = scan(List.of());
        List<String> cache = List.of("worker.cache", directory.resolve("cache").toString());
        String first = scan(cache);
        String second = scan(cache);

        Path report = new File("target/large-tree.txt").getAbsoluteFile().toPath();
        Files.writeString(report, String.join("\n", plain, first, second) + "\n");
        assertThat(result(first)).isEqualTo(result(plain));
        assertThat(result(second)).isEqualTo(result(plain));
    }

    /** What was found, without what it took. */
    private static String result(String line) {
        return line.replaceAll(";.*", "");
    }

    private void makeTree() throws IOException {
        List<byte[]> sources = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                sources.add(Files.readAllBytes(file));
            }
        }
        for (int i = 0; i < FILES; i++) {
            Path folder = directory.resolve("tree").resolve("d" + i / PER_DIRECTORY);
            Files.createDirectories(folder);
            byte[] source = sources.get(i % sources.size());
            byte[] end = ("// file " + i + "\n").getBytes(UTF_8);
            byte[] whole = java.util.Arrays.copyOf(source, source.length + end.length);
            System.arraycopy(end, 0, whole, source.length, end.length);
            Files.write(folder.resolve("F" + i + ".java"), whole);
        }
    }

    private String scan(List<String> settings) throws Exception {
        ScanId scan = ScanId.create();
        try (OwnRedis redis = OwnRedis.start();
                ProgressRecorder recorder = new ProgressRecorder(redis, scan)) {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx512m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    LargeTree.class.getName(),
                    redis.url(),
                    scan.value(),
                    directory.resolve("tree").toString()));
            command.addAll(settings);
            String output = run(command);
            recorder.awaitStatus("completed");
            double[] percents = recorder.documents().stream()
                    .map(document -> document.path("progress"))
                    .mapToDouble(JsonNode::asDouble)
                    .toArray();
            assertThat(percents).isSorted();
            return output.lines()
                            .filter(line -> line.startsWith(MARK))
                            .findFirst()
                            .orElseThrow(() -> new AssertionError(output))
                    + ", " + percents.length + " updates published";
        }
    }

    private String run(List<String> command) throws Exception {
        Path output = directory.resolve("output.txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(10, TimeUnit.MINUTES)).as("it ended").isTrue();
            assertThat(process.exitValue()).as(Files.readString(output)).isZero();
            return Files.readString(output);
        } finally {
            process.destroyForcibly();
        }
    }

    /** Scans the directory named third as the scan named second, by the Redis named first, and tells what it took. */
    public static void main(String[] arguments) throws Exception {
        Map<String, String> flags = new java.util.HashMap<>(Map.of("redis", arguments[0]));
        for (int i = 3; i < arguments.length; i += 2) {
            flags.put(arguments[i], arguments[i + 1]);
        }
        Settings settings = Settings.load(LocalScan.CATALOG, flags, Map.of(), null);
        long begun = System.nanoTime();
        ProgressDocument end;
        try (LocalScan scan = LocalScan.start(settings, new ScanId(arguments[1]), ScanRequest.ofPath(arguments[2]))) {
            end = scan.end().get();
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        String line = MARK + end.status().wireName() + " " + end.filesScanned() + " files, " + end.nodesFound()
                + " nodes, " + end.fileErrors() + " errors; "
                + String.format(java.util.Locale.ROOT, "%.1f s, peak RSS %s", seconds, peak()) + "\n";
        System.out.write(line.getBytes(UTF_8), 0, line.getBytes(UTF_8).length);
        System.out.flush();
    }

    private static String peak() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return "unknown";
        }
        Optional<String> line = Files.readAllLines(status).stream()
                .filter(entry -> entry.startsWith("VmHWM:"))
                .findFirst();
        return line.map(text -> text.replaceAll("\\D", ""))
                .map(kib -> Long.parseLong(kib) / 1024 + " MiB")
                .orElse("");
    }
}
