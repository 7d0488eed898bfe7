package dev.scancast.scanner.engine.structure;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the lexer and the parser of the language found in the files of one corpus. */
final class ParserComparison {
    private static final int EXAMPLES = 40;

    private record Node(NodeKind kind, Declaration.Place place) {}

    private final Corpus corpus;
    private final List<String> examples = new ArrayList<>();
    private int ours;
    private int parsers;
    private int both;

    ParserComparison(Corpus corpus) {
        this.corpus = corpus;
    }

    void add(String file, List<Declaration> found, List<Declaration> parsed) {
        boolean lines = parsed.stream().anyMatch(declaration -> declaration.line() > 0);
        Map<Node, Integer> left = new HashMap<>();
        for (Declaration declaration : parsed) {
            left.merge(node(declaration, lines), 1, Integer::sum);
        }
        for (Declaration declaration : found) {
            Node node = node(declaration, lines);
            if (left.getOrDefault(node, 0) > 0) {
                left.merge(node, -1, Integer::sum);
                both++;
            } else {
                example("only ours: " + file + " " + node);
            }
        }
        left.forEach((node, count) ->
                Collections.nCopies(count, node).forEach(one -> example("only the parser's: " + file + " " + one)));
        ours += found.size();
        parsers += parsed.size();
    }

    private Node node(Declaration declaration, boolean lines) {
        boolean asField = corpus.language() == Language.JAVA && declaration.kind() == NodeKind.ENUM_CONSTANT;
        return new Node(
                asField ? NodeKind.FIELD : declaration.kind(),
                new Declaration.Place(
                        lines ? declaration.line() : 0, declaration.place().name()));
    }

    private void example(String text) {
        if (examples.size() < EXAMPLES) {
            examples.add(text);
        }
    }

    Corpus corpus() {
        return corpus;
    }

    int ours() {
        return ours;
    }

    int parsers() {
        return parsers;
    }

    int both() {
        return both;
    }

    double differentPercent() {
        return 100.0 * (ours + parsers - 2 * both) / Math.max(1, parsers);
    }

    List<String> examples() {
        return examples;
    }
}
