package dev.scancast.gateway.group;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scancast.contract.document.Json;
import dev.scancast.contract.document.ScanId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GroupStateTest {
    private static final int STEPS = 2000;
    private static final List<String> VALUES = List.of("1", "1.50", "\"a\\\"b\"", "{\"deep\":[1,{}]}", "true", "\"é\"");

    /** The whole of it is compared at every revision. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void aSnapshotAndTheUpdatesAfterItAreTheSnapshotOfTheLastRevision(long seed) throws Exception {
        Random random = new Random(seed);
        GroupState state = new GroupState("b", "run", Long.MAX_VALUE);
        JsonNode client = tree(state.snapshot());
        Map<Long, JsonNode> wholes = new LinkedHashMap<>();
        for (int i = 0; i < STEPS; i++) {
            change(state, random);
            GroupMessage update = state.advance(null);
            if (update != null) {
                client = applied(client, tree(update));
            }
            assertThat(client).as("seed %d, step %d", seed, i).isEqualTo(tree(state.snapshot()));
            wholes.put(client.path("rev").asLong(), client);
        }
        assertThat(wholes).hasSizeGreaterThan(STEPS / 2);
        resumesFromEveryRevision(state, wholes);
    }

    private static void resumesFromEveryRevision(GroupState state, Map<Long, JsonNode> wholes) throws Exception {
        for (Map.Entry<Long, JsonNode> whole : wholes.entrySet()) {
            if (whole.getKey() % 97 != 0) {
                continue;
            }
            JsonNode client = whole.getValue();
            for (GroupMessage missed : state.since("run-" + whole.getKey())) {
                client = applied(client, tree(missed));
            }
            assertThat(client).isEqualTo(tree(state.snapshot()));
        }
    }

    private static void change(GroupState state, Random random) {
        for (int i = random.nextInt(4); i >= 0; i--) {
            ScanId scan = new ScanId("scan-" + random.nextInt(8));
            if (random.nextInt(10) == 0) {
                state.remove(scan);
                continue;
            }
            Map<String, String> fields = new LinkedHashMap<>();
            for (int field = random.nextInt(5); field > 0; field--) {
                fields.put("field " + random.nextInt(5), VALUES.get(random.nextInt(VALUES.size())));
            }
            state.put(scan, fields);
        }
    }

    private static JsonNode tree(GroupMessage message) throws Exception {
        return Json.mapper().readTree(new String(message.json(), UTF_8));
    }

    private static JsonNode applied(JsonNode before, JsonNode update) {
        assertThat(update.path("type").asText()).isEqualTo("update");
        assertThat(update.path("rev").asLong()).isEqualTo(before.path("rev").asLong() + 1);
        ObjectNode after = before.deepCopy();
        after.set("rev", update.path("rev"));
        ObjectNode scans = (ObjectNode) after.path("scans");
        update.path("scans").properties().forEach(scan -> {
            ObjectNode entry = scans.withObjectProperty(scan.getKey());
            scan.getValue().properties().forEach(field -> {
                if (field.getValue().isNull()) {
                    entry.remove(field.getKey());
                } else {
                    entry.set(field.getKey(), field.getValue());
                }
            });
        });
        update.path("removed").forEach(id -> scans.remove(id.asText()));
        return after;
    }
}
