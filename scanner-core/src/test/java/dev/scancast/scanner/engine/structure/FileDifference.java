package dev.scancast.scanner.engine.structure;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What a cause may look at: the text, what we found in it, and what the language's own parser did. */
final class FileDifference {
    private final SourceText text;
    private final Set<String> types = new HashSet<>();
    private final Set<String> repeated = new HashSet<>();
    private final Set<Declaration.Place> parsed;

    /**
     * @param ours what we found
     * @param parsed what the language's own parser found; nothing where none is asked
     */
    FileDifference(SourceText text, List<Declaration> ours, List<Declaration> parsed) {
        this.text = text;
        this.parsed = parsed.stream().map(Declaration::place).collect(Collectors.toSet());
        Set<String> names = new HashSet<>();
        for (Declaration declaration : ours) {
            if (declaration.kind() == NodeKind.TYPE) {
                types.add(declaration.place().name());
            }
            if (!names.add(key(declaration))) {
                repeated.add(key(declaration));
            }
        }
    }

    private static String key(Declaration declaration) {
        return declaration.kind() + " " + declaration.place().name();
    }

    SourceText text() {
        return text;
    }

    /** Whether the innermost scope that the oracle tells is none of the file's types, so that it is mistaken. */
    boolean inNoType(Declaration declaration) {
        String scope = declaration.scope();
        String last = scope.substring(scope.lastIndexOf('.') + 1);
        return !scope.isEmpty() && !types.contains(last);
    }

    /** Whether we found another of this kind and name in the file. */
    boolean isRepeated(Declaration declaration) {
        return repeated.contains(key(declaration));
    }

    /** Whether the language's own parser found one of this name on this line too. */
    boolean parserHas(Declaration declaration) {
        return parsed.contains(declaration.place());
    }
}
