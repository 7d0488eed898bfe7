package dev.scancast.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanStatus;
import dev.scancast.contract.redis.Redis;
import dev.scancast.contract.redis.RedisSettings;
import dev.scancast.contract.redis.ScanLog;
import dev.scancast.contract.redis.ScanLog.Level;
import dev.scancast.testkit.Documents;
import dev.scancast.testkit.OwnRedis;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A scan's log, read by pages. */
class LogPagesTest {
    private static final Instant NOON = Instant.parse("2026-01-05T12:00:00Z");

    private static OwnRedis redis;
    private static OwnGateway gateway;
    private static Redis way;

    private final Publisher publisher = Publisher.of(redis, ScanId.create());
    private final ScanId scan = publisher.scan();
    private final ScanLog log = new ScanLog(way);

    @BeforeAll
    static void start() {
        redis = OwnRedis.start();
        gateway = OwnGateway.start(redis);
        way = Redis.open(RedisSettings.from(OwnGateway.settings(redis.port())), "test-log");
    }

    @AfterAll
    static void end() {
        way.close();
        gateway.close();
        redis.close();
    }

    @AfterEach
    void closePublisher() {
        publisher.close();
    }

    @Test
    void theLogIsReadByPages() {
        publisher.write(ScanStatus.SCANNING, 10);
        for (String message : List.of("one", "two", "three")) {
            log.append(scan, List.of(new ScanLog.Line(NOON, Level.INFO, message)));
        }
        JsonNode first = body(poll("?limit=2"));
        assertThat(first.path("lines")).hasSize(2);
        assertThat(first.path("next").asLong()).isEqualTo(2);
        assertThat(first.path("first").asLong()).isOne();
        assertThat(first.path("end").asBoolean()).isFalse();

        JsonNode second = body(poll("?limit=2&after=2"));
        assertThat(second.path("lines").findValuesAsText("message")).containsExactly("three");
        assertThat(second.path("end").asBoolean()).isFalse();

        log.end(scan);
        JsonNode last = body(poll("?after=" + second.path("next").asText()));
        assertThat(last.path("lines")).isEmpty();
        assertThat(last.path("end").asBoolean()).isTrue();
        assertThat(last.path("next").asLong()).isEqualTo(4);
    }

    @Test
    void aScanThatHasEndedAndHasNoLogSaysSo() {
        publisher.setAndPublish("{\"status\":\"completed\",\"progress\":100}");
        assertThat(poll("").body()).isEqualTo("{\"lines\":[],\"next\":0,\"end\":true,\"first\":0}");
    }

    @Test
    void aLogOfAnUnknownScanIs404() {
        HttpResponse<String> answer = poll("");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(body(answer).path("code").asText()).isEqualTo("scan_not_found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"?after=-1", "?after=x", "?after=99999999999999999", "?limit=0", "?limit=1001", "?limit="})
    void aNumberThatIsNoneIs400(String query) {
        publisher.write(ScanStatus.SCANNING, 10);
        HttpResponse<String> answer = poll(query);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(body(answer).path("code").asText()).isEqualTo("invalid_value");
    }

    private HttpResponse<String> poll(String query) {
        return gateway.get("/api/v1/scanner/scan/" + scan + "/log" + query);
    }

    private static JsonNode body(HttpResponse<String> answer) {
        return Documents.parse(answer.body());
    }
}
