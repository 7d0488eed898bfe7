package dev.scancast.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scancast.contract.document.ScanId;
import dev.scancast.gateway.OwnGateway;
import dev.scancast.testkit.Documents;
import dev.scancast.testkit.HttpCalls;
import dev.scancast.testkit.OwnRedis;
import dev.scancast.testkit.RedisMonitor;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * For somebody else's scan REST asks Redis the same as for one that isn't there, and for nothing whose size could be
 * seen in the time.
 */
class HiddenScansTest {
    private static final String API = "/api/v1/scanner";
    private static final String ALICE = TestTokens.of("alice");
    private static final String BOB = TestTokens.of("bob");

    private static OwnRedis redis;
    private static OwnGateway gateway;

    @BeforeAll
    static void start(@TempDir Path directory) {
        redis = OwnRedis.start();
        // Nobody else reads documents meanwhile.
        gateway = OwnGateway.start(redis, TestTokens.settings(directory, "sweeper.interval", "1m"));
    }

    @AfterAll
    static void end() {
        gateway.close();
        redis.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /scan/{id}",
                "DELETE /scan/{id}",
                "GET /scan/{id}/report",
                "GET /scan/{id}/report.sarif",
                "GET /scan/{id}/log",
                "GET /scan/{id}/compare?with={id}"
            })
    void anothersScanCostsWhatNoneCosts(String request) {
        ScanId scan = ScanId.create();
        redis.command("HSET", "scan:meta:" + scan, "owner", "alice");
        redis.command(
                "SET",
                "scan:status:" + scan,
                "{\"status\":\"completed\",\"progress\":100,\"message\":\"" + "x".repeat(60_000) + "\"}");

        List<String> hidden = asked(request, scan.value(), BOB, 404);

        assertThat(hidden).isEqualTo(asked(request, ScanId.create().value(), BOB, 404));
        assertThat(hidden).isNotEmpty().noneMatch(line -> line.contains("scan:status"));
        String readByItsOwner = "GET /scan/{id}";
        assertThat(asked(readByItsOwner, scan.value(), ALICE, 200))
                .as("what the monitor would show")
                .anyMatch(line -> line.contains("scan:status"));
    }

    @Test
    void anothersBatchIsNotLookedInto() {
        String body = "{\"repositories\":[{\"repository_url\":\"https://git.example.org/a/b\"}]}";
        String batch = Documents.parse(call("POST", "/batch", body, ALICE).body())
                .path("batch_id")
                .asText();
        for (String request : List.of("GET /batch/{id}", "DELETE /batch/{id}")) {
            assertThat(asked(request, batch, BOB, 404))
                    .isEqualTo(asked(request, ScanId.create().value(), BOB, 404))
                    .hasSize(1);
        }
    }

    /** What Redis was asked of that id, which is left out, and of any document, when somebody asked. */
    private static List<String> asked(String request, String id, String token, int status) {
        String[] words = request.replace("{id}", id).split(" ", -1);
        try (RedisMonitor monitor = redis.monitor()) {
            assertThat(call(words[0], words[1], "", token).statusCode())
                    .as(request)
                    .isEqualTo(status);
            String last = "said last " + ScanId.create();
            redis.command("ECHO", last);
            await("all of it is seen").until(() -> monitor.lines().stream().anyMatch(line -> line.contains(last)));
            return monitor.lines().stream()
                    .filter(line -> line.contains(id) || line.contains("scan:status:"))
                    .map(line -> line.substring(line.indexOf("] ") + 2).replace(id, ""))
                    .toList();
        }
    }

    private static HttpResponse<String> call(String method, String path, String body, String token) {
        return HttpCalls.call(
                method,
                gateway.uri(API + path),
                body,
                "Content-Type",
                "application/json",
                "Authorization",
                "Bearer " + token);
    }
}
