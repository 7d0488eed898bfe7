package dev.scancast.gateway.fleet;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.scancast.contract.document.ScanRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a batch is asked for with.
 *
 * @param repositories each its own scan
 * @param fileTypes as of a {@link ScanRequest}, for all of them; so the next two
 * @param concurrency how many of its scans stand in the queue or run at the same time
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record BatchRequest(
        List<Repository> repositories,
        List<String> fileTypes,
        List<String> excludePatterns,
        List<String> analyzers,
        int concurrency) {

    /** Copies the lists; a missing one is empty. */
    public BatchRequest {
        repositories = List.copyOf(repositories);
        fileTypes = fileTypes == null ? List.of() : List.copyOf(fileTypes);
        excludePatterns = excludePatterns == null ? List.of() : List.copyOf(excludePatterns);
        analyzers = analyzers == null ? List.of() : List.copyOf(analyzers);
    }

    /**
     * One of them: a path or a URL.
     *
     * @param title for people; null for none
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Repository(
            @Nullable String repositoryPath,
            @Nullable String repositoryUrl,
            @Nullable String ref,
            @Nullable String title) {}

    /** The request of one of its scans. */
    ScanRequest scan(Repository repository) {
        return new ScanRequest(
                repository.repositoryPath(),
                repository.repositoryUrl(),
                repository.ref(),
                fileTypes,
                excludePatterns,
                analyzers);
    }
}
