package dev.scancast.scanner.analyzer;

import dev.scancast.scanner.engine.structure.NodeCounts;
import dev.scancast.scanner.report.Lines;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an analyzer found in one file.
 *
 * @param language as people call it; null where the analyzer can't tell
 * @param lines none where it doesn't count them
 * @param nodes declarations, none where it doesn't look for them
 * @param tags opening tags of markup
 * @param findings their path is the file's, whatever they say
 */
public record FileResult(@Nullable String language, Lines lines, NodeCounts nodes, int tags, List<Finding> findings) {

    /** @throws IllegalArgumentException if tags is negative */
    public FileResult {
        if (tags < 0) {
            throw new IllegalArgumentException("tags must not be negative, got " + tags);
        }
        findings = List.copyOf(findings);
    }

    /** Findings and nothing else. */
    public static FileResult of(List<Finding> findings) {
        return new FileResult(null, Lines.NONE, NodeCounts.NONE, 0, findings);
    }
}
