package dev.scancast.launcher.operations;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scancast.testkit.ChildProcess;
import dev.scancast.testkit.Commands;
import dev.scancast.testkit.Documents;
import dev.scancast.testkit.FreePorts;
import dev.scancast.testkit.HttpCalls;
import dev.scancast.testkit.TestkitException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;

/** A Prometheus of the test's own, that reads twice a second. */
final class Prometheus implements AutoCloseable {
    private static final Duration READY = Duration.ofSeconds(30);

    private final ChildProcess process;
    private final URI base;

    private Prometheus(ChildProcess process, URI base) {
        this.process = process;
        this.base = base;
    }

    /**
     * Starts it; the test is skipped where there is none.
     *
     * @param jobs the targets' addresses by job
     */
    static Prometheus start(Path directory, Path rules, Map<String, List<URI>> jobs) throws IOException {
        Assumptions.assumeTrue(Commands.onPath("prometheus").isPresent(), "prometheus is not on the PATH");
        Path config = directory.resolve("prometheus.yml");
        Files.writeString(config, config(rules, jobs));
        int port = FreePorts.next();
        ChildProcess process = ChildProcess.start(
                "prometheus",
                List.of(
                        "prometheus",
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + directory.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port,
                        "--log.level=warn"));
        Prometheus prometheus = new Prometheus(process, URI.create("http://127.0.0.1:" + port));
        await("prometheus is ready").atMost(READY).until(prometheus::isReady);
        return prometheus;
    }

    private static String config(Path rules, Map<String, List<URI>> jobs) {
        String head = """
                global:
                  scrape_interval: 500ms
                  scrape_timeout: 500ms
                  evaluation_interval: 500ms
                rule_files: ["%s"]
                scrape_configs:
                """.formatted(rules);
        return head
                + jobs.entrySet().stream()
                        .map(job -> "  - job_name: " + job.getKey() + "\n    static_configs: [{targets: ["
                                + job.getValue().stream().map(URI::getAuthority).collect(Collectors.joining(", "))
                                + "]}]\n")
                        .collect(Collectors.joining());
    }

    private boolean isReady() {
        if (!process.isAlive()) {
            throw new IllegalStateException("prometheus ended:\n" + process.output());
        }
        try {
            return HttpCalls.get(base.resolve("/-/ready")).statusCode() == 200;
        } catch (TestkitException e) {
            return false; // not yet
        }
    }

    /** The series that an expression gives now; an expression that is wrong fails. */
    JsonNode query(String expression) {
        return get("/api/v1/query?query=" + URLEncoder.encode(expression, UTF_8))
                .path("result");
    }

    /** Its rules, each with health, state and alerts. */
    JsonNode rules() {
        return get("/api/v1/rules").path("groups").path(0).path("rules");
    }

    private JsonNode get(String path) {
        JsonNode answer = Documents.parse(HttpCalls.get(base.resolve(path)).body());
        if (!answer.path("status").asText().equals("success")) {
            throw new AssertionError(path + " answered " + answer);
        }
        return answer.path("data");
    }

    @Override
    public void close() {
        process.close();
    }
}
