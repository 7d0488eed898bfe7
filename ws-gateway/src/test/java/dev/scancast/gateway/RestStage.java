package dev.scancast.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scancast.contract.document.ScanId;
import dev.scancast.testkit.Documents;
import dev.scancast.testkit.HttpCalls;
import dev.scancast.testkit.OwnRedis;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Redis with the record of a worker, and a gateway, for tests of REST. */
abstract class RestStage {
    static OwnRedis redis;
    static OwnGateway gateway;

    @TempDir
    static Path disk;

    static Path root;
    static Path repository;

    final Publisher publisher = Publisher.of(redis, ScanId.create());
    final ScanId scan = publisher.scan();

    @BeforeAll
    static void start() throws IOException {
        root = Files.createDirectory(disk.toRealPath().resolve("allowed"));
        repository = Files.createDirectory(root.resolve("repository"));
        redis = OwnRedis.start();
        redis.command(
                "SET",
                "scan:worker:w1",
                "{\"name\":\"w1\",\"version\":\"1\",\"languages\":[\"java\",\"go\"],\"analyzers\":[],\"roots\":[\""
                        + root + "\"],\"repositories\":[{\"name\":\"repository\",\"path\":\"" + repository + "\"}]}");
        redis.command("ZADD", "scan:workers", "1", "w1", "2", "dead");
        gateway = OwnGateway.start(redis);
    }

    @AfterAll
    static void end() {
        gateway.close();
        redis.close();
    }

    @AfterEach
    void closePublisher() {
        publisher.close();
    }

    ScanId started() {
        return new ScanId(Documents.parse(
                        post("{\"repository_path\":\"" + repository + "\"}").body())
                .path("scan_id")
                .asText());
    }

    static HttpResponse<String> post(String body) {
        return HttpCalls.post(gateway.uri("/api/v1/scanner/scan"), body);
    }

    static void assertProblem(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        JsonNode problem = Documents.parse(answer.body());
        assertThat(problem.path("code").asText()).isEqualTo(code);
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("title").asText()).isNotEmpty();
        assertThat(problem.path("detail").asText()).isNotEmpty();
    }
}
