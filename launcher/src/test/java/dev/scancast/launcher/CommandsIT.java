package dev.scancast.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scancast.testkit.OwnRedis;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private static Path repositories;

    private static ScancastParts parts;
    private static String gateway;

    @BeforeAll
    static void startTheParts() {
        parts = ScancastParts.start(repositories);
        gateway = parts.url();
    }

    @AfterAll
    static void stopTheParts() {
        parts.close();
        assertThat(parts.gateway().err()).as("a normal run has no warning").doesNotContain("WARN", "ERROR");
        assertThat(parts.worker().err()).as("a normal run has no warning").doesNotContain("WARN", "ERROR");
    }

    @Test
    void submitPrintsTheIdWatchFollowsItLsListsIt() {
        Path repository = Repositories.small(repositories.resolve("small"));

        try (ScancastProcess submit = run("submit", repository.toString())) {
            assertThat(submit.awaitExit()).as("%s", submit).isZero();
            String id = submit.out().strip();
            assertThat(submit.err()).isEqualTo(gateway + "/scan/" + id + "\n");

            try (ScancastProcess watch = run("watch", id);
                    ScancastProcess ls = run("ls")) {
                assertThat(watch.awaitExit()).as("%s", watch).isZero();
                assertThat(watch.out()).endsWith("completed: 3/3 files, 6 nodes\n");
                assertThat(ls.out()).containsPattern(id + " +completed +100\\.0 %  small");
            }
        }
    }

    @Test
    void scanRunsRightHereAndIsPublishedLikeAnyOther() {
        Path repository = Repositories.small(repositories.resolve("here"));
        String[] command = {"scan", "--redis", parts.redis().url(), "--id", "here-1", repository.toString()};

        try (ScancastProcess scan = ScancastProcess.run(command);
                ScancastProcess watch = run("watch", "here-1");
                ScancastProcess again = ScancastProcess.run(command);
                ScancastProcess alone =
                        ScancastProcess.run("scan", "--redis", "redis://127.0.0.1:1", repository.toString())) {
            assertThat(scan.awaitExit()).as("%s", scan).isZero();
            assertThat(scan.out()).startsWith("here-1\n").endsWith("completed: 3/3 files, 6 nodes\n");
            assertThat(watch.awaitExit()).as("%s", watch).isZero();
            assertThat(again.awaitExit()).isEqualTo(2);
            assertThat(again.err()).isEqualTo("scancast: there is a scan here-1 already: choose another id\n");
            assertThat(alone.awaitExit()).isEqualTo(4);
            assertThat(alone.err())
                    .startsWith("scancast: cannot reach Redis at")
                    .containsOnlyOnce("\n");
        }
    }

    @Test
    void aCanceledScanEndsWatchWithThree() {
        Path repository = Repositories.endless(repositories.resolve("endless"));
        try (ScancastProcess submit = run("submit", repository.toString());
                ScancastProcess watch = ScancastProcess.start(
                        "watch", "--gateway-url", gateway, submit.out().strip())) {
            watch.awaitPrinted("(scanning)");

            try (ScancastProcess cancel = run("cancel", submit.out().strip())) {
                assertThat(cancel.awaitExit()).as("%s", cancel).isZero();
            }

            assertThat(watch.awaitExit()).as("%s", watch).isEqualTo(3);
            assertThat(watch.out()).contains("canceled");
        }
    }

    @Test
    void aScanThatFailedEndsWatchWithOneAndItsReason() {
        parts.redis()
                .command(
                        "SET",
                        "scan:status:foreign-1",
                        "{\"status\":\"failed\",\"progress\":12,\"error\":{\"code\":\"x\",\"message\":\"the disk is full\"}}");

        try (ScancastProcess watch = run("watch", "foreign-1")) {
            assertThat(watch.awaitExit()).isEqualTo(1);
            assertThat(watch.out()).contains("failed").contains("the disk is full");
        }
    }

    @Test
    void batchStartsManyAndWatchFollowsThemToTheLast() {
        Path one = Repositories.small(repositories.resolve("many/one"));
        Path two = Repositories.small(repositories.resolve("many/two"));
        try (ScancastProcess batch = run("batch", "--concurrency", "1", one.toString(), two.toString())) {
            assertThat(batch.awaitExit()).as("%s", batch).isZero();
            String id = batch.out().strip();
            assertThat(batch.err()).isEqualTo("watch it with: scancast watch --batch " + id + "\n");

            try (ScancastProcess watch = run("watch", "--batch", id);
                    ScancastProcess cancel = run("cancel", "--batch", id);
                    ScancastProcess unknown = run("watch", "--batch", "no-such-batch")) {
                assertThat(watch.awaitExit()).as("%s", watch).isZero();
                assertThat(watch.out()).endsWith("2/2 scans: 2 completed, 0 failed, 0 canceled\n");
                assertThat(cancel.awaitExit()).isEqualTo(2);
                assertThat(cancel.err()).startsWith("scancast: the batch has ended");
                assertThat(unknown.awaitExit()).isEqualTo(2);
                assertThat(unknown.err()).isEqualTo("scancast: there is no batch no-such-batch\n");
            }
        }
    }

    @Test
    void anUnknownScanAndABadIdAreUsageErrors() {
        try (ScancastProcess cancel = run("cancel", "no-such-scan");
                ScancastProcess bad = run("watch", "../etc")) {
            assertThat(cancel.awaitExit()).isEqualTo(2);
            assertThat(cancel.err()).isEqualTo("scancast: there is no scan no-such-scan\n");
            assertThat(bad.awaitExit()).isEqualTo(2);
            assertThat(bad.err()).startsWith("scancast: a scan id must match").containsOnlyOnce("\n");
        }
    }

    @Test
    void aPathOutsideTheRootsIsRefusedWithTheGatewaysWords(@TempDir Path elsewhere) {
        try (ScancastProcess submit = run("submit", elsewhere.toString())) {
            assertThat(submit.awaitExit()).isEqualTo(2);
            assertThat(submit.err()).contains("outside the directories that workers may scan");
        }
    }

    @Test
    void withoutAGatewayTheExitCodeIsFour() {
        try (ScancastProcess ls = ScancastProcess.run("ls", "--gateway-url", "http://127.0.0.1:1");
                ScancastProcess watch = ScancastProcess.run("watch", "--gateway-url", "http://127.0.0.1:1", "x")) {
            assertThat(ls.awaitExit()).isEqualTo(4);
            assertThat(ls.err()).startsWith("scancast: there is no gateway at http://127.0.0.1:1");
            assertThat(watch.awaitExit()).isEqualTo(4);
        }
    }

    @Test
    void aGatewayBeforeItsRedisLivesButIsNotReady() throws Exception {
        int port;
        try (OwnRedis later = OwnRedis.start()) {
            port = later.port();
        }
        try (ScancastProcess early =
                ScancastProcess.start("gateway", "--gateway-port", "0", "--redis", "redis://127.0.0.1:" + port)) {
            String address = early.awaitPrinted("listens on (http://127\\.0\\.0\\.1:\\d+)");
            assertThat(status(address + "/health/live")).isEqualTo(200);
            assertThat(status(address + "/health/ready")).isEqualTo(503);

            try (OwnRedis later = OwnRedis.builder().port(port).start()) {
                await("ready").atMost(PATIENCE).until(() -> status(address + "/health/ready") == 200);
                assertThat(later.isRunning()).isTrue();
            }
        }
    }

    private static ScancastProcess run(String command, String... arguments) {
        String[] all = new String[arguments.length + 3];
        all[0] = command;
        all[1] = "--gateway-url";
        all[2] = gateway;
        System.arraycopy(arguments, 0, all, 3, arguments.length);
        return ScancastProcess.run(all);
    }

    private static int status(String address) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(address)).build(), BodyHandlers.discarding())
                .statusCode();
    }
}
