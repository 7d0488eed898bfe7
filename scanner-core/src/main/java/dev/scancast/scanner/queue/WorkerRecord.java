package dev.scancast.scanner.queue;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.scancast.scanner.engine.structure.Language;
import dev.scancast.scanner.source.RepositoryRoots;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a worker tells of itself, as it stands in Redis: a gateway needs no disk to know what can be scanned.
 *
 * @param languages whose structure it knows
 * @param roots directories below which it may scan
 * @param repositories that it found there
 * @param scans the ids of those it runs
 */
@JsonPropertyOrder({"name", "version", "languages", "analyzers", "roots", "repositories", "scans"})
record WorkerRecord(
        String name,
        String version,
        List<String> languages,
        List<String> analyzers,
        List<String> roots,
        List<RepositoryRoots.Repository> repositories,
        List<String> scans) {

    static WorkerRecord of(String name, RepositoryRoots roots, List<String> analyzers, Set<String> scans) {
        String version = WorkerRecord.class.getPackage().getImplementationVersion();
        return new WorkerRecord(
                name,
                version == null ? "unknown" : version,
                Stream.of(Language.values()).map(Language::displayName).toList(),
                analyzers,
                roots.roots().stream().map(Path::toString).toList(),
                roots.repositories(),
                scans.stream().sorted().toList());
    }
}
