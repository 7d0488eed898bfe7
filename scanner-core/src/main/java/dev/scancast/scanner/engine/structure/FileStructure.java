package dev.scancast.scanner.engine.structure;

import java.util.Objects;

/**
 * What the structural lexer found in one file.
 *
 * @param language the language it was read as
 * @param nodes the named declarations, by kind
 * @param lines the lines, by what they hold
 * @param tags opening tags of markup (HTML), which are no nodes; else 0
 */
public record FileStructure(Language language, NodeCounts nodes, LineCounts lines, int tags) {
    public FileStructure {
        Objects.requireNonNull(language);
        Objects.requireNonNull(nodes);
        Objects.requireNonNull(lines);
        if (tags < 0) {
            throw new IllegalArgumentException("tags must not be negative, got " + tags);
        }
    }
}
