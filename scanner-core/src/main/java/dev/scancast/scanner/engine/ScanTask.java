package dev.scancast.scanner.engine;

import dev.scancast.scanner.analyzer.Analyzer;
import java.nio.file.Path;
import java.util.List;

/**
 * What the engine is to scan: a directory that is there, and that may be scanned.
 *
 * @param root the repository's directory, absolute
 * @param repository a name for people
 * @param fileTypes endings with their dot, such as {@code .java}; empty for all
 * @param excludePatterns in the manner of .gitignore, after the defaults: {@code !build} takes one back
 * @param analyzers that run, in this order
 */
public record ScanTask(
        Path root, String repository, List<String> fileTypes, List<String> excludePatterns, List<Analyzer> analyzers) {

    /** @throws IllegalArgumentException if the root isn't absolute */
    public ScanTask {
        if (!root.isAbsolute()) {
            throw new IllegalArgumentException("root must be absolute, got " + root);
        }
        fileTypes = List.copyOf(fileTypes);
        excludePatterns = List.copyOf(excludePatterns);
        analyzers = List.copyOf(analyzers);
    }

    /** With the structural analyzer alone. */
    public ScanTask(Path root, String repository, List<String> fileTypes, List<String> excludePatterns) {
        this(root, repository, fileTypes, excludePatterns, List.of(new StructureAnalyzer()));
    }
}
