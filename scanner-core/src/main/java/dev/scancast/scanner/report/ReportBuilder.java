package dev.scancast.scanner.report;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.scancast.scanner.engine.structure.NodeCounts;
import dev.scancast.scanner.engine.structure.NodeKind;
import dev.scancast.scanner.report.ScanReport.AnalyzerSummary;
import dev.scancast.scanner.report.ScanReport.Cut;
import dev.scancast.scanner.report.ScanReport.DirectorySummary;
import dev.scancast.scanner.report.ScanReport.FileError;
import dev.scancast.scanner.report.ScanReport.FileSummary;
import dev.scancast.scanner.report.ScanReport.LanguageSummary;
import dev.scancast.scanner.report.ScanReport.RuleSummary;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.ToLongFunction;

/**
 * Adds up a scan while it runs. Keeps a few numbers for each language and directory, and nothing for each file but the
 * largest. Thread-safe.
 */
public final class ReportBuilder {

    /** So many directories stand in a report. */
    public static final int MOST_DIRECTORIES = 100;

    /** So many of the largest files. */
    public static final int MOST_LARGE_FILES = 20;

    /** So many of the files that could not be scanned. */
    public static final int MOST_FILE_ERRORS = 100;

    /** So many of the rules that were broken. */
    public static final int MOST_RULES = 200;

    /** So many of the findings, where nobody says otherwise. */
    public static final int MOST_FINDINGS = 20_000;

    private static final Comparator<FileSummary> LARGEST_FIRST =
            Comparator.comparingLong(FileSummary::bytes).reversed().thenComparing(FileSummary::path);

    @GuardedBy("this")
    private final Map<String, Tally> languages = new HashMap<>();

    @GuardedBy("this")
    private final Map<String, Tally> directories = new HashMap<>();

    @GuardedBy("this")
    private final PriorityQueue<FileSummary> largest = new PriorityQueue<>(LARGEST_FIRST.reversed());

    @GuardedBy("this")
    private final List<FileError> errors = new ArrayList<>();

    @GuardedBy("this")
    private final Tally all = new Tally();

    @GuardedBy("this")
    private long errorCount;

    @GuardedBy("this")
    private final List<AnalyzerSummary> analyzers = new ArrayList<>();

    @GuardedBy("this")
    private final FindingTally findings;

    /** As {@link #ReportBuilder(int)}, with {@link #MOST_FINDINGS}. */
    public ReportBuilder() {
        this(MOST_FINDINGS);
    }

    /** @param mostFindings so many of the findings stand in the report, the worst */
    public ReportBuilder(int mostFindings) {
        this.findings = new FindingTally(mostFindings);
    }

    /** Adds a file. */
    public synchronized void add(ScannedFile file) {
        all.add(file);
        languages.computeIfAbsent(file.language(), name -> new Tally()).add(file);
        directories.computeIfAbsent(file.directory(), name -> new Tally()).add(file);
        largest.add(new FileSummary(
                file.path(),
                file.language(),
                file.bytes(),
                file.lines().total(),
                file.nodes().total()));
        if (largest.size() > MOST_LARGE_FILES) {
            largest.remove();
        }
    }

    /** Adds declarations that another analyzer found in a file that was added before. */
    public synchronized void addNodes(ScannedFile file) {
        for (Tally tally : List.of(
                all,
                languages.computeIfAbsent(file.language(), name -> new Tally()),
                directories.computeIfAbsent(file.directory(), name -> new Tally()))) {
            tally.nodes = tally.nodes.plus(file.nodes());
        }
    }

    /** Adds a finding. */
    public synchronized void addFinding(ReportFinding finding) {
        findings.add(finding);
    }

    /** How many findings an analyzer had so far. */
    public synchronized long findingsOf(String analyzer) {
        return findings.count(analyzer);
    }

    /** Adds an analyzer that has ended. */
    public synchronized void addAnalyzer(AnalyzerSummary analyzer) {
        analyzers.add(analyzer);
    }

    /** Adds a file that could not be scanned. */
    public synchronized void addError(String path, String reason) {
        errorCount++;
        if (errors.size() < MOST_FILE_ERRORS) {
            errors.add(new FileError(path, reason));
        }
    }

    /** The report of all that was added. */
    public synchronized ScanReport build(String repository, Instant startedAt, Instant endedAt, Duration duration) {
        List<Cut> cuts = new ArrayList<>();
        List<DirectorySummary> shownDirectories =
                ranked(directories, tally -> tally.lines.total(), MOST_DIRECTORIES).stream()
                        .map(entry -> entry.getValue().asDirectory(entry.getKey()))
                        .toList();
        if (shownDirectories.size() < directories.size()) {
            cuts.add(new Cut("directories", shownDirectories.size(), directories.size()));
        }
        if (errors.size() < errorCount) {
            cuts.add(new Cut("file_errors", errors.size(), errorCount));
        }
        List<ReportFinding> worst = findings.worst();
        if (worst.size() < findings.count()) {
            cuts.add(new Cut("findings", worst.size(), findings.count()));
        }
        List<RuleSummary> rules = findings.rules();
        if (rules.size() > MOST_RULES) {
            cuts.add(new Cut("rules", MOST_RULES, rules.size()));
        }
        return new ScanReport(
                repository,
                null,
                startedAt,
                endedAt,
                duration.toMillis() / 1000.0,
                new ScanReport.Totals(all.files, all.bytes, all.lines, all.nodeCount(), errorCount, findings.count()),
                all.nodesByKind(),
                ranked(languages, Tally::nodeCount, Integer.MAX_VALUE).stream()
                        .map(entry -> entry.getValue().asLanguage(entry.getKey()))
                        .toList(),
                shownDirectories,
                largest.stream().sorted(LARGEST_FIRST).toList(),
                errors,
                analyzers.stream()
                        .sorted(Comparator.comparingDouble(AnalyzerSummary::seconds)
                                .reversed())
                        .toList(),
                findings.bySeverity(),
                rules.subList(0, Math.min(MOST_RULES, rules.size())),
                worst,
                cuts);
    }

    private static List<Map.Entry<String, Tally>> ranked(
            Map<String, Tally> tallies, ToLongFunction<Tally> rank, int most) {
        return tallies.entrySet().stream()
                .sorted(Comparator.comparing(Map.Entry<String, Tally>::getValue, Comparator.comparingLong(rank))
                        .thenComparing(Map.Entry::getValue, Comparator.comparingLong(tally -> tally.lines.total()))
                        .reversed()
                        .thenComparing(Map.Entry::getKey))
                .limit(most)
                .toList();
    }

    /** Sums of some files. Guarded by its builder. */
    private static final class Tally {
        private static final NodeKind[] KINDS = NodeKind.values();

        private long files;
        private long bytes;
        private long tags;
        private Lines lines = Lines.NONE;
        private NodeCounts nodes = NodeCounts.NONE;

        void add(ScannedFile file) {
            files++;
            bytes += file.bytes();
            tags += file.tags();
            lines = lines.plus(file.lines());
            nodes = nodes.plus(file.nodes());
        }

        long nodeCount() {
            return nodes.total();
        }

        Map<String, Long> nodesByKind() {
            Map<String, Long> counts = new LinkedHashMap<>();
            for (NodeKind kind : KINDS) {
                if (nodes.of(kind) > 0) {
                    counts.put(kind.name().toLowerCase(Locale.ROOT), (long) nodes.of(kind));
                }
            }
            return Collections.unmodifiableMap(counts);
        }

        LanguageSummary asLanguage(String language) {
            return new LanguageSummary(language, files, bytes, lines, nodeCount(), nodesByKind(), tags);
        }

        DirectorySummary asDirectory(String directory) {
            return new DirectorySummary(directory, files, bytes, lines, nodeCount());
        }
    }
}
