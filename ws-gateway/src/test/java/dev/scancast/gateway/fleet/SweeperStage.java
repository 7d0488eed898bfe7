package dev.scancast.gateway.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanStatus;
import dev.scancast.gateway.OwnGateway;
import dev.scancast.gateway.Publisher;
import dev.scancast.testkit.Documents;
import dev.scancast.testkit.HttpCalls;
import dev.scancast.testkit.OwnRedis;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.params.SetParams;
import redis.clients.jedis.params.XReadGroupParams;

/** Redis and a gateway that sweeps, without workers: the test plays those. */
abstract class SweeperStage {
    static final String[] QUICK = {
        "sweeper.interval",
        "100ms",
        "sweeper.grace",
        "300ms",
        "sweeper.tell",
        "300ms",
        "gateway.lost",
        "1s",
        "gateway.watchdog",
        "300ms",
        "lease.ttl",
        "1s",
        "lease.renewal",
        "200ms"
    };

    final OwnRedis redis = OwnRedis.start();
    Jedis jedis;
    OwnGateway gateway;

    @BeforeEach
    void start() {
        jedis = redis.jedis();
        gateway = OwnGateway.start(redis, QUICK);
    }

    @AfterEach
    void end() {
        gateway.close();
        jedis.close();
        redis.close();
    }

    ScanId submit() {
        return submit(gateway);
    }

    static ScanId submit(OwnGateway to) {
        ScanId scan = ScanId.create();
        String body = "{\"repository_path\":\"/r\",\"scan_id\":\"" + scan + "\"}";
        assertThat(HttpCalls.post(to.uri("/api/v1/scanner/scan"), body).statusCode())
                .isEqualTo(202);
        return scan;
    }

    /** A worker that began a scan, came to 40 % and was never heard again. */
    void begin(ScanId scan, String worker) {
        jedis.zadd("scan:live", 1, scan.value());
        try (Publisher publisher = Publisher.of(redis, scan)) {
            publisher.acquire();
            publisher.write(ScanStatus.SCANNING, 40);
        }
        jedis.set("scan:lease:" + scan, "1 " + worker, SetParams.setParams().px(1000));
    }

    StreamEntryID readAs(String consumer) {
        jedis.xgroupCreate("scan:queue", "scanners", new StreamEntryID("0-0"), true);
        return jedis.xreadGroup(
                        "scanners",
                        consumer,
                        XReadGroupParams.xReadGroupParams().count(1),
                        Map.of("scan:queue", StreamEntryID.XREADGROUP_UNDELIVERED_ENTRY))
                .get(0)
                .getValue()
                .get(0)
                .getID();
    }

    void workerIsAlive() {
        jedis.set("scan:worker:w", "{}");
        jedis.zadd("scan:workers", 1, "w");
    }

    void workerIsGone() {
        jedis.del("scan:worker:w");
    }

    void removeEntryOf(ScanId scan) {
        jedis.xrange("scan:queue", (StreamEntryID) null, null).stream()
                .filter(entry -> scan.value().equals(entry.getFields().get("scan")))
                .forEach(entry -> jedis.xdel("scan:queue", entry.getID()));
    }

    long queued() {
        return jedis.xlen("scan:queue");
    }

    Map<String, String> entry(int index) {
        return jedis.xrange("scan:queue", (StreamEntryID) null, null).get(index).getFields();
    }

    StreamEntryID entryId(int index) {
        return jedis.xrange("scan:queue", (StreamEntryID) null, null).get(index).getID();
    }

    JsonNode document(ScanId scan) {
        String status = jedis.get("scan:status:" + scan);
        return Documents.parse(status == null ? "{}" : status);
    }

    String log(ScanId scan) {
        return jedis.xrange("scan:log:" + scan, (StreamEntryID) null, null).toString();
    }

    void awaitMessage(ScanId scan, String message) {
        await(scan + " is told: " + message)
                .atMost(Duration.ofSeconds(15))
                .until(() -> document(scan).path("message").asText().equals(message));
    }

    void awaitNothingLeft(ScanId scan) {
        await("its entry is gone").until(() -> queued() == 0);
        await("it is not among the live").until(() -> jedis.zscore("scan:live", scan.value()) == null);
    }
}
