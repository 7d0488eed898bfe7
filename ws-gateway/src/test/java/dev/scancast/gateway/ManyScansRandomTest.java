package dev.scancast.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scancast.contract.document.ScanId;
import dev.scancast.testkit.OwnRedis;
import dev.scancast.testkit.ScanWatcher;
import dev.scancast.testkit.SseClient;
import dev.scancast.testkit.WatchingClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A batch whose scans publish at random, whose members come and go, and whose watchers join at any moment: at every
 * revision all clients that saw it, whether by a snapshot or by updates, must hold the same full state, and that state
 * must be made of documents that were published, none older than before.
 */
class ManyScansRandomTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int SCANS = 12;
    private static final int STEPS = 4000;
    private static final int JOINERS = 60;

    private final Map<ScanId, Publisher> publishers = new LinkedHashMap<>();
    private final Map<ScanId, List<JsonNode>> published = new LinkedHashMap<>();
    private final List<ScanWatcher> clients = new ArrayList<>();
    private final String batch = ScanId.create().value();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void everyRevisionIsTheSameForAllAndMadeOfWhatWasPublished(long seed) {
        Random random = new Random(seed);
        try (OwnRedis redis = OwnRedis.start();
                OwnGateway gateway = OwnGateway.start(redis, "gateway.tick", "10ms", "gateway.watchdog", "100ms")) {
            try {
                for (int i = 0; i < SCANS; i++) {
                    add(redis);
                }
                run(random, redis, gateway);
                finish(redis);
                clients.forEach(ScanWatcher::awaitEnd);
                check(seed);
            } finally {
                clients.forEach(ScanWatcher::close);
                publishers.values().forEach(Publisher::close);
            }
        }
    }

    private void run(Random random, OwnRedis redis, OwnGateway gateway) {
        for (int step = 0; step < STEPS; step++) {
            if (step % (STEPS / JOINERS) == 0) {
                join(gateway, clients.size() % 2 == 0);
            }
            if (random.nextInt(100) == 0) {
                add(redis);
            } else if (random.nextInt(100) == 0 && publishers.size() > SCANS / 2) {
                redis.command("HDEL", "scan:batch:" + batch, any(random).value());
            }
            publish(any(random), "running", random);
        }
        await("clients have seen something")
                .atMost(Duration.ofSeconds(20))
                .until(() ->
                        clients.stream().allMatch(client -> GroupView.of(client).state() != null));
    }

    /** What isn't in the batch any more ends too; that must not show. */
    private void finish(OwnRedis redis) {
        for (ScanId scan : publishers.keySet()) {
            publish(scan, "finished", new Random(1));
        }
        assertThat(redis.command("HLEN", "scan:batch:" + batch)).isNotEqualTo(0L);
    }

    private void join(OwnGateway gateway, boolean socket) {
        clients.add(
                socket
                        ? WatchingClient.connect(gateway.socket("/ws/scans?batch=" + batch))
                        : SseClient.open(gateway.uri("/events?batch=" + batch)));
    }

    private void add(OwnRedis redis) {
        ScanId scan = ScanId.create();
        publishers.put(scan, Publisher.of(redis, scan));
        published.put(scan, new ArrayList<>());
        redis.command("HSET", "scan:batch:" + batch, scan.value(), "");
    }

    private ScanId any(Random random) {
        return List.copyOf(publishers.keySet()).get(random.nextInt(publishers.size()));
    }

    private void publish(ScanId scan, String status, Random random) {
        ObjectNode document = MAPPER.createObjectNode();
        List<JsonNode> before = published.get(scan);
        document.put("epoch", 1).put("seq", before.size() + 1);
        document.put("status", status).put("n", before.size() + 1);
        for (int i = random.nextInt(6); i > 0; i--) {
            document.put("field" + random.nextInt(6), random.nextInt(3));
        }
        before.add(document.deepCopy().without(List.of("epoch", "seq")));
        publishers.get(scan).setAndPublish(document.toString());
    }

    private void check(long seed) {
        TreeMap<Long, GroupView.State> whole = new TreeMap<>();
        int seenTwice = 0;
        int updates = 0;
        for (ScanWatcher client : clients) {
            assertThat(client.endCode()).isEqualTo(1000);
            GroupView view = GroupView.of(client);
            assertThat(view.snapshots).as("the first one and the last one").isEqualTo(2);
            updates += view.updates;
            for (GroupView.State state : view.history()) {
                GroupView.State known = whole.putIfAbsent(state.rev(), state);
                seenTwice += known == null ? 0 : 1;
                assertThat(known == null ? state : known).as("seed %d", seed).isEqualTo(state);
            }
        }
        assertThat(whole.size()).as("revisions").isGreaterThan(50);
        assertThat(seenTwice).as("comparisons").isGreaterThan(500);
        assertThat(updates).as("updates").isGreaterThan(500);
        assertThat(whole.firstKey() + whole.size() - 1)
                .as("no revision is missing")
                .isEqualTo(whole.lastKey());
        whole.values().forEach(this::isMadeOfWhatWasPublished);
        for (GroupView.State newer : whole.tailMap(whole.firstKey(), false).values()) {
            noneIsOlder(whole.get(newer.rev() - 1), newer);
        }
        whole.lastEntry()
                .getValue()
                .scans()
                .forEach(entry -> assertThat(entry.path("status").asText()).isEqualTo("finished"));
    }

    private void isMadeOfWhatWasPublished(GroupView.State state) {
        assertThat(state.counts().path("total").asInt()).isEqualTo(state.scans().size());
        state.scans().properties().forEach(entry -> {
            if (entry.getValue().path("status").asText().equals("unknown")) {
                assertThat(entry.getValue().size()).isEqualTo(1);
            } else {
                List<JsonNode> documents = published.get(new ScanId(entry.getKey()));
                assertThat(entry.getValue())
                        .isEqualTo(documents.get(entry.getValue().path("n").asInt() - 1));
            }
        });
    }

    private static void noneIsOlder(GroupView.State older, GroupView.State newer) {
        newer.scans()
                .properties()
                .forEach(entry -> assertThat(entry.getValue().path("n").asInt())
                        .isGreaterThanOrEqualTo(
                                older.scan(entry.getKey()).path("n").asInt()));
    }
}
