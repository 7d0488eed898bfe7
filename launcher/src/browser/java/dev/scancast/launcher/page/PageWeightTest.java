package dev.scancast.launcher.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.microsoft.playwright.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** What a browser loads before a page works: little, all of it from the gateway, and as much as the documentation says. */
class PageWeightTest extends StageTest {
    private static final int MOST_COMPRESSED = 150_000;

    /** The figures needn't be told anew for every line. */
    private static final double TOLERANCE = 0.05;

    /** Bytes of all files, as they are served and by {@code gzip -6}. */
    private record Weight(int served, int compressed) {}

    @Test
    void pagesAreLightAndTheDocumentationSaysHowLight() throws IOException {
        ScanAuthor scan = ScanAuthor.begin(stage.redis(), "spring-framework");
        Map<String, Weight> weights = new LinkedHashMap<>();
        weights.put("`/scan/<id>`", weigh(stage.pageOf(scan.scan()), ""));
        weights.put("`/`", weigh(stage.home(), ""));
        weights.put("`/batch/<id>`", weigh(stage.home() + "batch/any", ""));
        weights.put("the client alone", weigh(stage.home() + "health/live", "import('/assets/scancast.js')"));
        Files.writeString(Path.of("target", "page-weight.txt"), weights + "\n");

        String documentation = Files.readString(Path.of("..", "docs", "browser-client.md"));
        weights.forEach((name, weight) -> {
            assertThat(weight.compressed()).as(name).isLessThan(MOST_COMPRESSED);
            Matcher row = Pattern.compile(Pattern.quote("| " + name) + " \\| (\\d+) KB \\| (\\d+) KB \\|")
                    .matcher(documentation);
            assertThat(row.find()).as("documentation of %s", name).isTrue();
            assertNear(name, weight.served(), row.group(1));
            assertNear(name + ", compressed", weight.compressed(), row.group(2));
        });
    }

    private static Weight weigh(String address, String script) throws IOException {
        Map<String, Response> responses = new LinkedHashMap<>();
        try (Window window = chromium.open()) {
            window.page().onResponse(response -> responses.putIfAbsent(response.url(), response));
            window.page().navigate(address);
            if (!script.isEmpty()) {
                responses.clear(); // a page that isn't ours
                window.page().evaluate(script);
            }
            List<byte[]> files = new ArrayList<>();
            for (Response response : List.copyOf(responses.values())) { // others may come while bodies are read
                assertThat(response.url()).startsWith(stage.home());
                if (!response.url().contains("/api/")) {
                    files.add(response.body());
                }
            }
            assertThat(files).hasSizeGreaterThan(10);
            int compressed = 0;
            for (byte[] file : files) {
                compressed += compressed(file);
            }
            return new Weight(files.stream().mapToInt(file -> file.length).sum(), compressed);
        }
    }

    private static int compressed(byte[] file) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(file);
        }
        return bytes.size();
    }

    private static void assertNear(String name, int bytes, String kilobytes) {
        double said = 1000.0 * Integer.parseInt(kilobytes);
        assertThat((double) bytes).as("%s: documented %s KB", name, kilobytes).isCloseTo(said, within(said * TOLERANCE));
    }
}
