package dev.scancast.gateway.faults;

import static dev.scancast.testkit.PromiseAssert.assertPromise;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanStatus;
import dev.scancast.gateway.Publisher;
import dev.scancast.testkit.Documents;
import dev.scancast.testkit.HaProxy;
import dev.scancast.testkit.OwnRedis;
import dev.scancast.testkit.WatchingClient;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two gateways behind HAProxy, one of which goes: its watchers see the same through the other. */
class ReplicaFaultsTest {
    private static final int WATCHERS = 40;

    private static OwnRedis redis;
    private static List<GatewayReplica> gateways;
    private static HaProxy front;

    private final Publisher publisher = Publisher.of(redis, ScanId.create());
    private final ScanId scan = publisher.scan();

    @BeforeAll
    static void start() {
        redis = OwnRedis.start();
        gateways = Stream.generate(() -> GatewayReplica.start(redis.url(), "gateway.drain=2s"))
                .limit(2)
                .toList();
        front = HaProxy.before(gateways.stream().map(GatewayReplica::port).toList());
    }

    @AfterAll
    static void end() {
        gateways.forEach(GatewayReplica::close);
        front.close();
        redis.close();
    }

    @BeforeEach
    void bothStand() {
        gateways.forEach(GatewayReplica::awaitReady);
        front.awaitServers(2);
    }

    @Test
    void aGatewayThatIsKilledIsReplacedByTheOther() {
        publisher.write(ScanStatus.SCANNING, 20);
        List<WatchingClient> watchers = watch();
        long began = System.nanoTime();
        gateways.get(0).kill();
        await("half of them are cut off")
                .untilAsserted(() -> assertThat(watchers.stream().filter(WatchingClient::hasEnded))
                        .hasSize(WATCHERS / 2));
        assertThat(watchers.stream().filter(WatchingClient::hasEnded)).allMatch(watcher -> watcher.endCode() == 1006);
        String meanwhile = publisher.write(ScanStatus.SCANNING, 30);
        List<WatchingClient> all = comeBack(watchers);
        await("all have the newest document")
                .until(() -> all.stream().allMatch(watcher -> watcher.last().equals(meanwhile)));
        new Deadline("served by the other replica after kill -9, without the client's jitter", Duration.ofSeconds(1))
                .check(System.nanoTime() - began);
        endsFor(all);
        gateways.get(0).restart();
    }

    @Test
    void aGatewayThatIsDrainedSendsItsClientsAwayInOrder() {
        publisher.write(ScanStatus.SCANNING, 20);
        List<WatchingClient> watchers = watch();
        long began = System.nanoTime();
        gateways.get(0).drain();
        gateways.get(0).awaitEnd(Duration.ofSeconds(30));
        new Deadline("drained (2 s) and ended", Duration.ofSeconds(5)).check(System.nanoTime() - began);

        List<WatchingClient> gone =
                watchers.stream().filter(WatchingClient::hasEnded).toList();
        assertThat(gone).hasSize(WATCHERS / 2);
        for (WatchingClient watcher : gone) {
            assertThat(watcher.endCode()).as("nobody is cut in the midst").isEqualTo(1012);
            assertThat(watcher.messages()).hasSize(1);
            assertThat(Documents.parse(watcher.messages().get(0).text())
                            .path("reconnect_in_ms")
                            .isNumber())
                    .isTrue();
        }
        List<WatchingClient> all = comeBack(watchers);
        all.forEach(watcher -> watcher.awaitDocuments(1));
        endsFor(all);
        gateways.get(0).restart();
    }

    private List<WatchingClient> watch() {
        List<WatchingClient> watchers =
                Stream.generate(this::connect).limit(WATCHERS).toList();
        watchers.forEach(watcher -> watcher.awaitDocuments(1));
        return watchers;
    }

    private WatchingClient connect() {
        return WatchingClient.to(URI.create("ws://127.0.0.1:" + front.port() + "/ws/scan/" + scan))
                .subprotocol("scancast.v1")
                .connect();
    }

    /** Those that were cut off connect again; the others stay. */
    private List<WatchingClient> comeBack(List<WatchingClient> watchers) {
        front.awaitServers(1);
        List<WatchingClient> all = new ArrayList<>();
        for (WatchingClient watcher : watchers) {
            all.add(watcher.hasEnded() ? connect() : watcher);
        }
        return all;
    }

    private void endsFor(List<WatchingClient> all) {
        publisher.write(ScanStatus.COMPLETED, 100);
        for (WatchingClient watcher : all) {
            watcher.awaitEnd();
            assertPromise(watcher).isKept("completed");
        }
        publisher.close();
    }
}
