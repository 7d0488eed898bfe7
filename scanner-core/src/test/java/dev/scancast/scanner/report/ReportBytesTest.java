package dev.scancast.scanner.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scancast.contract.document.Json;
import dev.scancast.scanner.engine.structure.NodeCounts;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** A report as it is stored. */
class ReportBytesTest {
    private static final Instant START = Instant.parse("2026-01-05T10:00:00Z");

    static ScanReport report(int files) {
        Random random = new Random(7);
        ReportBuilder builder = new ReportBuilder();
        for (int i = 0; i < files; i++) {
            String directory = Long.toHexString(random.nextLong());
            builder.add(new ScannedFile(
                    directory + "/a.md", directory, "Markdown", i, new Lines(0, 0, 0, i), NodeCounts.NONE, 0));
            builder.addError(Long.toHexString(random.nextLong()), "permission denied");
        }
        return builder.build("repository", START, START.plusSeconds(1), Duration.ofSeconds(1));
    }

    static byte[] gunzip(byte[] bytes) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return in.readAllBytes();
        }
    }

    @Test
    void aReportIsGzippedJsonWithNamesOfTheContract() throws IOException {
        String json = new String(gunzip(ReportBytes.of(report(1))), UTF_8);

        assertThat(json)
                .startsWith("{\"repository\":\"repository\",\"started_at\":\"2026-01-05T10:00:00.000Z\",")
                .contains("\"duration_seconds\":1.0,\"totals\":{\"files\":1,\"bytes\":0,\"lines\":{\"code\":0,")
                .contains("\"largest_files\":[{\"path\":")
                .contains("\"file_errors\":[{\"path\":")
                .contains("\"truncated\":[]");
    }

    @Test
    void aReportThatFitsIsStoredWhole() throws IOException {
        ScanReport report = report(50);

        byte[] bytes = ReportBytes.of(report);

        assertThat(Json.read(gunzip(bytes), ScanReport.class)).isEqualTo(report);
    }

    @Test
    void aReportThatDoesNotFitIsCutAndSaysWhere() throws IOException {
        ScanReport whole = report(300);
        int limit = ReportBytes.of(whole).length / 2;

        byte[] bytes = ReportBytes.of(whole, limit);
        ScanReport stored = Json.read(gunzip(bytes), ScanReport.class);

        assertThat(bytes).hasSizeLessThanOrEqualTo(limit);
        assertThat(stored.totals()).isEqualTo(whole.totals());
        assertThat(stored.directories()).isNotEmpty().hasSizeLessThan(100);
        assertThat(stored.directories())
                .isEqualTo(whole.directories().subList(0, stored.directories().size()));
        assertThat(stored.truncated())
                .contains(new ScanReport.Cut("directories", stored.directories().size(), 300))
                .contains(new ScanReport.Cut("file_errors", stored.fileErrors().size(), 300))
                .contains(new ScanReport.Cut(
                        "largest_files", stored.largestFiles().size(), 20));
    }

    @Test
    void aLimitThatNothingFitsIsRefused() {
        assertThatThrownBy(() -> ReportBytes.of(report(1), 20))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("20");
    }
}
