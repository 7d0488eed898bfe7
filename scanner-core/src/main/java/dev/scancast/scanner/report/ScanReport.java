package dev.scancast.scanner.report;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/**
 * What a scan found. Paths are relative to the repository and fit for people. Immutable.
 *
 * @param durationSeconds from the start to the end, both before the report was stored
 * @param nodesByKind only kinds that occur
 * @param languages by their nodes, then their lines, most first
 * @param directories by their lines, most first; what lies in deeper ones doesn't count here
 * @param largestFiles largest first
 * @param fileErrors the first ones, in the order they came; the totals count all
 * @param truncated what was cut; empty if nothing was
 */
public record ScanReport(
        String repository,
        Instant startedAt,
        Instant endedAt,
        double durationSeconds,
        Totals totals,
        Map<String, Long> nodesByKind,
        List<LanguageSummary> languages,
        List<DirectorySummary> directories,
        List<FileSummary> largestFiles,
        List<FileError> fileErrors,
        List<Cut> truncated) {

    /** Copies the lists, and cuts the times to the milliseconds that documents tell. */
    public ScanReport {
        startedAt = startedAt.truncatedTo(ChronoUnit.MILLIS);
        endedAt = endedAt.truncatedTo(ChronoUnit.MILLIS);
        languages = List.copyOf(languages);
        directories = List.copyOf(directories);
        largestFiles = List.copyOf(largestFiles);
        fileErrors = List.copyOf(fileErrors);
        truncated = List.copyOf(truncated);
    }

    /**
     * All of it.
     *
     * @param files scanned, without those that failed
     */
    public record Totals(long files, long bytes, Lines lines, long nodes, long fileErrors) {}

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
     * A list of which the report holds only the beginning.
     *
     * @param field its name in the document
     * @param kept how many are there
     * @param total how many there were
     */
    public record Cut(String field, long kept, long total) {}
}
