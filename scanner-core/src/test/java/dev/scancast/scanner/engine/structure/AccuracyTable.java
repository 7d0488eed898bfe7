package dev.scancast.scanner.engine.structure;

import java.util.Collection;
import java.util.Locale;

/** Comparisons as tables in Markdown. */
final class AccuracyTable {
    private AccuracyTable() {}

    static String of(Collection<Comparison> comparisons, Collection<ParserComparison> parsers) {
        StringBuilder text = new StringBuilder();
        text.append("| language | corpus | files | ours | ctags | both | comparable: ours | ctags | difference |")
                .append(" without a cause |\n|---|---|--:|--:|--:|--:|--:|--:|--:|--:|\n");
        for (Comparison comparison : comparisons) {
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %s | %,d | %,d | %,d | %,d | %,d | %,d | %.2f %% | %.2f %% |%n",
                    comparison.corpus().language().displayName(),
                    comparison.corpus().title(),
                    comparison.files(),
                    comparison.ours(),
                    comparison.theirs(),
                    comparison.both(),
                    comparison.comparableOurs(),
                    comparison.comparableTheirs(),
                    comparison.differencePercent(),
                    comparison.unexplainedPercent()));
        }
        text.append("\n| language | corpus | found by | declarations | of ctags' | why |\n|---|---|---|--:|--:|---|\n");
        for (Comparison comparison : comparisons) {
            comparison
                    .explained()
                    .forEach((cause, count) -> text.append(String.format(
                            Locale.ROOT,
                            "| %s | %s | %s | %,d | %.2f %% | %s |%n",
                            comparison.corpus().language().displayName(),
                            comparison.corpus().title(),
                            cause.side() == DifferenceCause.Side.ONLY_OURS ? "us alone" : "ctags alone",
                            count,
                            comparison.percent(count),
                            cause.why())));
        }
        text.append(
                "\n| language | corpus | ours | its own parser | both | only one of both |\n|---|---|--:|--:|--:|--:|\n");
        for (ParserComparison comparison : parsers) {
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %s | %,d | %,d | %,d | %.2f %% |%n",
                    comparison.corpus().language().displayName(),
                    comparison.corpus().title(),
                    comparison.ours(),
                    comparison.parsers(),
                    comparison.both(),
                    comparison.differentPercent()));
        }
        return text.toString();
    }
}
