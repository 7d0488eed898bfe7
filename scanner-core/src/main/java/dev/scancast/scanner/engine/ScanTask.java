package dev.scancast.scanner.engine;

import dev.scancast.scanner.analyzer.Analyzer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What the engine is to scan: a directory that is there, and that may be scanned.
 *
 * @param root the repository's directory, absolute
 * @param repository a name for people
 * @param fileTypes endings with their dot, such as {@code .java}; empty for all
 * @param excludePatterns in the manner of .gitignore, after the defaults: {@code !build} takes one back
 * @param analyzers that run, in this order
 * @param missing why files of the repository aren't in the directory, by path; told to the listener before
 */
public record ScanTask(
        Path root,
        String repository,
        List<String> fileTypes,
        List<String> excludePatterns,
        List<Analyzer> analyzers,
        Map<String, String> missing) {

    /** @throws IllegalArgumentException if the root isn't absolute */
    public ScanTask {
        if (!root.isAbsolute()) {
            throw new IllegalArgumentException("root must be absolute, got " + root);
        }
        fileTypes = List.copyOf(fileTypes);
        excludePatterns = List.copyOf(excludePatterns);
        analyzers = List.copyOf(analyzers);
        missing = Map.copyOf(missing);
    }

    /** A directory that holds all there is. */
    public ScanTask(
            Path root,
            String repository,
            List<String> fileTypes,
            List<String> excludePatterns,
            List<Analyzer> analyzers) {
        this(root, repository, fileTypes, excludePatterns, analyzers, Map.of());
    }

    /** The same with the structural analyzer alone. */
    public ScanTask(Path root, String repository, List<String> fileTypes, List<String> excludePatterns) {
        this(root, repository, fileTypes, excludePatterns, List.of(new StructureAnalyzer()));
    }
}
