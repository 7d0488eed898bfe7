package dev.scancast.launcher.operations;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import dev.scancast.testkit.Documents;
import dev.scancast.testkit.WatchingClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a watcher is sent in a minute, and what compression or a binary form would make of it: decision 3. */
class BytesPerMinuteTest {
    private static final int DOCUMENTS_A_SECOND = 10;
    private static final int FILES = 3000;
    private static final int ROUNDS = 20;
    private static final int ENOUGH = 20;
    private static final int MOST_SCANS = 8;

    /** Of a text frame from a server, for 126 to 65,535 bytes. */
    private static final int FRAME_HEAD = 4;

    @TempDir
    static Path directory;

    @Test
    void isMeasuredOverARealScan() throws IOException {
        List<byte[]> documents = new ArrayList<>();
        List<Integer> updates = new ArrayList<>();
        try (OneOfEach system = new OneOfEach(directory, "threads", "1", "publish.interval", "10ms")) {
            makeLarge();
            // A machine that is busy gives watchers fewer: then it takes more scans.
            for (int scan = 0; scan < MOST_SCANS && documents.size() < ENOUGH; scan++) {
                watch(system, "measured-" + scan, documents, updates);
            }
        }
        assertThat(documents.size()).as("enough to measure").isGreaterThanOrEqualTo(ENOUGH);
        double plain = mean(documents) + FRAME_HEAD;
        double shared = deflated(documents, true);
        double alone = deflated(documents, false);
        double binary =
                documents.stream().mapToInt(BytesPerMinuteTest::cbor).average().orElseThrow();
        double micros = microsToDeflate(documents);
        double update = updates.stream().mapToInt(Integer::intValue).average().orElseThrow();
        List<String> rows = List.of(
                "| one scan, ten documents a second | bytes a document | KB a minute |",
                "|---|---|---|",
                row("JSON, as it is sent", plain),
                row("permessage-deflate, a window for each connection", shared),
                row("permessage-deflate, no window kept", alone),
                row("CBOR", binary),
                "",
                String.format(
                        "%d documents of scans of %d files. Deflating one took %.0f µs, with a window for each connection;",
                        documents.size(), FILES, micros),
                String.format("an update to a watcher of many scans was %.0f bytes, at most five a second.", update));
        Files.write(Path.of("target", "bytes.md"), rows);

        assertThat(plain).as("what the contract says of five steps").isLessThan(1024);
        assertThat(shared).as("it would be worth something").isLessThan(plain / 2);
        assertThat(update).as("differences are smaller than documents").isLessThan(plain);
    }

    private static void makeLarge() throws IOException {
        Path large = directory.toRealPath().resolve("repository/src/main/java/com/example/project");
        Files.createDirectories(large);
        for (int i = 0; i < FILES; i++) {
            String source = "class SomeClass" + i + " { void a() {} }\n";
            Files.writeString(large.resolve("SomeClass" + i + ".java"), source.repeat(20));
        }
    }

    /** Adds what its watcher was sent, and the sizes of the updates of one who watches all. */
    private static void watch(OneOfEach system, String id, List<byte[]> documents, List<Integer> updates) {
        URI base = URI.create("ws://" + system.gateway.url().getAuthority());
        try (WatchingClient many = WatchingClient.connect(base.resolve("/ws/scans"));
                WatchingClient one = WatchingClient.connect(base.resolve("/ws/scan/" + id + "?wait=60"))) {
            system.submit(id);
            one.awaitEnd();
            one.documents().forEach(each -> documents.add(each.text().getBytes(UTF_8)));
            await("the end among many")
                    .until(() -> many.messages().stream()
                            .anyMatch(update ->
                                    update.text().contains(id) && update.text().contains("completed")));
            many.messages().stream()
                    .filter(update ->
                            Documents.parse(update.text()).path("type").asText().equals("update"))
                    .forEach(update -> updates.add(update.text().length() + FRAME_HEAD));
        }
    }

    private static String row(String what, double bytes) {
        return String.format("| %s | %.0f | %.0f |", what, bytes, bytes * DOCUMENTS_A_SECOND * 60 / 1000);
    }

    private static double mean(List<byte[]> documents) {
        return documents.stream()
                .mapToInt(document -> document.length)
                .average()
                .orElseThrow();
    }

    private static int cbor(byte[] document) {
        try {
            JsonNode tree = Documents.parse(new String(document, UTF_8));
            return new CBORMapper().writeValueAsBytes(tree).length + FRAME_HEAD;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** As RFC 7692 has it: raw deflate, flushed at each message, without the last four bytes. */
    private static double deflated(List<byte[]> documents, boolean keepsWindow) {
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        byte[] out = new byte[64 * 1024];
        long sum = 0;
        for (byte[] document : documents) {
            if (!keepsWindow) {
                deflater.reset();
            }
            deflater.setInput(document);
            sum += deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH) - 4 + FRAME_HEAD;
        }
        deflater.end();
        return (double) sum / documents.size();
    }

    private static double microsToDeflate(List<byte[]> documents) {
        for (int i = 0; i < ROUNDS; i++) {
            deflated(documents, true); // so that it is compiled
        }
        long began = System.nanoTime();
        for (int i = 0; i < ROUNDS; i++) {
            deflated(documents, true);
        }
        return (System.nanoTime() - began) / 1e3 / ROUNDS / documents.size();
    }
}
