package dev.scancast.scanner.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/** Counts findings and keeps the worst, in bounded memory however many come. Guarded by its builder. */
final class FindingTally {

    /** So many rules are told apart; what comes after counts as {@link #OTHER_RULES}. */
    static final int MOST_RULES = 1000;

    static final String OTHER_RULES = "(other rules)";

    private final int mostKept;
    private final Map<Severity, Long> bySeverity = new EnumMap<>(Severity.class);
    private final Map<Rule, Long> byRule = new HashMap<>();
    private final Map<String, Long> byAnalyzer = new HashMap<>();
    private final PriorityQueue<ReportFinding> kept = new PriorityQueue<>(ReportFinding.WORST_FIRST.reversed());
    private long count;

    FindingTally(int mostKept) {
        this.mostKept = mostKept;
    }

    private record Rule(String analyzer, String rule, Severity severity) {}

    void add(ReportFinding finding) {
        count++;
        bySeverity.merge(finding.severity(), 1L, Long::sum);
        byAnalyzer.merge(finding.analyzer(), 1L, Long::sum);
        Rule rule = new Rule(finding.analyzer(), finding.rule(), finding.severity());
        if (byRule.size() >= MOST_RULES && !byRule.containsKey(rule)) {
            rule = new Rule(finding.analyzer(), OTHER_RULES, finding.severity());
        }
        byRule.merge(rule, 1L, Long::sum);
        kept.add(finding);
        if (kept.size() > mostKept) {
            kept.remove();
        }
    }

    long count() {
        return count;
    }

    long count(String analyzer) {
        return byAnalyzer.getOrDefault(analyzer, 0L);
    }

    /** Only severities that occur. */
    Map<String, Long> bySeverity() {
        Map<String, Long> counts = new LinkedHashMap<>();
        bySeverity.forEach((severity, number) -> counts.put(severity.wireName(), number));
        return Collections.unmodifiableMap(counts);
    }

    /** The rules that were broken most often first. */
    List<ScanReport.RuleSummary> rules() {
        return byRule.entrySet().stream()
                .map(entry -> new ScanReport.RuleSummary(
                        entry.getKey().analyzer, entry.getKey().rule, entry.getKey().severity, entry.getValue()))
                .sorted(Comparator.comparingLong(ScanReport.RuleSummary::findings)
                        .reversed()
                        .thenComparing(ScanReport.RuleSummary::severity)
                        .thenComparing(ScanReport.RuleSummary::analyzer)
                        .thenComparing(ScanReport.RuleSummary::rule))
                .toList();
    }

    /** Those that were kept, the worst first; of several with the same fingerprint the later ones are numbered. */
    List<ReportFinding> worst() {
        Map<String, Integer> seen = new HashMap<>();
        List<ReportFinding> findings = new ArrayList<>(kept.size());
        kept.stream().sorted(ReportFinding.WORST_FIRST).forEach(finding -> {
            int number = seen.merge(finding.fingerprint(), 1, Integer::sum);
            findings.add(number == 1 ? finding : finding.withFingerprint(finding.fingerprint() + ":" + number));
        });
        return findings;
    }
}
