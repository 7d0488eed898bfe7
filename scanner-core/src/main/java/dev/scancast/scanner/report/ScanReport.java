package dev.scancast.scanner.report;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a scan found. Paths are relative to the repository and fit for people. Immutable.
 *
 * @param source what was cloned; null for a repository on the worker's disk
 * @param durationSeconds from the start to the end, both before the report was stored
 * @param nodesByKind only kinds that occur
 * @param languages by their nodes, then their lines, most first
 * @param directories by their lines, most first; what lies in deeper ones doesn't count here
 * @param largestFiles largest first
 * @param fileErrors the first ones, in the order they came; the totals count all
 * @param analyzers that ran, the slowest first
 * @param findingsBySeverity only severities that occur
 * @param rules those with the most findings first
 * @param findings the worst first; the totals count all
 * @param truncated what was cut; empty if nothing was
 */
public record ScanReport(
        String repository,
        @Nullable Source source,
        Instant startedAt,
        Instant endedAt,
        double durationSeconds,
        Totals totals,
        Map<String, Long> nodesByKind,
        List<LanguageSummary> languages,
        List<DirectorySummary> directories,
        List<FileSummary> largestFiles,
        List<FileError> fileErrors,
        List<AnalyzerSummary> analyzers,
        Map<String, Long> findingsBySeverity,
        List<RuleSummary> rules,
        List<ReportFinding> findings,
        List<Cut> truncated) {

    /** Copies the lists, and cuts the times to the milliseconds that documents tell. */
    public ScanReport {
        startedAt = startedAt.truncatedTo(ChronoUnit.MILLIS);
        endedAt = endedAt.truncatedTo(ChronoUnit.MILLIS);
        languages = List.copyOf(languages);
        directories = List.copyOf(directories);
        largestFiles = List.copyOf(largestFiles);
        fileErrors = List.copyOf(fileErrors);
        analyzers = List.copyOf(analyzers);
        rules = List.copyOf(rules);
        findings = List.copyOf(findings);
        truncated = List.copyOf(truncated);
    }

    /** The same report, of what was cloned from there. */
    public ScanReport from(Source cloned) {
        return new ScanReport(
                repository,
                cloned,
                startedAt,
                endedAt,
                durationSeconds,
                totals,
                nodesByKind,
                languages,
                directories,
                largestFiles,
                fileErrors,
                analyzers,
                findingsBySeverity,
                rules,
                findings,
                truncated);
    }

    /**
     * Where the scanned files can be had again.
     *
     * @param url as it was asked for, without secrets
     * @param commit its id; null if the repository is empty
     */
    public record Source(String url, @Nullable String commit) {}

    /**
     * All of it.
     *
     * @param files scanned, without those that failed
     */
    public record Totals(long files, long bytes, Lines lines, long nodes, long fileErrors, long findings) {}

    /** The files of one language. */
    public record LanguageSummary(
            String language,
            long files,
            long bytes,
            Lines lines,
            long nodes,
            Map<String, Long> nodesByKind,
            long tags) {}

    /** The files that lie directly in a directory; {@code .} is the repository itself. */
    public record DirectorySummary(String directory, long files, long bytes, Lines lines, long nodes) {}

    /** One file. */
    public record FileSummary(String path, String language, long bytes, long lines, long nodes) {}

    /** One that could not be scanned, and why. */
    public record FileError(String path, String reason) {}

    /**
     * An analyzer and how it fared.
     *
     * @param files of its types
     * @param cachedFiles of them, whose result was known from an earlier scan
     * @param seconds it took
     * @param error why it failed, null if it didn't; what it found before counts
     */
    public record AnalyzerSummary(
            String name,
            String version,
            long files,
            long cachedFiles,
            double seconds,
            long findings,
            @Nullable String error) {}

    /** A rule that was broken. */
    public record RuleSummary(String analyzer, String rule, Severity severity, long findings) {}

    /**
     * A list of which the report holds only the beginning.
     *
     * @param field its name in the document
     * @param kept how many are there
     * @param total how many there were
     */
    public record Cut(String field, long kept, long total) {}
}
