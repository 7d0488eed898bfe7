package dev.scancast.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scancast.contract.settings.Settings;
import dev.scancast.gateway.Gateway;
import dev.scancast.testkit.Documents;
import dev.scancast.testkit.HttpCalls;
import dev.scancast.testkit.OwnRedis;
import dev.scancast.testkit.PromiseAssert;
import dev.scancast.testkit.WatchingClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs in any language as scans: the real script, real children, seen through a gateway. */
class WrapIT {
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    @TempDir
    private static Path directory;

    private static OwnRedis redis;
    private static Gateway gateway;

    @BeforeAll
    static void start() {
        redis = OwnRedis.start();
        gateway = Gateway.start(Settings.load(
                Gateway.CATALOG,
                Map.of("redis", redis.url(), "gateway.port", "0", "gateway.drain", "0s"),
                Map.of(),
                null));
    }

    @AfterAll
    static void stop() {
        gateway.close();
        redis.close();
    }

    // ---- the page's examples

    @Test
    void thePythonExampleIsALiveScan() throws IOException {
        assumeThat(canRun("python3")).as("python3 is on the path").isTrue();
        Path script = Files.writeString(directory.resolve("scan.py"), Examples.of("wrap.md", "python"));
        try (WatchingClient watcher = watch("python-1");
                ScancastProcess wrap = wrap("python-1", "python3", script.toString())) {
            assertThat(wrap.awaitExit()).as("%s", wrap).isZero();
            watcher.awaitEnd();
            PromiseAssert.assertPromise(watcher).isKept("completed");

            assertThat(percents(watcher)).isSorted().contains(100.0).hasSizeGreaterThan(3);
            assertThat(watcher.texts()).anySatisfy(text -> assertThat(text).contains("Scanned src/file"));
            assertThat(Documents.parse(watcher.last()).path("repository").asText())
                    .isEqualTo("python3");
            assertThat(log("python-1"))
                    .containsExactly(
                            "info Scanning",
                            "warn src/file7.py: cannot be parsed",
                            "info Writing",
                            "info 40 files, 1 finding",
                            "info python3 completed");
            assertThat(wrap.out()).endsWith("40 files, 1 finding\n").contains("\"progress\": 2.5");
            assertThat(wrap.err()).isEqualTo("scancast: python3 is scan python-1\nsrc/file7.py: cannot be parsed\n");
        }
    }

    @Test
    void theShellExampleIsALiveScan() throws IOException {
        Path script = Files.writeString(directory.resolve("scan.sh"), Examples.of("wrap.md", "shell"));
        try (WatchingClient watcher = watch("shell-1");
                ScancastProcess wrap = wrap("shell-1", "sh", script.toString())) {
            assertThat(wrap.awaitExit()).as("%s", wrap).isZero();
            watcher.awaitEnd();
            PromiseAssert.assertPromise(watcher).isKept("completed");
            assertThat(percents(watcher)).isSorted().hasSizeGreaterThan(3);
            assertThat(log("shell-1")).endsWith("info All steps are done", "info sh completed");
            assertThat(wrap.out()).startsWith("5% Step 1 of 20\n").endsWith("All steps are done\n");
        }
    }

    // ---- ends

    @Test
    void theCommandsExitCodeIsTheScansErrorAndOurs() {
        try (ScancastProcess wrap = wrap("fails-1", "sh", "-c", "echo 40%; echo 30%; echo broken >&2; exit 7")) {
            assertThat(wrap.awaitExit()).as("%s", wrap).isEqualTo(7);
            JsonNode end = status("fails-1");
            assertThat(end.path("status").asText()).isEqualTo("error");
            assertThat(end.path("progress").asDouble()).isEqualTo(40);
            assertThat(end.path("error").path("code").asText()).isEqualTo("exit_code");
            assertThat(end.path("message").asText()).isEqualTo("sh ended with exit code 7");
            assertThat(log("fails-1"))
                    .containsExactly("info Scanning", "warn broken", "error sh ended with exit code 7");
        }
    }

    @Test
    void aProgramThatIsNotThereIsNoScan() {
        try (ScancastProcess wrap = wrap("none-1", "/no/such/program")) {
            assertThat(wrap.awaitExit()).isEqualTo(2);
            assertThat(wrap.err()).contains("/no/such/program").containsOnlyOnce("\n");
            assertThat(redis.command("EXISTS", "scan:status:none-1")).isEqualTo(0L);
        }
    }

    @Test
    void aCancelFromElsewhereEndsTheProgramAndItsChildren() throws IOException {
        Path pids = directory.resolve("cancel.pids");
        try (ScancastProcess wrap = wrap("cancel-1", "sh", "-c", children(pids, ""))) {
            List<ProcessHandle> running = awaitRunning(pids);
            await("the scan is published")
                    .atMost(PATIENCE)
                    .until(() -> !status("cancel-1").isMissingNode());
            var unused = HttpCalls.delete(uri("/api/v1/scanner/scan/cancel-1"));
            assertThat(wrap.awaitExit()).as("%s", wrap).isEqualTo(3);
            awaitGone(running);
            assertThat(status("cancel-1").path("status").asText()).isEqualTo("canceled");
            assertThat(log("cancel-1")).last().isEqualTo("info Canceled");
        }
    }

    @Test
    void ctrlCEndsTheProgramAndItsChildrenAndCancelsTheScan() throws IOException {
        Path pids = directory.resolve("interrupt.pids");
        try (ScancastProcess wrap =
                ScancastProcess.startInItsOwnGroup(arguments("interrupt-1", "sh", "-c", children(pids, "")))) {
            List<ProcessHandle> running = awaitRunning(pids);
            await("the scan is published")
                    .atMost(PATIENCE)
                    .until(() -> !status("interrupt-1").isMissingNode());
            wrap.interruptGroup();
            assertThat(wrap.awaitExit()).as("%s", wrap).isEqualTo(3);
            awaitGone(running);
            assertThat(status("interrupt-1").path("status").asText()).isEqualTo("canceled");
        }
    }

    @Test
    void whoDoesNotEndWhenAskedIsKilled() throws IOException {
        Path pids = directory.resolve("stubborn.pids");
        try (ScancastProcess wrap = wrap("stubborn-1", "sh", "-c", children(pids, "trap '' TERM; "))) {
            List<ProcessHandle> running = awaitRunning(pids);
            await("the scan is published")
                    .atMost(PATIENCE)
                    .until(() -> !status("stubborn-1").isMissingNode());
            var unused = HttpCalls.delete(uri("/api/v1/scanner/scan/stubborn-1"));
            assertThat(wrap.awaitExit()).as("%s", wrap).isEqualTo(3);
            awaitGone(running);
            assertThat(status("stubborn-1").path("status").asText()).isEqualTo("canceled");
        }
    }

    @Test
    void aProgramRunsToItsEndWithoutRedis() {
        try (ScancastProcess wrap = ScancastProcess.run(
                "wrap", "--redis", "redis://127.0.0.1:1", "--", "sh", "-c", "echo 50%; echo hello; exit 5")) {
            assertThat(wrap.awaitExit()).as("%s", wrap).isEqualTo(5);
            assertThat(wrap.out()).isEqualTo("50%\nhello\n");
        }
    }

    /** A line without an end, a flood, and options that look like ours. */
    @Test
    void whateverItPrintsIsPassedOn() {
        try (ScancastProcess wrap = wrap(
                "flood-1", "sh", "-c", "head -c 3000000 /dev/zero | tr '\\0' x; echo; seq 50000; printf end", "--id")) {
            assertThat(wrap.awaitExit()).as(wrap.err()).isZero();
            assertThat(wrap.out()).hasSizeGreaterThan(3_000_000).endsWith("50000\nend");
            assertThat(log("flood-1")).last().isEqualTo("info sh completed");
        }
    }

    /** A shell and a child of its, both of which wait; their ids stand in the file. */
    private static String children(Path pids, String before) {
        return before + "(" + before + "echo $(exec sh -c 'echo $PPID') >> " + pids
                + "; while :; do sleep 0.2; done) & echo $$ >> " + pids + "; echo 10%; while :; do sleep 0.2; done";
    }

    private static List<ProcessHandle> awaitRunning(Path pids) throws IOException {
        await("both run")
                .atMost(PATIENCE)
                .until(() -> Files.exists(pids) && Files.readAllLines(pids).size() == 2);
        List<ProcessHandle> running = new ArrayList<>();
        for (String pid : Files.readAllLines(pids)) {
            running.add(ProcessHandle.of(Long.parseLong(pid)).orElseThrow());
        }
        return running;
    }

    /** A kill takes a moment, and on a busy machine a longer one. */
    private static void awaitGone(List<ProcessHandle> running) {
        await("none of it runs any more")
                .atMost(Duration.ofSeconds(10))
                .until(() -> running.stream().noneMatch(ProcessHandle::isAlive));
    }

    private static ScancastProcess wrap(String id, String... command) {
        return ScancastProcess.start(arguments(id, command));
    }

    private static String[] arguments(String id, String... command) {
        List<String> arguments = new ArrayList<>(List.of("wrap", "--redis", redis.url(), "--id", id, "--"));
        arguments.addAll(List.of(command));
        return arguments.toArray(String[]::new);
    }

    private static WatchingClient watch(String id) {
        return WatchingClient.connect(URI.create(
                "ws://" + gateway.url().getAuthority() + "/api/v1/scanner/ws/scan/" + id + "?log=true&wait=120"));
    }

    private static List<Double> percents(WatchingClient watcher) {
        return watcher.texts().stream()
                .map(text -> Documents.parse(text).path("progress").asDouble())
                .toList();
    }

    private static JsonNode status(String id) {
        Object stored = redis.command("GET", "scan:status:" + id);
        return stored == null
                ? com.fasterxml.jackson.databind.node.MissingNode.getInstance()
                : Documents.parse(String.valueOf(stored));
    }

    /** As a client that polls reads it: level and message of each line. */
    private static List<String> log(String id) {
        JsonNode answer = Documents.parse(HttpCalls.get(uri("/api/v1/scanner/scan/" + id + "/log?limit=1000"))
                .body());
        List<String> lines = new ArrayList<>();
        answer.path("lines")
                .forEach(line -> lines.add(
                        line.path("level").asText() + " " + line.path("message").asText()));
        return lines;
    }

    private static URI uri(String path) {
        return gateway.url().resolve(path);
    }

    private static boolean canRun(String program) {
        for (String path : System.getenv("PATH").split(java.io.File.pathSeparator, -1)) {
            if (Files.isExecutable(Path.of(path, program))) {
                return true;
            }
        }
        return false;
    }
}
