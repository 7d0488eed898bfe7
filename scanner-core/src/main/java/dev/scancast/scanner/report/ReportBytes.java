package dev.scancast.scanner.report;

import dev.scancast.contract.document.Json;
import dev.scancast.scanner.report.ScanReport.Cut;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** A report as it is stored: JSON, gzipped. */
final class ReportBytes {

    /** A stored report is no larger. */
    public static final int MAX_BYTES = 8 << 20;

    /** With more findings, they alone are cut. */
    private static final int FEW_FINDINGS = 100;

    private ReportBytes() {}

    /** The report, at most {@link #MAX_BYTES}: where needed its lists are cut, and it says so. */
    public static byte[] of(ScanReport report) {
        return of(report, MAX_BYTES);
    }

    /** @throws IllegalArgumentException if it doesn't fit even with empty lists */
    static byte[] of(ScanReport report, int maxBytes) {
        ScanReport current = report;
        while (true) {
            byte[] bytes = gzip(Json.write(current));
            if (bytes.length <= maxBytes) {
                return bytes;
            }
            ScanReport smaller = halved(current);
            if (smaller.equals(current)) {
                throw new IllegalArgumentException(
                        "a report takes at least " + bytes.length + " bytes, more than the " + maxBytes + " allowed");
            }
            current = smaller;
        }
    }

    /** Findings go first, as long as there are many: they are nearly all of a large report. */
    private static ScanReport halved(ScanReport report) {
        List<Cut> cuts = new ArrayList<>(report.truncated());
        boolean halveAll = report.findings().size() <= FEW_FINDINGS;
        return new ScanReport(
                report.repository(),
                report.source(),
                report.startedAt(),
                report.endedAt(),
                report.durationSeconds(),
                report.totals(),
                report.nodesByKind(),
                halveAll ? half("languages", report.languages(), cuts) : report.languages(),
                halveAll ? half("directories", report.directories(), cuts) : report.directories(),
                halveAll ? half("largest_files", report.largestFiles(), cuts) : report.largestFiles(),
                halveAll ? half("file_errors", report.fileErrors(), cuts) : report.fileErrors(),
                report.analyzers(),
                report.findingsBySeverity(),
                halveAll ? half("rules", report.rules(), cuts) : report.rules(),
                half("findings", report.findings(), cuts),
                cuts);
    }

    private static <T> List<T> half(String field, List<T> list, List<Cut> cuts) {
        if (list.isEmpty()) {
            return list;
        }
        int kept = list.size() / 2;
        long total = cuts.stream()
                .filter(cut -> cut.field().equals(field))
                .mapToLong(Cut::total)
                .findFirst()
                .orElse(list.size());
        cuts.removeIf(cut -> cut.field().equals(field));
        cuts.add(new Cut(field, kept, total));
        return list.subList(0, kept);
    }

    private static byte[] gzip(byte[] json) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException("memory can't fail to be written", e);
        }
        return bytes.toByteArray();
    }
}
