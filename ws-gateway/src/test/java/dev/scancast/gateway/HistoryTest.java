package dev.scancast.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.redis.ScanKeys;
import dev.scancast.testkit.Documents;
import dev.scancast.testkit.HttpCalls;
import dev.scancast.testkit.OwnRedis;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The list of scans: filters, and pages that stay in place while scans come and end. */
class HistoryTest {
    private static final Instant START = Instant.parse("2026-01-05T10:00:00Z");

    private static OwnRedis redis;
    private static OwnGateway gateway;

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

    @BeforeEach
    void empty() {
        redis.command("FLUSHALL");
    }

    @Test
    void newestFirstWhetherTheyRunOrRan() {
        ended("a", 1, "completed", "x");
        live("b", 2, "scanning", "x");
        ended("c", 3, "error", "x");
        live("d", 4, "queued", "x");
        assertThat(ids("")).containsExactly("d", "c", "b", "a");
        assertThat(ids("?limit=2")).containsExactly("d", "c");
    }

    @Test
    void filtersByStatusRepositoryTimeAndSource() {
        ended("a", 1, "completed", "spring-framework");
        ended("b", 2, "error", "Spring-Boot");
        live("c", 3, "scanning", "efcore");
        ended("d", 4, "FINISHED", "foreign spring"); // a foreign word for completed
        request("a", "{\"repository_path\":\"/srv/spring-framework\"}");
        request("b", "{\"repository_url\":\"https://example.org/spring-boot.git\"}");

        assertThat(ids("?status=completed")).containsExactly("d", "a");
        assertThat(ids("?status=error,scanning")).containsExactly("c", "b");
        assertThat(ids("?repository=SPRING")).containsExactly("d", "b", "a");
        assertThat(ids("?repository=spring&status=error")).containsExactly("b");
        assertThat(ids("?since=" + START.plusSeconds(2))).containsExactly("d", "c", "b");
        assertThat(ids("?until=" + START.plusSeconds(2))).containsExactly("a");
        assertThat(ids("?since=" + START.plusSeconds(2) + "&until=" + START.plusSeconds(4)))
                .containsExactly("c", "b");
        assertThat(ids("?source=local")).containsExactly("a");
        assertThat(ids("?source=git")).containsExactly("b");
        assertThat(ids("?source=all")).hasSize(4);
        assertThat(ids("?status=canceled")).isEmpty();
    }

    @Test
    void anOwnersScansComeFromTheOwnersIndex() {
        ended("a", 1, "completed", "x");
        live("b", 2, "scanning", "x");
        live("c", 3, "scanning", "x");
        redis.command("ZADD", ScanKeys.owner(""), score(1), "a", score(2), "b");
        redis.command("ZADD", ScanKeys.owner("ada"), score(3), "c");
        assertThat(ids("?owner=")).containsExactly("b", "a");
        assertThat(ids("?owner=ada")).containsExactly("c");
        assertThat(ids("?owner=grace")).isEmpty();
    }

    @Test
    void whileNewScansComeAndOldOnesEndEachIsOnExactlyOnePage() {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            live("scan-" + i, i, "scanning", "x");
            expected.add("scan-" + i);
        }
        Collections.reverse(expected);
        List<String> seen = new ArrayList<>();
        String next = "";
        for (int page = 0; page < 20; page++) {
            JsonNode answer = list("?limit=7" + next);
            seen.addAll(answer.path("scans").findValuesAsText("scan_id"));
            if (!answer.has("next")) {
                break;
            }
            next = "&cursor=" + answer.path("next").asText();
            live("new-" + page, 1000 + page, "queued", "x");
            for (int i = 0; i < 40; i += 3) { // as the end of a scan goes: first the history, then no longer live
                redis.command("ZADD", "scan:history", score(i), "scan-" + i);
                redis.command("ZREM", "scan:live", "scan-" + i);
            }
        }
        assertThat(seen).isEqualTo(expected);
    }

    /** A thousand scans of a batch, or of somebody who gives whole seconds, have the same time. */
    @Test
    void scansOfTheSameTimeAreToldApartByTheirIds() {
        Set<String> expected = new TreeSet<>(Collections.reverseOrder());
        for (int i = 0; i < 450; i++) {
            String id = "same-" + (1000 + i);
            if (i % 2 == 0) {
                live(id, 5, "scanning", "x");
            } else {
                ended(id, 5, "completed", "x");
            }
            expected.add(id);
        }
        assertThat(allPages("?limit=100")).containsExactlyElementsOf(expected);
    }

    /** Many run and few have ended, long ago: those that were read beyond the many wait until these were looked at. */
    @Test
    void whatIsReadOfOneIndexSkipsNothingOfTheOther() {
        ended("ended", 0, "completed", "rare");
        for (int i = 1; i < 450; i++) {
            live("s" + i, i, "scanning", i == 100 ? "rare" : "x");
        }
        assertThat(allPages("?repository=rare")).containsExactly("s100", "ended");
    }

    /** A page looks at a bounded number of scans: where few match it is short, but says how to go on. */
    @Test
    void aRareScanIsFoundOnALaterPage() {
        try (var client = redis.client();
                var pipeline = client.pipelined()) {
            IntStream.range(0, 4500).forEach(i -> {
                pipeline.zadd("scan:history", (double) (START.toEpochMilli() + i), "s" + i);
                pipeline.set("scan:status:s" + i, document("s" + i, "completed", i == 3 ? "rare" : "x"));
            });
            pipeline.sync();
        }
        JsonNode answer = list("?repository=rare");
        int pages = 1;
        while (answer.path("scans").isEmpty() && pages < 20) {
            assertThat(answer.has("next")).as("page %s", pages).isTrue();
            answer = list("?repository=rare&cursor=" + answer.path("next").asText());
            pages++;
        }
        assertThat(answer.path("scans").findValuesAsText("scan_id")).containsExactly("s3");
        assertThat(pages).isEqualTo(3);
        assertThat(answer.has("next")).isFalse();
    }

    @Test
    void whatIsForgottenIsNotListed() {
        redis.command("ZADD", "scan:history", score(1), "forgotten", score(2), "not a scan's id");
        ended("a", 0, "completed", "x");
        assertThat(ids("")).containsExactly("a");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "limit=0|invalid_value|limit",
                "limit=101|invalid_value|limit",
                "limit=x|invalid_value|limit",
                "status=done|invalid_value|status",
                "status=|invalid_value|status",
                "since=yesterday|invalid_value|since",
                "until=2026-01-05|invalid_value|until",
                "source=ftp|invalid_value|source",
                "cursor=xyz|invalid_value|cursor",
                "cursor=MS4wIC0|invalid_value|cursor",
                "cursor=TmFOIHg|invalid_value|cursor",
                "limit=1&limit=2|invalid_value|limit was given twice",
                "page=2|unknown_field|page"
            })
    void aWrongParameterIsNamed(String query, String code, String says) {
        HttpResponse<String> answer = gateway.get("/api/v1/scanner/scans?" + query);
        assertThat(answer.statusCode()).isEqualTo(400);
        JsonNode problem = Documents.parse(answer.body());
        assertThat(problem.path("code").asText()).isEqualTo(code);
        assertThat(problem.path("detail").asText()).contains(says);
    }

    // ---- helpers

    /** What stands on one page after the other, in at most 20 of them. */
    private static List<String> allPages(String query) {
        List<String> seen = new ArrayList<>();
        String next = "";
        for (int page = 0; page < 20; page++) {
            JsonNode answer = list(query + next);
            seen.addAll(answer.path("scans").findValuesAsText("scan_id"));
            if (!answer.has("next")) {
                return seen;
            }
            next = "&cursor=" + answer.path("next").asText();
        }
        throw new AssertionError("pages without end, so far " + seen);
    }

    private static JsonNode list(String query) {
        HttpResponse<String> answer = HttpCalls.get(gateway.uri("/api/v1/scanner/scans" + query));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Documents.parse(answer.body());
    }

    private static List<String> ids(String query) {
        return list(query).path("scans").findValuesAsText("scan_id");
    }

    private static void live(String id, int second, String status, String repository) {
        redis.command("ZADD", "scan:live", score(second), id);
        redis.command("SET", "scan:status:" + id, document(id, status, repository));
    }

    private static void ended(String id, int second, String status, String repository) {
        redis.command("ZADD", "scan:history", score(second), id);
        redis.command("HSET", "scan:meta:" + id, "terminal", document(id, status, repository));
    }

    private static void request(String id, String json) {
        redis.command("HSET", "scan:meta:" + id, "request", json);
    }

    private static String document(String id, String status, String repository) {
        return "{\"scan_id\":\"" + new ScanId(id) + "\",\"status\":\"" + status + "\",\"repository\":\"" + repository
                + "\"}";
    }

    private static String score(int second) {
        return Long.toString(START.plusSeconds(second).toEpochMilli());
    }
}
