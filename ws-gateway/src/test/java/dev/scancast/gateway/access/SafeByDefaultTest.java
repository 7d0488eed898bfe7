package dev.scancast.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.settings.SettingException;
import dev.scancast.gateway.OwnGateway;
import dev.scancast.testkit.HttpCalls;
import dev.scancast.testkit.OwnRedis;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway that nobody configured is nobody else's. */
class SafeByDefaultTest {
    private static OwnRedis redis;

    @BeforeAll
    static void start() {
        redis = OwnRedis.start();
    }

    @AfterAll
    static void end() {
        redis.close();
    }

    @Test
    void byDefaultItListensOnLoopbackAlone() throws IOException, InterruptedException {
        try (OwnGateway gateway = OwnGateway.start(redis)) {
            assertThat(listening(gateway.port())).containsExactly("127.0.0.1");
        }
    }

    @Test
    void withoutAuthenticationItListensNowhereElse() {
        for (String host : List.of("0.0.0.0", "::")) {
            assertThatThrownBy(() -> OwnGateway.start(redis, "gateway.host", host))
                    .isInstanceOf(SettingException.class)
                    .hasMessageContaining("gateway.host " + host + " can be reached from other machines")
                    .hasMessageContaining("--insecure-no-auth");
        }
    }

    @Test
    void unlessThatIsAskedForOrThereIsAuthentication(@TempDir Path directory) throws IOException, InterruptedException {
        try (OwnGateway open = OwnGateway.start(redis, "gateway.host", "0.0.0.0", "insecure-no-auth", "true");
                OwnGateway guarded =
                        OwnGateway.start(redis, TestTokens.settings(directory, "gateway.host", "0.0.0.0"))) {
            assertThat(listening(open.port()))
                    .isSubsetOf("0.0.0.0", "*", "[::]")
                    .isNotEmpty();
            assertThat(listening(guarded.port()))
                    .isSubsetOf("0.0.0.0", "*", "[::]")
                    .isNotEmpty();
        }
    }

    /** Where something listens on the port, as {@code ss -ltn} tells. */
    private static List<String> listening(int port) throws IOException, InterruptedException {
        Process ss = new ProcessBuilder("ss", "-ltnH", "sport = :" + port)
                .redirectErrorStream(true)
                .start();
        String output = new String(ss.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(ss.waitFor()).as(output).isZero();
        Files.writeString(Path.of("target", "ss-ltn.txt"), output);
        return output.lines()
                .map(line -> line.trim().split("\\s+", -1)[3])
                .map(address -> address.substring(0, address.lastIndexOf(':')))
                .map(address -> address.replace("[::ffff:127.0.0.1]", "127.0.0.1")) // a socket of both families
                .toList();
    }

    @Test
    void everyAnswerHasWhatBrowsersNeedToBeCareful() {
        try (OwnGateway gateway = OwnGateway.start(redis)) {
            for (String path : List.of("/", "/assets/scancast.js", "/health", "/api/v1/scanner/scans", "/nothing")) {
                HttpResponse<String> answer = gateway.get(path);
                assertThat(answer.headers().firstValue("X-Content-Type-Options"))
                        .as(path)
                        .hasValue("nosniff");
                assertThat(answer.headers().firstValue("X-Frame-Options")).hasValue("DENY");
                assertThat(answer.headers().firstValue("Referrer-Policy")).hasValue("same-origin");
            }
        }
    }

    @Test
    void onlyPagesOfListedOriginsMayReadAnswers() {
        String page = "https://ci.example.org";
        try (OwnGateway gateway = OwnGateway.start(redis, "gateway.origins", page)) {
            HttpResponse<String> preflight = HttpCalls.call(
                    "OPTIONS",
                    gateway.uri("/api/v1/scanner/scan"),
                    "",
                    "Origin",
                    page,
                    "Access-Control-Request-Method",
                    "POST");
            assertThat(preflight.statusCode()).isEqualTo(204);
            assertThat(preflight.headers().firstValue("Access-Control-Allow-Origin"))
                    .hasValue(page);
            assertThat(preflight.headers().firstValue("Access-Control-Allow-Headers"))
                    .hasValueSatisfying(headers -> assertThat(headers).contains("Authorization"));
            assertThat(gateway.get("/api/v1/scanner/scans", "Origin", page)
                            .headers()
                            .firstValue("Access-Control-Allow-Origin"))
                    .hasValue(page);
            HttpResponse<String> other = gateway.get("/api/v1/scanner/scans", "Origin", "https://evil.example");
            assertThat(other.headers().firstValue("Access-Control-Allow-Origin"))
                    .isEmpty();
        }
    }

    /** What it couldn't read it may not hold open either. */
    @Test
    void aPageOfAnotherOriginGetsNoStream() {
        String page = "https://ci.example.org";
        ScanId scan = ScanId.create();
        redis.command("SET", "scan:status:" + scan, "{\"status\":\"completed\",\"progress\":100}");
        try (OwnGateway gateway = OwnGateway.start(redis, "gateway.origins", page)) {
            String stream = "/api/v1/scanner/events/" + scan;
            String own = "http://" + gateway.uri("/").getAuthority();
            assertThat(gateway.get(stream).statusCode()).isEqualTo(200);
            for (String origin : List.of(page, own)) {
                assertThat(gateway.get(stream, "Origin", origin).statusCode())
                        .as(origin)
                        .isEqualTo(200);
            }
            for (String origin : List.of("https://evil.example", "null", page + ".evil.example")) {
                HttpResponse<String> refused = gateway.get(stream, "Origin", origin);
                assertThat(refused.statusCode()).as(origin).isEqualTo(403);
                assertThat(refused.body()).contains("\"origin_not_allowed\"");
            }
        }
    }
}
