package dev.scancast.launcher;

import dev.scancast.contract.document.ScanRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What of a repository is to be scanned: options that several commands share. */
final class ScanOptions {
    @Option(
            names = "--file-types",
            split = ",",
            paramLabel = "TYPE",
            description = "Only files of these types, such as .java,.cs.")
    private List<String> fileTypes = new ArrayList<>();

    @Option(
            names = "--exclude",
            split = ",",
            paramLabel = "PATTERN",
            description = "Leave out what matches; .gitignore patterns, after the defaults: !build takes one back.")
    private List<String> exclude = new ArrayList<>();

    @Option(
            names = "--analyzers",
            split = ",",
            paramLabel = "NAME",
            description = "The analyzers to run, such as structure,eslint. Default: the worker's defaults.")
    private List<String> analyzers = new ArrayList<>();

    /** The request for a directory. */
    ScanRequest ofPath(Path directory) {
        return request(directory.toString(), null, null);
    }

    /**
     * The request for a directory or a Git URL.
     *
     * @param ref of a URL; null for its default branch
     * @throws CommandFailedException if there is no such directory, or it is given a ref
     */
    ScanRequest of(String pathOrUrl, @Nullable String ref) {
        if (pathOrUrl.matches("[A-Za-z][A-Za-z0-9+.-]+://.*")) {
            return request(null, pathOrUrl, ref);
        }
        if (ref != null) {
            throw new CommandFailedException(
                    ExitCode.USAGE, "--ref is for Git URLs: a directory is scanned as it is on disk");
        }
        return ofPath(directory(pathOrUrl));
    }

    private ScanRequest request(@Nullable String path, @Nullable String url, @Nullable String ref) {
        return new ScanRequest(path, url, ref, fileTypes, exclude, analyzers);
    }

    /**
     * The directory that a user named, absolute.
     *
     * @throws CommandFailedException if it isn't there or is no directory
     */
    static Path directory(String path) {
        Path directory = Path.of(path).toAbsolutePath().normalize();
        if (!Files.exists(directory)) {
            throw new CommandFailedException(
                    ExitCode.USAGE, "there is no " + DocumentText.printable(directory.toString()));
        }
        if (!Files.isDirectory(directory)) {
            throw new CommandFailedException(
                    ExitCode.USAGE,
                    DocumentText.printable(directory.toString()) + " is a file: give the directory of the repository");
        }
        return directory;
    }
}
