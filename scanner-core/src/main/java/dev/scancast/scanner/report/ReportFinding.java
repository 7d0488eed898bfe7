package dev.scancast.scanner.report;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * A finding as reports tell it.
 *
 * @param path relative to the repository; null where it isn't about one file
 * @param line from 1; null where it isn't about a line
 * @param fingerprint the same for the same finding in another scan of the repository, also if its line moved
 */
public record ReportFinding(
        String analyzer,
        String rule,
        Severity severity,
        String message,
        @Nullable String path,
        @Nullable Integer line,
        String fingerprint) {

    /** The worst first, then by place: a total order, so that a list that is cut doesn't depend on threads. */
    static final Comparator<ReportFinding> WORST_FIRST = Comparator.comparing(ReportFinding::severity)
            .thenComparing(ReportFinding::path, Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparing(ReportFinding::line, Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparing(ReportFinding::analyzer)
            .thenComparing(ReportFinding::rule)
            .thenComparing(ReportFinding::message)
            .thenComparing(ReportFinding::fingerprint);

    ReportFinding withFingerprint(String another) {
        return new ReportFinding(analyzer, rule, severity, message, path, line, another);
    }
}
