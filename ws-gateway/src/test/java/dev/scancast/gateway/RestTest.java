package dev.scancast.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanStatus;
import dev.scancast.testkit.Documents;
import dev.scancast.testkit.HttpCalls;
import dev.scancast.testkit.ScanWatcher;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Polling, listing and canceling over REST, and what is told of wrong addresses. */
class RestTest extends RestStage {
    @Test
    void otherMethodsAddressesAndTypesAreTold() {
        URI uri = gateway.poll(scan);
        HttpResponse<String> put = HttpCalls.call("PUT", uri, "{}", "Content-Type", "application/json");
        assertProblem(put, 405, "method_not_allowed");
        assertThat(put.headers().firstValue("Allow").orElse("")).contains("GET", "DELETE");
        publisher.write(ScanStatus.SCANNING, 1);
        assertProblem(HttpCalls.get(uri, "Accept", "image/png"), 406, "not_acceptable");
        assertProblem(gateway.get("/api/v1/scanner/nothing"), 404, "not_found");
        assertProblem(gateway.get("/nothing"), 404, "not_found");
        assertProblem(gateway.get("/assets/..%2fProblem.class"), 404, "not_found");
    }

    // ---- polling

    @Test
    void thePollIsTheDocumentByteForByteWithItsVersionAsTag() {
        String document = publisher.write(ScanStatus.SCANNING, 1);
        HttpResponse<String> answer = HttpCalls.get(gateway.poll(scan));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(document);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(answer.headers().firstValue("ETag"))
                .hasValue("\"" + Documents.parse(document).path("epoch").asText() + "-1\"");
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-cache");
    }

    @Test
    void oneThatHasTheDocumentIsTold304() {
        publisher.write(ScanStatus.SCANNING, 1);
        String tag =
                HttpCalls.get(gateway.poll(scan)).headers().firstValue("ETag").orElseThrow();
        for (String known : List.of(tag, "W/" + tag, "\"other\", " + tag, "*")) {
            HttpResponse<String> answer = HttpCalls.get(gateway.poll(scan), "If-None-Match", known);
            assertThat(answer.statusCode()).as(known).isEqualTo(304);
            assertThat(answer.body()).isEmpty();
            assertThat(answer.headers().firstValue("ETag")).hasValue(tag);
        }
        publisher.write(ScanStatus.SCANNING, 2);
        assertThat(HttpCalls.get(gateway.poll(scan), "If-None-Match", tag).statusCode())
                .isEqualTo(200);
    }

    @Test
    void aForeignDocumentsTagChangesWithItsBytes() {
        publisher.set("{\"status\":\"running\",\"n\":1}");
        String first =
                HttpCalls.get(gateway.poll(scan)).headers().firstValue("ETag").orElseThrow();
        assertThat(HttpCalls.get(gateway.poll(scan), "If-None-Match", first).statusCode())
                .isEqualTo(304);
        publisher.set("{\"status\":\"running\",\"n\":2}");
        assertThat(HttpCalls.get(gateway.poll(scan), "If-None-Match", first).statusCode())
                .isEqualTo(200);
    }

    @Test
    void afterTheEndNobodyNeedAskAgain() {
        publisher.write(ScanStatus.COMPLETED, 100);
        assertThat(HttpCalls.get(gateway.poll(scan)).headers().firstValue("Retry-After"))
                .isEmpty();
    }

    @Test
    void whatIsNotKnownIs404() {
        assertProblem(HttpCalls.get(gateway.poll(scan)), 404, "scan_not_found");
        assertProblem(HttpCalls.delete(gateway.poll(scan)), 404, "scan_not_found");
        assertProblem(gateway.get("/api/v1/scanner/scan/" + scan + "/report"), 404, "scan_not_found");
        publisher.write(ScanStatus.COMPLETED, 100);
        assertProblem(gateway.get("/api/v1/scanner/scan/" + scan + "/report"), 404, "report_not_found");
    }

    // ---- listing

    @Test
    void theListHoldsTheNewestFirst() {
        ScanId older = started();
        ScanId newer = started();
        JsonNode scans =
                Documents.parse(gateway.get("/api/v1/scanner/scans").body()).path("scans");
        List<String> ids = scans.findValuesAsText("scan_id");
        assertThat(ids).containsSubsequence(newer.value(), older.value());
        assertThat(Documents.parse(gateway.get("/api/v1/scanner/scans?limit=1").body())
                        .path("scans"))
                .hasSize(1);
        for (String limit : List.of("0", "101", "x", "-1", "")) {
            assertProblem(gateway.get("/api/v1/scanner/scans?limit=" + limit), 400, "invalid_value");
        }
    }

    // ---- canceling

    @Test
    void aScanThatNobodyHoldsIsCanceledAtOnceAndOnceMoreIsTheSame() {
        ScanId queued = started();
        try (ScanWatcher watcher = gateway.watch(queued)) {
            watcher.awaitDocuments(1);
            HttpResponse<String> answer = HttpCalls.delete(gateway.poll(queued));
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).contains("\"canceled\"");
            watcher.awaitEnd();
            assertThat(watcher.endCode()).isEqualTo(1000);
            assertThat(watcher.endReason()).isEqualTo("canceled");
            assertThat(HttpCalls.delete(gateway.poll(queued)).statusCode()).isEqualTo(200);
            JsonNode log = Documents.parse(
                    gateway.get("/api/v1/scanner/scan/" + queued + "/log").body());
            assertThat(log.path("lines").findValuesAsText("message"))
                    .containsExactly("Queued", "Scan canceled before a worker began");
            assertThat(String.valueOf(redis.command("XREVRANGE", "scan:log:" + queued, "+", "-", "COUNT", "1")))
                    .contains("\"end\":true,\"first\":1,\"last\":2");
        }
    }

    @Test
    void aScanThatAWorkerHoldsIsAskedToStop() {
        publisher.write(ScanStatus.SCANNING, 10);
        HttpResponse<String> answer = HttpCalls.delete(gateway.poll(scan));
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(redis.command("EXISTS", "scan:cancel:" + scan)).isEqualTo(1L);
        assertThat(HttpCalls.get(gateway.poll(scan)).body()).contains("\"scanning\"");
    }

    @Test
    void aScanThatHasEndedOtherwiseIsAConflictThatTellsTheEnd() {
        for (ScanStatus end : List.of(ScanStatus.COMPLETED, ScanStatus.ERROR)) {
            try (Publisher other = Publisher.of(redis, ScanId.create())) {
                other.write(end, 7);
                HttpResponse<String> answer = HttpCalls.delete(gateway.poll(other.scan()));
                assertProblem(answer, 409, "scan_ended");
                String document = HttpCalls.get(gateway.poll(other.scan())).body();
                assertThat(answer.body()).contains("\"document\":" + document);
                assertThat(Documents.parse(answer.body())
                                .path("document")
                                .path("status")
                                .asText())
                        .isEqualTo(end.wireName());
            }
        }
    }

    /** The first attempt stored one and died, the second failed; the first one's was served. */
    @Test
    void aReportOfAnAttemptThatWasNotTheLastIsNone() {
        redis.command("SET", "scan:report:" + scan, "gzipped");
        publisher.write(ScanStatus.SCANNING, 40);
        assertProblem(gateway.get("/api/v1/scanner/scan/" + scan + "/report"), 404, "report_not_found");
        publisher.write(ScanStatus.ERROR, 40);
        assertProblem(gateway.get("/api/v1/scanner/scan/" + scan + "/report"), 404, "report_not_found");
        assertProblem(gateway.get("/api/v1/scanner/scan/" + scan + "/report.sarif"), 404, "report_not_found");
    }

    // ---- what can be scanned

    @Test
    void repositoriesAndEnvironmentAreTheWorkers() {
        JsonNode local = Documents.parse(
                        gateway.get("/api/v1/scanner/repositories?source=local").body())
                .path("repositories");
        assertThat(local).hasSize(1);
        assertThat(local.get(0).path("path").asText()).isEqualTo(repository.toString());
        assertThat(Documents.parse(gateway.get("/api/v1/scanner/repositories?source=git")
                                .body())
                        .path("repositories"))
                .isEmpty();
        assertThat(Documents.parse(gateway.get("/api/v1/scanner/repositories").body())
                        .path("repositories"))
                .hasSize(1);
        assertProblem(gateway.get("/api/v1/scanner/repositories?source=x"), 400, "invalid_value");

        JsonNode environment =
                Documents.parse(gateway.get("/api/v1/scanner/environment").body());
        assertThat(environment.path("languages").toString()).isEqualTo("[\"go\",\"java\"]");
        assertThat(environment.path("roots").toString()).isEqualTo("[\"" + root + "\"]");
        assertThat(environment.path("workers")).hasSize(1);
    }

    @Test
    void thePageIsServedWithItsPolicy() {
        for (String path : List.of("/", "/scan/" + scan, "/batch/b-1", "/assets/scancast.js")) {
            HttpResponse<String> page = gateway.get(path);
            assertThat(page.statusCode()).as(path).isEqualTo(200);
            assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                    .contains("default-src 'none'");
        }
        assertProblem(gateway.get("/batch/a%20b"), 404, "not_found");
        assertProblem(gateway.get("/scan/a%20b"), 404, "not_found");
        assertProblem(HttpCalls.call("POST", gateway.uri("/"), "{}"), 405, "method_not_allowed");
    }
}
