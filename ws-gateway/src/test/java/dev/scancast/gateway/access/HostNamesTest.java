package dev.scancast.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scancast.contract.document.ScanId;
import dev.scancast.gateway.OwnGateway;
import dev.scancast.testkit.OwnRedis;
import dev.scancast.testkit.Scrape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A page whose own name was made to point to 127.0.0.1 gets nothing of a gateway that trusts this machine. */
class HostNamesTest {
    private static final String API = "/api/v1/scanner";
    private static final ScanId SCAN = new ScanId("rebound");

    private static OwnRedis redis;

    @BeforeAll
    static void start() {
        redis = OwnRedis.start();
        redis.command("SET", "scan:status:" + SCAN, "{\"status\":\"completed\",\"progress\":100}");
    }

    @AfterAll
    static void end() {
        redis.close();
    }

    @Test
    void aForeignNameIsTurnedAwayFromEveryTransport() {
        List<String> names = List.of(
                "evil.example",
                "evil.example:8000",
                "localhost.evil.example",
                "127.0.0.1.evil.example",
                "[::2]",
                "0.0.0.0",
                "10.0.0.1");
        try (OwnGateway gateway = OwnGateway.start(redis)) {
            for (String name : names) {
                for (String request : everyTransport()) {
                    assertThat(answer(gateway, request, name))
                            .as("%s by %s", request, name)
                            .startsWith("HTTP/1.1 421 ")
                            .contains("\"host_not_allowed\"", "gateway.hosts")
                            .doesNotContain("Access-Control-Allow-Origin");
                }
                assertThat(answer(gateway, "GET /health/ready HTTP/1.1", name)).startsWith("HTTP/1.1 200 ");
            }
            assertThat(Scrape.of(gateway.uri("/metrics")).value("scancast_refusals_total", "reason", "host"))
                    .isEqualTo(names.size() * everyTransport().size());
        }
    }

    @Test
    void loopbackHasManyNames() {
        try (OwnGateway gateway = OwnGateway.start(redis)) {
            for (String name : List.of(
                    "localhost", "LOCALHOST:8000", "localhost.", "127.0.0.1", "127.1.2.3:80", "[::1]", "[::1]:8000")) {
                assertServes(gateway, name);
            }
        }
    }

    @Test
    void namesThatAreSetAreTheGatewaysToo() {
        try (OwnGateway gateway = OwnGateway.start(redis, "gateway.hosts", "Scans.example.org,other.example")) {
            assertServes(gateway, "scans.example.org:443");
            assertServes(gateway, "other.example");
            assertServes(gateway, "localhost");
            assertThat(answer(gateway, everyTransport().get(0), "evil.example")).startsWith("HTTP/1.1 421 ");
        }
        try (OwnGateway gateway = OwnGateway.start(redis, "gateway.hosts", "*")) {
            assertServes(gateway, "evil.example");
        }
    }

    @Test
    void whereEverybodyMayComeOrMustProveWhoTheyAreAnyNameWillDo(@TempDir Path directory) {
        try (OwnGateway open = OwnGateway.start(redis, "gateway.host", "0.0.0.0", "insecure-no-auth", "true");
                OwnGateway guarded = OwnGateway.start(redis, TestTokens.settings(directory))) {
            assertServes(open, "scans.example.org");
            assertThat(answer(guarded, everyTransport().get(0), "scans.example.org"))
                    .startsWith("HTTP/1.1 401 ");
        }
    }

    private static void assertServes(OwnGateway gateway, String name) {
        assertThat(everyTransport())
                .allSatisfy(request ->
                        assertThat(answer(gateway, request, name)).matches("(?s)HTTP/1.1 (200|101|404|400) .*"));
    }

    private static List<String> everyTransport() {
        return List.of(
                "GET " + API + "/scan/" + SCAN + " HTTP/1.1",
                "GET " + API + "/events/" + SCAN + " HTTP/1.1",
                "GET " + API + "/ws/scan/" + SCAN + " HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                "POST " + API + "/scan HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 2",
                "GET / HTTP/1.1",
                "GET /metrics HTTP/1.1");
    }

    /** Up to the answer's first kilobytes: what a stream says next doesn't matter. */
    private static String answer(OwnGateway gateway, String request, String host) {
        String body = request.startsWith("POST") ? "{}" : "";
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write((request + "\r\nHost: " + host + "\r\n\r\n" + body).getBytes(StandardCharsets.US_ASCII));
            byte[] start = new byte[2048];
            int length = 0;
            int read = socket.getInputStream().read(start);
            while (read > 0) {
                length += read;
                String text = new String(start, 0, length, StandardCharsets.ISO_8859_1);
                if (length == start.length || !text.startsWith("HTTP/1.1 421") || text.endsWith("}")) {
                    return text;
                }
                read = socket.getInputStream().read(start, length, start.length - length);
            }
            return new String(start, 0, length, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
