package dev.scancast.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanStatus;
import dev.scancast.testkit.Documents;
import dev.scancast.testkit.OwnRedis;
import dev.scancast.testkit.Received;
import dev.scancast.testkit.ScanWatcher;
import dev.scancast.testkit.SseClient;
import dev.scancast.testkit.WatchingClient;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Many scans while Redis goes away and comes back. */
class ManyScansFaultTest {
    private final String batch = ScanId.create().value();

    @Test
    void aRedisThatComesBackEmptyCostsABatchNothingThatItsScansStillSay() {
        try (OwnRedis redis = OwnRedis.start();
                OwnGateway gateway = OwnGateway.start(redis, "gateway.watchdog", "500ms");
                Publisher ended = scan(redis);
                Publisher live = scan(redis)) {
            ended.write(ScanStatus.ERROR, 7);
            live.write(ScanStatus.SCANNING, 10);
            try (WatchingClient socket = WatchingClient.connect(gateway.socket("/ws/scans?batch=" + batch));
                    SseClient events = SseClient.open(gateway.uri("/events?batch=" + batch))) {
                List<ScanWatcher> clients = List.of(socket, events);
                clients.forEach(client -> awaitState(client, "the snapshot", state -> true));

                redis.kill();
                clients.forEach(client -> client.awaitMessage("\"code\":\"degraded\""));
                redis.restart();
                clients.forEach(client -> client.awaitMessage("\"code\":\"recovered\""));
                for (ScanWatcher client : clients) {
                    assertThat(notices(client)).containsExactly("degraded", "status_gone", "recovered");
                    client.awaitMessage("\"scan_id\":\"" + live.scan() + "\"");
                }

                writeAgain(live);
                clients.forEach(ScanWatcher::awaitEnd);
                for (ScanWatcher client : clients) {
                    assertThat(client.endReason()).isEqualTo("completed");
                    GroupView.State end = GroupView.of(client).state();
                    assertThat(end.status(ended.scan())).isEqualTo("error");
                    assertThat(end.status(live.scan())).isEqualTo("completed");
                }
            }
        }
    }

    @Test
    void whatBecameNewOrEndedWhileTheLinkWasCutIsThereWhenItIsBack() {
        try (OwnRedis redis = OwnRedis.start();
                OwnGateway gateway = OwnGateway.start(redis, "gateway.watchdog", "1h");
                Publisher old = scan(redis);
                Publisher young = scan(redis)) {
            old.write(ScanStatus.SCANNING, 10);
            redis.command("ZADD", "scan:live", "1", old.scan().value());
            try (WatchingClient client = WatchingClient.connect(gateway.socket("/ws/scans"))) {
                awaitState(client, "the old one", state -> state.scans().size() == 1);
                for (int i = 0; i < 3; i++) {
                    redis.killPubSubClients();
                }
                redis.command("ZADD", "scan:live", "2", young.scan().value());
                young.write(ScanStatus.QUEUED, 0);
                old.write(ScanStatus.CANCELED, 10);
                awaitState(
                        client,
                        "both as they are now",
                        state -> state.status(young.scan()).equals("queued")
                                && state.status(old.scan()).equals("canceled"));
            }
        }
    }

    @Test
    void aBatchThatCantBeReadIsWaitedForAsLongAsTheClientWould() {
        try (OwnRedis redis = OwnRedis.start();
                OwnGateway gateway = OwnGateway.start(redis);
                Publisher scan = scan(redis)) {
            scan.write(ScanStatus.COMPLETED, 100);
            redis.kill();
            gateway.awaitNotReady();
            try (WatchingClient impatient = WatchingClient.connect(gateway.socket("/ws/scans?wait=0&batch=" + batch));
                    WatchingClient patient = WatchingClient.connect(gateway.socket("/ws/scans?batch=" + batch))) {
                impatient.awaitEnd();
                assertThat(impatient.endCode()).isEqualTo(1011);
                assertThat(notices(patient)).containsExactly("degraded");
                redis.restart();
                redis.command("HSET", "scan:batch:" + batch, scan.scan().value(), "");
                writeAgain(scan);
                patient.awaitEnd(Duration.ofSeconds(20));
                assertThat(patient.endCode()).isEqualTo(1000);
            }
        }
    }

    private Publisher scan(OwnRedis redis) {
        Publisher publisher = Publisher.of(redis, ScanId.create());
        redis.command("HSET", "scan:batch:" + batch, publisher.scan().value(), "");
        return publisher;
    }

    /** Its connections are of the Redis that is gone, so it may take more than one try. */
    private static void writeAgain(Publisher publisher) {
        await("the publisher is heard of again")
                .ignoreExceptions()
                .untilAsserted(() -> publisher.write(ScanStatus.COMPLETED, 100));
    }

    private static List<String> notices(ScanWatcher client) {
        return client.messages().stream()
                .map(Received::text)
                .map(Documents::parse)
                .filter(message -> message.path("type").asText().equals("notice"))
                .map(message -> message.path("code").asText())
                .toList();
    }

    private static void awaitState(ScanWatcher client, String name, Predicate<GroupView.State> wanted) {
        var unused = await(name)
                .atMost(ScanWatcher.PATIENCE)
                .until(() -> GroupView.of(client).state(), state -> state != null && wanted.test(state));
    }
}
