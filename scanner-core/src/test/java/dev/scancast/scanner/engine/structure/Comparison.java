package dev.scancast.scanner.engine.structure;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the lexer and the oracle found in the files of one corpus, and why they differ. */
final class Comparison {
    private static final int EXAMPLES = 400;

    private final Corpus corpus;
    private final Map<DifferenceCause, Integer> explained = new LinkedHashMap<>();
    private final List<String> examples = new ArrayList<>();
    private int files;
    private int ours;
    private int theirs;
    private int both;
    private int oursUnexplained;
    private int theirsUnexplained;
    private int oursExplained;
    private int theirsExplained;

    Comparison(Corpus corpus) {
        this.corpus = corpus;
    }

    /** Adds one file: pairs what has the same name on the same line, and asks for a cause of the rest. */
    void add(
            String file, SourceText text, List<Declaration> found, List<Declaration> oracle, List<Declaration> parsed) {
        files++;
        ours += found.size();
        theirs += oracle.size();
        Map<Declaration.Place, List<Declaration>> unpaired = new HashMap<>();
        for (Declaration declaration : oracle) {
            unpaired.computeIfAbsent(declaration.place(), place -> new ArrayList<>(1))
                    .add(declaration);
        }
        List<Declaration> onlyOurs = new ArrayList<>();
        for (Declaration declaration : found) {
            List<Declaration> pairs = unpaired.getOrDefault(declaration.place(), Collections.emptyList());
            if (pairs.isEmpty()) {
                onlyOurs.add(declaration);
            } else {
                pairs.remove(pairs.size() - 1);
                both++;
            }
        }
        FileDifference difference = new FileDifference(text, found, parsed);
        for (Declaration declaration : onlyOurs) {
            explain(DifferenceCause.Side.ONLY_OURS, declaration, difference, file);
        }
        unpaired.values().stream()
                .flatMap(List::stream)
                .forEach(declaration -> explain(DifferenceCause.Side.ONLY_CTAGS, declaration, difference, file));
    }

    private void explain(DifferenceCause.Side side, Declaration declaration, FileDifference difference, String file) {
        boolean our = side == DifferenceCause.Side.ONLY_OURS;
        for (DifferenceCause cause : EnumSet.allOf(DifferenceCause.class)) {
            if (cause.explains(corpus.language(), side, declaration, difference)) {
                explained.merge(cause, 1, Integer::sum);
                if (our) {
                    oursExplained++;
                } else {
                    theirsExplained++;
                }
                return;
            }
        }
        if (our) {
            oursUnexplained++;
        } else {
            theirsUnexplained++;
        }
        if (examples.size() < EXAMPLES) {
            examples.add((our ? "only ours  " : "only ctags ") + file + ":" + declaration.line() + " "
                    + declaration.kind() + " " + declaration.name() + " | "
                    + difference.text().line(declaration.line()));
        }
    }

    Corpus corpus() {
        return corpus;
    }

    int files() {
        return files;
    }

    int ours() {
        return ours;
    }

    int theirs() {
        return theirs;
    }

    int both() {
        return both;
    }

    /** What one of both has and the other should, in percent of the oracle's. */
    double unexplainedPercent() {
        return percent(oursUnexplained + theirsUnexplained);
    }

    /** The difference of both counts, each without what the other is known not to know, in percent. */
    double differencePercent() {
        int comparable = theirs - theirsExplained;
        return 100.0 * (ours - oursExplained - comparable) / Math.max(1, comparable);
    }

    double percent(int count) {
        return 100.0 * count / Math.max(1, theirs);
    }

    int comparableOurs() {
        return ours - oursExplained;
    }

    int comparableTheirs() {
        return theirs - theirsExplained;
    }

    Map<DifferenceCause, Integer> explained() {
        return explained;
    }

    /** Some of what has no cause, a line each. */
    List<String> examples() {
        return examples;
    }
}
