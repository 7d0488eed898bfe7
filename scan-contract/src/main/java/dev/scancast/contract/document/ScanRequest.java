package dev.scancast.contract.document;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to scan, as {@code POST /scan} takes it and the queue carries it. Exactly one of path and URL is set; it holds
 * no secrets.
 *
 * @param repositoryPath a directory on the worker's disk, absolute
 * @param repositoryUrl a git URL
 * @param ref a branch, tag or commit of the URL; null for its default branch
 * @param fileTypes endings with their dot, such as {@code .java}; empty for all
 * @param excludePatterns in the manner of .gitignore, after the defaults: {@code !build} takes one back
 * @param analyzers names of analyzers; empty for the worker's defaults
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ScanRequest(
        @Nullable String repositoryPath,
        @Nullable String repositoryUrl,
        @Nullable String ref,
        List<String> fileTypes,
        List<String> excludePatterns,
        List<String> analyzers) {

    /** Copies the lists; a missing one is empty. */
    public ScanRequest {
        fileTypes = fileTypes == null ? List.of() : List.copyOf(fileTypes);
        excludePatterns = excludePatterns == null ? List.of() : List.copyOf(excludePatterns);
        analyzers = analyzers == null ? List.of() : List.copyOf(analyzers);
    }

    /** The scan of a directory with every default. */
    public static ScanRequest ofPath(String path) {
        return new ScanRequest(path, null, null, List.of(), List.of(), List.of());
    }

    /** The path or URL, by which two requests are known to be of the same repository. */
    public String repositoryKey() {
        String source = repositoryPath != null ? repositoryPath : repositoryUrl != null ? repositoryUrl : "";
        return source.replaceAll("/+$", "").replaceAll("\\.git$", "");
    }

    /** A name for people: the last part of the path or URL, without {@code .git} and without a user or password. */
    public String repositoryName() {
        String source =
                repositoryPath != null ? repositoryPath : repositoryUrl != null ? withoutSecrets(repositoryUrl) : "";
        String trimmed = source.replaceAll("[/\\\\]+$", "").replaceAll("\\.git$", "");
        String name = trimmed.substring(Math.max(trimmed.lastIndexOf('/'), trimmed.lastIndexOf('\\')) + 1);
        return name.isEmpty() ? source : name;
    }

    /** Such a URL is refused; its name is told all the same. */
    private static String withoutSecrets(String url) {
        String plain = url.replaceAll("(?s)[?#].*", "");
        return plain.substring(plain.lastIndexOf('@') + 1);
    }
}
