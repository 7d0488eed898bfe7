package dev.scancast.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scancast.contract.document.ScanId;
import dev.scancast.gateway.OwnGateway;
import dev.scancast.testkit.HttpCalls;
import dev.scancast.testkit.OwnRedis;
import dev.scancast.testkit.RawHttp;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses that are written so that the door and what is behind it might read them differently. */
class PathTricksTest {
    private static final String WORKER = "{\"name\":\"w\",\"languages\":[\"hidden-language\"],\"roots\":[\"/hidden\"],"
            + "\"analyzers\":[],\"repositories\":[{\"name\":\"hidden\",\"path\":\"/hidden\"}],\"scans\":[]}";
    private static final ScanId SCAN = new ScanId("hidden-scan");

    private static OwnRedis redis;
    private static OwnGateway gateway;

    @BeforeAll
    static void start(@TempDir Path directory) {
        redis = OwnRedis.start();
        gateway = OwnGateway.start(redis, TestTokens.settings(directory));
        redis.command("SET", "scan:worker:w", WORKER);
        redis.command("ZADD", "scan:workers", Long.toString(System.currentTimeMillis()), "w");
        HttpCalls.call(
                "POST",
                gateway.uri("/api/v1/scanner/scan"),
                "{\"scan_id\":\"" + SCAN + "\",\"repository_url\":\"https://git.example.org/hidden/b\"}",
                "Content-Type",
                "application/json",
                "Authorization",
                "Bearer " + TestTokens.of("alice"));
    }

    @AfterAll
    static void end() {
        gateway.close();
        redis.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/scanner/",
                "/api;x=1/v1/scanner/",
                "/api/v1;x/scanner/",
                "/api/v1/scanner;x=1/",
                "/;x/api/v1/scanner/",
                "//api/v1/scanner/",
                "/api//v1/scanner/",
                "/./api/v1/scanner/",
                "/x/../api/v1/scanner/",
                "/health/../api/v1/scanner/",
                "/health/%2e%2e/api/v1/scanner/",
                "/health;/../api/v1/scanner/",
                "/metrics/../api/v1/scanner/",
                "/%61pi/v1/scanner/",
                "/api%2Fv1%2Fscanner%2F",
                "/API/V1/SCANNER/",
                "http://localhost/api/v1/scanner/",
                "http://localhost/api;x/v1/scanner/"
            })
    void nobodyGetsBehindTheDoorByThem(String base) {
        for (String resource : new String[] {
            "environment",
            "repositories",
            "environment;x=1",
            "scans",
            "scan/" + SCAN,
            "scan/" + SCAN + "/log",
            "events/" + SCAN,
            "events/" + SCAN + "?wait=0",
            "batch/" + SCAN
        }) {
            RawHttp.Answer answer = RawHttp.exchange(
                    gateway.uri("/"),
                    "GET " + base + resource + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            assertThat(answer.status()).as("%s%s", base, resource).isIn(400, 401, 404);
            assertThat(answer.body()).as("%s%s", base, resource).doesNotContain("hidden-language", "/hidden", "queued");
        }
    }
}
