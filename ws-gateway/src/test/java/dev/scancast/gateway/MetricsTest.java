package dev.scancast.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanStatus;
import dev.scancast.contract.redis.ScanKeys;
import dev.scancast.testkit.HttpCalls;
import dev.scancast.testkit.OwnRedis;
import dev.scancast.testkit.RawWebSocket;
import dev.scancast.testkit.ScanWatcher;
import dev.scancast.testkit.Scrape;
import dev.scancast.testkit.SseClient;
import dev.scancast.testkit.WatchingClient;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.params.XReadGroupParams;

/** What /metrics tells after things whose number is known. */
class MetricsTest {
    private OwnRedis redis;
    private OwnGateway gateway;
    private Publisher publisher;

    @BeforeEach
    void start() {
        redis = OwnRedis.start();
        gateway = OwnGateway.start(redis, "gateway.metrics-census", "0s");
        publisher = Publisher.of(redis, ScanId.create());
    }

    @AfterEach
    void end() {
        publisher.close();
        gateway.close();
        redis.close();
    }

    private Scrape scrape() {
        return Scrape.of(gateway.uri("/metrics"));
    }

    @Test
    void everyDocumentAndByteIsCountedOnItsTransport() {
        publisher.write(ScanStatus.SCANNING, 10);
        try (WatchingClient socket = gateway.watch(publisher.scan());
                SseClient events = gateway.sse(publisher.scan());
                SseClient second = gateway.sse(publisher.scan())) {
            List<ScanWatcher> all = List.of(socket, events, second);
            all.forEach(watcher -> watcher.awaitDocuments(1));
            Scrape joined = scrape();
            assertThat(joined.value("scancast_connections", "transport", "websocket"))
                    .isEqualTo(1);
            assertThat(joined.value("scancast_connections", "transport", "sse")).isEqualTo(2);
            assertThat(joined.value("scancast_subscriptions")).isEqualTo(1);

            publisher.write(ScanStatus.SCANNING, 20);
            all.forEach(watcher -> watcher.awaitDocuments(2));
            String last = publisher.write(ScanStatus.COMPLETED, 100);
            all.forEach(ScanWatcher::awaitEnd);

            await("all is counted").untilAsserted(() -> {
                Scrape ended = scrape();
                assertThat(ended.value("scancast_connections", "transport", "websocket"))
                        .isZero();
                assertThat(ended.value("scancast_connections", "transport", "sse"))
                        .isZero();
                assertThat(ended.value("scancast_joins_total", "transport", "websocket"))
                        .isEqualTo(1);
                assertThat(ended.value("scancast_joins_total", "transport", "sse"))
                        .isEqualTo(2);
                assertThat(ended.value("scancast_documents_received_total")).isEqualTo(2);
                assertThat(ended.value("scancast_documents_sent_total", "transport", "websocket"))
                        .isEqualTo(3);
                assertThat(ended.value("scancast_documents_sent_total", "transport", "sse"))
                        .isEqualTo(6);
                assertThat(ended.value("scancast_closes_total", "transport", "websocket", "code", "1000"))
                        .isEqualTo(1);
                assertThat(ended.value("scancast_closes_total", "transport", "sse", "code", "1000"))
                        .isEqualTo(2);
                assertThat(ended.value("scancast_sent_bytes_total", "transport", "websocket"))
                        .isBetween(2.0 * last.length(), 3.0 * last.length() + 200);
                assertThat(ended.value("scancast_fan_out_seconds_count"))
                        .as("one a turn, not one a client")
                        .isEqualTo(2);
            });
        }
    }

    @Test
    void whatIsDroppedIsCountedByReason() {
        publisher.write(ScanStatus.SCANNING, 10);
        try (WatchingClient watcher = gateway.watch(publisher.scan())) {
            watcher.awaitDocuments(1);
            publisher.publish("no JSON");
            publisher.publish("[1]");
            publisher.publish("{\"type\":\"notice\"}");
            publisher.publish("{\"scan_id\":\"another\"}");
            publisher.publish("{\"epoch\":1,\"seq\":1}");
            publisher.publish("{\"status\":\"scanning\"}");
            publisher.write(ScanStatus.SCANNING, 20);
            watcher.awaitDocuments(2);
        }
        Scrape scrape = scrape();
        for (String reason :
                List.of("not_json", "not_an_object", "reserved_type", "other_scan", "older", "without_epoch")) {
            assertThat(scrape.value("scancast_documents_dropped_total", "reason", reason))
                    .as(reason)
                    .isEqualTo(1);
        }
    }

    /** A publisher whose clock runs ahead, or who writes something else there, must not spoil the histogram. */
    @Test
    void onlyDocumentsThatCarryATimeCountInTheFanOut() {
        publisher.setAndPublish("{\"seq\":1,\"status\":\"running\"}");
        try (WatchingClient watcher = gateway.watch(publisher.scan())) {
            watcher.awaitDocuments(1);
            publisher.setAndPublish("{\"seq\":2,\"status\":\"running\"}");
            watcher.awaitDocuments(2);
            publisher.setAndPublish("{\"seq\":3,\"status\":\"running\",\"updated_at\":\"yesterday\"}");
            watcher.awaitDocuments(3);
            assertThat(scrape().value("scancast_fan_out_seconds_count")).isZero();
            publisher.setAndPublish("{\"seq\":4,\"status\":\"running\",\"updated_at\":\""
                    + Instant.now().minusMillis(300) + "\"}");
            watcher.awaitDocuments(4);
            await("it is counted").until(() -> scrape().value("scancast_fan_out_seconds_count") == 1);
            double first = scrape().value("scancast_fan_out_seconds_sum");
            assertThat(first).isBetween(0.3, 3.0);
            assertThat(scrape().value("scancast_fan_out_seconds_bucket", "le", "0.25"))
                    .isZero();
            assertThat(scrape().value("scancast_fan_out_seconds_bucket", "le", "10.0"))
                    .isEqualTo(1);
            Instant ahead = Instant.now().plusSeconds(60);
            publisher.setAndPublish("{\"seq\":5,\"status\":\"running\",\"updated_at\":\"" + ahead + "\"}");
            watcher.awaitDocuments(5);
            await("it is counted").until(() -> scrape().value("scancast_fan_out_seconds_count") == 2);
            assertThat(scrape().value("scancast_fan_out_seconds_sum")).isEqualTo(first);
        }
    }

    @Test
    void aClientThatIsBehindIsCounted() throws IOException {
        publisher.setAndPublish("{\"n\":0}");
        try (RawWebSocket slow = RawWebSocket.open(gateway.socket(publisher.scan(), ""), 4096)) {
            assertThat(slow.readFrame().opcode()).isEqualTo(RawWebSocket.TEXT);
            String filler = "x".repeat(32 * 1024);
            await("it falls behind").until(() -> {
                for (int i = 0; i < 100; i++) {
                    publisher.setAndPublish("{\"filler\":\"" + filler + "\"}");
                }
                return scrape().value("scancast_conflated_total", "transport", "websocket") == 1;
            });
            assertThat(scrape().value("scancast_conflated_total", "transport", "sse"))
                    .isZero();
        }
        await("it is lost, without a close of ours")
                .until(() -> scrape().value("scancast_closes_total", "transport", "websocket", "code", "none") == 1);
    }

    @Test
    void queueScansAndWorkersAreCountedAsRedisHasThem() {
        publisher.write(ScanStatus.SCANNING, 10);
        Publisher foreign = Publisher.of(redis, ScanId.create());
        foreign.setAndPublish("{\"status\":\"indexing\"}");
        try (Jedis jedis = new Jedis("127.0.0.1", redis.port())) {
            jedis.zadd(ScanKeys.LIVE, 1, publisher.scan().value());
            jedis.zadd(ScanKeys.LIVE, 2, foreign.scan().value());
            assertThat(scrape().value("scancast_queue_depth", "place", "queue"))
                    .as("no queue yet")
                    .isZero();
            jedis.xgroupCreate(ScanKeys.QUEUE, ScanKeys.QUEUE_GROUP, new StreamEntryID("0-0"), true);
            for (int i = 0; i < 3; i++) {
                jedis.xadd(ScanKeys.QUEUE, new StreamEntryID("1-" + (i + 1)), Map.of("scan", "s" + i));
            }
            jedis.xreadGroup(
                    ScanKeys.QUEUE_GROUP,
                    "somebody",
                    XReadGroupParams.xReadGroupParams().count(1),
                    Map.of(ScanKeys.QUEUE, StreamEntryID.XREADGROUP_UNDELIVERED_ENTRY));
            jedis.set(ScanKeys.MOVER, "another, so that this one moves nothing");
            jedis.sadd(ScanKeys.BACKLOGS, "h");
            jedis.rpush(ScanKeys.backlogNamed("h"), "a", "b", "c", "d");
            jedis.zadd(ScanKeys.WORKERS, Map.of("alive", 1.0, "dead", 1.0));
            jedis.set(ScanKeys.worker("alive"), "{}");

            Scrape scrape = scrape();
            assertThat(scrape.value("scancast_queue_depth", "place", "queue")).isEqualTo(2);
            assertThat(scrape.value("scancast_queue_depth", "place", "taken")).isEqualTo(1);
            assertThat(scrape.value("scancast_queue_age_seconds"))
                    .as("its id says that it is there since 1970")
                    .isGreaterThan(1_000_000_000);
            assertThat(scrape.value("scancast_queue_depth", "place", "backlog")).isEqualTo(4);
            assertThat(scrape.value("scancast_workers")).isEqualTo(1);
            assertThat(scrape.value("scancast_scans", "status", "scanning")).isEqualTo(1);
            assertThat(scrape.value("scancast_scans", "status", "other")).isEqualTo(1);
            assertThat(scrape.value("scancast_scans", "status", "not_read")).isZero();
        } finally {
            foreign.close();
        }
    }

    /** Prometheus must not wait for a Redis that hangs, and what isn't known is no number. */
    @Test
    void withoutRedisTheLinkIsToldAndNothingIsInvented() {
        assertThat(scrape().value("scancast_redis_link_up")).isEqualTo(1);
        assertThat(scrape().value("scancast_redis_ready")).isEqualTo(1);
        assertThat(scrape().value("scancast_redis_probe_seconds")).isBetween(0.0, 3.0);
        assertThat(scrape().value("scancast_redis_link_losses_total")).isZero();
        redis.kill();
        gateway.awaitNotReady();
        Scrape away = scrape();
        assertThat(away.value("scancast_redis_link_up")).isZero();
        assertThat(away.value("scancast_redis_ready")).isZero();
        assertThat(away.value("scancast_redis_link_losses_total")).isEqualTo(1);
        assertThat(away.value("scancast_queue_depth", "place", "queue")).isNaN();
        assertThat(away.value("scancast_scans", "status", "scanning")).isNaN();
    }

    @Test
    void answersAreCountedByRouteAndNotByWhatClientsInvent() {
        publisher.write(ScanStatus.SCANNING, 10);
        for (int i = 0; i < 3; i++) {
            assertThat(gateway.get("/api/v1/scanner/scan/" + publisher.scan()).statusCode())
                    .isEqualTo(200);
            assertThat(gateway.get("/nothing/here/" + i).statusCode()).isEqualTo(404);
        }
        assertThat(HttpCalls.call("BREW", gateway.uri("/api/v1/scanner/scans"), "")
                        .statusCode())
                .isEqualTo(405);
        Scrape scrape = scrape();
        String count = "scancast_http_requests_seconds_count";
        assertThat(scrape.value(count, "method", "GET", "route", "/api/v1/scanner/scan/{scan_id}", "status", "200"))
                .isEqualTo(3);
        assertThat(scrape.value(count, "method", "GET", "route", "none", "status", "404"))
                .isEqualTo(3);
    }

    @Test
    void writesAreCountedByTheFencesAnswer() {
        assertThat(HttpCalls.delete(gateway.uri("/api/v1/scanner/scan/" + queued()))
                        .statusCode())
                .isEqualTo(200);
        Scrape scrape = scrape();
        assertThat(scrape.value("scancast_writes_total", "answer", "ok"))
                .as("queued, then canceled")
                .isEqualTo(2);
        assertThat(scrape.value("scancast_writes_total", "answer", "stale")).isZero();
    }

    private String queued() {
        String body = "{\"repository_url\":\"https://git.example.org/a/b.git\",\"scan_id\":\"queued-one\"}";
        assertThat(HttpCalls.post(gateway.uri("/api/v1/scanner/scan"), body).statusCode())
                .isEqualTo(202);
        return "queued-one";
    }
}
