package dev.scancast.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scancast.contract.document.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's examples do what it says, as they stand there: on port 8000, with curl. */
class ReadmeIT {
    private static final int PORT = 8000;

    @TempDir
    private static Path directory;

    private static String readme;
    private static ScancastProcess up;

    @BeforeAll
    static void start() throws IOException {
        assumeThat(isFree(PORT)).as("port 8000 is free").isTrue();
        assumeThat(isOnPath("curl")).as("curl is on the path").isTrue();
        readme = Files.readString(Path.of("..", "README.md"));
        Repositories.small(directory.resolve("one"));
        Repositories.write(directory.resolve("one/app.ts"), "function f() {}\n");
        Repositories.write(directory.resolve("one/bin/skipped.ts"), "function g() {}\n");
        up = ScancastProcess.start("up", directory.toString());
        up.awaitPrinted("(completed: )");
    }

    @AfterAll
    static void stop() {
        if (up != null) {
            up.close();
        }
    }

    @Test
    void environmentTellsWhatCanBeScanned() throws Exception {
        JsonNode answer = shell(example("environment"));
        assertThat(answer.path("languages").toString()).contains("Java").contains("C#");
        assertThat(answer.path("workers")).hasSize(1);
    }

    @Test
    void repositoriesTellsWhichThereAre() throws Exception {
        JsonNode answer = shell(example("repositories"));
        assertThat(answer.path("repositories")).isNotEmpty();
        assertThat(answer.path("repositories").get(0).path("path").asText()).startsWith(directory.toString());
    }

    @Test
    void submitStartsAScanWithItsFileTypesAndExcludes() throws Exception {
        String path = directory.resolve("one").toString();
        JsonNode answer = shell(example("submit").replace("/path/to/a/repository", path));
        assertThat(answer.path("status").asText()).isEqualTo("queued");

        try (ScancastProcess watch =
                ScancastProcess.run("watch", answer.path("scan_id").asText())) {
            assertThat(watch.awaitExit()).as("%s", watch).isZero();
            assertThat(watch.out()).contains("completed: 1/1 files, 1 nodes");
        }
    }

    /** The block behind {@code <!-- example: name -->}. */
    private static String example(String name) {
        Matcher matcher = Pattern.compile("<!-- example: " + name + " -->\\n```\\w+\\n(.*?)\\n```", Pattern.DOTALL)
                .matcher(readme);
        assertThat(matcher.find()).as("the README has an example " + name).isTrue();
        return matcher.group(1);
    }

    private static JsonNode shell(String command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("sh", "-c", command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        byte[] answer = process.getInputStream().readAllBytes();
        assertThat(process.waitFor()).as(command).isZero();
        assertThat(answer)
                .as(command + " answered " + new String(answer, StandardCharsets.UTF_8))
                .isNotEmpty();
        return Json.mapper().readTree(answer);
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isOnPath(String program) {
        for (String directory : System.getenv("PATH").split(java.io.File.pathSeparator, -1)) {
            if (Files.isExecutable(Path.of(directory, program))) {
                return true;
            }
        }
        return false;
    }
}
