package dev.scancast.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanStatus;
import dev.scancast.testkit.OwnRedis;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read once comes gzipped to whoever takes that; what is streamed doesn't. */
class CompressionTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static OwnRedis redis;
    private static OwnGateway gateway;
    private static Publisher publisher;

    @BeforeAll
    static void start() {
        redis = OwnRedis.start();
        gateway = OwnGateway.start(redis);
        publisher = Publisher.of(redis, ScanId.create());
        publisher.write(ScanStatus.SCANNING, 10);
    }

    @AfterAll
    static void end() {
        publisher.close();
        gateway.close();
        redis.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/assets/scancast.js",
                "/assets/base.css",
                "/api/openapi.json",
                "/metrics",
            })
    void whatIsReadOnceIsCompressed(String path) throws Exception {
        HttpResponse<byte[]> plain = get(path, "identity");
        assertThat(plain.headers().firstValue("Content-Encoding")).isEmpty();
        HttpResponse<byte[]> packed = get(path, "gzip, deflate, br");
        assertThat(packed.statusCode()).isEqualTo(200);
        assertThat(packed.headers().firstValue("Content-Encoding")).hasValue("gzip");
        assertThat(packed.headers().allValues("Vary"))
                .as("for caches")
                .anyMatch(vary -> vary.contains("Accept-Encoding"));
        assertThat(packed.body().length).isLessThan(plain.body().length * 2 / 3);
        if (!path.equals("/metrics")) { // which say something else each time
            assertThat(unpack(packed.body())).isEqualTo(plain.body());
        }
    }

    @Test
    void whatIsShortIsNot() throws Exception {
        HttpResponse<byte[]> answer = get("/api/v1/scanner/scan/" + publisher.scan(), "gzip");
        assertThat(answer.headers().firstValue("Content-Encoding")).isEmpty();
        assertThat(answer.headers().firstValue("Content-Length")).isPresent();
    }

    @Test
    void aReportIsPackedOnce() throws Exception {
        String report = "{\"findings\":[" + "\"x\",".repeat(2000) + "\"y\"]}";
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(report.getBytes(StandardCharsets.UTF_8));
        }
        try (Publisher ended = Publisher.of(redis, ScanId.create())) {
            ended.write(ScanStatus.COMPLETED, 100);
            try (var client = redis.client()) {
                client.set(("scan:report:" + ended.scan()).getBytes(StandardCharsets.UTF_8), packed.toByteArray());
            }
            HttpResponse<byte[]> answer = get("/api/v1/scanner/scan/" + ended.scan() + "/report", "gzip");
            assertThat(answer.headers().allValues("Content-Encoding")).containsExactly("gzip");
            assertThat(unpack(answer.body())).isEqualTo(report.getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void aStreamIsNot() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(gateway.events(publisher.scan(), ""))
                .header("Accept-Encoding", "gzip")
                .build();
        HttpResponse<InputStream> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = answer.body()) {
            assertThat(answer.headers().firstValue("Content-Encoding")).isEmpty();
            assertThat(new String(body.readNBytes(3), StandardCharsets.UTF_8)).isNotBlank();
        }
    }

    private static HttpResponse<byte[]> get(String path, String encodings) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(gateway.uri(path))
                        .header("Accept-Encoding", encodings)
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    private static byte[] unpack(byte[] bytes) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return in.readAllBytes();
        }
    }
}
