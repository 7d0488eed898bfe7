package dev.scancast.scanner.engine;

import dev.scancast.contract.document.Json;
import dev.scancast.scanner.analyzer.Analyzer;
import dev.scancast.scanner.analyzer.Finding;
import dev.scancast.scanner.cache.ResultCache;
import dev.scancast.scanner.report.ReportBuilder;
import dev.scancast.scanner.report.ReportFinding;
import dev.scancast.scanner.source.FoundFile;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What all analyzers of a scan share. Thread-safe.
 *
 * @param cache null where nothing is kept
 */
record ScanContext(
        ScanTask task,
        Discovery.Found found,
        ScanLimits limits,
        @Nullable ResultCache cache,
        StopCheck stop,
        Announcer announcer,
        ReportBuilder report,
        Coverage coverage) {

    private static final int LONGEST_RULE = 200;
    private static final int LONGEST_MESSAGE = 1000;
    private static final int FINGERPRINT_BYTES = 12;

    FoundFile file(int index) {
        return found.files().get(index);
    }

    /**
     * A finding.
     *
     * @param path as the report tells it; null where it isn't about a file
     */
    void found(Analyzer analyzer, Finding finding, @Nullable String path) {
        String rule = shown(finding.rule(), LONGEST_RULE);
        String message = shown(finding.message(), LONGEST_MESSAGE);
        String trait = finding.trait() == null ? message : finding.trait();
        report.addFinding(new ReportFinding(
                analyzer.name(),
                rule,
                finding.severity(),
                message,
                path,
                finding.line() == 0 ? null : finding.line(),
                fingerprint(analyzer.name(), rule, path == null ? "" : path, trait)));
        announcer.tell(new ScanEvent.FindingsFound(analyzer.name(), 1));
    }

    private static String shown(String text, int most) {
        return Json.text(text.isBlank() ? "(none)" : text.strip(), most);
    }

    private static String fingerprint(String... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            Stream.of(parts).forEach(part -> {
                digest.update(part.getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
            });
            return HexFormat.of().formatHex(digest.digest(), 0, FINGERPRINT_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
