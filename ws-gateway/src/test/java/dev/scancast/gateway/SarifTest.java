package dev.scancast.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanStatus;
import dev.scancast.testkit.Documents;
import dev.scancast.testkit.OwnRedis;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** {@code GET …/report.sarif}, from a report in Redis. */
class SarifTest {
    private static OwnRedis redis;
    private static OwnGateway gateway;

    private final Publisher publisher = Publisher.of(redis, ScanId.create());
    private final ScanId scan = publisher.scan();

    @BeforeAll
    static void start() {
        redis = OwnRedis.start();
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

    private void store(String report) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(report.getBytes(UTF_8));
        }
        try (Jedis jedis = redis.jedis()) {
            jedis.set(("scan:report:" + scan).getBytes(UTF_8), bytes.toByteArray());
        }
    }

    @Test
    void theFindingsOfAReportAreGivenAsSarif() throws Exception {
        store("{\"repository\":\"r\",\"analyzers\":[{\"name\":\"lint\",\"version\":\"1\",\"findings\":1}],"
                + "\"findings\":[{\"analyzer\":\"lint\",\"rule\":\"x\",\"severity\":\"error\",\"message\":\"m\","
                + "\"path\":\"a.c\",\"line\":1,\"fingerprint\":\"f\"}]}");

        HttpResponse<byte[]> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(gateway.uri("/api/v1/scanner/scan/" + scan + "/report.sarif"))
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/sarif+json");
        assertThat(answer.headers().firstValue("Content-Encoding")).hasValue("gzip");
        assertThat(answer.headers().firstValue("Content-Disposition"))
                .hasValueSatisfying(value -> assertThat(value).contains(scan + ".sarif"));
        String log = new String(new GZIPInputStream(new ByteArrayInputStream(answer.body())).readAllBytes(), UTF_8);
        assertThat(Documents.parse(log).at("/runs/0/results/0/ruleId").asText()).isEqualTo("x");
    }

    @Test
    void aScanWithoutReportOrNoScanIsAProblem() {
        assertProblem("scan_not_found");
        publisher.write(ScanStatus.SCANNING, 10);
        assertProblem("report_not_found");
    }

    private void assertProblem(String code) {
        HttpResponse<String> answer = gateway.get("/api/v1/scanner/scan/" + scan + "/report.sarif");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(Documents.parse(answer.body()).path("code").asText()).isEqualTo(code);
    }
}
