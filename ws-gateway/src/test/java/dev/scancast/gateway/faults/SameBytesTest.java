package dev.scancast.gateway.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scancast.contract.document.ScanId;
import dev.scancast.contract.document.ScanStatus;
import dev.scancast.gateway.OwnGateway;
import dev.scancast.gateway.Publisher;
import dev.scancast.gateway.Transport;
import dev.scancast.testkit.OwnRedis;
import dev.scancast.testkit.RedisSource;
import dev.scancast.testkit.ScanWatcher;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** A hundred random scans, and every way to watch them gives the bytes that redis-cli sees. */
class SameBytesTest {
    private static final int SCANS = 100;
    private static final long SEED = 20_260_105L;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Random random = new Random(SEED);

    @Test
    void everyTransportAndRedisCliGiveTheSameBytes() throws IOException {
        Assumptions.assumeTrue(
                RedisSource.INSTALLED.isAvailable(), "redis-cli is to be on the PATH, beside redis-server");
        try (OwnRedis redis = OwnRedis.start();
                OwnGateway gateway = OwnGateway.start(redis)) {
            for (int i = 0; i < SCANS; i++) {
                try (Publisher publisher = Publisher.of(redis, ScanId.create())) {
                    compare(redis, gateway, publisher, i % 2 == 0);
                }
            }
        }
    }

    private void compare(OwnRedis redis, OwnGateway gateway, Publisher publisher, boolean foreign) throws IOException {
        List<String> published = new ArrayList<>();
        published.add(next(publisher, foreign, false, 0));
        Process cli = new ProcessBuilder(
                        "redis-cli",
                        "-p",
                        Integer.toString(redis.port()),
                        "SUBSCRIBE",
                        "scan:progress:" + publisher.scan())
                .redirectErrorStream(true)
                .start();
        Map<Transport, ScanWatcher> watchers = new LinkedHashMap<>();
        try {
            for (Transport transport : Transport.values()) {
                watchers.put(transport, transport.watch(gateway, publisher.scan(), ""));
            }
            watchers.values().forEach(watcher -> watcher.awaitDocuments(1));
            await("redis-cli and the gateway listen").until(() -> publisher.subscribers() == 2);
            for (int i = 1; i <= 3; i++) {
                published.add(next(publisher, foreign, i == 3, i));
                int count = published.size();
                watchers.values().forEach(watcher -> watcher.awaitDocuments(count));
            }
            watchers.forEach((transport, watcher) -> {
                watcher.awaitEnd();
                assertThat(watcher.texts())
                        .as("%s of %s", transport, publisher.scan())
                        .isEqualTo(published);
            });
            assertThat(heard(cli, published.size() - 1)).isEqualTo(published.subList(1, published.size()));
        } finally {
            cli.destroyForcibly();
            watchers.values().forEach(ScanWatcher::close);
        }
    }

    private String next(Publisher publisher, boolean foreign, boolean last, int n) throws IOException {
        if (!foreign) {
            return publisher.write(last ? ScanStatus.COMPLETED : ScanStatus.SCANNING, last ? 100 : n * 10);
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("n", n);
        for (int i = random.nextInt(6); i > 0; i--) {
            fields.put(text(), value(3));
        }
        fields.put("status", last ? "finished" : "running");
        String document = MAPPER.writeValueAsString(fields);
        String spaced = random.nextBoolean() ? document : document.replaceFirst(",", " , ");
        publisher.setAndPublish(spaced);
        return spaced;
    }

    private Object value(int depth) {
        return switch (random.nextInt(depth > 0 ? 6 : 4)) {
            case 0 -> random.nextDouble() * Math.pow(10, random.nextInt(40) - 20.0);
            case 1 -> random.nextLong();
            case 2 -> text();
            case 3 -> random.nextBoolean();
            case 4 -> List.of(value(depth - 1), value(depth - 1));
            default -> Map.of(text(), value(depth - 1));
        };
    }

    /** Letters, signs, emoji; no line break, since redis-cli shows a message as a line. */
    private String text() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i >= 0; i--) {
            text.appendCodePoint(
                    switch (random.nextInt(4)) {
                        case 0 -> 0x20 + random.nextInt(0x5f);
                        case 1 -> 0xa1 + random.nextInt(0x500);
                        case 2 -> 0x4e00 + random.nextInt(0x1000);
                        default -> 0x1f600 + random.nextInt(0x40);
                    });
        }
        return "k" + text;
    }

    /** The messages: after the three lines of the subscription each comes as three lines, its text the last. */
    private static List<String> heard(Process cli, int count) throws IOException {
        List<String> messages = new ArrayList<>();
        var lines = cli.inputReader(StandardCharsets.UTF_8);
        for (int i = 0; i < 3; i++) {
            lines.readLine();
        }
        for (int i = 0; i < count; i++) {
            assertThat(lines.readLine()).isEqualTo("message");
            lines.readLine();
            messages.add(lines.readLine());
        }
        return messages;
    }
}
